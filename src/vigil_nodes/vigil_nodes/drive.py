"""The whole system: every node in one process, or in two (`--split`).

One part takes pictures and looks at them (camera, sync, perception, calibration, view), because
pixels never leave their process; the other (vehicle, tracking, warning, transforms) judges.
"""

import argparse
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

from rclpy.node import Node
from rclpy.utilities import remove_ros_args

from vigil.bag.storage import WATERMARK
from vigil.base.errors import InputError
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms, drive_metadata
from vigil.sync import SyncSettings
from vigil_nodes.camera_node import CameraNode
from vigil_nodes.end_node import EndNode
from vigil_nodes.perception_node import PerceptionNode, Sets
from vigil_nodes.record_node import RecordNode
from vigil_nodes.run import ros, spin, spinning
from vigil_nodes.stage_node import CalibrationNode, TrackingNode, WarningNode
from vigil_nodes.sync_node import SyncNode
from vigil_nodes.transforms_node import TransformsNode
from vigil_nodes.vehicle_node import VehicleNode
from vigil_nodes.view_node import ViewNode

N = TypeVar("N", bound=Node)
ROAD = [sys.executable, "-c", "from vigil_nodes.drive import main; main()", "--part", "road"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Drive until Ctrl-C, or until every recording that feeds a camera has ended."""
    given = list(_words(sys.argv[1:] if arguments is None else arguments))
    options = _parser().parse_args(remove_ros_args(given))
    with ros(given) as end:
        sets = dict(Configuration.override(text) for text in options.set)
        configuration = Configuration.read(options.config).changed(sets)
        rooms = Rooms(configuration).check()
        with ExitStack() as stack:
            if options.split:
                stack.enter_context(_other_process(given, end))
            here = not options.split
            if here:  # the bus has a thread of its own: it does not wait for anybody's thinking
                stack.enter_context(spinning([VehicleNode(configuration)], end))
            road = _road(configuration) if here else []
            if options.part == "road":
                spin(road, end)
            else:
                _see(rooms, options, road, stack, end)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigil drive", description=__doc__)
    parser.add_argument("--config", type=Path, help="what differs from the defaults")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.NAME=VALUE")
    parser.add_argument("--record", type=Path, metavar="BAG", help="write everything into a bag")
    parser.add_argument("--page", action="store_true", help="show the scene in a browser")
    parser.add_argument("--split", action="store_true", help="run in two processes")
    parser.add_argument(
        "--until-played", action="store_true", help="end when whoever publishes /clock has gone"
    )
    parser.add_argument(
        "--truth", action="store_true", help="no networks: percepts from a simulation's truth"
    )
    parser.add_argument("--options", help="further options in one text, as launch files give them")
    parser.add_argument("--part", choices=("all", "road"), default="all")
    return parser


def _words(given: Sequence[str]) -> Iterator[str]:
    """Yield the words of a command line; a launch file cannot split what it was given."""
    for word in given:
        start, more, rest = word.partition("--options=")
        yield from shlex.split(rest) if more and not start else [word]


def _road(configuration: Configuration) -> list[Node]:
    kinds = (TrackingNode, WarningNode, TransformsNode)
    return [kind(configuration) for kind in kinds]


def _see(
    rooms: Rooms, options: argparse.Namespace, road: list[Node], stack: ExitStack, end: Event
) -> None:
    """Run the part that has the pictures, and the other one in the same thread if it is here."""
    configuration, mailbox = rooms.configuration, Sets()
    view = _held(stack, ViewNode(configuration, page=options.page))
    by_truth: bool = options.truth
    perception = _held(stack, PerceptionNode(configuration, mailbox, view.keep, by_truth=by_truth))
    record = _record(rooms, options.record, perception)
    if record is not None:
        stack.enter_context(spinning([record], end))
    sync = _held(stack, SyncNode(configuration, mailbox))
    perception.start()
    camera = CameraNode(configuration, sync.offer, record.picture if record else None)
    stack.enter_context(spinning([camera, sync], end))
    last = EndNode(camera, end, until_played=options.until_played)
    spin([perception, CalibrationNode(configuration), view, last, *road], end)
    if camera.errors and camera.ended:
        raise InputError("; ".join(camera.errors))


def _held(stack: ExitStack, node: N) -> N:
    """Let a node go with everything else, also where the next one cannot be made."""
    stack.callback(node.destroy_node)
    return node


def _record(rooms: Rooms, path: Path | None, perception: PerceptionNode) -> RecordNode | None:
    if path is None:
        return None
    sync = rooms.configuration.section("sync", SyncSettings)
    watermarks = (*sync.watermarks, *rooms.vehicle.watermarks, *perception.watermarks)
    before = {WATERMARK: "; ".join(watermarks)} if watermarks else {}
    metadata = drive_metadata("drive", perception.engines, before)
    return RecordNode(path, metadata, rooms.models)


@contextmanager
def _other_process(given: Sequence[str], end: Event) -> Iterator[None]:
    """Keep the judging part in a process of its own; where it ends early, all ends."""
    rest = [word for word in given if word != "--split"]
    with subprocess.Popen([*ROAD, *rest]) as road:  # noqa: S603 - our own part
        watching = Thread(target=_end_after, args=(road, end))
        watching.start()
        try:
            yield
        finally:
            status = road.poll()
            road.terminate()
            watching.join()
        if status:
            raise InputError(f"the judging part ended with status {status}; what it said is above")


def _end_after(road: "subprocess.Popen[bytes]", end: Event) -> None:
    road.wait()
    end.set()
