"""Four calls: perception, calibration, tracking, warning."""

from dataclasses import dataclass

from vigil.base.records import FrameSet, Mounting, Percepts, Scene, Targets
from vigil.calibration import Calibration, CalibrationSettings
from vigil.inference import Engines, InferenceSettings
from vigil.perception import Begun, Perception, PerceptionSettings
from vigil.pipeline.judgement import Judgement
from vigil.pipeline.latency import Clock, Timed
from vigil.pipeline.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Cycle:
    """What every stage said of one moment."""

    frame_set: FrameSet
    percepts: Percepts
    mountings: tuple[Mounting, ...]
    scene: Scene
    targets: Targets


@dataclass(frozen=True, slots=True)
class Perceived:
    """What was recognised at one moment, before anybody judged it."""

    frame_set: FrameSet
    percepts: Percepts
    mountings: tuple[Mounting, ...]


class Chain:
    """All stages after sync; `clock` is steady and writes the latency trail.

    `begin`, `perceive` and `judge` share nothing: each may be a moment ahead of the next, as long
    as all have their moments in order.
    """

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        section = rooms.configuration.section
        engines = Engines(section("inference", InferenceSettings))
        perception = section("perception", PerceptionSettings)
        self._perception = Perception(perception, rooms.models, engines)
        self._calibration = Calibration(section("calibration", CalibrationSettings), rooms.models)
        self._judgement = Judgement(rooms, clock)
        self._clock = clock
        self._perceive = Timed("perception", self._perception.finish, clock)

    def describe(self) -> tuple[str, ...]:
        """Return what runs the networks, for the screen and for the bag."""
        return self._perception.describe()

    def begin(self, frame_set: FrameSet, superseded: int = 0) -> tuple[Begun, int]:
        """Hand a frame set to the networks; return it with the time."""
        return self._perception.begin(frame_set, superseded), self._clock()

    def perceive(self, begun: tuple[Begun, int]) -> Perceived:
        """Wait for the networks, and correct the mountings for a later moment."""
        looking, self._perceive.queued_ns = begun
        percepts = self._perceive.update(looking)
        return Perceived(looking.frame_set, percepts, self._calibration.update(percepts))

    def judge(self, seen: Perceived) -> Cycle:
        """Track and warn."""
        scene, targets = self._judgement.update(seen.percepts)
        return Cycle(seen.frame_set, seen.percepts, seen.mountings, scene, targets)

    def update(self, frame_set: FrameSet, superseded: int = 0) -> Cycle:
        """Return what every stage says of one frame set."""
        return self.judge(self.perceive(self.begin(frame_set, superseded)))
