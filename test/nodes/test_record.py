"""The recorder: byte for byte what the graph says; a full disk ends the bag, not the drive."""

from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest
from builtin_interfaces.msg import Time
from rclpy.parameter import Parameter

from vigil.bag import BagReader, topics
from vigil.base.errors import OutputError
from vigil.base.records import HealthLevel, Scene, Targets, difference
from vigil_nodes.messages import find
from vigil_nodes.record_node import RecordNode

Drive = list[tuple[Scene, Targets]]
NOW_NS = 1_700_000_000_000_000_000
PICTURE = b"\0\1\0\0" + bytes(60_000)


def say_all(graph: Any, drive: Drive) -> None:
    """Say scene and targets of each moment, heard by all before the next."""
    heard = graph.hear(topics.TARGETS)
    say, answer = graph.sayer(topics.SCENE), graph.sayer(topics.TARGETS)
    for number, (scene, targets) in enumerate(drive, start=1):
        say(scene)
        answer(targets)
        graph.until(lambda n=number: len(heard) == n)


def test_what_the_graph_says_is_in_the_bag(graph: Any, made_drive: Drive, tmp_path: Path) -> None:
    node = graph.add(RecordNode(tmp_path / "bag", {"engines": "none"}, ["front"]))
    node.picture("front", True, PICTURE, NOW_NS)
    say_all(graph, made_drive[:4])
    graph.until(lambda: node._writer._counts.total() >= 9)
    graph.drop(node)
    with BagReader(tmp_path / "bag") as bag:
        assert bag.metadata["engines"] == "none"
        back = [r for _, r in bag.records([topics.SCENE.name, topics.TARGETS.name])]
        said = [record for pair in made_drive[:4] for record in pair]
        assert len(back) == len(said)
        pairs = zip(said, back, strict=True)
        assert [difference(a, b, ignore=frozenset()) for a, b in pairs] == [""] * len(said)
        (picture,) = bag.entries([topics.COMPRESSED.of("front")])
        assert picture.raw == PICTURE


def test_a_bag_that_is_there_is_not_overwritten(graph: Any, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=f"{tmp_path}: is there already"):
        graph.add(RecordNode(tmp_path, {}, []))


class FullDisk:
    """A file on a disk without room."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, _: bytes) -> int:
        raise OSError(ENOSPC, "No space left on device")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_full_disk_is_told_and_the_drive_goes_on(
    graph: Any, made_drive: Drive, tmp_path: Path
) -> None:
    node = graph.add(RecordNode(tmp_path / "bag", {}, ["front"]))
    told = graph.messages(topics.DIAGNOSTICS)
    say_all(graph, made_drive[:3])
    disk = node._writer._disk
    disk._file = FullDisk(disk._file)
    while node._health.level is HealthLevel.OK:  # until a chunk of 1 MiB is full
        node.picture("front", True, PICTURE, NOW_NS)
    graph.until(lambda: told and told[-1].status[0].level == b"\2")
    (status,) = told[-1].status
    assert status.name == "vigil/record"
    assert "No space left on device" in status.message
    assert "what was written is kept" in status.message
    node.picture("front", True, PICTURE, NOW_NS)
    say_all(graph, made_drive[3:5])


def test_what_comes_before_the_clock_that_is_played_waits_for_it(
    graph: Any, tmp_path: Path
) -> None:
    """Such a clock stands at 0 until its first tick, and latched topics speak before."""
    node = graph.add(RecordNode(tmp_path / "bag", {}, []))
    node.set_parameters([Parameter("use_sim_time", value=True)])
    node.picture("front", True, PICTURE, 0)
    tick = graph.publisher(topics.CLOCK)
    graph.until(tick.get_subscription_count)
    tick.publish(find(topics.CLOCK.kind)(clock=Time(sec=7)))
    graph.until(lambda: node.get_clock().now().nanoseconds)
    node.picture("front", True, PICTURE, 7_000_000_000)
    graph.drop(node)
    with BagReader(tmp_path / "bag") as bag:
        assert [entry.log_ns for entry in bag.entries()] == [7_000_000_000] * 2
