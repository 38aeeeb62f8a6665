"""Ends a drive whose inputs have ended: recordings that feed cameras, or the player of a bag."""

import rclpy
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from vigil.bag import topics
from vigil_nodes.camera_node import CameraNode

LOOK_S = 0.5
"""How often to look; what is under way when an input ends has as long to finish."""


class EndNode(Node):
    """Shuts the graph down one look after there is nothing more to come."""

    def __init__(self, camera: CameraNode, *, until_played: bool) -> None:
        super().__init__("drive")
        self._camera, self._until_played = camera, until_played
        self._was_played = self._ended = False
        # A clock that stands still when the player has gone would never tick.
        self.create_timer(LOOK_S, self._look, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def _look(self) -> None:
        if self._ended:
            rclpy.try_shutdown()
            return
        plays = self.count_publishers(topics.CLOCK.name) > 0
        played = self._until_played and self._was_played and not plays
        self._was_played |= plays
        self._ended = played or self._camera.ended
