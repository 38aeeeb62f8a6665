"""The sync node has a thread of its own: it must not keep ROS from ending."""

import subprocess
import sys

SCRIPT = """
import os, threading, time
os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "OFF"
import rclpy
from vigil.base.settings import Configuration
from vigil_nodes.perception_node import Sets
from vigil_nodes.run import spin
from vigil_nodes.sync_node import SyncNode

for number in range(40):
    rclpy.init()
    node = SyncNode(Configuration.read(), Sets())
    thread = threading.Thread(target=spin, args=([node], threading.Event()))
    thread.start()
    time.sleep(number * 0.001)
    rclpy.try_shutdown()
    thread.join()
"""
PATIENCE_S = 60.0


def test_ros_ends_at_any_moment_of_a_tick() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "Error" not in ended.stderr
