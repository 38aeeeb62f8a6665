"""Camera, vehicle and sync nodes: what comes in, well or broken, comes out judged."""

import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from vigil.bag import topics
from vigil.base.records import (
    CanFrame,
    CanFrames,
    Frame,
    FrameSet,
    HealthLevel,
    Mounting,
    Mountings,
    Sample,
    SignalState,
    VehicleSamples,
    Verdict,
)
from vigil.base.settings import Configuration
from vigil.camera import CameraRig
from vigil_nodes.camera_node import CameraNode
from vigil_nodes.messages import find
from vigil_nodes.perception_node import Sets
from vigil_nodes.sync_node import SyncNode
from vigil_nodes.vehicle_node import VehicleNode

DBC = """VERSION ""
NS_ :
BS_:
BU_: CAR

BO_ 256 MOTION: 2 CAR
 SG_ SPEED : 7|16@0+ (0.01,0) [0|655.35] "km/h" CAR
"""
CAR = {
    "buses": {"can0": {"dbc": ["car.dbc"]}},
    "messages": {"MOTION": {"bus": "can0", "cycle_ms": 20.0}},
    "fields": {"speed_mps": {"message": "MOTION", "signal": "SPEED"}},
}
PICTURE = np.random.default_rng(3).integers(0, 256, (540, 960, 3), np.uint8)


def now_ns() -> int:
    return time.time_ns()


@pytest.fixture
def car(configuration: Configuration, tmp_path: Path) -> Configuration:
    """Return the configuration of a car with one message on its bus."""
    (tmp_path / "car.dbc").write_text(DBC, encoding="utf-8")
    vehicle = {**CAR, "dbc_path": [str(tmp_path)]}
    return configuration.changed({f"vehicle.{name}": value for name, value in vehicle.items()})


def frames(can_id: int, data: bytes, *, bus: str = "can0") -> CanFrames:
    """Return a burst of one frame, arrived now."""
    payload = np.frombuffer(data, np.uint8)
    stamp_ns = now_ns()
    one = CanFrame(stamp_ns, bus, can_id, extended=False, fd=False, error=False, data=payload)
    return CanFrames(stamp_ns, (one,))


def test_the_bus_becomes_samples_and_health(graph: Any, car: Configuration) -> None:
    graph.add(VehicleNode(car))
    samples, told = graph.hear(topics.SAMPLES), graph.messages(topics.DIAGNOSTICS)
    graph.say(topics.CAN, frames(256, (9000).to_bytes(2, "big")))
    graph.until(lambda: samples and told)
    (sample,) = samples[0].samples
    assert (sample.field, sample.state) == ("speed_mps", SignalState.VALID)
    assert sample.value == pytest.approx(25.0)
    assert any(status.name.startswith("vigil/vehicle") for status in told[0].status)


def test_an_assumed_speed_needs_no_bus(graph: Any, configuration: Configuration) -> None:
    graph.add(VehicleNode(configuration.changed({"vehicle.assumed": {"speed_mps": 22.0}})))
    samples = graph.hear(topics.SAMPLES)
    graph.until(lambda: samples)
    (sample,) = samples[0].samples
    assert (sample.value, sample.state) == (22.0, SignalState.ASSUMED)


def compressed(data: bytes) -> Any:
    """Return a CompressedImage, exposed now."""
    message = find("sensor_msgs/msg/CompressedImage")(format="jpeg")
    message.header.stamp.sec, message.header.stamp.nanosec = divmod(now_ns(), 10**9)
    message.data.frombytes(data)
    return message


@pytest.fixture
def front(configuration: Configuration, made_rig: CameraRig) -> Configuration:
    """Return the configuration of one camera that is fed by compressed pictures."""
    one = made_rig.cameras[0].model_dump(by_alias=True)
    source = {"kind": "topic", "address": topics.COMPRESSED.of("front")}
    return configuration.changed({"camera.cameras": [{**one, "source": source}]})


def test_pictures_of_a_topic_become_frames_and_are_kept_as_they_came(
    graph: Any, front: Configuration
) -> None:
    taken: list[Frame] = []
    kept: list[tuple[str, bool, bytes, int]] = []
    graph.add(CameraNode(front, taken.append, lambda *one: kept.append(one)))
    told = graph.publisher(topics.COMPRESSED, "front")
    graph.until(told.get_subscription_count)
    data = cv2.imencode(".png", PICTURE)[1].tobytes()
    for number, content in enumerate((data, data[:2000], data), start=1):
        told.publish(compressed(content))
        graph.until(lambda n=number: len(taken) == n)
    good, cut, again = taken
    assert np.array_equal(good.image, PICTURE)
    assert cut.error.startswith("2000 bytes")
    assert cut.image.size == 0
    assert [frame.sequence for frame in taken] == [0, 1, 2]
    assert np.array_equal(again.image, PICTURE)
    assert [(camera, small) for camera, small, _, _ in kept] == [("front", True)] * 3
    assert data in kept[0][2]
    assert [arrival_ns for *_, arrival_ns in kept] == [frame.arrival_ns for frame in taken]


def test_a_calibration_is_told_to_whoever_comes_late(graph: Any, front: Configuration) -> None:
    graph.add(CameraNode(front, lambda _: None))
    told = graph.messages(topics.INFO, "front")
    graph.until(lambda: told)
    assert (told[0].width, told[0].height) == (960, 540)
    assert told[0].k[0] == 800.0
    assert told[0].header.frame_id == "front_optical_frame"


def test_a_video_that_is_not_there_is_one_sentence(graph: Any, front: Configuration) -> None:
    node = graph.add(CameraNode(fed_by(front, "video", "nowhere.mp4"), lambda _: None))
    graph.until(lambda: node.ended)
    (sentence,) = node.errors
    assert sentence.startswith("nowhere.mp4")


def test_a_folder_of_pictures_is_read_to_its_end(
    graph: Any, front: Configuration, tmp_path: Path
) -> None:
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), PICTURE)
    (tmp_path / "1.png").write_bytes(b"no picture")
    taken: list[Frame] = []
    node = graph.add(CameraNode(fed_by(front, "images", str(tmp_path)), taken.append))
    graph.until(lambda: node.ended)
    assert [bool(frame.error) for frame in taken] == [False, True, False]
    assert not node.errors


def fed_by(configuration: Configuration, kind: str, address: str) -> Configuration:
    """Return a configuration whose camera is fed by something else."""
    (camera,) = configuration.sections["camera"]["cameras"]
    source = {"kind": kind, "address": address}
    return configuration.changed({"camera.cameras": [{**camera, "source": source}]})


@pytest.fixture
def sync(graph: Any, front: Configuration) -> tuple[SyncNode, Sets]:
    mailbox = Sets()
    return graph.add(SyncNode(front, mailbox)), mailbox


def frame(pixel: int = 0) -> Frame:
    """Return a picture that was exposed and arrived now."""
    stamp_ns = now_ns()
    return Frame("front", stamp_ns, stamp_ns, 0, PICTURE + np.uint8(pixel))


def test_a_frame_set_has_pixels_here_and_none_on_the_topic(
    graph: Any, sync: tuple[SyncNode, Sets]
) -> None:
    node, mailbox = sync
    heard: list[FrameSet] = graph.hear(topics.FRAME_SET)
    node.offer(frame())
    graph.until(lambda: heard)
    taken = mailbox.take()
    assert taken is not None
    (here, _), superseded = taken
    assert np.array_equal(here.frames[0].image, PICTURE)
    assert (heard[0].frames, superseded) == ((), 0)
    assert [report.verdict for report in heard[0].moment.cameras] == [Verdict.ON_TIME]
    assert heard[0].stamp_ns == here.stamp_ns == here.frames[0].exposure_ns


@pytest.mark.usefixtures("sync")
def test_a_set_carries_what_the_car_said_before(graph: Any) -> None:
    heard: list[FrameSet] = graph.hear(topics.FRAME_SET)
    graph.say(topics.SAMPLES, speed(21.0))
    graph.until(lambda: heard and heard[-1].moment.vehicle.speed_mps.value == 21.0)


def speed(value_mps: float) -> VehicleSamples:
    stamp_ns = now_ns()
    sample = Sample("speed_mps", value_mps, stamp_ns, 10.0, SignalState.VALID)
    return VehicleSamples(stamp_ns, (sample,))


def test_a_camera_that_stops_is_told_and_sets_go_on(
    graph: Any, sync: tuple[SyncNode, Sets]
) -> None:
    heard: list[FrameSet] = graph.hear(topics.FRAME_SET)
    sync[0].offer(frame())
    graph.until(lambda: [h for one in heard[-1:] for h in one.moment.health])
    last = heard[-1].moment
    assert last.cameras[0].verdict is Verdict.MISSING
    assert "no frame since" in last.cameras[0].reason
    assert ("camera/front", HealthLevel.ERROR) in [(h.name, h.level) for h in last.health]


@pytest.mark.usefixtures("sync")
def test_a_mounting_that_calibration_finds_is_in_the_next_set(graph: Any) -> None:
    found = Mounting(
        "front", -1.5, 0.0, 1.4, 0.0, 0.031, 0.0, 0.02, 0.01, 0.01, 0.01, estimated=True
    )  # fmt: skip
    heard: list[FrameSet] = graph.hear(topics.FRAME_SET)
    graph.say(topics.MOUNTING, Mountings(now_ns(), (found,)))
    graph.until(lambda: heard and heard[-1].moment.mountings[0].pitch_rad == 0.031)


def test_the_sets_are_numbered_without_a_gap(graph: Any, sync: tuple[SyncNode, Sets]) -> None:
    heard: list[FrameSet] = graph.hear(topics.FRAME_SET)
    for number in range(5):
        sync[0].offer(frame(number))
        graph.until(lambda n=number: len(heard) > n)
    numbers = [one.moment.number for one in heard]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
