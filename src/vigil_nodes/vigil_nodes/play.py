"""Plays a bag into the graph at its own pace, with /clock: `play BAG`.

It waits until somebody listens, so that nothing at the start is lost, and ends when the bag does.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.utilities import remove_ros_args

from vigil.bag import topics
from vigil.bag.read import BagReader
from vigil.base.errors import InputError
from vigil_nodes.audience import Stage
from vigil_nodes.messages import find
from vigil_nodes.run import ros
from vigil_nodes.topics import profile

PICTURES = (topics.IMAGE.kind, topics.COMPRESSED.kind)
CLOCK_S = 0.005
"""Time between two ticks of /clock: half of what sync looks at deadlines with."""
AFTER_S = 0.1
"""How long the clock runs on after the last message, for the last deadline to pass."""


class PlayNode(Node):
    """Publishes what a bag holds, as bytes, and the time that it holds for."""

    def __init__(self, reader: BagReader, rate: float) -> None:
        super().__init__("play")
        self._reader, self._rate = reader, rate
        self._stage = Stage(self)
        self._inputs = dict(self._open_inputs())
        if not self._inputs:
            there = ", ".join(reader.topics) or "nothing"
            raise InputError(f"{reader.path}: has no pictures and no bus to play; it has {there}")

    @property
    def _audience(self) -> tuple[list[Publisher], list[Publisher]]:
        """Return what shows pictures, and what the bus says."""
        shown: tuple[list[Publisher], list[Publisher]] = ([], [])
        for name, told in self._inputs.items():
            shown[self._reader.topics[name].kind not in PICTURES].append(told)
        return shown

    def play(self) -> None:
        """Wait for listeners, then publish everything at its time."""
        self._stage.wait(*self._audience)
        first_ns, last_ns = self._reader.span_ns
        start_s, now_ns = time.monotonic(), first_ns
        for entry in self._reader.entries(self._inputs):
            now_ns = self._run_clock(start_s, first_ns, now_ns, entry.log_ns)
            self._inputs[entry.topic].publish(entry.raw)
        self._run_clock(start_s, first_ns, now_ns, last_ns + round(AFTER_S * 1e9))

    def _open_inputs(self) -> Iterator[tuple[str, Publisher]]:
        for name, channel in self._reader.topics.items():
            topic = topics.find(name)
            if name == topics.CLOCK.name or not channel.count:
                continue
            if topic is not None and topic.publisher not in ("camera", "vehicle"):
                continue
            if topic == topics.INFO or (
                topic == topics.SAMPLES and topics.CAN.name in self._reader.topics
            ):
                continue
            try:
                kind = find(channel.kind)
            except (ImportError, AttributeError):
                self.get_logger().warning(f"{name} is not played: {channel.kind} is not installed")
                continue
            yield name, self.create_publisher(kind, name, profile("bus"))

    def _run_clock(self, start_s: float, first_ns: int, now_ns: int, until_ns: int) -> int:
        """Publish /clock up to a moment of the bag, no sooner than it comes."""
        step_ns = round(CLOCK_S * 1e9)
        while True:
            now_ns = min(now_ns + step_ns, until_ns)
            due_s = start_s + (now_ns - first_ns) / 1e9 / self._rate
            time.sleep(max(0.0, due_s - time.monotonic()))
            self._stage.tick(now_ns)
            if now_ns >= until_ns:
                return now_ns


def main(arguments: Sequence[str] | None = None) -> None:
    """Play one bag."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser().parse_args(remove_ros_args(given))
    with ros(given), BagReader(options.bag) as reader:
        node = PlayNode(reader, options.rate)
        node.play()
        node.destroy_node()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigil play", description=__doc__)
    parser.add_argument("bag", type=Path, help="MCAP or sqlite3, file or folder")
    parser.add_argument("--rate", type=float, default=1.0, help="2 plays twice as fast")
    return parser
