"""From a mask of paint to points on the road: the middle of every run of paint in every row."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vigil.base.records import Mounting
from vigil.geometry import CameraModel, ground_points_ego_m
from vigil.perception.picture import Floats
from vigil.perception.segmentation import Mask, Masks
from vigil.perception.settings import LaneSettings

Numbers = npt.NDArray[np.int64]
ROW_STEP_M = 0.1
"""Near rows that are closer tell nothing new."""
BLUR_PX = 1.5
"""Standard deviation of the middle of a run, px of the mask."""
UNEVEN_M = 0.03
"""Paint is not laid more exactly than that."""


@dataclass(frozen=True)
class PaintPoints:
    """Points of paint, nearest row first."""

    full_px: Floats
    """In the full picture, shape (N, 2)."""
    ego_m: Floats
    """On the road, shape (N, 2)."""
    lateral_sd_m: Floats
    """Standard deviation across the road, shape (N,)."""


def paint_points(
    masks: Masks, mask: Mask, model: CameraModel, mounting: Mounting, settings: LaneSettings
) -> PaintPoints:
    """Return the middle of every run of paint that is narrow enough for a line."""
    rows = _rows(masks, model, mounting, settings)
    order, starts, ends = runs(mask[rows - masks.top_row_px])
    full_px = masks.fit.full_px(np.column_stack([(starts + ends - 1) / 2, rows[order]]))
    ego_m = ground_points_ego_m(model, mounting, full_px)
    # One pixel of the mask, in metres across the road at that distance.
    pixel_m = masks.fit.full_per_input[0] / model.fx_px * (ego_m[:, 0] - mounting.x_m)
    good = (
        (ego_m[:, 0] > 0.0)
        & (ego_m[:, 0] < settings.range_max_m)
        & (np.abs(ego_m[:, 1]) < settings.side_max_m)
        & ((ends - starts) * pixel_m < settings.paint_width_max_m + 4 * BLUR_PX * pixel_m)
    )
    sds_m = np.hypot(BLUR_PX * pixel_m[good], UNEVEN_M)
    return PaintPoints(full_px[good], ego_m[good], sds_m)


def _rows(masks: Masks, model: CameraModel, mounting: Mounting, settings: LaneSettings) -> Numbers:
    """Return the rows of the input to look at, nearest first: a step of road apart, or all."""
    rows = np.arange(masks.fit.used_wh_px[1] - 1, masks.top_row_px - 1, -1)
    middle = np.full(len(rows), masks.fit.used_wh_px[0] / 2)
    x_m = ground_points_ego_m(model, mounting, masks.fit.full_px(np.column_stack([middle, rows])))
    ahead = (x_m[:, 0] > 0.0) & (x_m[:, 0] < settings.range_max_m)
    steps = np.floor(x_m[ahead, 0] / ROW_STEP_M)
    return np.asarray(rows[ahead][np.diff(steps, prepend=-1.0) > 0], np.int64)


def runs(mask: Mask) -> tuple[Numbers, Numbers, Numbers]:
    """Return row, first column and column after the last of each run of paint."""
    height, width = mask.shape
    edges = np.zeros((height, width + 2), np.int8)
    edges[:, 1:-1] = mask != 0
    steps = np.diff(edges.ravel())
    starts, ends = np.flatnonzero(steps > 0), np.flatnonzero(steps < 0)
    rows = starts // (width + 2)
    return rows, starts - rows * (width + 2), ends - rows * (width + 2)
