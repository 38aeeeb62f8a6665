"""The rival of transport.py: frames as rclpy Images between two processes.

    python benchmark/image_topic.py publish|subscribe

Each side prints its CPU time in ms and the number of its frames.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import rclpy
from measure import cpu_ms, own_domain
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import Image

WIDTH_PX, HEIGHT_PX = 1280, 720
RATE_HZ = 30.0
FRAMES = 120
"""Of one turn: 4 s."""
PICTURES = 8
"""Different ones, in turns: a picture that stays the same is called frozen."""
SILENCE_S = 2.0
"""So long after the last picture nothing more comes."""
PATIENCE_S = 30.0
TOPIC = "/benchmark/image"
QOS = QoSProfile(depth=5, reliability=ReliabilityPolicy.RELIABLE)
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<profiles xmlns="http://www.eprosima.com/XMLSchemas/fastRTPS_Profiles">
  <transport_descriptors>
    <transport_descriptor>
      <transport_id>memory</transport_id>
      <type>SHM</type>
      <segment_size>67108864</segment_size>
      <maxMessageSize>8388608</maxMessageSize>
    </transport_descriptor>
  </transport_descriptors>
  <participant profile_name="images" is_default_profile="true">
    <rtps>
      <userTransports>
        <transport_id>memory</transport_id>
      </userTransports>
      <useBuiltinTransports>false</useBuiltinTransports>
    </rtps>
  </participant>
</profiles>
"""
"""Without it frames of this size hardly arrive: the default segment holds half a megabyte."""


def pictures() -> list[npt.NDArray[np.uint8]]:
    """Return pictures of noise."""
    random = np.random.default_rng(3)
    return [random.integers(0, 255, (HEIGHT_PX, WIDTH_PX, 3), np.uint8) for _ in range(PICTURES)]


def paced(act: Callable[[int], None]) -> None:
    """Act once a frame, at the rate of the camera."""
    start_s = time.monotonic()
    for number in range(FRAMES):
        time.sleep(max(0.0, start_s + number / RATE_HZ - time.monotonic()))
        act(number)


@contextmanager
def rival_environment() -> Iterator[dict[str, str]]:
    """Return the environment of both sides, for as long as the profile lies there."""
    with TemporaryDirectory() as folder:
        profile = Path(folder) / "profile.xml"
        profile.write_text(PROFILE, encoding="utf-8")
        yield own_domain() | {"FASTDDS_DEFAULT_PROFILES_FILE": str(profile)}


def publish(node: Node) -> tuple[float, int]:
    """Publish all frames; return CPU time and their number."""
    told, images = node.create_publisher(Image, TOPIC, QOS), pictures()
    message = Image(height=HEIGHT_PX, width=WIDTH_PX, encoding="bgr8", step=3 * WIDTH_PX)

    def tell(number: int) -> None:
        message.header.frame_id = str(number)
        # The one quick way: a list or an array takes 160 to 590 ms.
        del message.data[:]
        message.data.frombytes(images[number % PICTURES].data.cast("B"))
        told.publish(message)

    wait(node, lambda: told.get_subscription_count() > 0)
    before_ms = cpu_ms()
    paced(tell)
    spent_ms = cpu_ms() - before_ms
    wait(node, lambda: told.get_subscription_count() == 0)
    return spent_ms, FRAMES


def subscribe(node: Node) -> tuple[float, int]:
    """Look at all frames that arrive; return CPU time and their number."""
    times_ms: list[float] = []
    last_s = time.monotonic() + PATIENCE_S

    def hear(message: Image) -> None:
        nonlocal last_s
        picture = np.frombuffer(message.data, np.uint8).reshape(HEIGHT_PX, WIDTH_PX, 3)
        if picture.size:
            last_s = time.monotonic() + SILENCE_S
            times_ms.append(cpu_ms())

    node.create_subscription(Image, TOPIC, hear, QOS)
    before_ms = cpu_ms()
    while time.monotonic() < last_s and len(times_ms) < FRAMES:
        rclpy.spin_once(node, timeout_sec=0.1)
    return (times_ms[-1] - times_ms[0] if times_ms else cpu_ms() - before_ms), len(times_ms)


def wait(node: Node, condition: Callable[[], bool]) -> None:
    """Wait until something is so, or for long enough."""
    end_s = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < end_s:
        rclpy.spin_once(node, timeout_sec=0.05)


def main() -> None:
    """Be one side."""
    side = {"publish": publish, "subscribe": subscribe}[sys.argv[1]]
    rclpy.init()
    node = Node(f"benchmark_{sys.argv[1]}_{os.getpid()}")
    try:
        print(*side(node))
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


if __name__ == "__main__":
    main()
