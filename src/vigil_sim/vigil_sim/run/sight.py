"""Two ways to recognise what is ahead in a closed loop: the networks, or the truth made worse."""

from dataclasses import replace
from typing import Protocol

from vigil.base.records import FrameSet, Percepts, TruthScene, Verdict
from vigil.pipeline import Chain, Cycle, Judgement, Rooms
from vigil.pipeline.latency import Clock
from vigil_sim.noise import Eye


class Sight(Protocol):
    """Everything from a frame set to targets."""

    level: str
    """What a run with it counts as: pixels, or sensors where no network looked."""
    watermarks: tuple[str, ...]
    """Where what it sees is not what it seems."""

    def describe(self) -> tuple[str, ...]:
        """Return what looks, a line for each."""

    def update(self, frame_set: FrameSet, truth: TruthScene) -> Cycle:
        """Return what is said of a frame set; `truth` is of the same exposure."""


class Networks:
    """The very chain of a drive: it never looks at the truth."""

    level = "pixels"
    watermarks: tuple[str, ...] = ()

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        self._chain = Chain(rooms, clock)

    def describe(self) -> tuple[str, ...]:
        """Return what runs the networks."""
        return self._chain.describe()

    def update(self, frame_set: FrameSet, truth: TruthScene) -> Cycle:
        """Return what every stage says."""
        del truth
        return self._chain.update(frame_set)


class Teller:
    """Says of a frame set what detectors of measured noise would, from the truth; watermarked."""

    def __init__(self, eye: Eye) -> None:
        self._eye = eye
        self.watermarks: tuple[str, ...] = (eye.watermark,)

    def describe(self) -> tuple[str, ...]:
        """Return that no network looks."""
        return ("no network: detections from the truth of a simulation",)

    def update(self, frame_set: FrameSet, truth: TruthScene) -> Percepts:
        """Return what is recognised; without a picture on time nothing is."""
        seen = self._eye.percepts(truth, frame_set.moment)
        percepts = replace(seen, stamp_ns=frame_set.stamp_ns)
        if any(one.verdict is Verdict.ON_TIME for one in frame_set.moment.cameras):
            return percepts
        return replace(percepts, detections=(), lanes=(), drivable=())


class Told:
    """What is told of the truth, judged as a drive does."""

    level = "sensors"

    def __init__(self, rooms: Rooms, eye: Eye, clock: Clock) -> None:
        self._teller = Teller(eye)
        self.watermarks: tuple[str, ...] = self._teller.watermarks
        self._judgement = Judgement(rooms, clock)

    def describe(self) -> tuple[str, ...]:
        """Return that no network looks."""
        return self._teller.describe()

    def update(self, frame_set: FrameSet, truth: TruthScene) -> Cycle:
        """Return what is said of a moment."""
        percepts = self._teller.update(frame_set, truth)
        scene, targets = self._judgement.update(percepts)
        return Cycle(frame_set, percepts, frame_set.moment.mountings, scene, targets)
