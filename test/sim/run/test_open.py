"""A drive that never was, as a bag: what arrived, when, and what was so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigil.bag import BagReader, Entry, topics
from vigil.base.errors import EngineError
from vigil.base.records import CanFrames, Frame, SensorEvent, TruthScene, VehicleSamples
from vigil.pipeline import Inputs, Rooms
from vigil_sim.run.open import record
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import World

Write = Callable[..., Scenario]
PICTURES = topics.COMPRESSED.of("front")


def entries(path: Path, topic: str) -> list[tuple[Entry, Any]]:
    """Return what a bag holds of a topic: records, or messages where it is none of ours."""
    with BagReader(path) as reader:
        ours = topics.record_of(reader.topics[topic].kind) is not None
        read = reader.record if ours else reader.message
        return [(entry, read(entry)) for entry in reader.entries([topic])]


def stamp_ns(message: Any) -> int:
    return int(message.header.stamp.sec * 1_000_000_000 + message.header.stamp.nanosec)


def events(path: Path, sensor: str) -> list[SensorEvent]:
    found = [one for _, said in entries(path, topics.TRUTH_SENSORS.name) for one in said.events]
    return [one for one in found if one.sensor == sensor]


def test_a_bag_holds_what_arrived_at_its_arrival_under_the_stamp_of_its_sensor(
    tmp_path: Path, small_rooms: Rooms, behind: Write, painter: type
) -> None:
    slow = {"latency_ms": 30.0, "latency_sd_ms": 5.0, "offset_ms": 4.0, "jitter_ms": 1.0}
    scenario = behind(sensors={"cameras": {"front": slow}})
    made = record(scenario, small_rooms, tmp_path / "bag", painter)
    pictures = entries(made.path, PICTURES)
    told = [one for one in events(made.path, "camera/front") if one.arrival_ns]
    assert len(pictures) == made.pictures == 30
    assert [entry.log_ns for entry, _ in pictures] == [one.arrival_ns for one in told]
    assert [stamp_ns(message) for _, message in pictures] == [one.stamp_ns for one in told]
    assert {one.stamp_ns - one.true_ns for one in told} == {8_000_000}  # mid of 8 ms, and 4 ms off


def test_truth_stands_beside_every_picture_under_its_true_time(
    tmp_path: Path, small_rooms: Rooms, behind: Write, painter: type
) -> None:
    made = record(behind(kmh=54.0), small_rooms, tmp_path / "bag", painter)
    scenes: list[TruthScene] = [one for _, one in entries(made.path, topics.TRUTH.name)]
    assert [one.stamp_ns for one in scenes] == [
        stamp_ns(message) for _, message in entries(made.path, PICTURES)
    ]
    passed_s = (scenes[20].stamp_ns - scenes[0].stamp_ns) / 1e9
    first, later = scenes[0].objects[0], scenes[20].objects[0]
    assert first.gap_m - later.gap_m == pytest.approx(5.0 * passed_s, abs=0.01)
    assert scenes[0].vehicle.speed_mps.value == pytest.approx(20.0)


def test_it_replays_as_any_recorded_drive_does(
    tmp_path: Path, small_rooms: Rooms, behind: Write, painter: type
) -> None:
    made = record(behind(), small_rooms, tmp_path / "bag", painter)
    with BagReader(made.path) as reader:
        inputs = Inputs(reader, small_rooms)
        heard = [content for _, content in inputs]
    assert inputs.watermarks == ("simulated road",)
    frames = [one for one in heard if isinstance(one, Frame)]
    assert not any(one.error for one in frames)
    assert frames[0].image.shape == (36, 64, 3)
    speeds = [
        sample.value
        for one in heard
        if isinstance(one, VehicleSamples)
        for sample in one.samples
        if sample.field == "speed_mps"
    ]
    assert len(speeds) == 151
    assert speeds == pytest.approx([20.0] * len(speeds), abs=0.005)


def test_lost_pictures_are_missing_and_frozen_ones_repeat_to_the_bit(
    tmp_path: Path, small_rooms: Rooms, behind: Write, painter: type
) -> None:
    faulty = {"silent_s": [[0.3, 0.5]], "freeze_s": [[0.8, 1.0]]}
    made = record(
        behind(sensors={"cameras": {"front": faulty}}), small_rooms, tmp_path / "bag", painter
    )
    told = events(made.path, "camera/front")
    assert [one.sequence for one in told if one.lost] == [6, 7, 8, 9]
    pictures = [bytes(message.data) for _, message in entries(made.path, PICTURES)]
    assert len(pictures) == len(told) - 4
    sequences = [one.sequence for one in told if not one.lost]
    by_number = dict(zip(sequences, pictures, strict=True))
    assert len({by_number[number] for number in range(15, 20)}) == 1
    assert len(set(pictures)) == len(pictures) - 4
    assert len(entries(made.path, topics.TRUTH.name)) == len(told)


def test_the_same_seed_leaves_the_same_bytes(
    tmp_path: Path, small_rooms: Rooms, behind: Write, painter: type
) -> None:
    rough = {"cameras": {"front": {"jitter_ms": 2.0, "drop": 0.2}}}
    scenario = behind(sensors=rough, duration_s=0.6)
    bags = [record(scenario, small_rooms, tmp_path / name, painter).path for name in ("a", "b")]
    other = scenario.model_copy(update={"seed": 6})
    bags.append(record(other, small_rooms, tmp_path / "c", painter).path)
    first, again, different = (_everything(path) for path in bags)
    assert first == again
    assert first != different


def test_an_imu_and_a_receiver_say_what_the_road_does(
    tmp_path: Path, small_rooms: Rooms, behind: Write
) -> None:
    made = record(behind(), small_rooms, tmp_path / "bag", None)
    readings = [message for _, message in entries(made.path, topics.IMU.name)]
    upwards = np.mean([one.linear_acceleration.z for one in readings])
    assert upwards == pytest.approx(9.80665, abs=0.25)  # five deviations of its bias
    assert readings[0].orientation_covariance[0] == -1.0
    sentences = [one.sentence for _, one in entries(made.path, topics.GNSS.name)]
    assert [text[:6] for text in sentences[:2]] == ["$GNRMC", "$GNGGA"]


def test_a_drive_without_pixels_has_everything_but_pictures(
    tmp_path: Path, small_rooms: Rooms, behind: Write
) -> None:
    made = record(behind(), small_rooms, tmp_path / "bag", None)
    assert made.pictures == 0
    with BagReader(made.path) as reader:
        assert set(reader.topics) == {
            topics.CAN.name, topics.IMU.name, topics.GNSS.name,
            topics.TRUTH.name, topics.TRUTH_SENSORS.name,
        }  # fmt: skip
    bursts = [one for _, one in entries(made.path, topics.CAN.name)]
    assert all(isinstance(one, CanFrames) and one.frames for one in bursts)


def test_a_step_that_never_begins_is_told(
    tmp_path: Path, small_rooms: Rooms, behind: Write
) -> None:
    scenario = behind(lead={"do": [{"when": {"gap_m": 5.0}, "kmh": 0}]})
    made = record(scenario, small_rooms, tmp_path / "bag", None)
    assert made.waiting == ("target: when gap_m 5",)


def test_a_drive_ends_where_we_touch_something(
    tmp_path: Path, small_rooms: Rooms, behind: Write
) -> None:
    made = record(behind(gap_m=10.0, kmh=0.0, duration_s=5.0), small_rooms, tmp_path / "b", None)
    assert made.contact == "target"
    assert made.time_s == pytest.approx(0.5, abs=0.02)


def test_where_nothing_can_be_drawn_no_bag_is_begun(
    tmp_path: Path, small_rooms: Rooms, behind: Write
) -> None:
    def without_opengl(world: World) -> Any:
        raise EngineError(f"no OpenGL for {world.scenario.name}")

    with pytest.raises(EngineError, match="no OpenGL for behind"):
        record(behind(), small_rooms, tmp_path / "bag", without_opengl)
    assert not (tmp_path / "bag").exists()


def _everything(path: Path) -> list[tuple[str, int, bytes]]:
    with BagReader(path) as reader:
        return [(one.topic, one.log_ns, one.raw) for one in reader.entries(list(reader.topics))]
