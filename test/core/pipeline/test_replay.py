"""From bag to bag: what comes out of a replay, and that the same drive gives the same again."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from vigil.bag import BagReader, BagWriter, topics
from vigil.bag.make import ConstantBus, make_bag
from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import Percepts, Scene, SignalState, Targets, Verdict, difference
from vigil.base.settings import Configuration
from vigil.pipeline import Chain, Inputs, Rerun, Rooms

FRAMES = 12
SAID = (topics.PERCEPTS, topics.SCENE, topics.TARGETS, topics.ALERTS)


class Steady:
    """A steady clock that tells another time at each look."""

    def __init__(self, step_ns: int) -> None:
        self._now_ns, self._step_ns = 0, step_ns

    def __call__(self) -> int:
        self._now_ns += self._step_ns
        return self._now_ns


@pytest.fixture
def rooms() -> Rooms:
    """Furnish a camera without networks: what is tested here is who feeds whom."""
    camera: dict[str, Any] = {
        "name": "front",
        "source": {"kind": "topic", "address": topics.COMPRESSED.of("front")},
        "width_px": 64,
        "height_px": 48,
        "fx_px": 60.0,
        "fy_px": 60.0,
        "cx_px": 32.0,
        "cy_px": 24.0,
        "mounting": {"z_m": 1.3},
    }
    networks = {"detector": "none", "lanes": "none", "road": "none"}
    sections: dict[str, dict[str, Any]] = {
        "camera": {"cameras": [camera]},
        "perception": {"networks": networks},
    }
    return Rooms(Configuration(sections, {})).check()


@pytest.fixture
def road(rooms: Rooms, tmp_path: Path) -> Path:
    """Make a bag of noise; a picture that cannot be read leaves a gap in it."""
    folder, noise = tmp_path / "pictures", np.random.default_rng(0)
    folder.mkdir()
    for number in range(FRAMES):
        picture = noise.integers(0, 255, (48, 64, 3), np.uint8)
        cv2.imwrite(str(folder / f"{number}.png"), picture)
    (folder / "5.png").write_bytes(b"no picture at all")
    camera = rooms.camera_fed_by("front", folder)
    make_bag(tmp_path / "road", camera, ConstantBus({"speed_mps": 20.0}))
    return tmp_path / "road"


def rerun(bag: Path, out: Path, rooms: Rooms, *, step_ns: int, as_driven: bool = False) -> Path:
    """Run a bag through the stages and return the bag that comes out."""
    with BagReader(bag) as reader:
        run = Rerun(reader, rooms, Chain(rooms, Steady(step_ns)), as_driven=as_driven)
        with BagWriter(out, run.metadata) as writer:
            steps = list(run.into(writer))
    assert len(steps) == run.count or not as_driven
    return out


def said(bag: Path, topic: topics.Topic) -> list[Percepts | Scene | Targets]:
    """Return every record of one topic."""
    with BagReader(bag) as reader:
        return [record for _, record in reader.records([topic.name])]


def test_every_picture_is_used_or_has_a_verdict(rooms: Rooms, road: Path, tmp_path: Path) -> None:
    out = rerun(road, tmp_path / "out", rooms, step_ns=7)
    reports = [record.moment.cameras[0] for record in said(out, topics.TARGETS)]
    used = [report for report in reports if report.verdict is Verdict.ON_TIME]
    lost = sum(report.lost for report in reports)
    with BagReader(road) as reader:
        offered = reader.topics[topics.COMPRESSED.of("front")].count
    assert len(used) + lost == offered > 0
    assert all(report.reason for report in reports if report.verdict is not Verdict.ON_TIME)


def test_the_stages_leave_their_times_and_the_speed_is_called_assumed(
    rooms: Rooms, road: Path, tmp_path: Path
) -> None:
    out = rerun(road, tmp_path / "out", rooms, step_ns=7)
    moments = [record.moment for record in said(out, topics.TARGETS)]
    assert all(
        [t.stage for t in m.latency] == ["perception", "tracking", "warning"] for m in moments
    )
    assert moments[-1].vehicle.speed_mps.value == 20.0
    assert moments[-1].vehicle.speed_mps.state is SignalState.ASSUMED
    assert any("speed_mps" in mark for mark in moments[-1].watermarks)
    with BagReader(out) as reader:
        assert "speed_mps" in reader.metadata["watermark"]
        assert reader.metadata["mode"] == "replay"


def test_the_same_bag_says_the_same_twice(rooms: Rooms, road: Path, tmp_path: Path) -> None:
    one = rerun(road, tmp_path / "one", rooms, step_ns=7)
    two = rerun(road, tmp_path / "two", rooms, step_ns=11)
    for topic in SAID:
        pairs = zip(said(one, topic), said(two, topic), strict=True)
        assert [difference(a, b) for a, b in pairs if difference(a, b)] == []


def test_a_drive_replayed_as_driven_equals_itself(rooms: Rooms, road: Path, tmp_path: Path) -> None:
    driven = rerun(road, tmp_path / "driven", rooms, step_ns=7)
    again = rerun(driven, tmp_path / "again", rooms, step_ns=11, as_driven=True)
    for topic in SAID:
        pairs = zip(said(driven, topic), said(again, topic), strict=True)
        assert [difference(a, b) for a, b in pairs if difference(a, b)] == []


def test_a_bag_without_our_pictures_names_the_topic(rooms: Rooms, tmp_path: Path) -> None:
    with BagWriter(tmp_path / "empty", {}):
        pass
    with (
        BagReader(tmp_path / "empty") as reader,
        pytest.raises(InputError, match="/vigil/camera/front/image/compressed is not there"),
    ):
        Inputs(reader, rooms)


def test_a_camera_fed_by_a_video_cannot_be_replayed_from_a_bag(rooms: Rooms, road: Path) -> None:
    values = rooms.configuration.sections["camera"]["cameras"][0]
    video = {**values, "source": {"kind": "video", "address": "a.mp4"}}
    sections = {**rooms.configuration.sections, "camera": {"cameras": [video]}}
    with (
        BagReader(road) as reader,
        pytest.raises(ConfigurationError, match="front is fed by a video"),
    ):
        Inputs(reader, Rooms(Configuration(sections, {})))


def test_an_unknown_section_is_refused(rooms: Rooms) -> None:
    sections = {**rooms.configuration.sections, "trackin": {}}
    with pytest.raises(ConfigurationError, match="unknown section 'trackin'"):
        Rooms(Configuration(sections, {})).check()
