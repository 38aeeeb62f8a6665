"""Marks on a live picture that tell whether the mounting is right: `vigil camera check`.

The horizon must lie where the road vanishes, the cross where parallel lines meet on a straight
road, and the marks on the road at the distances that a tape measure gives from the front bumper.
"""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from vigil.base.records import Mounting
from vigil.camera.encodings import Picture
from vigil.geometry import CameraModel, image_points_px
from vigil.geometry.camera_model import Floats

LANE_M = 3.7
"""Width of a lane on a US highway, 12 ft (AASHTO): the ends of each mark are half of it away."""
TICK_M = 0.3
"""Height of the ticks that stand on the ends of a mark."""
FAR_M = 1e6
HORIZON = np.radians(np.linspace(-75.0, 75.0, 61))
"""Directions in which the horizon is drawn; wide enough for a fisheye."""
HORIZON_BGR, MARK_BGR, LANE_BGR = (255, 255, 0), (0, 255, 255), (0, 160, 255)


def marks(
    image: Picture,
    model: CameraModel,
    mounting: Mounting,
    distances_m: Sequence[float] = (10.0, 20.0, 40.0),
) -> Picture:
    """Return a copy with horizon, vanishing point, a lane of 3.7 m and marks across it.

    `model` is the one that holds for the image; distances count from the front bumper, m.
    """
    drawn: Picture = np.array(image, np.uint8, order="C")
    thickness = max(1, round(model.height_px / 540))
    _curve(drawn, _seen(model, mounting, _directions(HORIZON, mounting)), HORIZON_BGR, thickness)
    _vanishing_point(drawn, _seen(model, mounting, _directions(np.zeros(1), mounting)), thickness)
    for side_m in (-LANE_M / 2, LANE_M / 2):
        xs_m = np.geomspace(2.0, max(distances_m), 40)
        edge = np.column_stack([xs_m, np.full_like(xs_m, side_m)])
        _curve(drawn, _seen(model, mounting, edge), LANE_BGR, thickness)
    for x_m in distances_m:
        _mark(drawn, model, mounting, x_m, thickness)
    return drawn


def _directions(angles_rad: Floats, mounting: Mounting) -> Floats:
    """Return points so far ahead, at the height of the lens, that they stand for directions."""
    height_m = np.full_like(angles_rad, mounting.z_m)
    return np.column_stack([np.cos(angles_rad) * FAR_M, np.sin(angles_rad) * FAR_M, height_m])


def _seen(model: CameraModel, mounting: Mounting, points_ego_m: Floats) -> Floats:
    """Return pixels of points; NaN where the angle is too wide for the picture to be sharp."""
    pixels = image_points_px(model, mounting, points_ego_m)
    margin = 4 * max(model.size_wh_px)  # beyond it, polynomials of the lens mean nothing
    pixels[~(np.abs(pixels) < margin).all(axis=1)] = np.nan
    return pixels


def _curve(
    drawn: Picture, points_px: Floats, color_bgr: tuple[int, int, int], thickness: int
) -> None:
    """Draw between neighbours that are both seen, to a sixteenth of a pixel."""
    for one, two in pairwise(points_px):
        if np.isfinite((one, two)).all():
            ends = np.rint(np.array((one, two)) * 16).astype(int).tolist()
            cv2.line(drawn, ends[0], ends[1], color_bgr, thickness, cv2.LINE_AA, shift=4)


def _vanishing_point(drawn: Picture, point_px: Floats, thickness: int) -> None:
    if np.isfinite(point_px).all():
        centre = np.rint(point_px[0]).astype(int).tolist()
        cv2.drawMarker(drawn, centre, HORIZON_BGR, cv2.MARKER_CROSS, 20 * thickness, thickness)


def _mark(
    drawn: Picture, model: CameraModel, mounting: Mounting, x_m: float, thickness: int
) -> None:
    """Draw a line across the lane, a tick on both its ends, and its distance."""
    half_m = LANE_M / 2
    across = [(x_m, y_m, 0.0) for y_m in np.linspace(half_m, -half_m, 9)]
    points_px = _seen(model, mounting, np.array(across))
    _curve(drawn, points_px, MARK_BGR, thickness)
    for y_m in (half_m, -half_m):
        tick = np.array([(x_m, y_m, 0.0), (x_m, y_m, TICK_M)])
        _curve(drawn, _seen(model, mounting, tick), MARK_BGR, thickness)
    if np.isfinite(points_px[-1]).all():
        place = np.rint(points_px[-1] + np.array((8.0 * thickness, 0.0))).astype(int).tolist()
        size = 0.5 * thickness
        cv2.putText(drawn, f"{x_m:g} m", place, cv2.FONT_HERSHEY_SIMPLEX, size, MARK_BGR, thickness)
