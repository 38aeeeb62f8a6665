"""Camera models: a pixel and its ray are one thing, in the picture and nowhere else."""

from itertools import pairwise
from math import tan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.geometry import CameraModel, Distortion


def model(distortion: Distortion, *coefficients: float, fx_px: float = 700.0) -> CameraModel:
    return CameraModel("front", 1280, 720, fx_px, fx_px, 639.5, 359.5, distortion, coefficients)


PINHOLE = model(Distortion.NONE)
BARREL = model(Distortion.PLUMB_BOB, -0.2469, -0.0237, -0.0011, 0.00035, -0.0026, fx_px=1157.8)
RATIONAL = model(Distortion.RATIONAL, 0.3, 0.1, 0.001, -0.001, 0.01, 0.6, 0.3, 0.02)
FISHEYE = model(Distortion.FISHEYE, 0.03, -0.01, 0.004, -0.001, fx_px=500.0)
MODELS = [
    pytest.param(PINHOLE, id="pinhole"),
    pytest.param(BARREL, id="plumb bob"),
    pytest.param(RATIONAL, id="rational"),
    pytest.param(FISHEYE, id="fisheye"),
]


@pytest.mark.parametrize("camera", MODELS)
@settings(deadline=None)
@given(u=st.floats(0.0, 1279.0), v=st.floats(0.0, 719.0))
def test_a_pixel_comes_back_from_its_ray(camera: CameraModel, u: float, v: float) -> None:
    again = camera.pixels(camera.rays(np.array([[u, v]])))
    assert again == pytest.approx(np.array([[u, v]]), abs=1e-3)


@pytest.mark.parametrize("camera", MODELS)
@settings(deadline=None)
@given(depth_m=st.floats(0.5, 500.0))
def test_how_far_a_point_lies_does_not_move_its_pixel(camera: CameraModel, depth_m: float) -> None:
    ray = np.array([[0.2, -0.1, 1.0]])
    assert camera.pixels(ray * depth_m) == pytest.approx(camera.pixels(ray))


@pytest.mark.parametrize("camera", MODELS)
def test_the_axis_hits_the_principal_point(camera: CameraModel) -> None:
    pixel = camera.pixels(np.array([[0.0, 0.0, 5.0]]))
    assert pixel == pytest.approx(np.array([[camera.cx_px, camera.cy_px]]))


@pytest.mark.parametrize("camera", MODELS)
def test_what_is_behind_the_camera_has_no_pixel(camera: CameraModel) -> None:
    points = np.array([[0.0, 0.0, 5.0], [0.0, 0.0, -5.0], [1.0, 1.0, 0.0]])
    assert np.isnan(camera.pixels(points)).all(axis=1).tolist() == [False, True, True]


@pytest.mark.parametrize("camera", MODELS)
def test_no_points_give_no_points(camera: CameraModel) -> None:
    assert camera.pixels(np.empty((0, 3))).shape == (0, 2)
    assert camera.rays(np.empty((0, 2))).shape == (0, 3)


@pytest.mark.parametrize("camera", MODELS)
def test_turning_away_never_brings_a_point_back_into_the_picture(camera: CameraModel) -> None:
    angles_rad = np.linspace(0.0, 1.55, 500)
    points = np.column_stack([np.sin(angles_rad), np.zeros(500), np.cos(angles_rad)])
    columns = camera.pixels(points)[:, 0]
    seen = columns[np.isfinite(columns)]
    assert len(seen) > 100
    assert all(after > before for before, after in pairwise(seen))


def test_the_black_rim_of_a_fisheye_has_no_rays() -> None:
    wide = model(Distortion.FISHEYE, 0.03, -0.01, 0.004, -0.001, fx_px=300.0)
    rays = wide.rays(np.array([[639.5, 359.5], [0.0, 0.0], [1279.0, 719.0]]))
    assert np.isnan(rays[:, 0]).tolist() == [False, True, True]


def test_a_fisheye_without_coefficients_is_equidistant() -> None:
    plain = model(Distortion.FISHEYE, 0.0, 0.0, 0.0, 0.0)
    pixel = plain.pixels(np.array([[tan(0.5), 0.0, 1.0]]))
    assert pixel[0, 0] - plain.cx_px == pytest.approx(700.0 * 0.5)


def test_a_barrel_pulls_corners_towards_the_middle() -> None:
    corner = np.array([[0.5, 0.3, 1.0]])
    bent, straight = BARREL.pixels(corner), BARREL.rectified.pixels(corner)
    assert np.linalg.norm(bent - (639.5, 359.5)) < np.linalg.norm(straight - (639.5, 359.5))


def test_rectified_means_the_same_k_and_no_distortion() -> None:
    assert np.array_equal(BARREL.rectified.matrix, BARREL.matrix)
    assert BARREL.rectified.coefficients == ()
    assert BARREL.size_wh_px == (1280, 720)
