"""The main job, from its recording: nothing is lost unaccounted, nothing comes out of order."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from mcap.reader import make_reader
from rosbags.highlevel import AnyReader

from vigil.bag import BagReader, topics
from vigil.bag.check import check
from vigil.base.records import Level, Percepts, Scene, Targets, Verdict, WarningState

CAMERA = "front"
PICTURES = topics.COMPRESSED.of(CAMERA)
SAID = (
    topics.CAN, topics.SAMPLES, topics.FRAME_SET, topics.PERCEPTS, topics.MOUNTING, topics.SCENE,
    topics.TARGETS, topics.ALERTS, topics.DIAGNOSTICS, topics.TF, topics.TF_STATIC,
    topics.COMPRESSED, topics.INFO,
)  # fmt: skip
"""What every drive says."""


@pytest.fixture(scope="module")
def bag(drive: Any) -> Iterator[BagReader]:
    with BagReader(drive.bag) as reader:
        yield reader


def records(bag: BagReader, topic: topics.Topic) -> list[Any]:
    return [record for _, record in bag.records([topic.name])]


def test_the_drive_ends_well_when_its_player_has_gone(drive: Any) -> None:
    assert drive.status == 0, drive.said
    assert "Traceback" not in drive.said
    assert "[ERROR]" not in drive.said


@pytest.mark.parametrize("topic", SAID, ids=lambda topic: topic.name)
def test_everything_that_is_said_is_recorded(bag: BagReader, topic: topics.Topic) -> None:
    assert bag.topics[topic.of(CAMERA)].count > 0
    assert bag.topics[topic.of(CAMERA)].kind == topic.kind


def test_every_picture_that_came_is_in_a_set_or_was_dropped_with_a_reason(
    bag: BagReader, road: Any
) -> None:
    came = bag.topics[PICTURES].count
    reports = [one.moment.cameras[0] for one in records(bag, topics.FRAME_SET)]
    used = [report for report in reports if report.verdict is Verdict.ON_TIME]
    other = [report for report in reports if report.verdict is not Verdict.ON_TIME]
    assert came <= road.pictures
    assert len(used) + sum(report.lost for report in reports) == came
    assert all(report.reason for report in other)
    assert len({report.sequence for report in used}) == len(used)


def test_every_picture_that_came_was_played_and_none_is_lost_at_the_start(
    bag: BagReader, road: Any
) -> None:
    with BagReader(road.path) as played:
        sent = [entry.raw for entry in played.entries([PICTURES])]
    came = [entry.raw for entry in bag.entries([PICTURES])]
    assert set(came) <= set(sent)
    assert came[0] == sent[0]


def test_no_frame_of_the_bus_is_lost(bag: BagReader, road: Any) -> None:
    with BagReader(road.path) as played:
        said = [entry.raw for entry in played.entries([topics.CAN.name])]
    assert [entry.raw for entry in bag.entries([topics.CAN.name])] == said


def test_every_frame_set_is_perceived_or_superseded(bag: BagReader) -> None:
    sets = [one.moment.number for one in records(bag, topics.FRAME_SET)]
    assert sets == list(range(len(sets)))
    perceived: list[Percepts] = records(bag, topics.PERCEPTS)
    numbers = [-1, *(one.moment.number for one in perceived)]
    between = [after - before - 1 for before, after in pairwise(numbers)]
    assert [one.superseded for one in perceived] == between
    assert set(numbers[1:]) <= set(sets)


def test_every_stage_answers_every_cycle_in_order(bag: BagReader) -> None:
    stamps = [one.stamp_ns for one in records(bag, topics.PERCEPTS)]
    assert stamps == sorted(set(stamps))
    for topic in (topics.SCENE, topics.TARGETS, topics.ALERTS, topics.MOUNTING):
        said = [one.stamp_ns for one in records(bag, topic)]
        assert said == stamps[: len(said)]  # the last may be under way at the end
        assert len(said) > 0.9 * len(stamps)


def test_the_alive_counter_counts_every_cycle(bag: BagReader) -> None:
    alerts = records(bag, topics.ALERTS)
    assert [one.counter for one in alerts] == list(range(len(alerts)))
    targets: list[Targets] = records(bag, topics.TARGETS)
    assert [one.alerts.counter for one in targets] == list(range(len(targets)))


def test_each_cycle_says_when_each_stage_worked(bag: BagReader) -> None:
    for targets in records(bag, topics.TARGETS):
        trail = targets.moment.latency
        assert [entry.stage for entry in trail] == ["perception", "tracking", "warning"]
        times = [t for entry in trail for t in (entry.queued_ns, entry.started_ns, entry.ended_ns)]
        assert times == sorted(times)


def test_a_road_without_a_reason_to_warn_gives_no_alert(bag: BagReader) -> None:
    alerts = records(bag, topics.ALERTS)
    assert {one.level for one in alerts} == {Level.NONE}
    assert alerts[-1].state in {WarningState.ACTIVE, WarningState.DEGRADED}


def test_cars_and_lanes_of_the_highway_are_seen(bag: BagReader) -> None:
    scenes: list[Scene] = records(bag, topics.SCENE)[10:]
    assert sum(bool(scene.objects) for scene in scenes) > 0.8 * len(scenes)
    assert sum(len(scene.lanes) >= 2 for scene in scenes) > 0.8 * len(scenes)
    assert all(
        scene.moment.vehicle.speed_mps.value == pytest.approx(30.3, abs=0.1) for scene in scenes
    )


def test_the_bag_says_how_it_came_to_be(bag: BagReader, road: Any) -> None:
    assert bag.metadata["mode"] == "drive"
    assert "yolox_nano" in bag.metadata["engines"]
    assert bag.watermarks == (road.watermark,)
    assert records(bag, topics.TARGETS)[-1].moment.watermarks == (road.watermark,)


def test_nothing_is_wrong_with_the_bag(drive: Any) -> None:
    assert check(drive.bag).problems == ()


def test_the_mcap_library_reads_it_in_order(drive: Any, bag: BagReader) -> None:
    (file,) = drive.bag.glob("*.mcap")
    with file.open("rb") as stream:
        reader = make_reader(stream)
        summary = reader.get_summary()
        times = [message.log_time for _, _, message in reader.iter_messages()]
    assert times == sorted(times)
    assert summary is not None
    assert summary.statistics is not None
    assert summary.statistics.message_count == len(times) == bag.count


def test_rosbags_reads_every_message(drive: Any, bag: BagReader) -> None:
    counts: dict[str, int] = {}
    with AnyReader([drive.bag]) as reader:
        for connection, _, raw in reader.messages():
            reader.deserialize(raw, connection.msgtype)
            counts[connection.topic] = counts.get(connection.topic, 0) + 1
    assert counts == {name: channel.count for name, channel in bag.topics.items()}
