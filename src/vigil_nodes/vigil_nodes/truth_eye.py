"""Stands in for the networks where there are none: percepts from the truth of a simulation.

What it says carries the errors of image detectors and a watermark.  It joins frame sets with the
truth of their exposures, which no stage of a real drive may do.
"""

from collections import OrderedDict
from dataclasses import replace
from threading import Condition

from rclpy.node import Node

from vigil.bag import topics
from vigil.base.records import FrameSet, Percepts, TruthScene
from vigil.pipeline import Rooms
from vigil_nodes.topics import listen
from vigil_sim.noise import Eye, fitted
from vigil_sim.run.sight import Teller

KEPT = 100
PATIENCE_S = 1.0
"""How long a frame set waits for its truth, which is said before its picture."""
NEAR_NS = 25_000_000
"""A stamp is off the middle of the exposure by its policy and its clock; half of 20 Hz."""


class TruthEye:
    """Hears the truth and tells of frame sets, as `Perception` does."""

    def __init__(self, node: Node, rooms: Rooms) -> None:
        self._teller = Teller(Eye(fitted(), rooms.models, rooms.mountings, seed=0))
        self.watermarks = self._teller.watermarks
        self._changed = Condition()
        self._truths: OrderedDict[int, TruthScene] = OrderedDict()
        listen(node, topics.TRUTH, self._keep)

    def describe(self) -> tuple[str, ...]:
        """Return that no network looks."""
        return self._teller.describe()

    def update(self, frame_set: FrameSet, superseded: int = 0) -> Percepts:
        """Return what detectors would recognise; without a picture or its truth, nothing."""
        truth = self._truth_of(frame_set.stamp_ns) if frame_set.frames else None
        if truth is None:
            return Percepts(frame_set.stamp_ns, frame_set.moment, (), (), (), superseded)
        return replace(self._teller.update(frame_set, truth), superseded=superseded)

    def _keep(self, truth: TruthScene) -> None:
        with self._changed:
            self._truths[truth.stamp_ns] = truth
            while len(self._truths) > KEPT:
                self._truths.popitem(last=False)
            self._changed.notify_all()

    def _truth_of(self, stamp_ns: int) -> TruthScene | None:
        with self._changed:
            self._changed.wait_for(lambda: self._nearest(stamp_ns) is not None, PATIENCE_S)
            return self._nearest(stamp_ns)

    def _nearest(self, stamp_ns: int) -> TruthScene | None:
        near = min(self._truths, key=lambda at_ns: abs(at_ns - stamp_ns), default=None)
        return None if near is None or abs(near - stamp_ns) > NEAR_NS else self._truths[near]
