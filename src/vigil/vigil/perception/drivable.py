"""From the mask of drivable road to its outline in the picture and on the ground."""

import cv2
import numpy as np

from vigil.base.records import DrivableArea, Mounting
from vigil.geometry import CameraModel, ground_points_ego_m, image_points_px
from vigil.perception.picture import Floats
from vigil.perception.segmentation import Masks
from vigil.perception.settings import RoadSettings

COARSE_PX = 1.5
"""An outline is thinned until it is this far off: half the blur of a mask."""


def drivable_area(
    masks: Masks, model: CameraModel, mounting: Mounting, settings: RoadSettings
) -> DrivableArea | None:
    """Return the largest drivable area that a camera sees; None: it sees none."""
    if masks.drivable is None:
        return None
    contours, _ = cv2.findContours(masks.drivable, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    thinned = cv2.approxPolyDP(largest, COARSE_PX, closed=True)
    from_top_px = np.array([0.0, masks.top_row_px])
    outline_px = masks.fit.full_px(thinned.reshape(-1, 2) + from_top_px)
    ground = _on_ground(outline_px, model, mounting, settings.range_max_m)
    return DrivableArea(mounting.camera, masks.drivable_probability, outline_px, ground)


def _on_ground(
    outline_px: Floats, model: CameraModel, mounting: Mounting, range_max_m: float
) -> Floats:
    """Return the outline on the road: what lies farther is drawn back to the last trusted row."""
    row_px = image_points_px(model, mounting, np.array([[range_max_m, 0.0]]))[0, 1]
    near = outline_px.copy()
    near[:, 1] = np.maximum(near[:, 1], row_px)
    points = ground_points_ego_m(model, mounting, near)
    return np.asarray(points[np.isfinite(points).all(axis=1)])
