"""Waits until somebody listens, so that nothing at the start is lost; keeps /clock meanwhile."""

import time
from collections.abc import Sequence
from typing import Any

import rclpy
from rclpy.node import Node
from rclpy.publisher import Publisher

from vigil.bag import topics
from vigil_nodes.messages import find
from vigil_nodes.topics import publisher

SETTLE_S = 0.5
"""How long to wait for more listeners once the needed ones are there."""
PATIENCE_S = 20.0
"""How long to wait for a second kind of listener: a large network is built and tuned meanwhile."""
NS_PER_S = 1_000_000_000


class Stage:
    """The clock of what is played, and whoever looks on."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._clock = publisher(node, topics.CLOCK)

    def wait(self, pictures: Sequence[Publisher], bus: Sequence[Publisher]) -> None:
        """Wait for whoever listens, then for the rest of it; half of a listener gets patience.

        The bus is heard long before the pictures: networks are loaded meanwhile.
        """
        heard_s: float | None = None
        while (missing := self.missing(pictures, bus)) and (
            heard_s is None or time.monotonic() - heard_s < PATIENCE_S
        ):
            rclpy.spin_once(self._node, timeout_sec=0.05)
            if heard_s is None and any(map(_heard, (*pictures, *bus))):
                heard_s = time.monotonic()
        if missing:
            self._node.get_logger().warning(f"nobody listens to {', '.join(missing)}")
        rclpy.spin_once(self._node, timeout_sec=SETTLE_S)
        time.sleep(SETTLE_S)

    def missing(self, pictures: Sequence[Publisher], bus: Sequence[Publisher]) -> list[str]:
        """Return what nobody listens to yet: the clock, all pictures, everything of the bus."""
        kinds = (kind for kind in ([self._clock], pictures, bus) if kind)
        deaf = (kind for kind in kinds if not any(map(_heard, kind)))
        return [", ".join(told.topic_name for told in kind) for kind in deaf]

    def tick(self, now_ns: int) -> None:
        """Say what time it is."""
        self._clock.publish(_clock(now_ns))


def _heard(told: Publisher) -> bool:
    return bool(told.get_subscription_count())


def _clock(now_ns: int) -> Any:
    sec, nanosec = divmod(now_ns, NS_PER_S)
    time_of = find("builtin_interfaces/msg/Time")(sec=sec, nanosec=nanosec)
    return find("rosgraph_msgs/msg/Clock")(clock=time_of)
