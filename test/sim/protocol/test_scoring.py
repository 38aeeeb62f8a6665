"""What passes and what does not, on runs made by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from sim.protocol.conftest import onset
from vigil.base.records import Function, Level
from vigil_sim.protocol.scoring import (
    NO_COLLISION_WARNING,
    NO_DEPARTURE,
    NO_HEADWAY,
    NO_WARNING,
    Draw,
    alert_by,
    avoided_and_warned,
    departs,
    iso_approach,
    no_contact,
    scored,
    too_close,
)

Make = Callable[..., Draw]
HIT = {"contact": "target", "impact_mps": 5.0, "end": "contact"}


def test_a_warning_in_time_passes_and_a_late_one_says_how_late(draw_of: Make) -> None:
    score = alert_by(2.1)
    assert score(draw_of(onset(ttc_s=2.2))).passed
    assert score(draw_of(onset(ttc_s=2.0))).why == "warned at 2.00 s, 2.1 s are demanded"
    assert score(draw_of()).why == "no warning of the target"


def test_a_soft_word_is_no_warning(draw_of: Make) -> None:
    assert not alert_by(2.1)(draw_of(onset(Level.PRE_WARNING, 3.0))).passed


def test_of_two_times_to_collision_the_stricter_counts(draw_of: Make) -> None:
    late = onset(ttc_s=2.6, ttc_accelerated_s=2.3)
    assert alert_by(2.4)(draw_of(late)).why == "warned at 2.30 s, 2.4 s are demanded"


def test_a_warning_of_something_that_is_not_there_is_not_of_the_target(draw_of: Make) -> None:
    ghost, real = onset(ttc_s=5.0, about="", time_s=1.0), onset(ttc_s=1.5)
    assert alert_by(2.1)(draw_of(ghost)).why == "no warning of the target"
    assert alert_by(2.1)(draw_of(ghost, real)).why.startswith("warned at 1.50 s")


def test_contact_fails_with_its_speed(draw_of: Make) -> None:
    assert no_contact(draw_of()).passed
    assert no_contact(draw_of(**HIT)).why == "touched target at 18.0 km/h"


def test_a_run_that_never_began_or_whose_stack_died_never_passes(draw_of: Make) -> None:
    waiting = draw_of(onset(ttc_s=3.0), waiting=("target: when gap_m 20",))
    assert scored(alert_by(2.1), waiting).why == "never began: target: when gap_m 20"
    assert not scored(no_contact, draw_of(failure="the stack died at 1.00 s")).passed


def test_silence_counts_each_function_by_its_kind(draw_of: Make) -> None:
    line = onset(Level.WARNING, None, function=Function.LANE_DEPARTURE_LEFT)
    close = onset(Level.PRE_WARNING, None, function=Function.HEADWAY)
    soft = onset(Level.PRE_WARNING)
    assert NO_WARNING(draw_of(soft, close)).passed
    assert not NO_WARNING(draw_of(line)).passed
    assert NO_COLLISION_WARNING(draw_of(line, close)).passed
    assert NO_COLLISION_WARNING(draw_of(soft)).why == "forward collision said pre_warning at 4.00 s"
    assert not NO_DEPARTURE(draw_of(line)).passed
    assert not NO_HEADWAY(draw_of(close)).passed


def test_the_warning_comes_long_enough_before_emergency_braking(draw_of: Make) -> None:
    def pair(lead_s: float) -> Draw:
        first = onset(Level.WARNING, time_s=3.0)
        return draw_of(first, onset(Level.EMERGENCY, time_s=3.0 + lead_s))

    assert avoided_and_warned(pair(0.8)).passed
    assert avoided_and_warned(pair(0.5)).why == "warned 0.50 s before braking, 0.8 s are demanded"
    assert not avoided_and_warned(draw_of(onset(), **HIT)).passed


def test_iso_wants_no_warning_before_four_seconds_and_none_after_two_thirds_of_g(
    draw_of: Make,
) -> None:
    assert iso_approach(draw_of(onset(ttc_s=2.5))).passed
    early = onset(Level.PRE_WARNING, 4.3, time_s=3.0)
    assert iso_approach(draw_of(early, onset())).why.startswith("warned at 4.30 s")
    # 20 m/s at 1.4 s, 28 m: 7.1 m/s² are needed.
    assert iso_approach(draw_of(onset(ttc_s=1.4))).why.startswith("warned when 7.1 m/s²")


@pytest.mark.parametrize(
    ("inside_m", "passes"), [(0.76, False), (0.5, True), (-0.29, True), (-0.31, False)]
)
def test_a_line_is_told_between_the_earliest_and_the_latest_place(
    draw_of: Make, scene_of: Any, inside_m: float, passes: bool
) -> None:
    drifting = scene_of(ego={"kmh": 72.0, "drift_mps": -0.3})
    at = onset(
        Level.PRE_WARNING,
        None,
        function=Function.LANE_DEPARTURE_RIGHT,
        ego_d_m=-(0.5 * (3.5 - 1.85) - inside_m),
    )
    assert departs(draw_of(at, scenario=drifting)).passed is passes


def test_the_line_of_the_other_side_does_not_count(draw_of: Make, scene_of: Any) -> None:
    drifting = scene_of(ego={"kmh": 72.0, "drift_mps": 0.3})
    wrong = onset(Level.WARNING, None, function=Function.LANE_DEPARTURE_RIGHT, ego_d_m=0.6)
    assert departs(draw_of(wrong, scenario=drifting)).why == "no warning of the line"


def test_a_short_headway_is_told_soon(draw_of: Make) -> None:
    said = onset(Level.PRE_WARNING, None, function=Function.HEADWAY, time_s=2.0)
    assert too_close(draw_of(said)).passed
    assert not too_close(draw_of()).passed
