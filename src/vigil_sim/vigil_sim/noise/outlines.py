"""Where things appear in one camera's picture: boxes around them, and what nearer ones hide."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np

from vigil.base.records import Mounting, TruthObject
from vigil.geometry import CameraModel, Distortion, ground_points_ego_m, optical_from_ego
from vigil.geometry.camera_model import Floats
from vigil_sim.noise.errors import Flags

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
    height_m: Floats
    """Shape (N,)."""

    @classmethod
    def of(cls, rows: Floats) -> "Solids":
        """Take rows of x, y, z, yaw, length, width, height."""
        local = CORNERS * rows[:, None, 4:7]
        cos, sin = np.cos(rows[:, 3:4]), np.sin(rows[:, 3:4])
        corners = np.empty_like(local)
        corners[..., 0] = rows[:, 0:1] + cos * local[..., 0] - sin * local[..., 1]
        corners[..., 1] = rows[:, 1:2] + sin * local[..., 0] + cos * local[..., 1]
        corners[..., 2] = rows[:, 2:3] + local[..., 2]
        return cls(corners, rows[:, :2], rows[:, 6])


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
        """Return the corners if each thing went away along our line of sight, (N, 8, 3)."""
        sight = solids.middle_m - self._place_m
        sight *= (away_m / np.maximum(np.hypot(sight[:, 0], sight[:, 1]), NEAREST_M))[:, None]
        corners_m: Floats = solids.corners_m.copy()
        corners_m[..., :2] += sight[:, None]
        return corners_m

    def boxes_px(self, corners_m: Floats, down_rad: float) -> Floats:
        """Return left, top, right, bottom (N, 4) with the nose down so far; zeros: not in sight."""
        return self._around(self._optical(corners_m, down_rad))

    def boxes_twice_px(
        self, corners_m: Floats, others_m: Floats, down_rad: float
    ) -> tuple[Floats, Floats]:
        """Return boxes as they are, and those of others with the nose down, in one go."""
        points = [self._optical(corners_m, 0.0), self._optical(others_m, down_rad)]
        boxes = self._around(np.concatenate(points))
        return boxes[: len(corners_m)], boxes[len(corners_m) :]

    def _optical(self, corners_m: Floats, down_rad: float) -> Floats:
        nod = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, -down_rad], [0.0, down_rad, 1.0]])
        return np.asarray(corners_m @ (nod @ self._turn).T + nod @ self._shift)

    def _around(self, points: Floats) -> Floats:
        """Return boxes around points of the optical frame, (N, 8, 3)."""
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
    low = np.maximum(boxes_px[:, None, :2], boxes_px[:, :2])
    high = np.minimum(boxes_px[:, None, 2:], boxes_px[:, 2:])
    meets = (high > low).all(axis=2) & (ranges_m < ranges_m[:, None])
    left_px, shown = boxes_px.tolist(), [1.0] * len(boxes_px)
    whole_px = boxes_px.tolist()
    for behind, before in np.argwhere(meets).tolist():  # few: quicker than arrays of all pairs
        shown[behind] *= 1.0 - _cover(whole_px[behind], whole_px[before], left_px[behind])
    return np.array(left_px).reshape(-1, 4), np.array(shown)


def _cover(whole: Sequence[float], nearer: Sequence[float], cut: list[float]) -> float:
    """Take from the box `cut` the sides that a nearer one covers; return the share it covers."""
    left, top, right, bottom = whole
    across = min(right, nearer[2]) - max(left, nearer[0])
    down = min(bottom, nearer[3]) - max(top, nearer[1])
    if down > ACROSS * (bottom - top):
        if nearer[0] <= left:
            cut[0] = max(cut[0], nearer[2])
        if nearer[2] >= right:
            cut[2] = min(cut[2], nearer[0])
    if across > ACROSS * (right - left) and nearer[3] >= bottom:
        cut[3] = min(cut[3], nearer[1])
    return across * down / ((right - left) * (bottom - top))
