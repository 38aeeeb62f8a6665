"""Where a camera sits: the rigid transforms between the ego frame and its optical frame.

`ego_from_optical` is a 4x4 matrix: points_ego = ego_from_optical @ points_optical.
"""

from functools import lru_cache
from math import cos, sin

import numpy as np

from vigil.base.records import Mounting
from vigil.geometry.camera_model import Floats

CAMERA_FROM_OPTICAL = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
"""REP-103: the body frame of a camera (x ahead, y left, z up) from its optical frame."""


def rotation(roll_rad: float, pitch_rad: float, yaw_rad: float) -> Floats:
    """Return Rz(yaw) Ry(pitch) Rx(roll), shape (3, 3): fixed axes, as in REP-103."""
    cr, sr, cp, sp = cos(roll_rad), sin(roll_rad), cos(pitch_rad), sin(pitch_rad)
    cy, sy = cos(yaw_rad), sin(yaw_rad)
    return np.array(
        [
            [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
            [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
            [-sp, cp * sr, cp * cr],
        ]
    )


@lru_cache(maxsize=64)
def ego_from_optical(mounting: Mounting) -> Floats:
    """Return the transform of a camera, shape (4, 4), read-only: it is made once."""
    transform = np.eye(4)
    turn = rotation(mounting.roll_rad, mounting.pitch_rad, mounting.yaw_rad)
    transform[:3, :3] = turn @ CAMERA_FROM_OPTICAL
    transform[:3, 3] = mounting.x_m, mounting.y_m, mounting.z_m
    transform.flags.writeable = False
    return transform


def optical_from_ego(mounting: Mounting) -> Floats:
    """Return the inverse transform, shape (4, 4)."""
    forward, inverse = ego_from_optical(mounting), np.eye(4)
    inverse[:3, :3] = forward[:3, :3].T
    inverse[:3, 3] = -forward[:3, :3].T @ forward[:3, 3]
    return inverse
