"""Ends a drive whose inputs have ended: recordings that feed cameras, or the player of a bag."""

from threading import Event

from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from vigil.bag import topics
from vigil_nodes.camera_node import CameraNode

LOOK_S = 0.5
"""How often to look; what is under way when an input ends has as long to finish."""


class EndNode(Node):
    """Says that the drive has ended, one look after there is nothing more to come."""

    def __init__(self, camera: CameraNode, end: Event, *, until_played: bool) -> None:
        super().__init__("drive")
        self._camera, self._end, self._until_played = camera, end, until_played
        self._was_played = self._ended = False
        # A clock that stands still when the player has gone would never tick.
        self.create_timer(LOOK_S, self._look, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def _look(self) -> None:
        if self._ended:
            self._end.set()
            return
        plays = self.count_publishers(topics.CLOCK.name) > 0
        played = self._until_played and self._was_played and not plays
        self._was_played |= plays
        self._ended = played or self._camera.ended
