"""Closed loop with pixels, in lock step: the stack sees and warns, the simulated car reacts.

What is said of an exposure counts from a latency after it, in true time, or from the arrival of
the picture if that is later.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass

import numpy as np

from vigil.base.records import CanFrames, Frame, TruthScene
from vigil.camera import TopicDecoder
from vigil.pipeline import Cycle, Rooms, cycle_records
from vigil.sync import Sync, SyncSettings
from vigil.vehicle import Vehicle
from vigil_sim.run.bag import SIMULATED
from vigil_sim.run.drive import Delivery, Drive, Progress
from vigil_sim.run.reaction import Mode
from vigil_sim.run.result import End, Run
from vigil_sim.run.sight import Sight
from vigil_sim.run.trial import Trial
from vigil_sim.sensors import Exposure
from vigil_sim.world import START_NS

KEPT = 200
"""Truths of exposures, until the frame sets that they led to: 10 s at 20 Hz."""
WATCH_NS = 50_000_000
"""Time between two looks at how things stand: as often as cameras expose."""
NS_PER_S = 1e9


@dataclass(frozen=True, slots=True)
class Decision:
    """What the stack said of one exposure, and when it counts."""

    known_ns: int
    cycle: Cycle
    truth: TruthScene
    """As it was at the exposure."""


class Closed:
    """One run: world, sensors, sync, perception, tracking, warning, brakes, world."""

    def __init__(
        self, drive: Drive, rooms: Rooms, sight: Sight, mode: Mode, latency_s: float, noise: float
    ) -> None:
        self._drive, self._rooms, self._sight, self._noise = drive, rooms, sight, noise
        self._trial = Trial(drive.world, mode)
        self._latency_ns = round(latency_s * NS_PER_S)
        settings = rooms.configuration.section("sync", SyncSettings)
        self._sync = Sync(settings, rooms.mountings, (SIMULATED,))
        self._vehicle = Vehicle(rooms.vehicle)
        self._decoders = {one.name: TopicDecoder(one) for one in rooms.rig.cameras}
        self._shown: dict[str, int] = {}
        self._decisions: deque[Decision] = deque()
        self._truths: OrderedDict[int, TruthScene] = OrderedDict()

    def run(self, progress: Progress | None = None) -> Run:
        """Drive to the end, or until the stack dies: then the run has failed, and says why."""
        end: End | None = None
        failure = ""
        while end is None:
            self._watch()
            for delivery in self._drive.arrivals():
                failure = failure or self._feed(delivery)
            self._hear(self._drive.world.time_ns)
            end = "died" if failure else self._trial.end
            if end is None:
                self._trial.react()
                self._drive.advance()
            self._drive.tell(progress)
        self._drive.close()
        configuration = self._rooms.configuration
        return self._trial.result(end, configuration, self._sight.level, self._noise, failure)

    def _watch(self) -> None:
        """See how things stand, whatever the cameras do."""
        if (self._drive.world.time_ns - START_NS) % WATCH_NS == 0:
            self._trial.watching.see(self._drive.truth())

    def _feed(self, delivery: Delivery) -> str:
        """Hand one delivery to the stack; return why it died, or nothing."""
        try:
            self._keep(delivery)
            self._offer(delivery)
            for frame_set in self._sync.tick(delivery.arrival.due_ns):
                truth = self._truth_of(frame_set.stamp_ns)
                cycle = self._sight.update(frame_set, truth)
                for mounting in cycle.mountings:
                    self._sync.offer_mounting(mounting)
                known_ns = max(truth.stamp_ns + self._latency_ns, delivery.arrival.due_ns)
                self._decisions.append(Decision(known_ns, cycle, truth))
        except Exception as error:  # noqa: BLE001 - whatever kills the stack is this run's result
            time_s = (self._drive.world.time_ns - START_NS) / NS_PER_S
            return f"the stack died at {time_s:.2f} s: {type(error).__name__}: {error}"
        return ""

    def _keep(self, delivery: Delivery) -> None:
        """Remember what was so under the stamp that its picture carries."""
        if delivery.truth is not None:
            self._truths[delivery.arrival.event.stamp_ns] = delivery.truth
        while len(self._truths) > KEPT:
            self._truths.popitem(last=False)

    def _offer(self, delivery: Delivery) -> None:
        said, due_ns = delivery.arrival.said, delivery.arrival.due_ns
        if isinstance(said, CanFrames):
            self._sync.offer_samples(self._vehicle.update(said))
        elif isinstance(said, Exposure):
            if self._vehicle.watermarks:
                self._sync.offer_samples(self._vehicle.tick(due_ns))
            self._sync.offer_frame(self._frame(delivery, said.camera))

    def _frame(self, delivery: Delivery, camera: str) -> Frame:
        """Return the picture as it comes out of the bag; without pixels, a few that tell it apart.

        A frozen camera repeats itself in both cases.
        """
        event, due_ns = delivery.arrival.event, delivery.arrival.due_ns
        decoder = self._decoders[camera]
        if delivery.shot is not None:
            return decoder.compressed(event.stamp_ns, due_ns, delivery.shot.jpeg)
        if not event.frozen:
            self._shown[camera] = event.sequence
        number = self._shown.get(camera, event.sequence)
        few = np.frombuffer(number.to_bytes(6, "big"), np.uint8).reshape(1, 2, 3)
        return Frame(camera, event.stamp_ns, due_ns, event.sequence, few)

    def _truth_of(self, stamp_ns: int) -> TruthScene:
        """Return what was so when a set was exposed; of a set without pictures, the last known."""
        if stamp_ns in self._truths:
            return self._truths[stamp_ns]
        last = next(reversed(self._truths.values()), None)
        return last or self._drive.truth()

    def _hear(self, now_ns: int) -> None:
        """Let bag, record, brakes and driver have what is known by now."""
        while self._decisions and self._decisions[0].known_ns <= now_ns:
            one = self._decisions.popleft()
            for topic, record in cycle_records(one.cycle):
                self._drive.bag.writer.write(topic, one.known_ns, record)
            scene, targets = one.cycle.scene, one.cycle.targets
            self._trial.onsets.hear(scene, targets, one.truth, self._drive.truth)
            self._trial.reaction.hear(one.known_ns, targets)
