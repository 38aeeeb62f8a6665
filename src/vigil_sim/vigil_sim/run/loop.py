"""One closed loop from its scenario to its bag: who sees, who brakes, what is written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vigil.bag import BagWriter
from vigil.base.errors import ConfigurationError, ModelError
from vigil.pipeline import Rooms
from vigil.pipeline.latency import Clock
from vigil_sim.noise import Eye, NoiseSettings, fitted
from vigil_sim.run.bag import DriveBag, drive_notes
from vigil_sim.run.closed import Closed
from vigil_sim.run.drive import Drive, Progress
from vigil_sim.run.film import Darkroom
from vigil_sim.run.kinematic import true_mountings
from vigil_sim.run.reaction import Mode
from vigil_sim.run.result import Run
from vigil_sim.run.sight import Networks, Sight, Told
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import World

Percepts = Literal["auto", "networks", "truth"]
"""Who sees: the networks, the truth made worse, or the former where their weights are found."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a closed loop went."""

    run: Run
    seen_by: tuple[str, ...]
    """What looked, a line for each network."""
    path: Path
    """Everything that was written, to the end or to where the stack died."""


def close_loop(
    scenario: Scenario,
    rooms: Rooms,
    out: Path,
    darkroom: Darkroom | None,
    mode: Mode = "both",
    percepts: Percepts = "auto",
    noise: float = 1.0,
    progress: Progress | None = None,
) -> Outcome:
    """Drive a scenario with the whole stack in the loop."""
    if darkroom is None:
        percepts = _without_pictures(percepts)
    world, errors = World(scenario, rooms.body), fitted()
    draws = darkroom(world) if darkroom else None  # before there is a bag: it may not be possible
    sight = sight_of(percepts, scenario, rooms, errors, noise, lambda: world.time_ns)
    notes = drive_notes(scenario, "simulation, closed loop", sight.watermarks)
    with BagWriter(out, {**notes, "engines": "; ".join(sight.describe())}) as writer:
        drive = Drive(world, rooms, DriveBag(writer), draws)
        run = Closed(drive, rooms, sight, mode, errors.latency_s, noise).run(progress)
    return Outcome(run, sight.describe(), out)


def sight_of(
    percepts: Percepts,
    scenario: Scenario,
    rooms: Rooms,
    errors: NoiseSettings,
    noise: float,
    clock: Clock,
) -> Sight:
    """Return who sees."""
    if percepts != "truth":
        try:
            return Networks(rooms, clock)
        except ModelError:
            if percepts == "networks":
                raise
    eye = Eye(errors, rooms.models, true_mountings(scenario, rooms), scenario.seed, noise)
    return Told(rooms, eye, clock)


def _without_pictures(percepts: Percepts) -> Percepts:
    if percepts == "networks":
        raise ConfigurationError("networks need pictures: leave out --no-pixels, or see by truth")
    return "truth"
