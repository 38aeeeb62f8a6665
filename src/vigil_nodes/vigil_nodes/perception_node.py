"""Perception node: the newest frame set of this process in, percepts out."""

import time
from collections.abc import Callable
from threading import Thread

from vigil.bag import topics
from vigil.base.records import FrameSet
from vigil.base.settings import Configuration
from vigil.inference import Engines, InferenceSettings
from vigil.perception import Perception, PerceptionSettings
from vigil.pipeline import Rooms
from vigil.pipeline.latency import Timed
from vigil_nodes import parameters
from vigil_nodes.mailbox import Mailbox
from vigil_nodes.room_node import RoomNode
from vigil_nodes.topics import announce
from vigil_nodes.truth_eye import TruthEye


class Sets(Mailbox[tuple[FrameSet, int]]):
    """Frame sets, each with the steady time at which it was put there, ns."""


class PerceptionNode(RoomNode):
    """Runs the networks, or what stands in for them, in a thread of its own."""

    def __init__(
        self,
        configuration: Configuration,
        mailbox: Sets,
        show: Callable[[FrameSet], None],
        *,
        by_truth: bool = False,
    ) -> None:
        """Take whether the truth of a simulation stands in for the networks."""
        super().__init__("perception")
        settings = parameters.declare(self, "perception", PerceptionSettings, configuration)
        rooms = Rooms(configuration)
        perception: Perception | TruthEye
        self.watermarks: tuple[str, ...] = ()
        """What stands in for the networks."""
        if by_truth:
            perception = TruthEye(self, rooms)
            self.watermarks = perception.watermarks
        else:
            engines = Engines(configuration.section("inference", InferenceSettings))
            perception = Perception(settings, rooms.models, engines)
        self.engines = perception.describe()
        self._stage = Timed("perception", perception.update, time.monotonic_ns)
        self._mailbox, self._show = mailbox, show
        self._tell = announce(self, topics.PERCEPTS)
        self._thread = Thread(target=self._work, name="perception")
        for line in self.engines:
            self.get_logger().info(line)

    def start(self) -> None:
        """Begin to look, once whoever records listens."""
        self._thread.start()
        self.opened.callback(self._end)

    def _work(self) -> None:
        while taken := self._mailbox.take():
            (frame_set, self._stage.queued_ns), superseded = taken
            self._show(frame_set)
            self._tell(self._stage.update(frame_set, superseded))

    def _end(self) -> None:
        self._mailbox.close()
        self._thread.join(timeout=10.0)
