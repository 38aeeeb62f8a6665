"""Marks on a picture: they stand where the mounting says, and nowhere else."""

import numpy as np
import pytest

from vigil.camera import Picture, marks
from vigil.camera.check import HORIZON_BGR, MARK_BGR
from vigil.geometry import image_points_px

from .conftest import Make

BENT = {"model": "plumb_bob", "coefficients": [-0.25, -0.02, 0.0, 0.0, 0.0]}
PLACE = {"x_m": -1.5, "z_m": 1.3, "pitch_deg": 3.0, "yaw_deg": -2.0}


def blank() -> Picture:
    return np.zeros((540, 960, 3), np.uint8)


def rows_of(picture: Picture, color_bgr: tuple[int, int, int], column: int) -> list[int]:
    """Return the rows in which a column has (nearly) a colour."""
    off = np.abs(picture[:, column].astype(int) - color_bgr).max(axis=1)
    return [int(row) for row in np.flatnonzero(off < 100)]


@pytest.mark.parametrize("lens", [{}, {"distortion": BENT}], ids=["pinhole", "plumb bob"])
def test_the_horizon_is_one_line_at_the_height_of_far_things(
    make: Make, lens: dict[str, object]
) -> None:
    camera = make(width_px=960, height_px=540, fx_px=800.0, fy_px=800.0, mounting=PLACE, **lens)
    model, mounting = camera.model(), camera.mounting()
    drawn = marks(blank(), model, mounting)
    for bearing in (-0.3, 0.0, 0.3):
        far = np.array([[1e6 * np.cos(bearing), 1e6 * np.sin(bearing), mounting.z_m]])
        column, row = image_points_px(model, mounting, far)[0]
        rows = rows_of(drawn, HORIZON_BGR, round(float(column)) + 14)
        assert rows, bearing
        assert max(rows) - min(rows) <= 3
        assert np.mean(rows) == pytest.approx(row, abs=2.0)


def test_each_distance_has_its_mark(make: Make) -> None:
    camera = make(width_px=960, height_px=540, fx_px=800.0, fy_px=800.0, mounting=PLACE)
    model, mounting = camera.model(), camera.mounting()
    drawn = marks(blank(), model, mounting)
    for x_m in (10.0, 20.0, 40.0):
        column, row = image_points_px(model, mounting, np.array([[x_m, 0.3]]))[0]
        rows = rows_of(drawn, MARK_BGR, round(float(column)))
        assert any(abs(there - row) <= 1.5 for there in rows), x_m


def test_the_picture_given_stays_clean(make: Make) -> None:
    camera = make(width_px=960, height_px=540, mounting=PLACE)
    picture = blank()
    assert marks(picture, camera.model(), camera.mounting()).any()
    assert not picture.any()


def test_a_camera_that_looks_back_shows_no_road_ahead(make: Make) -> None:
    camera = make(width_px=960, height_px=540, mounting={"z_m": 1.3, "yaw_deg": 180.0})
    drawn = marks(blank(), camera.model(), camera.mounting())
    assert not rows_of(drawn, MARK_BGR, 480)
