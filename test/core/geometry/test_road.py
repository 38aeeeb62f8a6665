"""The road plane: where a pixel meets it, where it appears, and how sure that is."""

from math import atan, radians, tan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.base.records import Mounting
from vigil.geometry import (
    CameraModel,
    Distortion,
    ego_from_optical,
    ground_points_ego_m,
    horizon_row_px,
    image_points_px,
    optical_from_ego,
    range_sd_m,
)

CAMERA = CameraModel("front", 1280, 720, 1150.0, 1150.0, 639.5, 359.5)
BENT = CameraModel(
    "front", 1280, 720, 1150.0, 1150.0, 639.5, 359.5, Distortion.PLUMB_BOB, (-0.25, 0.05, 0, 0, 0)
)


def mounting(
    x_m: float = -1.5,
    y_m: float = 0.0,
    z_m: float = 1.25,
    roll_deg: float = 0.0,
    pitch_deg: float = 0.0,
    yaw_deg: float = 0.0,
) -> Mounting:
    return Mounting(
        camera="front",
        x_m=x_m,
        y_m=y_m,
        z_m=z_m,
        roll_rad=radians(roll_deg),
        pitch_rad=radians(pitch_deg),
        yaw_rad=radians(yaw_deg),
        height_sd_m=0.02,
        roll_sd_rad=0.01,
        pitch_sd_rad=radians(0.2),
        yaw_sd_rad=0.01,
        estimated=False,
    )


MOUNTINGS = st.builds(
    mounting,
    x_m=st.floats(-3.0, 0.0),
    y_m=st.floats(-0.5, 0.5),
    z_m=st.floats(0.8, 3.0),
    roll_deg=st.floats(-3.0, 3.0),
    pitch_deg=st.floats(-5.0, 10.0),
    yaw_deg=st.floats(-10.0, 10.0),
)


@pytest.mark.parametrize(
    "camera", [pytest.param(CAMERA, id="pinhole"), pytest.param(BENT, id="plumb bob")]
)
@settings(deadline=None)
@given(where=MOUNTINGS, x_m=st.floats(8.0, 80.0), y_m=st.floats(-2.0, 2.0))
def test_a_spot_on_the_road_comes_back_from_its_pixel(
    camera: CameraModel, where: Mounting, x_m: float, y_m: float
) -> None:
    spot = np.array([[x_m, y_m]])
    again = ground_points_ego_m(camera, where, image_points_px(camera, where, spot))
    assert again == pytest.approx(spot, rel=1e-4, abs=1e-3)


def test_a_level_camera_sees_the_road_by_similar_triangles() -> None:
    pixel = image_points_px(CAMERA, mounting(), np.array([[23.5, -2.0]]))
    assert pixel[0, 1] == pytest.approx(359.5 + 1150.0 * 1.25 / 25.0)
    assert pixel[0, 0] == pytest.approx(639.5 + 1150.0 * 2.0 / 25.0)


def test_distance_counts_from_the_bumper_and_not_from_the_lens() -> None:
    row_px = 359.5 + 1150.0 * 1.25 / 20.0
    there = ground_points_ego_m(CAMERA, mounting(x_m=-1.5), np.array([[639.5, row_px]]))
    assert there == pytest.approx(np.array([[18.5, 0.0]]))


@pytest.mark.parametrize(
    ("angle", "moved_px"),
    [
        pytest.param({"pitch_deg": 1.0}, (0.0, -1.0), id="looking down lifts the horizon"),
        pytest.param({"yaw_deg": 1.0}, (1.0, 0.0), id="looking left moves the road right"),
    ],
)
def test_angles_turn_as_rep_103_says(
    angle: dict[str, float], moved_px: tuple[float, float]
) -> None:
    far = np.array([[1e6, 0.0, 1.25]])
    moved = image_points_px(CAMERA, mounting(**angle), far) - (639.5, 359.5)
    assert moved == pytest.approx(1150.0 * tan(radians(1.0)) * np.array([moved_px]), abs=0.01)


def test_a_camera_that_leans_right_sees_the_road_lean_left() -> None:
    # It turns clockwise seen from behind, so the world turns anticlockwise in its picture.
    right = image_points_px(CAMERA, mounting(roll_deg=2.0), np.array([[1e6, -1e5, 1.25]]))
    assert right[0, 1] < CAMERA.cy_px


def test_the_sky_is_no_road() -> None:
    where = mounting(pitch_deg=2.0)
    horizon_px = horizon_row_px(CAMERA, where)
    rows = [horizon_px - 50.0, horizon_px, horizon_px + 50.0]
    road = ground_points_ego_m(CAMERA, where, np.array([[639.5, row] for row in rows]))
    assert np.isnan(road[:, 0]).tolist() == [True, True, False]


@settings(deadline=None)
@given(pitch_deg=st.floats(-10.0, 10.0))
def test_the_horizon_is_where_far_things_at_our_height_appear(pitch_deg: float) -> None:
    where = mounting(pitch_deg=pitch_deg)
    far = image_points_px(CAMERA, where, np.array([[1e7, 0.0, where.z_m]]))
    assert far[0, 1] == pytest.approx(horizon_row_px(CAMERA, where), abs=1e-3)


@settings(deadline=None)
@given(where=MOUNTINGS)
def test_there_and_back_is_standing_still(where: Mounting) -> None:
    assert ego_from_optical(where) @ optical_from_ego(where) == pytest.approx(np.eye(4), abs=1e-12)


def test_range_doubt_is_what_shaken_cameras_scatter() -> None:
    # 4000 cameras whose pitch and height differ as their doubt says, one spot 30 m ahead.
    random = np.random.default_rng(7)
    where = mounting()
    row_px = image_points_px(CAMERA, where, np.array([[30.0, 0.0]]))[0, 1]
    fall_rad = atan((row_px - CAMERA.cy_px) / CAMERA.fy_px)
    pitches = random.normal(0.0, where.pitch_sd_rad, 4000)
    heights = where.z_m + random.normal(0.0, where.height_sd_m, 4000)
    ranges_m = where.x_m + heights / np.tan(fall_rad + pitches)
    assert range_sd_m(30.0, where, 0.0, CAMERA.fy_px) == pytest.approx(ranges_m.std(), rel=0.1)


def test_an_unsharp_edge_adds_to_range_doubt() -> None:
    sharp, unsharp = (range_sd_m(30.0, mounting(), px, CAMERA.fy_px) for px in (0.0, 4.0))
    assert unsharp == pytest.approx(float(np.hypot(sharp, 31.5**2 / 1.25 * 4.0 / 1150.0)), rel=0.01)
