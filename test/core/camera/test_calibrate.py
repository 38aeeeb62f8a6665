"""Calibration: a camera that we know looks at a board, and is found again."""

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from vigil.base import yaml
from vigil.base.errors import InputError
from vigil.camera import Board, Calibrated, CameraSettings, Picture, calibrate
from vigil.geometry import CameraModel, Distortion
from vigil.geometry.camera_model import Floats

from .conftest import Make

BOARD = Board(columns=8, rows=5, square_m=0.03)
PX_A_SQUARE = 48
POSES = [
    # tilt about x and y (rad), place across and down (m), distance (m)
    (0.0, 0.0, 0.0, 0.0, 0.36),
    (0.5, 0.0, -0.05, 0.02, 0.42),
    (-0.5, 0.1, 0.06, -0.03, 0.42),
    (0.1, 0.55, 0.05, 0.03, 0.42),
    (0.0, -0.55, -0.06, -0.02, 0.42),
    (0.35, 0.35, 0.0, 0.0, 0.36),
    (-0.3, -0.4, 0.07, 0.05, 0.45),
    (0.4, -0.3, -0.08, -0.05, 0.45),
]


def printed() -> Picture:
    """Return the board as it is printed, with a white rim of one square."""
    rows, columns = np.mgrid[: BOARD.rows + 1, : BOARD.columns + 1]
    squares = np.pad(((rows + columns) % 2 * 255).astype(np.uint8), 1, constant_values=255)
    return np.kron(squares, np.ones((PX_A_SQUARE, PX_A_SQUARE), np.uint8))


@cache
def all_rays(camera: CameraModel) -> Floats:
    """Return the ray of every pixel, row by row."""
    u, v = np.meshgrid(np.arange(camera.width_px), np.arange(camera.height_px))
    return camera.rays(np.column_stack([u.ravel(), v.ravel()]).astype(float))


def view(camera: CameraModel, pose: tuple[float, ...]) -> Picture:
    """Return the board as the camera sees it: the ray of each pixel meets the board's plane."""
    tilt_x, tilt_y, across_m, down_m, distance_m = pose
    turn = (
        cv2.Rodrigues(np.array([tilt_x, 0.0, 0.0]))[0]
        @ cv2.Rodrigues(np.array([0.0, tilt_y, 0.0]))[0]
    )
    middle = np.append(BOARD.corners_m[-1, :2] / 2, 0.0)
    origin = np.array([across_m, down_m, distance_m]) - turn @ middle
    rays = all_rays(camera)
    reach = (turn[:, 2] @ origin) / (rays @ turn[:, 2])
    spots_m = (rays * reach[:, None] - origin) @ turn
    texture = (spots_m[:, :2] / BOARD.square_m + 2.0) * PX_A_SQUARE - 0.5
    maps = texture.astype(np.float32).reshape(camera.height_px, camera.width_px, 2)
    grey = cv2.remap(printed(), maps[..., 0], maps[..., 1], cv2.INTER_LINEAR, borderValue=140.0)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


PINHOLE = CameraModel(
    "front", 480, 360, 465.0, 461.0, 244.0, 177.0, Distortion.PLUMB_BOB, (-0.25, 0.08, 0, 0, 0)
)
FISHEYE = CameraModel(
    "front", 480, 360, 315.0, 313.5, 241.5, 178.5, Distortion.FISHEYE, (0.03, -0.01, 0.0, 0.0)
)


@pytest.mark.parametrize("true", [PINHOLE, FISHEYE], ids=["plumb bob", "fisheye"])
def test_a_known_camera_is_found_again(true: CameraModel) -> None:
    fisheye = true.distortion is Distortion.FISHEYE
    found = calibrate((view(true, pose) for pose in POSES), BOARD, fisheye=fisheye)
    assert found.boards == found.pictures == len(POSES)
    assert found.rms_px < 0.2
    assert found.model.distortion is true.distortion
    assert found.model.fx_px == pytest.approx(true.fx_px, rel=0.01)
    assert found.model.fy_px == pytest.approx(true.fy_px, rel=0.01)
    assert found.model.cx_px == pytest.approx(true.cx_px, abs=3.0)
    assert found.model.cy_px == pytest.approx(true.cy_px, abs=3.0)
    corner = np.array([[0.35, 0.25, 1.0]])
    assert found.model.pixels(corner) == pytest.approx(true.pixels(corner), abs=2.0)


def test_the_lines_to_paste_make_a_camera(make: Make, tmp_path: Path) -> None:
    found = Calibrated(PINHOLE, rms_px=0.21, boards=8, pictures=9)
    (tmp_path / "lines.yaml").write_text(found.yaml)
    values: dict[str, Any] = yaml.load(tmp_path / "lines.yaml")
    camera: CameraSettings = make(**values)
    assert camera.lens().fx_px == pytest.approx(found.model.fx_px, abs=0.01)
    assert camera.lens().coefficients == pytest.approx(found.model.coefficients, rel=1e-4)
    assert "8 of 9 pictures, reprojection 0.210 px" in found.yaml


def test_too_few_boards_fix_nothing() -> None:
    wall = np.full((360, 480, 3), 140, np.uint8)
    pictures = [view(PINHOLE, pose) for pose in POSES[:2]]
    with pytest.raises(InputError, match="8x5 inner corners was found in 2 of 4 pictures; 5 are"):
        calibrate([*pictures, wall, wall], BOARD)


def test_no_pictures_fix_nothing_either() -> None:
    with pytest.raises(InputError, match="found in 0 of 0 pictures"):
        calibrate([], BOARD)


def test_pictures_of_two_sizes_are_refused() -> None:
    pictures = [np.zeros((480, 640, 3), np.uint8), np.zeros((240, 320, 3), np.uint8)]
    with pytest.raises(InputError, match="picture 2 is 320x240, those before 640x480"):
        calibrate(pictures, BOARD)
