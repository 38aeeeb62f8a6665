"""Records: equality that reaches into arrays, signals that are no numbers when they failed."""

from dataclasses import replace

import numpy as np
import pytest

from vigil.base.records import (
    Gear,
    Latency,
    Moment,
    ObjectClass,
    PredictedPath,
    Signal,
    SignalState,
    VehicleState,
    difference,
)

PATH = PredictedPath(np.arange(3.0), np.ones((3, 2)), np.full((3, 3), np.nan))


def test_equal_arrays_do_not_differ_even_where_nothing_is_known() -> None:
    assert difference(PATH, replace(PATH, times_s=np.arange(3.0))) == ""


@pytest.mark.parametrize(
    ("other", "where"),
    [
        pytest.param(replace(PATH, times_s=np.array([0.0, 1.0, 2.5])), ".times_s", id="value"),
        pytest.param(replace(PATH, times_s=np.arange(2.0)), ".times_s", id="length"),
    ],
)
def test_a_difference_says_where_it_is(other: PredictedPath, where: str) -> None:
    assert difference(PATH, other).startswith(where)
    assert difference((PATH, PATH), (PATH, other)).startswith(f"[1]{where}")


def test_the_latency_trail_may_differ() -> None:
    one, two = Latency("sync", 0, 1, 2), Latency("sync", 0, 1, 3)
    assert difference(one, two) == ".ended_ns: 2 and 3"
    moment = Moment(1, (), VehicleState(), ())
    late, early = replace(moment, latency=(one,)), replace(moment, latency=(two,))
    assert difference(late, early) == ""


@pytest.mark.parametrize(
    ("state", "trusted"),
    [
        (SignalState.VALID, 3.0),
        (SignalState.EXTRAPOLATED, 3.0),
        (SignalState.ASSUMED, 3.0),
        (SignalState.STALE, None),
        (SignalState.INVALID, None),
        (SignalState.UNKNOWN, None),
    ],
)
def test_a_signal_that_failed_is_no_number(state: SignalState, trusted: float | None) -> None:
    assert Signal(3.0, 0.1, state).trusted == trusted


def test_a_stale_gear_is_unknown() -> None:
    stale = Signal(float(Gear.DRIVE), 9.0, SignalState.STALE)
    assert VehicleState(gear=stale).gear_position is Gear.UNKNOWN
    assert VehicleState(gear=replace(stale, state=SignalState.VALID)).gear_position is Gear.DRIVE


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (ObjectClass.BUS, ObjectClass.VEHICLE),
        (ObjectClass.MOTORCYCLE, ObjectClass.CYCLE),
        (ObjectClass.PEDESTRIAN, ObjectClass.PEDESTRIAN),
    ],
)
def test_a_class_has_a_coarser_one(kind: ObjectClass, parent: ObjectClass) -> None:
    assert kind.parent is parent
