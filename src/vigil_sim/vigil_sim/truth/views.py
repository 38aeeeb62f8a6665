"""Boxes of things in a picture: what is visible of them, all of them, and how much is hidden."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from vigil.base.records import TruthView
from vigil.geometry.camera_model import Floats
from vigil_sim.truth.picture import Masks
from vigil_sim.truth.sight import NEAR_M, Sight
from vigil_sim.world import Placed

Shape = Callable[[Placed], Floats]
"""Points (N, 3) whose convex hull holds all of a thing, in its own frame."""
FARTHEST_PX = 10_000.0
"""Corners farther out are drawn there: 32 bits would not hold them to a hundredth of a pixel."""


class Box(NamedTuple):
    """Edges, px; (0, 0) is the centre of the first pixel."""

    left_px: float
    top_px: float
    right_px: float
    bottom_px: float

    @property
    def area_px2(self) -> float:
        """Its area."""
        return max(self.right_px - self.left_px, 0.0) * max(self.bottom_px - self.top_px, 0.0)

    def inside(self, width_px: int, height_px: int) -> "Box":
        """Return what of it lies in a picture."""
        return Box(
            max(self.left_px, -0.5),
            max(self.top_px, -0.5),
            min(self.right_px, width_px - 0.5),
            min(self.bottom_px, height_px - 0.5),
        )


def views_of(
    masks: Masks, sight: Sight, things: Iterable[Placed], shape: Shape
) -> Iterator[tuple[int, TruthView]]:
    """Yield id and view of each thing that the picture shows a pixel of."""
    found = ndimage.find_objects(masks.instances.astype(np.int32))
    for thing in things:
        part = found[thing.id - 1] if thing.id <= len(found) else None
        outline = Outline(sight, thing, shape(thing))
        if part is None or not outline.known:
            continue
        rows, columns = part
        visible = Box(columns.start - 0.5, rows.start - 0.5, columns.stop - 0.5, rows.stop - 0.5)
        whole = outline.box
        inside = whole.inside(*sight.model.size_wh_px).area_px2 / max(whole.area_px2, 1e-9)
        share = outline.visible_share(masks)
        yield thing.id, TruthView(sight.model.name, *visible, *whole, share, inside)


class Outline:
    """The convex outline of a thing in a picture, and where it lies in depth."""

    def __init__(self, sight: Sight, thing: Placed, points_m: Floats) -> None:
        transform = sight.optical_from(thing)
        optical_m = _before_camera(points_m @ transform[:3, :3].T + transform[:3, 3])
        pixels = sight.model.pixels(optical_m)
        seen = np.isfinite(pixels).all(axis=1)
        self._id = thing.id
        self._pixels, self._depths_m = pixels[seen], optical_m[seen, 2]
        # So much of the ground before a thing may one row of the picture hold (flat road).
        fy_px, height_m = sight.model.fy_px, sight.mounting.z_m
        self._row_m = float(self._depths_m.min(initial=np.inf)) ** 2 / (fy_px * height_m)

    @property
    def known(self) -> bool:
        """Whether any of it lies where the lens looks."""
        return len(self._pixels) > 0

    @property
    def box(self) -> Box:
        """Return its box, hidden and cut parts included, as far as the lens reaches."""
        return Box(*self._pixels.min(axis=0).tolist(), *self._pixels.max(axis=0).tolist())

    def visible_share(self, masks: Masks) -> float:
        """Return which share of its outline in the picture nothing nearer covers.

        A pixel of the outline is covered where another thing is nearer than the far end of this
        one, or where the ground is nearer than its near end, as behind a crest.
        """
        height, width = masks.classes.shape
        window = _window(self.box, width, height)
        outline = self._drawn(window)
        depth_m = masks.depth_m[window]
        ground, other = masks.ground[window], masks.instances[window] != self._id
        near_m, far_m = float(self._depths_m.min()), float(self._depths_m.max())
        bound_m = np.where(ground, near_m - 2.0 * self._row_m, far_m)
        covered = outline & other & (depth_m < bound_m)
        return 1.0 - float(covered.sum()) / max(int(outline.sum()), 1)

    def _drawn(self, window: tuple[slice, slice]) -> npt.NDArray[np.bool_]:
        """Return which pixels of a window have their centre in the outline."""
        rows, columns = (np.arange(part.start, part.stop) for part in window)
        corners = np.clip(self._pixels, -FARTHEST_PX, FARTHEST_PX).astype(np.float32)
        begins = cv2.convexHull(corners)[:, 0].astype(float)
        steps = np.roll(begins, -1, axis=0) - begins
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (rows[:, None] - begins[:, 1]) / steps[:, 1]
        crossed = (share >= 0.0) & (share <= 1.0)
        at_px = begins[:, 0] + np.where(crossed, share, 0.0) * steps[:, 0]
        first = np.where(crossed, at_px, np.inf).min(axis=1)
        last = np.where(crossed, at_px, -np.inf).max(axis=1)
        return np.asarray((columns >= first[:, None]) & (columns <= last[:, None]))


def _window(box: Box, width: int, height: int) -> tuple[slice, slice]:
    """Return rows and columns of a picture that hold a box."""
    left, top, right, bottom = box.inside(width, height)
    first = (int(np.floor(top + 0.5)), int(np.floor(left + 0.5)))
    last = (int(np.ceil(bottom + 0.5)), int(np.ceil(right + 0.5)))
    return slice(first[0], max(last[0], first[0])), slice(first[1], max(last[1], first[1]))


def _before_camera(points_m: Floats) -> Floats:
    """Return points (N, 3) in front of the camera; what reaches behind it is cut there."""
    front = points_m[:, 2] >= NEAR_M
    if front.all() or not front.any():
        return points_m[front]
    ahead, behind = points_m[front][:, None], points_m[~front][None]
    share = (ahead[..., 2] - NEAR_M) / (ahead[..., 2] - behind[..., 2])
    cut = ahead + share[..., None] * (behind - ahead)
    return np.concatenate([points_m[front], cut.reshape(-1, 3)])
