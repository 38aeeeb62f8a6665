"""Runs grid points over processes: every draw with its seed, in any order the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from vigil.base.errors import InputError
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil_sim.noise import NoiseSettings, fitted
from vigil_sim.protocol.draws import FIRST_PUBLISHED, drawn, seed_of
from vigil_sim.protocol.grid import Point
from vigil_sim.protocol.physics import avoidable, unbraked_mps
from vigil_sim.protocol.play import Depth, depth_of, play, refuse_blind
from vigil_sim.protocol.pool import spread
from vigil_sim.protocol.scoring import Draw, Outcome, no_contact, scored
from vigil_sim.run.result import Run

DRAWS: Mapping[Depth, int] = MappingProxyType({"kinematic": 20, "pixels": 1})
"""Of each grid point, where nothing else is asked for: a run with pixels takes a minute."""
QUICK_DRAWS = 5
"""Of a look at everything: not enough for any figure."""


@dataclass(frozen=True)
class Campaign:
    """How a table is made: the same for each of its lines."""

    configuration: Configuration
    noise: NoiseSettings
    depth: Depth = "kinematic"
    draws: int = 20
    scales: tuple[float, ...] = (1.0,)
    """Factors on the measured noise."""
    seed: int = FIRST_PUBLISHED

    @classmethod
    def of(cls, configuration: Configuration, **values: object) -> "Campaign":
        """Return one with the noise that was fitted."""
        return cls(configuration, fitted(), **values)  # type: ignore[arg-type]


def campaign_of(
    rooms: Rooms,
    level: str,
    draws: int | None,
    noise: Sequence[float] | None,
    *,
    seed: int,
    quick: bool,
) -> Campaign:
    """Return what the command line asks for; raise where pixels cannot be had."""
    depth = depth_of(level)
    if depth == "pixels":
        if noise:
            raise InputError("noise is of detections made from the truth: no --noise with pixels")
        refuse_blind(rooms)
    usual = DRAWS[depth] if draws is None else draws
    return Campaign.of(
        rooms.configuration,
        depth=depth,
        draws=min(usual, QUICK_DRAWS) if quick else usual,
        scales=(1.0,) if depth == "pixels" else tuple(noise or (1.0, 2.0)),
        seed=seed,
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """One draw and what it came to."""

    run: Run
    outcome: Outcome
    reduction: float | None
    """Of the impact speed, share of what it is where nobody brakes; None: then there is none."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All draws of one grid point at one noise."""

    point: Point
    scale: float
    avoidable: bool
    """False: no braking at all avoids contact; listed apart."""
    draws: tuple[Scored, ...]


def measure(point: Point, scale: float, campaign: Campaign) -> Measured:
    """Run all draws of a grid point."""
    rooms, test = Rooms(campaign.configuration), point.test
    camera, body, found = rooms.rig.leading.name, rooms.body, []
    threatens = test.mode != "none" and unbraked_mps(point.scenario, body) > 0.0
    for draw in range(campaign.draws):
        scenario = drawn(point.scenario, seed_of(point.name, campaign.seed, draw), camera)
        run = play(scenario, campaign.depth, rooms, campaign.noise, mode=test.mode, scale=scale)
        one = Draw(scenario, body, run)
        reduction = _reduction(one) if threatens else None
        found.append(Scored(run, scored(test.score, one), reduction))
    can = test.score is not no_contact or avoidable(point.scenario, body)
    return Measured(point, scale, can, tuple(found))


def _reduction(draw: Draw) -> float | None:
    """Return by how much the impact speed is below that of the same draw without brakes."""
    if not draw.run.contact:
        return 1.0
    unbraked = unbraked_mps(draw.scenario, draw.body)
    return 1.0 - draw.run.impact_mps / unbraked if unbraked > 0.0 else None


def measured(points: Sequence[Point], campaign: Campaign, jobs: int) -> Iterator[Measured]:
    """Yield every grid point at every noise, as they are done."""
    tasks = [(point, scale) for scale in campaign.scales for point in points]
    yield from spread(partial(_measure_task, campaign=campaign), tasks, jobs)


def _measure_task(task: tuple[Point, float], campaign: Campaign) -> Measured:
    return measure(*task, campaign)


def in_order(found: Iterable[Measured], points: Sequence[Point]) -> list[Measured]:
    """Return them in the order of the grid, noise by noise."""
    order = {point.name: number for number, point in enumerate(points)}
    return sorted(found, key=lambda one: (order[one.point.name], one.scale))
