"""World and sensors in lock step: what arrives is written down and handed on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vigil.bag.make import BagSettings
from vigil.base.records import TruthScene
from vigil.pipeline import Rooms
from vigil_sim.run.bag import DriveBag
from vigil_sim.run.film import Draws, Film, Shot
from vigil_sim.run.labels import Labelling
from vigil_sim.sensors import Arrival, Exposure, suite_of
from vigil_sim.truth import truth_of, with_views
from vigil_sim.world import START_NS, STEP_NS, Snapshot, World

Progress = Callable[[int, int | None], None]
"""Is told how many of how many tenths of a second have passed."""
TENTH_NS = 100_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One measurement that arrived."""

    arrival: Arrival
    shot: Shot | None = None
    """The picture, where a camera took one and pictures are drawn."""
    truth: TruthScene | None = None
    """What was so in the middle of the exposure, where a camera took it."""


class Drive:
    """A scenario on its way."""

    def __init__(
        self,
        world: World,
        rooms: Rooms,
        bag: DriveBag,
        draws: Draws | None,
        labelling: Labelling | None = None,
    ) -> None:
        """Furnish the car; if nothing draws, its cameras expose, but no picture is drawn."""
        self.world, self.bag = world, bag
        self.end_ns = START_NS + round(world.scenario.duration_s * 1e9)
        self._labelling, self._leading = labelling, rooms.rig.leading.name
        scenario = world.scenario
        self._suite = suite_of(scenario.sensors, rooms.rig, rooms.vehicle, scenario.seed, START_NS)
        self._film = None
        if draws is not None:
            quality = rooms.configuration.section("bag", BagSettings).jpeg_quality
            labels = labelling is not None
            self._film = Film(draws, self._suite.cameras, quality, labels=labels)

    def arrivals(self) -> Iterator[Delivery]:
        """Yield what has arrived by now, each as soon as it is written; lost ones are left out."""
        for arrival in self._suite.arrivals(self.world.snapshot()):
            self.bag.note(arrival.event)
            if isinstance(arrival.said, Exposure):
                delivery = self._exposed(arrival, arrival.said)
            else:
                delivery = self._heard(arrival)
            if not arrival.event.lost:
                yield delivery

    def advance(self) -> None:
        """Let one step of the world pass."""
        self.world.advance(self.world.time_ns + STEP_NS)

    def tell(self, progress: Progress | None) -> None:
        """Say how far we have come."""
        if progress:
            passed_ns, all_ns = self.world.time_ns - START_NS, self.end_ns - START_NS
            progress(passed_ns // TENTH_NS, all_ns // TENTH_NS)

    def close(self) -> None:
        """Write what sensors did since the last picture."""
        self.bag.flush(self.world.time_ns, self.world.time_ns)

    def truth(self, snapshot: Snapshot | None = None) -> TruthScene:
        """Return what is so at a moment, or now."""
        world = self.world
        return truth_of(snapshot or world.snapshot(), world.road, world.scenario)

    def _heard(self, arrival: Arrival) -> Delivery:
        if not arrival.event.lost:
            self.bag.hear(arrival)
        return Delivery(arrival)

    def _exposed(self, arrival: Arrival, exposure: Exposure) -> Delivery:
        """Draw what was exposed; the truth of a lost picture is told too."""
        shot = None
        truth = self.truth(exposure.middle)
        if self._film is not None and not arrival.event.lost:
            shot = self._film.shoot(exposure, arrival.event)
            name, due_ns, stamp_ns = exposure.camera, arrival.due_ns, arrival.event.stamp_ns
            self.bag.picture(name, due_ns, stamp_ns, shot.jpeg)
            if self._labelling is not None and not arrival.event.frozen:
                truth = self._labelled(self._labelling, arrival, exposure, shot, truth)
        if exposure.camera == self._leading:
            self.bag.truth(arrival.due_ns, truth)
        return Delivery(arrival, shot, truth)

    def _labelled(
        self,
        labelling: Labelling,
        arrival: Arrival,
        exposure: Exposure,
        shot: Shot,
        truth: TruthScene,
    ) -> TruthScene:
        camera = self._suite.cameras[exposure.camera]
        labels = labelling.of(shot.picture, exposure, camera, truth, self.world)
        if labelling.masks:
            stamp_ns = arrival.event.stamp_ns
            self.bag.labels(exposure.camera, arrival.due_ns, stamp_ns, shot.picture)
        return with_views(truth, labels)
