"""The road as a plane: z = 0 of the ego frame."""

from math import tan

import numpy as np

from vigil.base.records import Mounting
from vigil.geometry.camera_model import CameraModel, Floats
from vigil.geometry.pose import ego_from_optical, optical_from_ego

FLAT = 1e-4
"""Rays that fall less than this per metre never meet the road within 10 km of a 1 m high camera."""


def ground_points_ego_m(model: CameraModel, mounting: Mounting, points_px: Floats) -> Floats:
    """Return where pixels (N, 2) meet the road, ego frame (N, 2); NaN at and above the horizon."""
    transform = ego_from_optical(mounting)
    rays = model.rays(points_px) @ transform[:3, :3].T
    reach = np.full(len(rays), np.nan)
    falling = rays[:, 2] < -FLAT * np.hypot(rays[:, 0], rays[:, 1])
    reach[falling] = -mounting.z_m / rays[falling, 2]
    return np.asarray(transform[:2, 3] + rays[:, :2] * reach[:, None])


def image_points_px(model: CameraModel, mounting: Mounting, points_ego_m: Floats) -> Floats:
    """Return where points (N, 3), or (N, 2) on the road, of the ego frame appear, (N, 2)."""
    points = np.atleast_2d(np.asarray(points_ego_m, float))
    if points.shape[1] == 2:  # noqa: PLR2004 - points on the road have no height
        points = np.column_stack([points, np.zeros(len(points))])
    transform = optical_from_ego(mounting)
    return model.pixels(points @ transform[:3, :3].T + transform[:3, 3])


def horizon_row_px(model: CameraModel, mounting: Mounting) -> float:
    """Return the row of the horizon in the middle column of an undistorted picture."""
    return model.cy_px - model.fy_px * tan(mounting.pitch_rad)


def range_sd_m(x_m: float, mounting: Mounting, row_sd_px: float, fy_px: float) -> float:
    """Return how far off a ground distance is.

    With depth z = x - x_camera and height h the ray falls h / z; an error of its angle e moves its
    foot by (z² + h²) / h · e, and an error of the height by z / h of it.
    """
    depth_m, height_m = x_m - mounting.x_m, mounting.z_m
    angle_sd_rad = float(np.hypot(mounting.pitch_sd_rad, row_sd_px / fy_px))
    from_angle_m = (depth_m**2 + height_m**2) / height_m * angle_sd_rad
    return float(np.hypot(from_angle_m, depth_m / height_m * mounting.height_sd_m))
