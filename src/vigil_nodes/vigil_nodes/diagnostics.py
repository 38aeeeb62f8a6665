"""Health of the rooms as /diagnostics."""

from collections.abc import Iterable, Iterator
from typing import Any

from rclpy.node import Node

from vigil.bag import topics
from vigil.base.records import Health, HealthLevel, Moment, Verdict
from vigil_nodes.messages import find
from vigil_nodes.topics import publisher

GOOD = (Verdict.ON_TIME, Verdict.UNKNOWN)


class Diagnostics:
    """Tells how the parts that one node speaks for do, whenever that changes and once a second."""

    PERIOD_NS = 1_000_000_000

    def __init__(self, node: Node) -> None:
        self._node = node
        self._told = publisher(node, topics.DIAGNOSTICS)
        self._last: tuple[Health, ...] = ()
        self._last_ns = 0

    def tell(self, parts: Iterable[Health]) -> None:
        """Publish the health of all parts, unless the same was just said."""
        healths, now_ns = tuple(parts), int(self._node.get_clock().now().nanoseconds)
        same = [h.level for h in healths] == [h.level for h in self._last]
        if same and 0 <= now_ns - self._last_ns < self.PERIOD_NS:
            return
        self._last, self._last_ns = healths, now_ns
        array = find("diagnostic_msgs/msg/DiagnosticArray")(status=[_status(h) for h in healths])
        array.header.stamp = self._node.get_clock().now().to_msg()
        self._told.publish(array)


def of_cameras(moment: Moment) -> Iterator[Health]:
    """Yield the health of each camera, from the verdict on its frame."""
    for report in moment.cameras:
        level = HealthLevel.OK if report.verdict in GOOD else HealthLevel.ERROR
        text = report.reason or f"frame {report.sequence} is on time"
        yield Health(f"camera/{report.camera}", level, text)


def _status(health: Health) -> Any:
    return find("diagnostic_msgs/msg/DiagnosticStatus")(
        name=f"vigil/{health.name}",
        hardware_id="vigil",
        level=bytes([health.level]),
        message=health.message,
    )
