"""What one camera saw, as columns: boxes, and the angles they span at the camera."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vigil.base.records import Detection, Mounting, ObjectClass
from vigil.geometry import CameraModel, ego_from_optical
from vigil.geometry.camera_model import Floats

Flags = npt.NDArray[np.bool_]
MOST_HIDDEN = 0.5
"""Of the width: beyond it the foot is taken for that of the thing in front."""
BORDER_PX = 2.0
"""Edges this close to the border of the picture are the picture's, not the thing's."""


@dataclass(frozen=True)
class Sightings:
    """The detections of one camera, N of them.

    Angles are seen from the camera, in axes parallel to the ego frame: a bearing is positive to
    the left; a slope is rise over distance on the ground, negative below the camera.
    """

    kinds: tuple[ObjectClass, ...]
    scores: Floats
    """Shape (N,)."""
    xyxy_px: Floats
    """Boxes, shape (N, 4)."""
    edge_sd_px: Floats
    """Shape (N,)."""
    cut: Flags
    """Which edges of the box are the picture's own, shape (N, 4)."""
    hidden: Floats
    """Share of its width that stands behind nearer things of the same picture, (N,)."""
    left_rad: Floats
    """Bearing of the left edge."""
    right_rad: Floats
    """Bearing of the right edge."""
    foot: Floats
    """Slope of the bottom edge."""
    rise: Floats
    """Slope of the top edge less that of the bottom."""
    edge_sd_rad: Floats
    """Standard deviation of each edge, as an angle."""

    def __len__(self) -> int:
        """Return how many."""
        return len(self.scores)

    @cached_property
    def footed(self) -> Flags:
        """Whether the lower edge is the thing's own foot."""
        return np.asarray(~self.cut[:, 3] & (self.hidden <= MOST_HIDDEN))

    @cached_property
    def uncut(self) -> Flags:
        """Whether all edges are its own: from the side it shows its bonnet before its roof."""
        return np.asarray(~self.cut.any(axis=1))

    @cached_property
    def bearing_rad(self) -> Floats:
        """Bearing of the middle."""
        return np.asarray((self.left_rad + self.right_rad) / 2.0)

    @cached_property
    def span_rad(self) -> Floats:
        """Angle between left and right edge."""
        return np.maximum(self.left_rad - self.right_rad, 1e-5)


def sightings(
    found: Sequence[Detection], model: CameraModel, mounting: Mounting, floor_px: float
) -> Sightings:
    """Return the columns of one camera's detections."""
    rows = [(*a.xyxy_px, a.score, a.edge_sd_px, a.truncated) for a in found]
    columns = np.array(rows, float).reshape(-1, 7)
    boxes, (scores, edge_sds_px, truncated) = columns[:, :4], columns.T[4:]
    edge_sd_px = np.maximum(edge_sds_px, floor_px)
    left, top, right, bottom = _directions(boxes, model, mounting)
    foot = _slopes(bottom)
    return Sightings(
        kinds=tuple([thing.kind for thing in found]),
        scores=scores,
        xyxy_px=boxes,
        edge_sd_px=edge_sd_px,
        cut=_cut(boxes, truncated, model),
        hidden=_hidden(boxes),
        left_rad=np.arctan2(left[:, 1], left[:, 0]),
        right_rad=np.arctan2(right[:, 1], right[:, 0]),
        foot=foot,
        rise=np.maximum(_slopes(top) - foot, 1e-5),
        edge_sd_rad=edge_sd_px / model.fy_px,
    )


def _slopes(directions: Floats) -> Floats:
    return np.asarray(directions[:, 2] / np.hypot(directions[:, 0], directions[:, 1]))


def _directions(boxes: Floats, model: CameraModel, mounting: Mounting) -> Floats:
    """Return rays through the middles of left, top, right, bottom edge, ego axes, (4, N, 3)."""
    left_right, top_bottom = boxes.T[0::2], boxes.T[1::2]
    points = np.empty((4, len(boxes), 2))
    points[0::2, :, 0], points[0::2, :, 1] = left_right, top_bottom.sum(0) / 2.0
    points[1::2, :, 0], points[1::2, :, 1] = left_right.sum(0) / 2.0, top_bottom
    rays = model.rays(points) @ ego_from_optical(mounting)[:3, :3].T
    return np.asarray(rays.reshape(4, -1, 3))


def _cut(boxes: Floats, truncated: Floats, model: CameraModel) -> Flags:
    last = np.array(model.size_wh_px) - 1.0
    gap = np.concatenate([boxes[:, :2], last - boxes[:, 2:]], axis=1)
    return np.asarray((gap <= BORDER_PX) & (truncated > 0.0)[:, None])


def _hidden(boxes: Floats) -> Floats:
    """Return how much of each bottom edge boxes that reach further down lie over.

    On a road what reaches further down is nearer; a foot behind it is not the thing's own.
    """
    left, top, right, bottom = boxes.T
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    nearer = (bottom > bottom[:, None] + BORDER_PX) & (top < bottom[:, None])
    covered = np.maximum(shared, 0.0) * nearer / np.maximum(right - left, 1.0)[:, None]
    return np.asarray(covered.max(axis=1, initial=0.0))
