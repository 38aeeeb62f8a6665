"""What a drive met, which of its warnings were false, and what was missed: by truth alone."""

from collections.abc import Callable
from typing import Any

import pytest

from sim.protocol.conftest import onset, run_of
from vigil.base.records import Function, Level
from vigil.geometry import Body
from vigil_sim.protocol.exposure import FLOORS, Exposure, Witness, as_heard, warnings_of
from vigil_sim.scenario.settings import Scenario
from vigil_sim.truth import truth_of
from vigil_sim.world import START_NS, World

Write = Callable[..., Scenario]
PERIOD_NS = 50_000_000
LEAD = {"name": "lead", "kmh": 72.0, "gap_m": 35.0}
BRAKES = [{"when": {"t_s": 4.0}, "kmh": 0.0, "mps2": 6.0}]


def watched(scenario: Scenario) -> Witness:
    """Return who saw a scenario, at 20 Hz."""
    witness, world = Witness(), World(scenario, Body())
    for number in range(round(scenario.duration_s * 1e9) // PERIOD_NS):
        world.advance(START_NS + number * PERIOD_NS)
        witness(truth_of(world.snapshot(), world.road, scenario))
    return witness


@pytest.fixture
def write(scene_of: Write) -> Write:
    """Return a way to write a drive of 7 s at 72 km/h among others."""

    def made(*actors: dict[str, Any], **more: Any) -> Scenario:
        return scene_of(**{"duration_s": 7.0, "actors": list(actors), **more})

    return made


def test_a_warning_that_nothing_justified_is_false(write: Write) -> None:
    alone, behind = watched(write()), watched(write(LEAD))
    said = onset(time_s=2.0)
    assert alone.false([said]) == (said,)
    assert behind.false([said]) == (said,)


def test_a_warning_before_a_hard_braking_is_not_false_but_one_long_before_is(write: Write) -> None:
    witness = watched(write({**LEAD, "do": BRAKES}))
    early, in_time = onset(time_s=0.4), onset(time_s=4.0)
    assert witness.false([early, in_time]) == (early,)


def test_a_driver_who_brakes_himself_does_not_make_a_warning_false(write: Write) -> None:
    standing = {**LEAD, "kmh": 0.0, "gap_m": 90.0}
    brakes = {"kmh": 72.0, "do": [{"when": {"t_s": 1.0}, "kmh": 0.0, "mps2": 2.8}]}
    witness = watched(write(standing, ego=brakes))
    assert witness.false([onset(time_s=2.5)]) == ()


def test_what_stands_beside_our_path_justifies_nothing(write: Write) -> None:
    witness = watched(write({**LEAD, "kmh": 0.0, "d_m": 2.6}))
    said = onset(time_s=0.5)
    assert witness.false([said]) == (said,)


def test_a_hard_braking_without_a_warning_was_missed(write: Write) -> None:
    witness = watched(write({**LEAD, "do": BRAKES}))
    assert witness.missed([]) == 1
    assert witness.missed([onset(time_s=3.9)]) == 0
    assert witness.missed([onset(time_s=0.2)]) == 1, "that was about something else"


def test_each_thing_counts_once_for_each_way_of_meeting_it(write: Write) -> None:
    beside = [
        {"name": f"parked{n}", "gap_m": 20.0 + 10.0 * n, "d_m": -0.925 - 0.6 - 0.9}
        for n in range(3)
    ]
    far = {"name": "far", "gap_m": 70.0, "d_m": -0.925 - 1.8 - 0.9}
    person = {"name": "person", "model": "adult", "gap_m": 60.0, "d_m": -3.0}
    met = watched(write(*beside, far, person)).exposure()
    assert (met.parked, met.people, met.cut_ins, met.queues) == (3, 1, 0, 0)
    assert met.km == pytest.approx(0.14, abs=0.002)


def test_a_lead_that_brakes_and_stands_is_a_braking_and_a_queue(write: Write) -> None:
    followed = {"kmh": 40.0, "driver": "idm"}
    lead = {**LEAD, "kmh": 40.0, "gap_m": 30.0}
    lead["do"] = [{"when": {"t_s": 1.0}, "kmh": 0.0, "mps2": 3.5}]
    met = watched(write(lead, ego=followed)).exposure()
    assert (met.brakings, met.queues) == (1, 1)


def test_a_cut_in_and_sharp_curves_count(write: Write) -> None:
    change = [{"when": {"t_s": 0.5}, "lane": 0, "over_s": 3.0}]
    road = {"lanes": 2, "pieces": [[70, 0.0], [60, 0.005], [300, 0.0]]}
    cutter = {"name": "cutter", "kmh": 72.0, "gap_m": 20.0, "lane": 1, "do": change}
    met = watched(write(cutter, road=road)).exposure()
    assert (met.cut_ins, met.curves) == (1, 1)


def test_exposure_adds_up_and_is_told_for_a_hundred_kilometres() -> None:
    both = Exposure(km=4.0, cut_ins=3) + Exposure(km=1.0, cut_ins=1, people=2)
    assert (both.km, both.cut_ins, both.people) == (5.0, 4, 2)
    assert both.per_100_km()["cut_ins"] == pytest.approx(80.0)
    assert both.per_100_km().keys() == FLOORS.keys()


def test_only_warnings_of_a_collision_are_counted_and_a_burst_once() -> None:
    said = (
        onset(time_s=1.0, level=Level.PRE_WARNING),
        onset(time_s=2.0),
        onset(time_s=2.1, function=Function.EMERGENCY_BRAKING, level=Level.EMERGENCY),
        onset(time_s=3.0, function=Function.LANE_DEPARTURE_LEFT),
        onset(time_s=6.0, judge="nads x1", function=Function.UNKNOWN),
        onset(time_s=9.0),
    )
    run = run_of(*said)
    assert warnings_of(run, "vigil") == (said[1], said[2], said[5])
    assert warnings_of(run, "nads x1") == (said[4],)
    assert as_heard(warnings_of(run, "vigil")) == (said[1], said[5])
    assert as_heard(()) == ()
