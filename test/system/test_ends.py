"""How drives end, and how they do not: two processes, Ctrl-C, a full disk, silence, bad input."""

import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vigil.bag import BagReader, BagWriter, topics
from vigil.base.records import Alerts, HealthLevel, Verdict, WarningState
from vigil_nodes import demo
from vigil_nodes.run import BAD_INPUT

END_S = 10.0
"""After Ctrl-C: the network that is at work ends its picture, the bag gets its index."""
START_S = 60.0
BLIND = "perception.networks={detector: none, lanes: none, road: none}"
"""No network, where only the way it ends is of interest."""
CAMERA = """
camera:
  cameras:
    - name: front
      source: {kind: video, address: nowhere.mp4}
      width_px: 960
      height_px: 540
      fx_px: 800.0
      fy_px: 800.0
      cx_px: 480.0
      cy_px: 270.0
      mounting: {z_m: 1.3}
"""


def test_two_processes_say_the_same_kinds_of_things(split_drive: Any, drive: Any) -> None:
    assert split_drive.status == 0, split_drive.said
    assert "Traceback" not in split_drive.said
    with BagReader(split_drive.bag) as split, BagReader(drive.bag) as whole:
        kinds = {name: channel.kind for name, channel in split.topics.items()}
        assert kinds == {name: channel.kind for name, channel in whole.topics.items()}
        counters = [record.counter for _, record in split.records([topics.ALERTS.name])]
    assert counters == list(range(counters[0], counters[0] + len(counters)))


def has_grown(folder: Path) -> bool:
    """Tell whether some pictures are in a bag that is being written."""
    return any(file.stat().st_size > 500_000 for file in folder.glob("bag/*.mcap"))


def test_ctrl_c_ends_a_drive_on_the_road_and_its_bag_is_whole(
    graph: Any, road: Any, sets: list[str], tmp_path: Path
) -> None:
    driving = graph.drive(sets, "--record", str(tmp_path / "bag"))
    graph.play(road.path)
    graph.until(lambda: has_grown(tmp_path))
    driving.send_signal(signal.SIGINT)
    assert driving.wait(timeout=END_S) == 0, graph.said()
    assert "Traceback" not in graph.said()
    with BagReader(tmp_path / "bag") as bag:
        assert bag.topics[topics.COMPRESSED.of("front")].count > 0
        assert list(bag.records([topics.TARGETS.name]))


def test_a_full_disk_ends_the_bag_and_not_the_drive(
    graph: Any, road: Any, sets: list[str], tmp_path: Path
) -> None:
    flags = ("--until-played", "--record", str(tmp_path / "bag"))
    driving = graph.drive([*sets, BLIND], *flags)
    playing = graph.play(road.path)
    graph.until(lambda: has_grown(tmp_path))
    # No file of the drive may grow any more, as on a full disk.
    resource.prlimit(driving.pid, resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    assert playing.wait(timeout=START_S) == 0
    assert driving.wait(timeout=START_S) == 0, graph.said()
    assert graph.said().count("recording stopped after") == 1
    with BagReader(tmp_path / "bag", damaged=True) as bag:
        assert bag.topics[topics.COMPRESSED.of("front")].count > 0


@pytest.fixture
def fading_road(short_road: Path, tmp_path: Path) -> Path:
    """Return the short road with a camera that stops half way, while the bus goes on."""
    path = tmp_path / "fading"
    with BagReader(short_road) as reader, BagWriter(path, reader.metadata) as writer:
        half_ns = sum(reader.span_ns) // 2
        for entry in reader.entries():
            if entry.log_ns < half_ns or entry.topic == topics.CAN.name:
                writer.write_raw(entry.topic, entry.kind, entry.log_ns, entry.raw)
    return path


def test_when_every_camera_stops_the_drive_goes_on_and_says_so(
    graph: Any, fading_road: Path, sets: list[str], tmp_path: Path
) -> None:
    flags = ("--until-played", "--record", str(tmp_path / "bag"))
    driving = graph.drive([*sets, BLIND], *flags)
    assert graph.play(fading_road).wait(timeout=START_S) == 0
    assert driving.wait(timeout=START_S) == 0, graph.said()
    with BagReader(tmp_path / "bag") as bag:
        sets_ = [record.moment for _, record in bag.records([topics.FRAME_SET.name])]
        alerts: list[Alerts] = [record for _, record in bag.records([topics.ALERTS.name])]
        told = [bag.message(entry) for entry in bag.entries([topics.DIAGNOSTICS.name])]
    assert sets_[-1].cameras[0].verdict is Verdict.MISSING
    assert alerts[-1].state is WarningState.FAILED
    assert "delivers" in alerts[-1].state_reasons[0]
    levels = [s.level for one in told for s in one.status if s.name == "vigil/camera/front"]
    assert levels[-1] == HealthLevel.ERROR
    assert HealthLevel.OK in levels


def sentence(graph: Any) -> str:
    """Return the one sentence that was said, beside what ROS logs."""
    lines = [line for line in graph.said().splitlines() if not line.startswith("[")]
    assert len(lines) == 1, graph.said()
    return str(lines[0])


def refused(graph: Any, *words: str) -> str:
    """Start a drive that cannot be; return its sentence."""
    assert graph.start([*demo.DRIVE, *words]).wait(timeout=START_S) == BAD_INPUT, graph.said()
    return sentence(graph)


@pytest.fixture
def car(tmp_path: Path) -> Callable[[str], str]:
    """Return a maker of configurations."""

    def make(text: str) -> str:
        path = tmp_path / "car.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return make


def test_a_video_that_is_not_there_ends_the_drive(graph: Any, car: Callable[[str], str]) -> None:
    said = refused(graph, "--config", car(CAMERA), "--set", BLIND)
    assert said.startswith("nowhere.mp4")


def test_a_video_that_is_cut_short_ends_the_drive_after_its_last_picture(
    graph: Any, car: Callable[[str], str], tmp_path: Path, sets: list[str]
) -> None:
    assert sets
    path = tmp_path / "cut.mp4"
    clip = Path(__file__).resolve().parents[3] / "shared" / demo.CLIP
    path.write_bytes(clip.read_bytes()[:300_000])
    said = refused(graph, "--config", car(CAMERA.replace("nowhere.mp4", str(path))), "--set", BLIND)
    assert said.startswith(str(path))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "camera:\n  cameras: []\n  colour: red\n", "there is no setting 'colour'", id="key"
        ),
        pytest.param(CAMERA + "sync: {wait_s: 7.0}\n", "sync: wait_s: 7.0", id="range"),
        pytest.param(CAMERA + "camera: {}\n", "the key 'camera' stands twice", id="duplicate"),
        pytest.param(CAMERA + "brakes: {}\n", "unknown section 'brakes'", id="section"),
    ],
)
def test_a_configuration_that_cannot_be_is_one_sentence(
    graph: Any, car: Callable[[str], str], text: str, expected: str
) -> None:
    assert expected in refused(graph, "--config", car(text), "--set", BLIND)


def test_a_parameter_out_of_range_is_one_sentence(graph: Any, car: Callable[[str], str]) -> None:
    words = ("--ros-args", "-p", "sync:wait_s:=7.0")
    said = refused(graph, "--config", car(CAMERA), "--set", BLIND, *words)
    assert said.startswith("sync: wait_s: 7.0")


def test_a_bus_without_its_database_ends_the_drive(graph: Any, short_road: Path) -> None:
    driving = graph.drive([BLIND], "--until-played")
    graph.play(short_road)
    assert driving.wait(timeout=START_S) == BAD_INPUT, graph.said()
    assert "toyota_new_mc_pt_generated.dbc" in sentence(graph)


def test_a_bag_that_is_not_there_cannot_be_played(graph: Any, tmp_path: Path) -> None:
    playing = graph.play(tmp_path / "nothing")
    assert playing.wait(timeout=START_S) == BAD_INPUT
    assert str(tmp_path / "nothing") in sentence(graph)


def test_a_bag_without_inputs_cannot_be_played(graph: Any, tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}):
        pass
    assert graph.play(tmp_path / "bag").wait(timeout=START_S) == BAD_INPUT
    assert "no pictures and no bus to play" in sentence(graph)


def test_a_demo_without_its_clip_says_what_it_needs(graph: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from vigil.cli import main; main()", "demo"]
    demonstrating = graph.start([*command, "--shared", str(tmp_path), "--out", str(tmp_path)])
    assert demonstrating.wait(timeout=START_S) == BAD_INPUT
    said = sentence(graph)
    assert "the DBC of a 2018 Toyota RAV4" in said
    assert "leave out --shared for a simulated road" in said
