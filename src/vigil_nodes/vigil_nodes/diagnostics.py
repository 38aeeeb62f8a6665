"""Health of the rooms as /diagnostics."""

from collections.abc import Iterable, Iterator, Mapping
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
        self._last: dict[str, Health] = {}
        self._last_ns = 0

    def tell(self, parts: Iterable[Health]) -> None:
        """Publish the health of all parts, unless the same was just said."""
        healths, now_ns = self._gravest(parts), int(self._node.get_clock().now().nanoseconds)
        if _levels(healths) == _levels(self._last) and 0 <= now_ns - self._last_ns < self.PERIOD_NS:
            return
        self._last, self._last_ns = healths, now_ns
        statuses = [_status(health) for health in healths.values()]
        array = find("diagnostic_msgs/msg/DiagnosticArray")(status=statuses)
        array.header.stamp = self._node.get_clock().now().to_msg()
        self._told.publish(array)

    def _gravest(self, parts: Iterable[Health]) -> dict[str, Health]:
        """Return one health a part: whoever displays them keeps one status a name."""
        found: dict[str, Health] = {}
        for part in parts:
            if part.name not in found or part.level > found[part.name].level:
                found[part.name] = part
        # A part that says nothing any more is well again; without a word its fault would stay.
        well = {name: Health(name, HealthLevel.OK, "is well again") for name in self._last}
        return well | found


def _levels(healths: Mapping[str, Health]) -> dict[str, HealthLevel]:
    return {name: health.level for name, health in healths.items()}


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
