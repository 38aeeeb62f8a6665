"""Seconds from the command `vigil drive` to its first targets.

    python benchmark/startup.py [--shared ../shared]

The drive runs as a process of its own on the highway clip: the default networks, the whole graph.
A node of this process listens to its targets.  The first start, which may have to compile the
networks, is shown and not counted; of the others the median is.
"""

import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import rclpy
from measure import Goal, drive_command, finish, median, own_domain, run, table
from rclpy.node import Node

from vigil.bag import topics
from vigil.base.errors import InputError
from vigil_nodes.topics import subscribe

GOAL = Goal(5.0)
STARTS = 5
PATIENCE_S = 60.0


def start_s(command: list[str]) -> float:
    """Return how long a drive took to its first targets, then end it."""
    # A node for each start: the last one still holds what the drive before said at its end.
    node, heard = Node("benchmark_startup"), list[float]()
    subscribe(node, topics.TARGETS, lambda _: heard.append(time.monotonic()), raw=True)
    began_s = time.monotonic()
    drive = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        while not heard and time.monotonic() < began_s + PATIENCE_S and drive.poll() is None:
            rclpy.spin_once(node, timeout_sec=0.1)
    finally:
        drive.terminate()
        _, said = drive.communicate(timeout=PATIENCE_S)
        node.destroy_node()
    if not heard:
        raise InputError(f"the drive said no targets: {said[-500:]}")
    return heard[0] - began_s


def main(shared: Path) -> int:
    """Print all starts; 0 when their median reaches the goal."""
    os.environ.update(own_domain())
    rclpy.init()
    try:
        with TemporaryDirectory() as folder:
            command = drive_command(Path(folder), shared, ("front",))
            times_s = [start_s(command) for _ in range(STARTS + 1)]
    finally:
        rclpy.try_shutdown()
    names = ("first", *(f"start {number}" for number in range(1, STARTS + 1)))
    table(
        ("", "s to first targets"), [(n, f"{s:.2f}") for n, s in zip(names, times_s, strict=True)]
    )
    return finish("startup_s", median(times_s[1:]), GOAL)


if __name__ == "__main__":
    run(main, __doc__)
