"""CPU time that a frame of 1280x720 takes from the camera to perception, beside rclpy's Image.

    python benchmark/transport.py [--shared ../shared]

Ours is what `vigil drive` does: a camera's thread offers frames at 30 Hz to the spinning sync node,
which judges them, leaves a set in the mailbox, from where perception's thread takes it, and
announces it where somebody listens.  The rival is an Image on a topic between two processes, filled
and read without a copy too many, with a profile of Fast DDS that lets frames of this size through
at all.  Both take turns; time is CPU time of all processes, from the first frame to the last.
"""

import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import rclpy
from image_topic import FRAMES, HEIGHT_PX, WIDTH_PX, paced, pictures, rival_environment
from measure import Goal, cpu_ms, finish, median, run, table
from rclpy.executors import SingleThreadedExecutor

from vigil.bag import topics
from vigil.base.records import Frame
from vigil.base.settings import Configuration
from vigil_nodes.perception_node import Sets
from vigil_nodes.sync_node import SyncNode
from vigil_nodes.topics import subscribe

GOAL = Goal(1.5)
WISH_MS = 0.3
TURNS = 3
PATIENCE_S = 60.0
RIVAL = Path(__file__).with_name("image_topic.py")
CAMERA = {
    "name": "front",
    "source": {"kind": "topic", "address": "/unused"},
    "width_px": WIDTH_PX,
    "height_px": HEIGHT_PX,
    "fx_px": 1100.0,
    "fy_px": 1100.0,
    "cx_px": 639.5,
    "cy_px": 359.5,
    "mounting": {"z_m": 1.3},
}


def ours(*, announced: bool) -> tuple[float, int]:
    """Return the CPU time of handing all frames over, ms, and how many arrived.

    Somebody listens to what the sync node announces, as a recorder does, or nobody.
    """
    arrived: list[Frame] = []
    mailbox, images = Sets(), pictures()
    node = SyncNode(Configuration({"camera": {"cameras": (CAMERA,)}}, {}), mailbox)
    if announced:
        subscribe(node, topics.FRAME_SET, lambda _: None, raw=True)

    def offer(number: int) -> None:
        now_ns = time.time_ns()
        node.offer(Frame("front", now_ns, now_ns, number, images[number % len(images)]))

    def take() -> None:
        while taken := mailbox.take():
            arrived.extend(taken[0][0].frames)

    executor = SingleThreadedExecutor()
    executor.add_node(node)
    threads = [Thread(target=take), Thread(target=executor.spin)]
    for thread in threads:
        thread.start()
    before_ms = cpu_ms()
    camera = Thread(target=paced, args=(offer,))
    camera.start()
    camera.join()
    spent_ms = cpu_ms() - before_ms
    executor.shutdown()
    mailbox.close()
    for thread in threads:
        thread.join()
    node.destroy_node()
    return spent_ms, len(arrived)


def rival() -> tuple[float, int]:
    """Return CPU time of both processes, ms, and how many pictures arrived."""
    with rival_environment() as environment:
        sides = [
            subprocess.Popen(
                [sys.executable, str(RIVAL), side],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for side in ("subscribe", "publish")
        ]
        try:
            said = [side.communicate(timeout=PATIENCE_S)[0].split() for side in sides]
        finally:
            for side in sides:
                side.kill()
    (heard_ms, arrived), (sent_ms, _) = ((float(ms), int(count)) for ms, count in said)
    return heard_ms + sent_ms, arrived


def main(_: Path) -> int:
    """Print both; 0 when ours reaches the goal."""
    rclpy.init()
    try:
        turns = [(ours(announced=False), ours(announced=True), rival()) for _ in range(TURNS)]
    finally:
        rclpy.try_shutdown()
    names = (
        "handed over in one process",
        "the same, announced to a listener",
        "rclpy Image between two processes",
    )
    spent_ms = [median(turn[way][0] / FRAMES for turn in turns) for way in range(len(names))]
    arrived = [sum(turn[way][1] for turn in turns) / TURNS / FRAMES for way in range(len(names))]
    table(
        ("1280x720 at 30 Hz", "CPU ms a frame", "times ours", "arrived"),
        [
            (name, f"{ms:.2f}", f"{ms / spent_ms[0]:.1f}", f"{share:.0%}")
            for name, ms, share in zip(names, spent_ms, arrived, strict=True)
        ],
    )
    print(f"goal {WISH_MS} ms, at most {GOAL.value} ms")
    return finish("transport_cpu_ms", spent_ms[0], GOAL)


if __name__ == "__main__":
    run(main, __doc__, ())
