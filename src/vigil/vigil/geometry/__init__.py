"""Camera models, poses, the road plane: numbers to numbers, no devices."""

from vigil.geometry.body import Body
from vigil.geometry.camera_model import CameraModel, Distortion
from vigil.geometry.pose import ego_from_optical, optical_from_ego
from vigil.geometry.road import (
    ground_points_ego_m,
    horizon_row_px,
    image_points_px,
    range_sd_m,
)

__all__ = [
    "Body",
    "CameraModel",
    "Distortion",
    "ego_from_optical",
    "ground_points_ego_m",
    "horizon_row_px",
    "image_points_px",
    "optical_from_ego",
    "range_sd_m",
]
