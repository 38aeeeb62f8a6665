"""A simulated road in the graph, with /clock: `simulate SCENARIO`.

Sensors say what they would say on the car's topics, and the truth beside it.  The simulated car
brakes on the emergency level and its driver on a warning, as the graph says them; it runs in real
time, or slower where pictures take longer.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rclpy
from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.utilities import remove_ros_args

from vigil.bag import topics
from vigil.base.records import Targets
from vigil.base.settings import Configuration, shipped
from vigil.pipeline import Rooms
from vigil_nodes.audience import Stage
from vigil_nodes.messages import find, mirror
from vigil_nodes.run import ros
from vigil_nodes.topics import listen, profile
from vigil_sim.run.bag import SIMULATED, DriveBag
from vigil_sim.run.drive import Drive
from vigil_sim.run.film import rendered
from vigil_sim.run.reaction import Mode, Reaction
from vigil_sim.scenario import load
from vigil_sim.world import STEP_NS, World

__all__ = ["SIMULATED", "SMALL", "SimNode", "main"]
SMALL = shipped("config/sim_small.yaml")
"""The simulated car with a camera that two cores can draw in real time."""
AFTER_NS = 100_000_000
"""How long the clock runs on after the last step, for the last deadlines to pass."""
NS_PER_S = 1_000_000_000


class Teller:
    """Takes what a bag would be given, and tells it to the graph."""

    def __init__(self, node: Node, cameras: Sequence[str]) -> None:
        self._node = node
        self._told: dict[str, Publisher] = {}
        self.pictures = [self._publisher(topics.COMPRESSED.of(name)) for name in cameras]
        self.bus = [self._publisher(topics.CAN.name)]
        for topic in (topics.TRUTH, topics.TRUTH_SENSORS, topics.IMU, topics.GNSS):
            self._publisher(topic.name)

    def write(self, topic: str, log_ns: int, record: Any) -> None:
        """Publish a record."""
        self.write_message(topic, log_ns, mirror.message(record))

    def write_message(self, topic: str, log_ns: int, message: Any) -> None:
        """Publish a message."""
        del log_ns
        self._publisher(topic).publish(message)

    def write_picture(
        self, topic: str, camera: str, log_ns: int, exposure_ns: int, data: bytes
    ) -> None:
        """Publish a compressed picture."""
        sec, nanosec = divmod(exposure_ns, NS_PER_S)
        header = find("std_msgs/msg/Header")(frame_id=f"{camera}_optical_frame")
        header.stamp.sec, header.stamp.nanosec = sec, nanosec
        kind = find("sensor_msgs/msg/CompressedImage")
        self.write_message(topic, log_ns, kind(header=header, format="jpeg", data=data))

    def _publisher(self, name: str) -> Publisher:
        if name not in self._told:
            topic = topics.find(name)
            assert topic is not None, name  # noqa: S101 - all are of the table
            self._told[name] = self._node.create_publisher(find(topic.kind), name, profile("bus"))
        return self._told[name]


class SimNode(Node):
    """The simulated car, and the clock that everybody else goes by."""

    def __init__(self, world: World, rooms: Rooms, mode: Mode) -> None:
        super().__init__("sim")
        self._world, self._stage = world, Stage(self)
        self._teller = Teller(self, [camera.name for camera in rooms.rig.cameras])
        self._drive = Drive(world, rooms, DriveBag(self._teller, find), rendered(world))
        self._reaction = Reaction(world.scenario, mode)
        listen(self, topics.TARGETS, self._hear)

    def run(self, rate: float) -> None:
        """Wait for listeners, then drive to the end, or until somebody is touched."""
        self._stage.wait(self._teller.pictures, self._teller.bus)
        due_s = time.monotonic()
        for _ in self._drive.arrivals():
            pass
        while self._world.time_ns < self._drive.end_ns and not self._world.touching:
            demand_mps2, pedal = self._reaction.demand(self._world.time_ns)
            self._world.command(acceleration_mps2=demand_mps2, brake_pedal=pedal)
            self._drive.advance()
            # What took longer than it may is not made up for: nobody could follow.
            due_s = max(due_s + STEP_NS / NS_PER_S / rate, time.monotonic())
            self._idle(due_s)
            self._stage.tick(self._world.time_ns)
            for _ in self._drive.arrivals():
                pass
        self._drive.close()
        self._stage.tick(self._world.time_ns + AFTER_NS)
        self._idle(time.monotonic() + AFTER_NS / NS_PER_S)

    def outcome(self) -> str:
        """Return in a sentence how it ended."""
        touched = ", ".join(contact.name for contact in self._world.contacts)
        waiting = "; ".join(self._world.waiting)
        end = f"we touched {touched}" if touched else "nothing was touched"
        return end + (f"; steps that never began: {waiting}" if waiting else "")

    def _idle(self, until_s: float) -> None:
        """Listen until a time."""
        while True:
            left_s = until_s - time.monotonic()
            rclpy.spin_once(self, timeout_sec=max(left_s, 0.0))
            if left_s <= 0.0:
                return

    def _hear(self, targets: Targets) -> None:
        self._reaction.hear(self._world.time_ns, targets)


def main(arguments: Sequence[str] | None = None) -> None:
    """Drive one scenario in the graph."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser().parse_args(remove_ros_args(given))
    with ros(given):
        scenario = load(options.scenario)
        rooms = Rooms(Configuration.read(options.config)).check()
        node = SimNode(World(scenario, rooms.body), rooms, options.mode)
        node.run(options.rate)
        sys.stdout.write(f"{scenario.name}: {node.outcome()}\n")
        node.destroy_node()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigil simulate", description=__doc__)
    parser.add_argument("scenario", help="a shipped name, or a file")
    parser.add_argument("--config", type=Path, default=SMALL, help="the car that is simulated")
    parser.add_argument("--rate", type=float, default=1.0, help="0.5 drives half as fast")
    parser.add_argument(
        "--mode", choices=("none", "emergency", "driver", "both"), default="both",
        help="who brakes: nobody, the car on emergency, a driver on a warning",
    )  # fmt: skip
    return parser
