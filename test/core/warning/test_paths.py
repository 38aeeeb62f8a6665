"""Our own path against predicted paths: who is where we go, and how sure that is."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.base.records import EgoPath, ObjectClass, PathSource, PredictedPath, RoadObject
from vigil.warning.paths import Course, PathSettings, course_of

Make = Callable[..., RoadObject]
OWN_M = 1.85
STRAIGHT = EgoPath(PathSource.LANES, 0.0, 0.0, 0.0, 0.0, 3.6, 0.1)


def course(thing: RoadObject, path: EgoPath = STRAIGHT) -> Course:
    return course_of(thing, path, OWN_M, PathSettings())


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


def test_a_path_is_read_between_its_times(fake_object: Make) -> None:
    coming = course(fake_object(40.0, -10.0, y_m=3.6, vy_mps=-1.2))
    assert coming.offset_at_m(1.1) == pytest.approx(3.6 - 1.32)
    assert coming.inside(0.0) < 0.01
    assert coming.inside(3.0) > 0.99
    assert coming.inside_within(3.0) > 0.99
    assert coming.inside_within(1.0) < 0.01


def test_what_comes_in_behind_us_was_never_in_our_path(fake_object: Make) -> None:
    """We pass it after 1 s; it drifts into our lane after 2 s."""
    passed = course(fake_object(10.0, -10.0, y_m=3.6, vy_mps=-1.0))
    assert passed.inside_within(3.0) < 0.01


def test_in_a_bend_the_offset_counts_not_the_place(fake_object: Make) -> None:
    """Radius 250 m: 40 m ahead our path is 3.2 m to the left, and so is the lead."""
    bend = EgoPath(PathSource.YAW_RATE, 0.0, 0.0, 0.002, 0.0, 3.6, 0.1)
    thing = fake_object(40.0, None, y_m=3.2, lane_offset_m=None)
    assert course(thing, bend).offset_m == pytest.approx(0.0)
    assert course(thing, bend).inside(0.0) > 0.99
    assert course(thing).inside(0.0) < 0.01


def test_a_doubtful_bend_makes_a_far_object_doubtful(fake_object: Make) -> None:
    thing = fake_object(60.0, None, y_m=0.0, lane_offset_m=None)
    doubtful = replace(STRAIGHT, source=PathSource.STRAIGHT, c2_sd_pm=0.001)
    assert course(thing).inside(0.0) > 0.99
    assert course(thing, doubtful).inside(0.0) < 0.5


@settings(deadline=None)
@given(
    offsets_m=st.lists(st.floats(-20.0, 20.0), min_size=1, max_size=13),
    sd_m=st.floats(0.0, 5.0), gap_m=st.floats(-5.0, 100.0), horizon_s=st.floats(0.5, 3.0),
)  # fmt: skip
def test_a_probability_is_one_and_grows_with_the_horizon(
    fake_object: Make, offsets_m: list[float], sd_m: float, gap_m: float, horizon_s: float
) -> None:
    times_s = np.array([0.25 * i for i in range(len(offsets_m))])
    points = np.array([[gap_m, offset_m] for offset_m in offsets_m])
    spread = np.array([sd_m**2] * len(offsets_m))
    path = PredictedPath(times_s, points, np.stack([spread, 0.0 * spread, spread], axis=1))
    found = course(fake_object(path=path))
    near, far = found.inside_within(0.5 * horizon_s), found.inside_within(horizon_s)
    assert 0.0 <= near <= far <= 1.0
