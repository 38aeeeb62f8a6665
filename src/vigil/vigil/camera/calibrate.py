"""Intrinsics and distortion from pictures of a chessboard: `vigil camera calibrate`.

Zhang, "A flexible new technique for camera calibration" (2000), as OpenCV implements it; the
fisheye is Kannala and Brandt (2006).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from pydantic import Field

from vigil.base.errors import InputError
from vigil.base.settings import Settings
from vigil.camera.encodings import Picture
from vigil.geometry import CameraModel, Distortion
from vigil.geometry.camera_model import Floats

FEWEST_BOARDS = 5
"""Three views fix K in theory (Zhang 2000, section 3.1); with fewer than five, noise decides."""
STOP = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 100, 1e-9)
CORNER_FLAGS = cv2.CALIB_CB_NORMALIZE_IMAGE  # CALIB_CB_ACCURACY takes 5 times as long for nothing
FISHEYE_FLAGS = cv2.fisheye.CALIB_RECOMPUTE_EXTRINSIC | cv2.fisheye.CALIB_FIX_SKEW


class Board(Settings):
    """A chessboard, counted in inner corners as OpenCV counts it."""

    columns: int = Field(ge=3, le=50, description="inner corners across: squares minus one")
    rows: int = Field(ge=3, le=50, description="inner corners down: squares minus one")
    square_m: float = Field(
        default=0.03, gt=0.0, le=1.0, description="side of a square; K does not depend on it"
    )

    @property
    def corners_m(self) -> Floats:
        """Places of the inner corners on the board, row by row, shape (rows * columns, 3), m."""
        rows, columns = np.mgrid[: self.rows, : self.columns]
        flat = np.column_stack([columns.ravel(), rows.ravel(), np.zeros(rows.size)])
        return np.asarray(flat * self.square_m)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A camera as a board shows it."""

    model: CameraModel
    rms_px: float
    """How far the corners lie from where the model puts them, root of mean square."""
    boards: int
    """Pictures in which the board was found."""
    pictures: int
    """Pictures that were looked at."""

    @property
    def yaml(self) -> str:
        """Lines for the camera's entry in config/cameras.yaml."""
        model = self.model
        numbers = ", ".join(f"{value:.6g}" for value in model.coefficients)
        return (
            f"# {self.boards} of {self.pictures} pictures, reprojection {self.rms_px:.3f} px rms\n"
            f"width_px: {model.width_px}\n"
            f"height_px: {model.height_px}\n"
            f"fx_px: {model.fx_px:.3f}\n"
            f"fy_px: {model.fy_px:.3f}\n"
            f"cx_px: {model.cx_px:.3f}\n"
            f"cy_px: {model.cy_px:.3f}\n"
            f"distortion: {{model: {model.distortion.value}, coefficients: [{numbers}]}}\n"
        )


def calibrate(images: Iterable[Picture], board: Board, fisheye: bool = False) -> Calibrated:
    """Return the camera that took the pictures; raise InputError where they do not suffice."""
    found, count, size_wh_px = _boards(images, board)
    if len(found) < FEWEST_BOARDS:
        raise InputError(
            f"the board of {board.columns}x{board.rows} inner corners was found in {len(found)} of"
            f" {count} pictures; {FEWEST_BOARDS} are needed, tilted and in all corners"
        )
    places = [board.corners_m] * len(found)
    try:
        rms_px, matrix, bend = (_fisheye if fisheye else _pinhole)(places, found, size_wh_px)
    except cv2.error as error:
        raise InputError(
            f"{len(found)} boards fix no camera ({error.err}); tilt the board more"
        ) from error
    model = CameraModel(
        name="calibrated",
        width_px=size_wh_px[0],
        height_px=size_wh_px[1],
        fx_px=float(matrix[0, 0]),
        fy_px=float(matrix[1, 1]),
        cx_px=float(matrix[0, 2]),
        cy_px=float(matrix[1, 2]),
        distortion=Distortion.FISHEYE if fisheye else Distortion.PLUMB_BOB,
        coefficients=tuple(float(value) for value in bend.ravel()),
    )
    return Calibrated(model, rms_px, len(found), count)


def _boards(images: Iterable[Picture], board: Board) -> tuple[list[Floats], int, tuple[int, int]]:
    """Return corners (N, 2) of each board found, how many pictures there were, and their size."""
    found, count, size = [], 0, (0, 0)
    for count, image in enumerate(images, start=1):
        here = (image.shape[1], image.shape[0])
        if count > 1 and here != size:
            raise InputError(
                f"picture {count} is {here[0]}x{here[1]}, those before {size[0]}x{size[1]};"
                " calibrate one size at a time"
            )
        size = here
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        seen, corners = cv2.findChessboardCornersSB(
            grey, (board.columns, board.rows), flags=CORNER_FLAGS
        )
        if seen:
            found.append(np.asarray(corners, float).reshape(-1, 2))
    return found, count, size


Solved = tuple[float, Floats, Floats]


def _pinhole(places: list[Floats], found: list[Floats], size_wh_px: tuple[int, int]) -> Solved:
    points = [place.astype(np.float32) for place in places]
    seen = [corners.astype(np.float32) for corners in found]
    rms_px, matrix, bend, *_ = cv2.calibrateCamera(
        points, seen, size_wh_px, np.eye(3), np.zeros(5), criteria=STOP
    )
    return float(rms_px), np.asarray(matrix, float), np.asarray(bend, float)


def _fisheye(places: list[Floats], found: list[Floats], size_wh_px: tuple[int, int]) -> Solved:
    rms_px, matrix, bend, *_ = cv2.fisheye.calibrate(
        [place[:, None] for place in places],
        [corners[:, None] for corners in found],
        size_wh_px,
        np.eye(3),
        np.zeros(4),
        flags=FISHEYE_FLAGS,
        criteria=STOP,
    )
    return float(rms_px), np.asarray(matrix, float), np.asarray(bend, float)
