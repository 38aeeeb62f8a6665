"""When a level is believed and when it is let go, by the stamps of the data."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.base.records import Level
from vigil.warning.timing import CarClock, Steady, Timed, TimeSettings

NONE, PRE, WARNING, EMERGENCY = Level
TIMES = Timed(pre_warning_rise_s=0.2, rise_s=0.1, fall_s=0.3, hold_s=0.8)


def steady() -> Steady:
    return Steady(TIMES, longest_gap_s=0.5)


def shown(levels: list[tuple[float, Level]]) -> list[Level]:
    """Show levels at times in s; return what is believed."""
    one = steady()
    return [one.update(round(time_s * 1e9), level)[0] for time_s, level in levels]


def test_a_single_false_measurement_is_not_shown() -> None:
    assert shown([(0.0, NONE), (0.05, WARNING), (0.1, NONE), (0.15, WARNING)])[-1] is NONE


def test_a_level_is_shown_once_it_lasted_its_rise_time() -> None:
    assert shown([(0.0, WARNING), (0.05, WARNING), (0.1, WARNING)]) == [NONE, NONE, WARNING]


def test_the_soft_level_is_shown_later_than_the_hard_one() -> None:
    times = [(i * 0.1, PRE) for i in range(3)]
    assert shown(times) == [NONE, NONE, PRE]


def test_a_hard_level_counts_for_the_soft_one_too() -> None:
    """A level that jumps between soft and hard has been soft all the time."""
    assert shown([(0.0, PRE), (0.1, WARNING), (0.19, PRE), (0.2, PRE)])[-1] is PRE


def test_a_level_that_flickers_is_held() -> None:
    times = [(0.0, WARNING), (0.1, WARNING), (0.95, NONE), (1.0, WARNING), (1.05, NONE)]
    assert shown(times)[1:] == [WARNING] * 4


def test_an_alert_lasts_at_least_its_hold_time() -> None:
    times = [(0.1 * i, WARNING) for i in range(3)] + [(0.3 + 0.1 * i, NONE) for i in range(7)]
    levels = shown(times)
    assert levels[8] is WARNING
    assert levels[9] is NONE, "0.1 s + 0.8 s"


def test_it_falls_to_what_still_lasts_not_to_nothing() -> None:
    times = [(0.1 * i, WARNING) for i in range(3)] + [(0.3 + 0.1 * i, PRE) for i in range(8)]
    assert shown(times)[-1] is PRE


def test_a_hole_in_the_data_proves_nothing() -> None:
    assert shown([(0.0, WARNING), (1.0, WARNING)])[-1] is NONE
    assert shown([(0.0, WARNING), (1.0, WARNING), (1.1, WARNING)])[-1] is WARNING


def test_missing_cycles_within_the_rise_time_do_not_delay() -> None:
    assert shown([(0.0, WARNING), (0.4, WARNING)])[-1] is WARNING


def test_since_is_when_the_level_was_reached() -> None:
    one = steady()
    since = [one.update(round(i * 5e7), WARNING)[1] for i in range(6)]
    assert since == [0, 0, 100_000_000, 100_000_000, 100_000_000, 100_000_000]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.sampled_from(list(Level))), min_size=1))
def test_what_is_shown_was_asked_for_within_the_time_it_is_held(
    steps: list[tuple[float, Level]],
) -> None:
    one, now_s, asked = steady(), 0.0, []
    for step_s, level in steps:
        now_s += step_s
        asked.append((now_s, level))
        shown_level, since_ns = one.update(round(now_s * 1e9), level)
        assert shown_level is NONE or any(raw >= shown_level for _, raw in asked)
        assert since_ns <= round(now_s * 1e9)


def test_a_clock_that_goes_back_is_noticed_and_spoken_of_for_a_while() -> None:
    clock = CarClock(TimeSettings(doubt_s=1.0))
    assert not clock.update(2_000_000_000)
    assert clock.update(1_700_000_000)
    assert clock.doubt == "the clock went back by 0.300 s"
    for i in range(25):
        assert not clock.update(1_700_000_000 + i * 50_000_000)
    assert not clock.doubt


@pytest.mark.parametrize("step_s", [0.0, 0.05, 0.4])
def test_ordinary_steps_of_the_clock_raise_no_doubt(step_s: float) -> None:
    clock = CarClock(TimeSettings())
    clock.update(0)
    assert not clock.update(round(step_s * 1e9))
    assert not clock.doubt


def test_a_leap_ahead_is_spoken_of_but_forgets_nothing() -> None:
    clock = CarClock(TimeSettings())
    clock.update(0)
    assert not clock.update(3_000_000_000)
    assert clock.doubt == "nothing was heard for 3.00 s"
