"""Truth of the KITTI tracking benchmark: labels and calibration (Geiger et al., CVPR 2012)."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from vigil.base.errors import InputError
from vigil.base.records import Mounting, ObjectClass
from vigil.evaluation.truth import (
    Box,
    TrueObject,
    footprint_m,
    mounting_from,
    touches_border,
)
from vigil.geometry import CameraModel, ego_from_optical
from vigil.geometry.camera_model import Floats

CAMERA = "image_02"
CLASSES = {
    "Car": ObjectClass.CAR,
    "Van": ObjectClass.CAR,
    "Truck": ObjectClass.TRUCK,
    "Pedestrian": ObjectClass.PEDESTRIAN,
    "Person": ObjectClass.PEDESTRIAN,
    "Cyclist": ObjectClass.BICYCLE,
}
SIZE_WH_PX = (1242, 375)
COLUMNS = 17
ROAD = Mounting(
    camera=CAMERA,
    x_m=-2.63,  # 1.03 m ahead of the rear axle (setup page); wheelbase 2.71, overhang 0.95 m
    y_m=0.06,  # P2: left of the rectified camera 0, which sits in the middle
    z_m=1.57,  # label boxes of 0000 and 0002-0005 within 20 m stand 1.50 to 1.62 m below
    roll_rad=0.0,
    pitch_rad=0.0,
    yaw_rad=0.0,
    height_sd_m=0.06,
    roll_sd_rad=0.01,
    pitch_sd_rad=0.007,  # road under those boxes against the calibration, slopes included
    yaw_sd_rad=0.005,
    estimated=False,
)
"""Where the left colour camera sits, its angles apart: each day of KITTI rectified it anew."""


def kitti_camera(calibration: Path) -> CameraModel:
    """Return the left colour camera, rectified."""
    p = _matrix(calibration, "P2").reshape(3, 4)
    width, height = SIZE_WH_PX
    return CameraModel(CAMERA, width, height, p[0, 0], p[1, 1], p[0, 2], p[1, 2])


def kitti_mounting(calibration: Path) -> Mounting:
    """Return where the left colour camera sits, by the axes of the inertial unit."""
    camera_from_lidar = _matrix(calibration, "Tr_velo").reshape(3, 4)[:, :3]
    lidar_from_body = _matrix(calibration, "Tr_imu").reshape(3, 4)[:, :3]
    rectification = _matrix(calibration, "R").reshape(3, 3)
    transform = ego_from_optical(ROAD).copy()
    transform[:3, :3] = (rectification @ camera_from_lidar @ lidar_from_body).T
    return mounting_from(CAMERA, transform, ROAD)


def kitti_truth(labels: Path) -> Mapping[int, tuple[TrueObject, ...]]:
    """Return all road users by frame; labels that are none (DontCare, Misc, Tram) left out."""
    frames: dict[int, list[TrueObject]] = defaultdict(list)
    for number, line in enumerate(_lines(labels), 1):
        words = line.split()
        if len(words) < COLUMNS:
            raise InputError(f"{labels}: line {number} has {len(words)} columns, not {COLUMNS}")
        if words[2] not in CLASSES:
            continue
        left, top, right, bottom, _, width, length, x, y, z, turn = map(float, words[6:17])
        box = (left, top, right, bottom)
        place = (x, y, z, length, width, turn)
        one = kitti_object(int(words[1]), words[2], int(words[4]), box, place)
        frames[int(words[0])].append(one)
    return {frame: tuple(there) for frame, there in sorted(frames.items())}


def kitti_object(
    number: int, name: str, hidden: int, box_px: Box, place: tuple[float, ...]
) -> TrueObject:
    """Return one object; `place` is x, y, z, length, width, turn about y, in the camera's axes.

    Those axes are taken as the ego frame's: distances lie along the optical axis, as labelled.
    """
    x, _, z, length_m, width_m, turn = place
    centre = np.array([z + ROAD.x_m, -x])
    axis = np.array([-np.sin(turn), -np.cos(turn)])
    near_m, y_right_m, y_left_m = footprint_m(centre, axis, length_m, width_m)
    cut = touches_border(box_px, SIZE_WH_PX)
    return TrueObject(number, CLASSES[name], name, box_px, hidden, cut, near_m, y_right_m, y_left_m)


def kitti_speeds(
    truth: Mapping[int, tuple[TrueObject, ...]], frame_s: float, half_window: int = 4
) -> Mapping[tuple[int, int], float]:
    """Return the closing speed dx/dt, m/s, of (frame, id): a straight line through 9 labels."""
    places: dict[int, dict[int, float]] = defaultdict(dict)
    for frame, there in truth.items():
        for one in there:
            places[one.id][frame] = one.x_m
    speeds = {}
    for number, x_m in places.items():
        for frame in x_m:
            near = [k for k in range(frame - half_window, frame + half_window + 1) if k in x_m]
            if len(near) == 2 * half_window + 1:
                slope = np.polyfit(np.array(near) * frame_s, [x_m[k] for k in near], 1)[0]
                speeds[frame, number] = float(slope)
    return speeds


def _matrix(calibration: Path, start: str) -> Floats:
    """Return the numbers of the first entry whose name starts so."""
    for line in _lines(calibration):
        name, *values = line.split()
        if name.startswith(start):
            return np.array(values, float)
    raise InputError(f"{calibration}: there is no {start}; is it a KITTI calibration?")


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
