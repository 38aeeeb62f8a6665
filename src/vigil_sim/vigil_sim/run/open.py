"""Open loop: a scenario becomes a bag, as if a car with sensors had driven it."""

from dataclasses import dataclass
from pathlib import Path

from vigil.bag import BagWriter
from vigil.pipeline import Rooms
from vigil_sim.run.bag import DriveBag, drive_notes
from vigil_sim.run.drive import Drive, Progress
from vigil_sim.run.film import Darkroom
from vigil_sim.run.labels import Labelling
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import START_NS, World


@dataclass(frozen=True, slots=True)
class Recorded:
    """What went into a bag."""

    path: Path
    pictures: int
    time_s: float
    contact: str
    """What we touched: the drive ends there; empty: nothing."""
    waiting: tuple[str, ...]
    """Steps that never began: this is not the drive that the scenario describes."""


def record(
    scenario: Scenario,
    rooms: Rooms,
    out: Path,
    darkroom: Darkroom | None,
    labelling: Labelling | None = None,
    progress: Progress | None = None,
) -> Recorded:
    """Write the bag of a scenario; without a darkroom it has no pictures."""
    world = World(scenario, rooms.body)
    draws = darkroom(world) if darkroom else None  # before there is a bag: it may not be possible
    pictures = 0
    with BagWriter(out, drive_notes(scenario, "simulation, open loop")) as writer:
        drive = Drive(world, rooms, DriveBag(writer), draws, labelling)
        pictures += _taken(drive)
        while world.time_ns < drive.end_ns and not world.touching:
            drive.advance()
            pictures += _taken(drive)
            drive.tell(progress)
        drive.close()
    contact = next((contact.name for contact in world.contacts), "")
    return Recorded(out, pictures, (world.time_ns - START_NS) / 1e9, contact, world.waiting)


def _taken(drive: Drive) -> int:
    return sum(delivery.shot is not None for delivery in drive.arrivals())
