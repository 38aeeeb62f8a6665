"""Brakes and driver answer as the rules of scoring say, and let go when nothing comes closer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vigil.base.records import Function, Level, Scene, Targets
from vigil.geometry import Body
from vigil_sim.run.reaction import Mode, Reaction
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import START_NS, STEP_NS, World

S = 1_000_000_000
Write = Callable[..., Scenario]
Drive = list[tuple[Scene, Targets]]


def told(targets: Targets, level: Level, closing_mps: float) -> Targets:
    """Return targets in which one warning has a level and one thing in our path closes."""
    first, *others = (replace(alert, level=Level.NONE) for alert in targets.alerts.alerts)
    alert = replace(first, function=Function.FORWARD_COLLISION, level=level)
    ahead = replace(targets.targets[0], in_path_probability=0.9, relative_speed_mps=-closing_mps)
    alerts = replace(targets.alerts, alerts=(alert, *others))
    return replace(targets, targets=(ahead,), alerts=alerts)


@pytest.fixture
def said(made_drive: Drive) -> Callable[[Level, float], Targets]:
    """Return a way to say a level while something closes at a speed."""
    targets = made_drive[60][1]
    return lambda level, closing_mps: told(targets, level, closing_mps)


@pytest.fixture
def drive(behind: Write) -> Scenario:
    """Return any drive on a dry road."""
    return behind(gap_m=90.0, kmh=0.0, duration_s=8.0)


def braked(reaction: Reaction, time_ns: int) -> float:
    """Return the deceleration that is asked of the car."""
    return -(reaction.demand(time_ns)[0] or 0.0)


def test_brakes_wait_their_dead_time_and_build_up_to_a_dry_roads_nine(
    drive: Scenario, said: Any
) -> None:
    reaction = Reaction(drive, "emergency")
    reaction.hear(0, said(Level.EMERGENCY, 10.0))
    assert [braked(reaction, round(s * S)) for s in (0.0, 0.2, 0.3, 0.4)] == pytest.approx(
        [0.0, 0.0, 2.0, 4.0]
    )
    assert braked(reaction, 2 * S) == 9.0
    assert reaction.first_ns == 0


def test_a_wet_road_gives_six(drive: Scenario, said: Any) -> None:
    reaction = Reaction(drive.model_copy(update={"friction": 0.65}), "emergency")
    reaction.hear(0, said(Level.EMERGENCY, 10.0))
    assert braked(reaction, 2 * S) == 6.0


def test_the_driver_needs_his_time_and_presses_the_pedal(drive: Scenario, said: Any) -> None:
    reaction = Reaction(drive, "driver")
    reaction.hear(0, said(Level.WARNING, 10.0))
    assert reaction.demand(round(1.2 * S)) == (None, 0.0)
    demand, pedal = reaction.demand(2 * S)
    assert demand == -4.0
    assert pedal == pytest.approx(4.0 / 9.0)


@pytest.mark.parametrize(
    ("mode", "level", "expected"),
    [
        ("none", Level.EMERGENCY, 0.0),
        ("emergency", Level.WARNING, 0.0),
        ("driver", Level.PRE_WARNING, 0.0),
        ("driver", Level.EMERGENCY, 4.0),
        ("both", Level.WARNING, 4.0),
        ("both", Level.EMERGENCY, 9.0),
    ],
)
def test_each_acts_on_his_own_level(
    drive: Scenario, said: Any, mode: Mode, level: Level, expected: float
) -> None:
    reaction = Reaction(drive, mode)
    reaction.hear(0, said(level, 10.0))
    assert braked(reaction, 3 * S) == expected


def test_a_pedal_is_not_shown_where_the_car_brakes_by_itself(drive: Scenario, said: Any) -> None:
    reaction = Reaction(drive, "emergency")
    reaction.hear(0, said(Level.EMERGENCY, 10.0))
    assert reaction.demand(2 * S) == (-9.0, 0.0)


def test_brakes_hold_while_something_still_closes_and_let_go_a_second_after(
    drive: Scenario, said: Any
) -> None:
    reaction = Reaction(drive, "emergency")
    reaction.hear(0, said(Level.EMERGENCY, 10.0))
    reaction.hear(2 * S, said(Level.NONE, 3.0))
    reaction.hear(4 * S, said(Level.NONE, 3.0))
    assert braked(reaction, 4 * S) == 9.0
    reaction.hear(5 * S, said(Level.NONE, 0.0))
    assert braked(reaction, 5 * S) == 9.0
    reaction.hear(6 * S, said(Level.NONE, 0.0))
    assert reaction.demand(6 * S) == (None, 0.0)
    assert not reaction.acts


def test_the_car_slows_as_the_brakes_ask_with_no_lag_of_its_own(drive: Scenario, said: Any) -> None:
    world, reaction = World(drive, Body()), Reaction(drive, "emergency")
    reaction.hear(START_NS, said(Level.EMERGENCY, 10.0))
    start_mps = world.snapshot().ego.speed_mps
    while world.time_ns < START_NS + S:
        demand, pedal = reaction.demand(world.time_ns)
        world.command(acceleration_mps2=demand, brake_pedal=pedal)
        world.advance(world.time_ns + STEP_NS)
    # 0.2 s dead, 0.45 s of ramp at 4.5 on average, 0.35 s at 9 m/s².
    lost_mps = start_mps - world.snapshot().ego.speed_mps
    assert lost_mps == pytest.approx(0.45 * 4.5 + 0.35 * 9.0, abs=0.15)
