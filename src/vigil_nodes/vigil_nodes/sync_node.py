"""Sync node: frames of this process and vehicle samples in, judged frame sets out."""

import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from rclpy._rclpy_pybind11 import RCLError

from vigil.bag import topics
from vigil.base.records import Frame, Mountings, VehicleSamples
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil.sync import Sync, SyncSettings
from vigil_nodes import parameters
from vigil_nodes.perception_node import Sets
from vigil_nodes.room_node import RoomNode
from vigil_nodes.topics import announce, listen

LEAST_S, MOST_S = 0.002, 0.02
"""Pause before the next look at the deadlines; at most, for time that is played may run faster."""

GOING_S = 2.0
"""So long after the end of ROS its nodes are gone."""


class SyncNode(RoomNode):
    """Feeds `vigil.sync` and hands its sets to perception, the newest first."""

    def __init__(self, configuration: Configuration, mailbox: Sets) -> None:
        super().__init__("sync")
        settings = parameters.declare(self, "sync", SyncSettings, configuration)
        self._sync = Sync(settings, Rooms(configuration).mountings)
        self._most_s = min(MOST_S, settings.wait_s)
        self._lock, self._mailbox = Lock(), mailbox
        self._tell = announce(self, topics.FRAME_SET)
        listen(self, topics.SAMPLES, self._on_samples)
        listen(self, topics.MOUNTING, self._on_mountings)
        self._closing = Event()
        # A timer of rclpy would cost fifteen times as much: the executor gathers all it waits for.
        self._ticker = Thread(target=self._tick, name="sync")
        self._ticker.start()
        self.opened.callback(self._end)

    def offer(self, frame: Frame) -> None:
        """Take a frame from any thread."""
        self._feed(lambda: self._sync.offer_frame(frame))

    def _on_samples(self, samples: VehicleSamples) -> None:
        self._feed(lambda: self._sync.offer_samples(samples))

    def _on_mountings(self, mountings: Mountings) -> None:
        for mounting in mountings.mountings:
            self._feed(lambda: self._sync.offer_mounting(mounting))  # noqa: B023 - called at once

    def _tick(self) -> None:
        """Tick until the node goes; a shutdown holds the context while it waits for this thread."""
        try:
            while not self._closing.wait(self._pause_s()):
                self._feed(lambda: None)
        except RCLError:
            if not self._closing.wait(GOING_S):  # else ROS had ended, and the node was to follow
                raise

    def _pause_s(self) -> float:
        """Return the time to the next deadline; no set that opens meanwhile is due before."""
        with self._lock:
            deadline_ns = self._sync.next_deadline_ns
        if deadline_ns is None:
            return self._most_s
        left_s = (deadline_ns - int(self.get_clock().now().nanoseconds)) * 1e-9
        return max(LEAST_S, min(left_s, self._most_s))

    def _feed(self, offer: Callable[[], None]) -> None:
        now_ns = int(self.get_clock().now().nanoseconds)
        with self._lock:
            offer()
            sets = self._sync.tick(now_ns) if now_ns else ()
            for frame_set in sets:
                self._mailbox.put((frame_set, time.monotonic_ns()))
        for frame_set in sets:
            self._tell(frame_set)

    def _end(self) -> None:
        self._closing.set()
        self._ticker.join()
