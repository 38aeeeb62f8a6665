"""What is known to be there: road users as truth has them, in the ego frame."""

from dataclasses import dataclass
from math import asin, atan2

import numpy as np

from vigil.base.records import Mounting, ObjectClass
from vigil.geometry.camera_model import Floats
from vigil.geometry.pose import CAMERA_FROM_OPTICAL

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TrueObject:
    """One road user at one moment."""

    id: int
    kind: ObjectClass
    name: str
    """What the data set calls it."""
    xyxy_px: Box
    """Its box in the picture, px."""
    hidden: int
    """0 whole, 1 partly, 2 largely hidden, 3 unknown (KITTI)."""
    truncated: bool
    """Touches the border of the picture."""
    x_m: float
    """From our front bumper to its nearest face, m."""
    y_right_m: float
    """Right end of what it covers across our way, m."""
    y_left_m: float
    """Left end, m."""

    def in_path(self, width_m: float) -> bool:
        """Whether it overlaps a straight corridor ahead of us."""
        return self.y_right_m < width_m / 2.0 and self.y_left_m > -width_m / 2.0


def footprint_m(
    centre_m: Floats, length_axis: Floats, length_m: float, width_m: float
) -> tuple[float, float, float]:
    """Return nearest x, right and left y of a box on the road; middle and axis in the ego frame."""
    along = length_axis[:2] / np.hypot(*length_axis[:2]) * length_m / 2.0
    across = np.array([-along[1], along[0]]) * width_m / length_m
    corners = [centre_m[:2] + a * along + b * across for a in (-1, 1) for b in (-1, 1)]
    x_m, y_m = np.array(corners).T
    return float(x_m.min()), float(y_m.min()), float(y_m.max())


def touches_border(box_px: Box, size_wh_px: tuple[int, int], margin_px: float = 2.0) -> bool:
    """Whether a box is cut by the border of its picture."""
    left, top, right, bottom = box_px
    last_x, last_y = size_wh_px[0] - 1 - margin_px, size_wh_px[1] - 1 - margin_px
    return min(left, top) < margin_px or right > last_x or bottom > last_y


def mounting_from(camera: str, ego_from_optical: Floats, doubt: Mounting) -> Mounting:
    """Return the mounting of a camera whose transform (4, 4) is known, with another's doubt."""
    turn = ego_from_optical[:3, :3] @ CAMERA_FROM_OPTICAL.T
    x_m, y_m, z_m = map(float, ego_from_optical[:3, 3])
    return Mounting(
        camera=camera,
        x_m=x_m,
        y_m=y_m,
        z_m=z_m,
        roll_rad=atan2(turn[2, 1], turn[2, 2]),
        pitch_rad=-asin(turn[2, 0]),
        yaw_rad=atan2(turn[1, 0], turn[0, 0]),
        height_sd_m=doubt.height_sd_m,
        roll_sd_rad=doubt.roll_sd_rad,
        pitch_sd_rad=doubt.pitch_sd_rad,
        yaw_sd_rad=doubt.yaw_sd_rad,
        estimated=False,
    )
