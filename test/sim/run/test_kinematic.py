"""A drive without pixels: the same from the same seed, late as on the road, judged by the truth."""

from collections.abc import Callable
from dataclasses import replace
from math import radians
from typing import Any

import pytest

from vigil.base.records import Level, Scene
from vigil.pipeline import Rooms
from vigil_sim.noise import fitted
from vigil_sim.run.fingerprint import judgement_fingerprint
from vigil_sim.run.kinematic import Kinematic, true_mountings
from vigil_sim.run.result import COLLISION, Run
from vigil_sim.scenario.settings import Scenario

Write = Callable[..., Scenario]
LATENCY_S = 0.12


def driven(scenario: Scenario, rooms: Rooms, **how: Any) -> Run:
    return Kinematic(scenario, rooms, fitted(), **how).run()


@pytest.fixture(scope="module")
def standing(behind: Write) -> Scenario:
    """Return an approach at 72 km/h to a car that stands 60 m ahead: three seconds."""
    return behind(gap_m=60.0, kmh=0.0, duration_s=5.0)


@pytest.fixture(scope="module")
def unbraked(standing: Scenario, sharp_rooms: Rooms) -> Run:
    """Return that drive where nobody brakes."""
    return driven(standing, sharp_rooms)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(
    unbraked: Run, standing: Scenario, sharp_rooms: Rooms
) -> None:
    assert driven(standing, sharp_rooms) == unbraked
    other = standing.model_copy(update={"seed": standing.seed + 1})
    assert driven(other, sharp_rooms).onsets != unbraked.onsets


def test_where_nobody_brakes_it_is_hit_at_full_speed(unbraked: Run) -> None:
    assert (unbraked.end, unbraked.contact) == ("contact", "target")
    assert unbraked.impact_mps == pytest.approx(20.0, abs=0.1)
    assert unbraked.initial_mps == pytest.approx(20.0, abs=0.1)
    assert unbraked.time_s == pytest.approx(3.0, abs=0.05)
    assert unbraked.smallest_gap_m == 0.0
    assert unbraked.braked_at_s is None
    assert not unbraked.attributable


def test_a_warning_is_told_with_what_was_true_when_it_was_known(unbraked: Run) -> None:
    warning = unbraked.first(Level.WARNING, about="target")
    assert warning is not None
    assert warning.function in COLLISION
    assert warning.ttc_s == pytest.approx(3.0 - warning.time_s, abs=0.03)
    assert warning.gap_m == pytest.approx(20.0 * (3.0 - warning.time_s), abs=0.5)
    assert warning.ego_mps == pytest.approx(20.0, abs=0.05)
    assert warning.ego_d_m == pytest.approx(0.0, abs=0.05)
    assert warning.reason


def test_who_brakes_arrives_slower_and_brakes_for_what_is_there(
    unbraked: Run, standing: Scenario, sharp_rooms: Rooms
) -> None:
    run = driven(standing, sharp_rooms, mode="both")
    assert run.impact_mps < unbraked.impact_mps
    assert run.braked_at_s is not None
    assert run.attributable


def test_no_answer_is_known_before_its_latency_and_a_rival_never_acts(
    unbraked: Run, standing: Scenario, sharp_rooms: Rooms
) -> None:
    seen: list[Scene] = []

    def eager(scene: Scene) -> Level:
        seen.append(scene)
        return Level.EMERGENCY

    run = driven(standing, sharp_rooms, mode="both", judges={"eager": eager})
    said = run.first(Level.EMERGENCY, judge="eager")
    assert said is not None
    assert LATENCY_S <= said.time_s <= LATENCY_S + 0.06
    assert said.ttc_s == pytest.approx(3.0 - said.time_s, abs=0.03)
    assert run.braked_at_s is None or run.braked_at_s > said.time_s + 0.1
    assert len(seen) == len({scene.stamp_ns for scene in seen}) >= 20
    alone = driven(standing, sharp_rooms, judges={"eager": eager})
    assert replace(alone, onsets=tuple(o for o in alone.onsets if o.judge == "vigil")) == unbraked


def test_a_step_that_never_begins_is_told(behind: Write, sharp_rooms: Rooms) -> None:
    never = {"do": [{"when": {"gap_m": 5.0}, "kmh": 0.0}]}
    run = driven(behind(gap_m=60.0, duration_s=0.5, lead=never), sharp_rooms)
    assert run.end == "over"
    assert run.waiting == ("target: when gap_m 5",)


def test_what_lies_behind_us_is_passed(behind: Write, sharp_rooms: Rooms) -> None:
    run = driven(
        behind(gap_m=2.0, kmh=0.0, duration_s=5.0, lead={"d_m": 3.5}), sharp_rooms, mode="both"
    )
    assert run.end == "passed"
    assert run.contact == ""
    assert run.smallest_gap_m is None


def test_a_camera_sits_where_the_scenario_says_and_the_stack_knows_the_configured_place(
    behind: Write, sharp_rooms: Rooms
) -> None:
    tilted = behind(sensors={"cameras": {"front": {"pitch_error_deg": 0.5}}})
    (true,), (known,) = true_mountings(tilted, sharp_rooms), sharp_rooms.mountings
    assert true.pitch_rad - known.pitch_rad == pytest.approx(radians(0.5))
    assert true_mountings(behind(), sharp_rooms) == sharp_rooms.mountings


def test_a_run_carries_the_fingerprint_of_its_settings(unbraked: Run, sharp_rooms: Rooms) -> None:
    configuration = sharp_rooms.configuration
    assert unbraked.settings == judgement_fingerprint(configuration)
    assert len(unbraked.settings) == 12
    changed = configuration.changed({"warning.collision.rise_s": 0.17})
    assert judgement_fingerprint(changed) != unbraked.settings
    elsewhere = configuration.changed({"sync.deadline_s": 0.2})
    assert judgement_fingerprint(elsewhere) == unbraked.settings
