"""Lines and shares: who counts, what is left out, and that two settings make no table."""

from dataclasses import replace
from typing import Any

import pytest

from sim.protocol.conftest import onset, run_of
from vigil.base.errors import InputError
from vigil.base.records import Level
from vigil_sim.protocol.grid import Point, points, protocols
from vigil_sim.protocol.running import Measured, Scored
from vigil_sim.protocol.saying import cells_of, verdict
from vigil_sim.protocol.scoring import Outcome
from vigil_sim.protocol.table import Line, line_of, lowest_ratio, shares

HIT: dict[str, Any] = {"contact": "target", "impact_mps": 5.0}


def point(protocol: str, number: int = 0) -> Point:
    return points(protocols(protocol))[number]


def measured(at: Point, *draws: Scored, can: bool = True, scale: float = 1.0) -> Line:
    return line_of(Measured(at, scale, can, draws))


GOOD = Scored(run_of(onset(ttc_s=2.2)), Outcome(), 1.0)
BETTER = Scored(run_of(onset(Level.PRE_WARNING, 3.4), onset(ttc_s=2.6)), Outcome(), 1.0)
BAD = Scored(run_of(onset(ttc_s=1.0), **HIT), Outcome("touched target at 18.0 km/h"), 0.5)
NOT_ASKED = Scored(run_of(**HIT), Outcome("touched target at 18.0 km/h", demanded=False), 0.5)


def test_a_line_tells_draws_times_levels_and_speeds() -> None:
    line = measured(point("fmvss127"), GOOD, BETTER, BAD, GOOD)
    assert (line.passed, line.demanded, line.share) == (3, 4, 0.75)
    assert line.ttcs_s == (1.0, 2.2, 2.2, 2.6)
    assert line.first_level == "warning"
    assert line.impact_kmh == pytest.approx(3.6 * 5.0 / 4)
    assert line.reduction == pytest.approx(3.5 / 4)
    assert verdict(line) == "fail"
    assert line.settings in cells_of(line)


def test_what_is_not_demanded_counts_neither_way() -> None:
    line = measured(point("cutin"), GOOD, NOT_ASKED)
    assert (line.passed, line.demanded, line.passes) == (1, 1, True)
    assert verdict(measured(point("cutin"), NOT_ASKED)) == "not demanded"


def test_a_grid_point_that_no_braking_avoids_is_listed_apart() -> None:
    first, second = point("euroncap", 0), point("euroncap", 1)
    lines = [measured(first, GOOD, GOOD), measured(second, BAD, BAD, can=False)]
    (share,) = shares(lines)
    assert share.unavoidable == (second.name,)
    assert (share.points, share.demanded, share.reached) == (1, 2, 1.0)
    assert verdict(lines[1]) == "unavoidable"


def test_ninety_five_of_a_hundred_are_enough_where_the_protocol_says_so() -> None:
    draws = (*[GOOD] * 19, BAD)
    euro, rule = (shares([measured(point(name), *draws)])[0] for name in ("euroncap", "r152"))
    assert euro.ratio == pytest.approx(1.0)
    assert rule.ratio == pytest.approx(0.95)


def test_the_lowest_ratio_is_that_of_the_worst_protocol_at_noise_one() -> None:
    lines = [
        measured(point("nhtsa"), GOOD),
        measured(point("r152"), GOOD, BAD),
        measured(point("nhtsa"), BAD, scale=2.0),
    ]
    assert lowest_ratio(shares(lines)) == 0.5


def test_a_table_of_two_settings_is_void() -> None:
    other = replace(GOOD, run=replace(GOOD.run, settings="ba9876543210"))
    with pytest.raises(InputError, match="the table is void"):
        measured(point("nhtsa"), GOOD, other)
    lines = [measured(point("nhtsa"), GOOD), measured(point("r152"), other)]
    with pytest.raises(InputError, match="0123456789ab and ba9876543210"):
        shares(lines)


def test_brakes_that_answer_to_nothing_are_counted() -> None:
    ghost = run_of(onset(Level.EMERGENCY, 3.0, about="", time_s=1.0), braked_at_s=1.0)
    real = run_of(onset(Level.EMERGENCY, 2.0, time_s=1.0), braked_at_s=1.0)
    assert not ghost.attributable
    assert real.attributable
    assert (
        measured(point("r152"), Scored(ghost, Outcome(), None), Scored(real, Outcome(), None)).wrong
        == 1
    )
