"""Where things appear in one camera's picture: boxes around them, and what nearer ones hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np

from vigil.base.records import Mounting, TruthObject
from vigil.geometry import CameraModel, Distortion, ground_points_ego_m, optical_from_ego
from vigil.geometry.camera_model import Floats
from vigil_sim.noise.errors import Flags, Rows

NEAREST_M = 0.3
"""Depth that what is beside or behind the lens is drawn at, far outside of the picture."""
LEAST_AHEAD_M = 0.5
CORNERS = np.array([(a, b, c) for a in (-0.5, 0.5) for b in (-0.5, 0.5) for c in (0.0, 1.0)])
ACROSS = 0.8
"""Of a side that must be covered before what is left of a box counts as its edge."""


@dataclass(frozen=True)
class Solids:
    """Boxes that stand on the road, N of them, ego frame."""

    corners_m: Floats
    """Shape (N, 8, 3)."""
    middle_m: Floats
    """Of the footprint, shape (N, 2)."""

    @classmethod
    def of(cls, rows: Floats) -> "Solids":
        """Take rows of x, y, z, yaw, length, width, height."""
        local = CORNERS * rows[:, None, 4:7]
        cos, sin = np.cos(rows[:, 3:4]), np.sin(rows[:, 3:4])
        corners = np.empty_like(local)
        corners[..., 0] = rows[:, 0:1] + cos * local[..., 0] - sin * local[..., 1]
        corners[..., 1] = rows[:, 1:2] + sin * local[..., 0] + cos * local[..., 1]
        corners[..., 2] = rows[:, 2:3] + local[..., 2]
        return cls(corners, rows[:, :2])

    def take(self, picks: Rows) -> "Solids":
        """Return some of them."""
        return Solids(self.corners_m[picks], self.middle_m[picks])


def rows_of(things: Sequence[TruthObject]) -> Floats:
    """Return what `Solids.of` takes, (N, 7)."""
    return np.array(
        [(a.x_m, a.y_m, a.z_m, a.yaw_rad, a.length_m, a.width_m, a.height_m) for a in things]
    ).reshape(-1, 7)


class View:
    """One camera where it really sits."""

    def __init__(self, model: CameraModel, mounting: Mounting) -> None:
        self.model, self.mounting = model, mounting
        transform = optical_from_ego(mounting)
        self._turn, self._shift = transform[:3, :3], transform[:3, 3]
        self._place_m = np.array([mounting.x_m, mounting.y_m])
        self._straight = model.distortion is Distortion.NONE
        self._focal = np.array([model.fx_px, model.fy_px])
        self._centre = np.array([model.cx_px, model.cy_px])
        self._last = np.tile(model.size_wh_px, 2) - 1.0

    @cached_property
    def nearest_m(self) -> float:
        """The nearest road ahead that it sees, from our front bumper."""
        foot = np.array([[self.model.cx_px, self.model.height_px - 1.0]])
        x_m = float(ground_points_ego_m(self.model, self.mounting, foot)[0, 0])
        return LEAST_AHEAD_M if isnan(x_m) else max(x_m, LEAST_AHEAD_M)

    def ranges_m(self, solids: Solids) -> Floats:
        """Return the distance on the ground of the nearest corner, (N,)."""
        legs = solids.corners_m[..., :2] - self._place_m
        return np.asarray(np.sqrt(np.einsum("ncd,ncd->nc", legs, legs).min(axis=1)))

    def moved(self, solids: Solids, away_m: Floats) -> Floats:
        """Return the corners after each thing went away along our line of sight, (N, 8, 3)."""
        sight = solids.middle_m - self._place_m
        sight *= (away_m / np.maximum(np.hypot(sight[:, 0], sight[:, 1]), NEAREST_M))[:, None]
        corners_m: Floats = solids.corners_m.copy()
        corners_m[..., :2] += sight[:, None]
        return corners_m

    def boxes_px(self, corners_m: Floats, down_rad: float) -> Floats:
        """Return left, top, right, bottom (N, 4) with the nose down so far; zeros: not in sight."""
        nod = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, -down_rad], [0.0, down_rad, 1.0]])
        points = corners_m @ (nod @ self._turn).T + nod @ self._shift
        depths = points[..., 2]
        behind = depths.max(axis=1) <= NEAREST_M
        np.maximum(depths, NEAREST_M, out=depths)
        pixels = self._bent(points)
        low, high = np.fmin.reduce(pixels, axis=1), np.fmax.reduce(pixels, axis=1)
        boxes: Floats = np.concatenate([low, high], axis=1)
        boxes[behind | np.isnan(low[:, 0])] = 0.0
        return boxes

    def pixels(self, points_m: Floats) -> Floats:
        """Return where points (..., 3) ahead, ego frame, appear, (..., 2); NaN: beyond the lens."""
        return self._bent(points_m @ self._turn.T + self._shift)

    def _bent(self, points: Floats) -> Floats:
        """Return where points (..., 3) of the optical frame appear, (..., 2)."""
        if self._straight:  # no lens to ask: a fifth of the time
            return np.asarray(points[..., :2] / points[..., 2:] * self._focal + self._centre)
        return self.model.pixels(points.reshape(-1, 3)).reshape(*points.shape[:-1], 2)

    def holds(self, pixels: Floats) -> Flags:
        """Return which pixels (..., 2) lie in the picture."""
        return np.asarray(((pixels >= 0.0) & (pixels <= self._last[2:])).all(axis=-1))

    def inside(self, boxes_px: Floats) -> Floats:
        """Return the boxes cut at the border of the picture."""
        return np.clip(boxes_px, 0.0, self._last)

    def margins_px(self, boxes_px: Floats) -> Floats:
        """Return how far inside the picture each edge is, (N, 4)."""
        return np.concatenate([boxes_px[:, :2], self._last[2:] - boxes_px[:, 2:]], axis=1)


def areas_px2(boxes_px: Floats) -> Floats:
    """Return areas, 0 where a box has none."""
    sides = np.maximum(boxes_px[:, 2:] - boxes_px[:, :2], 0.0)
    return np.asarray(sides[:, 0] * sides[:, 1])


def uncovered(boxes_px: Floats, ranges_m: Floats) -> tuple[Floats, Floats]:
    """Return what nearer boxes leave of each, (N, 4), and the share that it shows, (N,).

    An edge moves where a nearer box covers the whole side behind it: a car behind a car ends where
    that one ends, one behind a wall of a truck ends at its roof.  The share takes what several
    nearer ones cover as independent: more than the widest covers, less than their sum.
    """
    nearer = ranges_m < ranges_m[:, None]
    left, top, right, bottom = boxes_px.T
    low_x, high_x = np.maximum(left[:, None], left), np.minimum(right[:, None], right)
    low_y, high_y = np.maximum(top[:, None], top), np.minimum(bottom[:, None], bottom)
    across, down = high_x - low_x, high_y - low_y
    meets = nearer & (across > 0.0) & (down > 0.0)
    if not meets.any():
        return boxes_px, np.ones(len(boxes_px))
    width, height = (right - left)[:, None], (bottom - top)[:, None]
    share = np.where(meets, across * down / np.maximum(width * height, 1.0), 0.0)
    shows = np.prod(1.0 - np.minimum(share, 1.0), axis=1)
    tall, wide = meets & (down > ACROSS * height), meets & (across > ACROSS * width)
    return _cut(boxes_px, tall, wide), shows


def _cut(boxes_px: Floats, tall: Flags, wide: Flags) -> Floats:
    """Return boxes without what nearer ones cover from side to side."""
    left, top, right, bottom = boxes_px.T
    cut: Floats = boxes_px.copy()
    begins = tall & (left <= left[:, None])
    ends = tall & (right >= right[:, None])
    cut[:, 0] = np.where(begins, right, left[:, None]).max(axis=1)
    cut[:, 2] = np.where(ends, left, right[:, None]).min(axis=1)
    foot = wide & (bottom >= bottom[:, None])
    cut[:, 3] = np.where(foot, top, bottom[:, None]).min(axis=1)
    return cut
