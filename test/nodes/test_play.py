"""The player: a bag's inputs, and its time, come into the graph; its end ends the drive."""

from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from vigil.bag import BagReader, BagWriter, Channel, topics
from vigil_nodes.end_node import EndNode
from vigil_nodes.messages import find
from vigil_nodes.play import PlayNode
from vigil_nodes.topics import profile

RATE = 20.0


@pytest.fixture
def ears(graph: Any) -> dict[str, list[Any]]:
    """Return lists that fill with the bytes of inputs and outputs of the made-up drive."""
    heard: dict[str, list[Any]] = {}
    for topic in (topics.COMPRESSED, topics.SAMPLES, topics.SCENE, topics.FRAME_SET):
        name = topic.of("front")
        heard[name] = []
        graph.stranger.create_subscription(
            find(topic.kind), name, heard[name].append, profile("bus"), raw=True
        )
    return heard


def start(player: PlayNode) -> Thread:
    playing = Thread(target=player.play)
    playing.start()
    return playing


def test_inputs_are_played_in_their_time_and_nothing_else(
    graph: Any, ears: dict[str, list[Any]], made_bag: Path
) -> None:
    ticks, pictures = graph.messages(topics.CLOCK), topics.COMPRESSED.of("front")
    with BagReader(made_bag) as bag:
        (first_ns, last_ns), player = bag.span_ns, PlayNode(bag, RATE)
        playing = start(player)
        graph.until(lambda: ticks and now_ns(ticks[-1]) > last_ns)
        playing.join(timeout=30.0)
        for name in (pictures, topics.SAMPLES.name):
            said = [entry.raw for entry in bag.entries([name])]
            graph.until(lambda n=name, s=said: len(ears[n]) == len(s))
            assert ears[name] == said
    player.destroy_node()
    assert not ears[topics.SCENE.name]
    assert not ears[topics.FRAME_SET.name]
    times_ns = [now_ns(tick) for tick in ticks]
    assert times_ns == sorted(times_ns)
    assert first_ns <= times_ns[0] < first_ns + 100_000_000


def test_the_bus_alone_is_not_the_whole_listener(graph: Any, made_bag: Path) -> None:
    with BagReader(made_bag) as bag:
        player = PlayNode(bag, RATE)
        graph.messages(topics.CLOCK)
        graph.hear(topics.SAMPLES)
        pictures = topics.COMPRESSED.of("front")
        graph.until(lambda: player._stage.missing(*player._audience) == [pictures])
        graph.messages(topics.COMPRESSED, "front")
        graph.until(lambda: not player._stage.missing(*player._audience))
    player.destroy_node()


def now_ns(tick: Any) -> int:
    """Return the time that a tick of the clock says."""
    return int(tick.clock.sec * 10**9 + tick.clock.nanosec)


def test_a_type_that_is_not_installed_is_left_out(
    graph: Any, ears: dict[str, list[Any]], tmp_path: Path
) -> None:
    ticks, frames = graph.messages(topics.CLOCK), b"\0\1\0\0" + bytes(8)
    with BagWriter(tmp_path / "bag", {}) as bag:
        bag.declare(Channel("/angle", "strange_msgs/msg/Angle", definition="float64 angle\n"))
        bag.write_raw("/angle", "strange_msgs/msg/Angle", 1_000_000_000, frames)
        bag.write_raw(topics.SAMPLES.name, topics.SAMPLES.kind, 1_000_000_000, frames * 2)
    with BagReader(tmp_path / "bag") as reader:
        player = PlayNode(reader, RATE)
        playing = start(player)
        graph.until(lambda: ears[topics.SAMPLES.name] and ticks)
        playing.join(timeout=30.0)
    assert "/angle" not in dict(player.get_publisher_names_and_types_by_node("play", "/"))
    player.destroy_node()


class Recordings:
    """A camera node whose recordings have ended, or not."""

    ended = False


def test_a_drive_ends_when_its_player_has_gone(graph: Any) -> None:
    camera: Any = Recordings()
    end = Event()
    last = graph.add(EndNode(camera, end, until_played=True))
    tick = graph.publisher(topics.CLOCK)
    graph.until(lambda: last._was_played)
    assert not end.is_set()
    graph.stranger.destroy_publisher(tick)
    graph.until(end.is_set)


def test_a_drive_ends_when_every_recording_has(graph: Any) -> None:
    camera: Any = Recordings()
    end = Event()
    graph.add(EndNode(camera, end, until_played=False))
    camera.ended = True
    graph.until(end.is_set)
