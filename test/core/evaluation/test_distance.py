"""Errors of distances: whose a detection is, what counts, and what the figures say."""

import numpy as np
import pytest

from vigil.base.records import Detection, Mounting, ObjectClass
from vigil.evaluation.distance import (
    Plain,
    Sample,
    between,
    bias_percent,
    closing,
    median_error_percent,
    owned,
    share_within,
    speed_errors_mps,
)
from vigil.evaluation.truth import TrueObject, footprint_m
from vigil.geometry import CameraModel, image_points_px

MODEL = CameraModel("front", 1242, 375, 720.0, 720.0, 610.0, 173.0)
MOUNTING = Mounting(
    "front", -2.0, 0.0, 1.5, 0.0, 0.01, 0.0, 0.05, 0.01, 0.01, 0.01, estimated=False
)


def sample(
    true_x_m: float,
    x_m: float,
    *,
    in_path: bool = True,
    true_vx_mps: float | None = None,
    vx_mps: float | None = None,
) -> Sample:
    return Sample(true_x_m, true_vx_mps, in_path, x_m, 1.0, vx_mps, 0.5, float("nan"), x_m)


def detection(box: tuple[float, float, float, float], score: float = 0.9) -> Detection:
    return Detection("front", ObjectClass.CAR, score, *box, 2.0, truncated=False)


def car(number: int, box: tuple[float, float, float, float]) -> TrueObject:
    return TrueObject(
        number,
        ObjectClass.CAR,
        "Car",
        box,
        0,
        truncated=False,
        x_m=20.0,
        y_right_m=-0.9,
        y_left_m=0.9,
    )


def test_the_median_error_is_relative_and_a_guess_of_nothing_is_wholly_wrong() -> None:
    drawn = [sample(10.0, 11.0), sample(20.0, 20.0), sample(40.0, 44.0)]
    assert median_error_percent(drawn, lambda one: one.x_m) == pytest.approx(10.0)
    assert median_error_percent(drawn, lambda one: one.ground_x_m) == np.inf
    assert np.isnan(median_error_percent([], lambda one: one.x_m))
    assert bias_percent(drawn, lambda one: one.x_m) == pytest.approx(10.0)


def test_only_what_is_in_path_and_in_range_counts() -> None:
    drawn = [sample(10.0, 10.0), sample(10.0, 9.0, in_path=False), sample(30.0, 30.0)]
    assert between(drawn, 5.0, 30.0) == drawn[:1]
    assert between(drawn, 5.0, 30.0, in_path=False) == drawn[:2]


def test_doubt_is_honest_when_two_thirds_lie_within_it() -> None:
    drawn = [sample(10.0, 10.5), sample(10.0, 9.2), sample(10.0, 11.9)]
    assert share_within(drawn, 1.0) == pytest.approx(66.7, abs=0.1)
    assert share_within(drawn, 2.0) == 100.0


def test_closing_speeds_count_where_the_gap_closes_within_four_seconds() -> None:
    soon = sample(20.0, 20.0, true_vx_mps=-10.0, vx_mps=-9.0)
    late = sample(60.0, 60.0, true_vx_mps=-10.0, vx_mps=-3.0)
    away = sample(20.0, 20.0, true_vx_mps=3.0, vx_mps=3.0)
    unsaid = sample(20.0, 20.0, true_vx_mps=-10.0)
    beside = sample(20.0, 20.0, true_vx_mps=-10.0, vx_mps=0.0, in_path=False)
    fast = closing([soon, late, away, unsaid, beside], 4.0)
    assert fast == [soon, unsaid]
    assert speed_errors_mps(fast).tolist() == [1.0]


def test_the_best_score_gets_the_car_and_what_overlaps_nothing_is_a_ghost() -> None:
    truth = [car(1, (100.0, 100.0, 200.0, 200.0)), car(2, (300.0, 100.0, 400.0, 200.0))]
    good, doubled = (
        detection((102.0, 98.0, 203.0, 199.0)),
        detection((90.0, 95.0, 210.0, 205.0), 0.4),
    )
    ghost = detection((600.0, 100.0, 640.0, 140.0), 0.5)
    pairs = owned([doubled, ghost, good], truth)
    assert pairs == [(good, truth[0]), (ghost, None), (doubled, None)]


def test_plain_ways_are_exact_on_an_exact_box() -> None:
    x_m, height_m = 25.0, 1.5
    corners = [[x_m, y_m, z_m] for y_m in (-0.9, 0.9) for z_m in (0.0, height_m)]
    pixels = image_points_px(MODEL, MOUNTING, np.array(corners))
    found = detection((*pixels.min(axis=0), *pixels.max(axis=0)))
    plain = Plain(MODEL, MOUNTING, lambda _: height_m)
    assert plain.ground_x_m(found) == pytest.approx(x_m, rel=1e-3)
    assert plain.size_x_m(found) == pytest.approx(x_m, rel=0.01)


def test_the_nearest_face_of_a_car_that_stands_across_is_its_side() -> None:
    ahead = footprint_m(np.array([20.0, 0.0]), np.array([1.0, 0.0]), 4.0, 1.8)
    across = footprint_m(np.array([20.0, 0.0]), np.array([0.0, 1.0]), 4.0, 1.8)
    assert ahead == pytest.approx((18.0, -0.9, 0.9))
    assert across == pytest.approx((19.1, -2.0, 2.0))
