"""Endless traffic and the negative set: ordinary minutes in which nobody has to be warned."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from vigil.base.errors import InputError
from vigil.geometry import Body
from vigil_sim.commands.protocols import app
from vigil_sim.protocol.endless import seeds_of
from vigil_sim.protocol.exposure import FLOORS, Exposure, Witness
from vigil_sim.protocol.grid import Point, points, protocols
from vigil_sim.protocol.traffic import MINUTE_S, minute
from vigil_sim.run.result import TARGET
from vigil_sim.scenario.settings import Scenario
from vigil_sim.truth import truth_of
from vigil_sim.world import START_NS, World

MINUTES = 60
COARSE_S = 0.5
HARD_MPS2 = 3.0
SILENT = [point.name for point in points(protocols("negative"))]


@dataclass(frozen=True)
class Driven:
    """What a scenario came to in truth."""

    touched: bool
    met: Exposure
    hardest_mps2: float
    """Most that was ever required against what was in our path."""


def driven(scenario: Scenario, step_s: float) -> Driven:
    """Drive without any perception, and look every so often."""
    world, witness, hardest_mps2 = World(scenario, Body()), Witness(), 0.0
    for number in range(round(scenario.duration_s / step_s)):
        world.advance(START_NS + round(number * step_s * 1e9))
        truth = truth_of(world.snapshot(), world.road, scenario)
        witness(truth)
        for thing in truth.objects:
            if thing.in_path and thing.closing_mps > 0.0:
                needed_mps2 = thing.closing_mps**2 / (2.0 * max(thing.gap_m, 0.1))
                hardest_mps2 = max(hardest_mps2, needed_mps2)
    return Driven(bool(world.contacts), witness.exposure(), hardest_mps2)


@pytest.fixture(scope="module")
def hour() -> list[Driven]:
    """Return sixty minutes of traffic, looked at coarsely."""
    return [driven(minute(seed), COARSE_S) for seed in range(MINUTES)]


def every_style() -> Iterator[str]:
    return (minute(seed).name for seed in range(MINUTES))


def test_every_minute_of_many_seeds_can_be_placed() -> None:
    for seed in range(0, 2_000_000, 9_973):
        scenario = minute(seed)
        World(scenario, Body())
        assert scenario.duration_s == MINUTE_S
        assert all(actor.name != TARGET for actor in scenario.actors), "it would end there"


def test_a_seed_is_always_the_same_minute() -> None:
    assert minute(1_000_003) == minute(1_000_003)
    assert minute(1_000_003) != minute(1_000_004)
    assert set(every_style()) == {"motorway", "country", "town"}


def test_nobody_is_touched_in_an_hour_of_traffic(hour: list[Driven]) -> None:
    assert not any(each.touched for each in hour)


def test_our_driver_never_has_to_brake_as_in_an_emergency(hour: list[Driven]) -> None:
    assert max(each.hardest_mps2 for each in hour) < HARD_MPS2


def test_an_hour_of_traffic_meets_more_of_everything_than_the_floors(hour: list[Driven]) -> None:
    met = sum((each.met for each in hour), Exposure())
    assert met.km > 40.0
    for name, per_100_km in met.per_100_km().items():
        assert per_100_km > FLOORS[name], name


@pytest.mark.parametrize("family", sorted({name.split()[0] for name in SILENT}))
def test_nothing_in_the_negative_set_is_a_danger_in_truth(family: str) -> None:
    grid: list[Point] = points(protocols("negative"), family)
    for point in grid[:: max(len(grid) // 4, 1)]:
        came_to = driven(point.scenario, 0.1)
        assert not came_to.touched, point.name
        assert came_to.hardest_mps2 < HARD_MPS2, point.name


def test_seeds_are_a_range() -> None:
    assert seeds_of("1000000:1000200") == range(1_000_000, 1_000_200)
    for words in ("5", "7:7", "a:b", "-1:4", ""):
        with pytest.raises(InputError, match="FIRST:END"):
            seeds_of(words)


def test_traffic_without_networks_has_no_pixels() -> None:
    words = ["run", "traffic", "--level", "pixels", "--seeds", "0:1"]
    with pytest.raises(InputError, match="kinematic"):
        CliRunner().invoke(app, words, catch_exceptions=False)
