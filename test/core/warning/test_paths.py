"""Our own path against predicted paths: who is where we go, and how sure that is."""

from collections.abc import Callable
from dataclasses import replace
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.base.records import EgoPath, Motion, ObjectClass, PathSource, RoadObject
from vigil.warning.ego import Ego
from vigil.warning.paths import Course, PathSettings, course_of
from vigil.warning.trust import STAND

Make = Callable[..., RoadObject]
OWN_M = 1.85
STRAIGHT = EgoPath(PathSource.LANES, 0.0, 0.0, 0.0, 0.0, 3.6, 0.1)


EGO = Ego(20.0, 0.0, 0.0, OWN_M, braking=False, wet=None, latency_s=0.1)


def course(thing: RoadObject, path: EgoPath = STRAIGHT, ego: Ego = EGO) -> Course:
    return course_of(thing, path, ego, PathSettings(), stands=thing.motion in STAND)


@pytest.mark.parametrize(
    ("kind", "half_m"),
    [
        pytest.param(ObjectClass.CAR, (1.85 + 1.8) / 2, id="car"),
        pytest.param(ObjectClass.TRUCK, (1.85 + 2.5) / 2, id="truck"),
        pytest.param(ObjectClass.VEHICLE, (1.85 + 1.8) / 2, id="some vehicle"),
        pytest.param(ObjectClass.UNKNOWN, (1.85 + 1.8) / 2, id="something"),
        pytest.param(ObjectClass.MOTORCYCLE, (1.85 + 0.7) / 2, id="motorcycle: no margin"),
        pytest.param(ObjectClass.BICYCLE, (1.85 + 0.7) / 2 + 0.3, id="bicycle: danger zone"),
        pytest.param(ObjectClass.PEDESTRIAN, (1.85 + 0.6) / 2 + 0.3, id="pedestrian: danger zone"),
    ],
)
def test_half_of_both_widths_touches(fake_object: Make, kind: ObjectClass, half_m: float) -> None:
    thing = replace(fake_object(kind=kind), width_m=None, width_sd_m=None)
    found = course(thing)
    assert found.half_width_m == pytest.approx(half_m)
    assert found.half_width_sd_m == pytest.approx(0.1)


def test_an_edge_on_our_edge_is_an_even_chance(fake_object: Make) -> None:
    beside = fake_object(20.0, y_m=(OWN_M + 1.8) / 2, sd=0.2)
    assert course(beside).inside(0.0) == pytest.approx(0.5, abs=0.01)


def test_a_vehicle_keeps_a_sideways_speed_for_a_while_and_a_walker_on(fake_object: Make) -> None:
    car = course(fake_object(40.0, -10.0, y_m=4.0, vy_mps=-1.2, motion=Motion.MOVING))
    held_s = 1.5 * (1.0 - exp(-2.0))
    assert car.offset_at_m(3.0) == pytest.approx(4.0 - 1.2 * held_s, abs=0.01)
    walker = course(fake_object(40.0, -10.0, y_m=4.0, vy_mps=-1.2, kind=ObjectClass.PEDESTRIAN))
    assert walker.offset_at_m(3.0) == pytest.approx(0.4, abs=0.01)


def test_who_comes_is_in_our_path_later(fake_object: Make) -> None:
    coming = course(fake_object(40.0, -10.0, y_m=2.6, vy_mps=-1.4))
    assert coming.inside(0.0) < 0.01
    assert coming.inside(2.0) > 0.9
    assert coming.inside_within(3.0) > 0.9
    assert coming.inside_within(0.4) < 0.01


def test_a_drift_within_its_doubt_is_none(fake_object: Make) -> None:
    """Most of what is on a road keeps its place across it."""
    beside = fake_object(40.0, -10.0, y_m=2.6, vy_mps=-0.4)
    assert course(replace(beside, vy_sd_mps=0.5)).drift_mps == 0.0
    assert course(replace(beside, vy_sd_mps=0.01)).drift_mps == pytest.approx(-0.4, abs=0.01)


@pytest.mark.parametrize("motion", [Motion.STANDING, Motion.STOPPED, Motion.PARKED])
def test_what_stands_does_not_drift_however_it_seems_to(fake_object: Make, motion: Motion) -> None:
    seems = fake_object(40.0, -20.0, y_m=2.6, vy_mps=-2.0, motion=motion)
    assert course(seems).drift_mps == 0.0
    walker = fake_object(40.0, -20.0, vy_mps=-1.1, motion=motion, kind=ObjectClass.PEDESTRIAN)
    assert course(walker).drift_mps < -1.0, "one who walks slowly may seem to stand"


def test_in_a_bend_that_we_follow_a_lead_that_follows_it_does_not_drift(fake_object: Make) -> None:
    """Radius 250 m at 20 m/s: it turns as we do, and moves sideways in our frame."""
    bend = EgoPath(PathSource.LANES, 0.0, 0.0, 0.002, 0.0, 3.6, 0.1)
    ego = replace(EGO, turning_radps=20.0 * 0.004)
    same = fake_object(40.0, 0.0, y_m=3.2, vy_mps=0.0, sd=0.001)
    assert course(same, bend, ego).drift_mps == pytest.approx(0.0, abs=1e-6)
    post = fake_object(40.0, -20.0 + 0.08 * 3.2, y_m=3.2, vy_mps=-0.08 * 40.0, sd=0.001)
    moving = replace(post, motion=Motion.MOVING)
    assert course(moving, bend, ego).drift_mps == pytest.approx(0.0, abs=0.05)


def test_what_comes_in_behind_us_was_never_in_our_path(fake_object: Make) -> None:
    """We pass it after 1 s; it drifts into our lane after 2 s."""
    passed = course(fake_object(10.0, -10.0, y_m=3.6, vy_mps=-1.0))
    assert passed.inside_within(3.0) < 0.01


def test_in_a_bend_the_offset_counts_not_the_place(fake_object: Make) -> None:
    """Radius 250 m: 40 m ahead our path is 3.2 m to the left, and so is the lead."""
    bend = EgoPath(PathSource.YAW_RATE, 0.0, 0.0, 0.002, 0.0, 3.6, 0.1)
    thing = fake_object(40.0, None, y_m=3.2, lane_offset_m=None)
    assert course(thing, bend).offset_m == pytest.approx(0.0)
    assert course(thing, bend).inside(0.0) > 0.95
    assert course(thing).inside(0.0) < 0.01


def test_a_doubtful_bend_makes_a_far_object_doubtful(fake_object: Make) -> None:
    thing = fake_object(60.0, None, y_m=0.0, lane_offset_m=None)
    doubtful = replace(STRAIGHT, source=PathSource.STRAIGHT, c2_sd_pm=0.001)
    assert course(thing).inside(0.0) > 0.99
    assert course(thing, doubtful).inside(0.0) < 0.5


@settings(deadline=None)
@given(
    offset_m=st.floats(-20.0, 20.0), drift_mps=st.floats(-5.0, 5.0), sd=st.floats(0.0, 5.0),
    gap_m=st.floats(-5.0, 100.0), closing_mps=st.floats(-20.0, 30.0), horizon_s=st.floats(0.5, 3.0),
)  # fmt: skip
def test_a_probability_is_one_and_grows_with_the_horizon(
    fake_object: Make,
    offset_m: float,
    drift_mps: float,
    sd: float,
    gap_m: float,
    closing_mps: float,
    horizon_s: float,
) -> None:
    found = course(fake_object(gap_m, -closing_mps, y_m=offset_m, vy_mps=drift_mps, sd=sd))
    near, far = found.inside_within(0.5 * horizon_s), found.inside_within(horizon_s)
    assert 0.0 <= near <= far <= 1.0
