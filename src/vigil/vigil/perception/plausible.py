"""Drops boxes that can be no road user: our own bonnet, what is mirrored in it, paint."""

import numpy as np

from vigil.base.records import Mounting
from vigil.geometry import CameraModel, horizon_row_px
from vigil.perception.boxes import Boxes, Floats, Marks
from vigil.perception.settings import DetectionSettings


def plausible(
    boxes: Boxes, model: CameraModel, mounting: Mounting, settings: DetectionSettings
) -> Boxes:
    """Return the boxes, in pixels of the full picture, that are sure or look like a road user."""
    doubtful = boxes.scores <= settings.bonnet_score_max
    bonnet = _is_bonnet(boxes, model, settings)
    tiny = _heights_m(boxes, model, mounting, settings) < settings.height_min_m
    return boxes.take(~(doubtful & (bonnet | tiny)))


def _is_bonnet(boxes: Boxes, model: CameraModel, settings: DetectionSettings) -> Marks:
    """Tell which boxes are wide, flat and low: a car 1 m ahead is wide too, but as high as wide."""
    widths, heights = (boxes.xyxy_px[:, 2:] - boxes.xyxy_px[:, :2]).T
    return np.asarray(
        (widths > settings.bonnet_width_min * model.width_px)
        & (widths > settings.bonnet_aspect_min * heights)
        & (boxes.xyxy_px[:, 3] > settings.bonnet_bottom_min * model.height_px)
    )


def _heights_m(
    boxes: Boxes, model: CameraModel, mounting: Mounting, settings: DetectionSettings
) -> Floats:
    """Return how high things are that stand near us on the road; infinite where it is far."""
    _, top, _, bottom = boxes.xyxy_px.T
    below_px = bottom - horizon_row_px(model, mounting)
    near = below_px > model.fy_px * mounting.z_m / settings.near_m
    heights_m = (bottom - top) * mounting.z_m / np.where(near, below_px, 1.0)
    return np.asarray(np.where(near, heights_m, np.inf))
