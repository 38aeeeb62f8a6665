"""`vigil sim` as it is typed: what it prints, and how it ends."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from vigil.bag import BagReader, topics
from vigil.base.errors import ConfigurationError, EngineError
from vigil_sim.commands import sim
from vigil_sim.render.context import context

CONFIG = Path(__file__).parents[2] / "config/sim_small.yaml"
SHORT = """
name: short
about: We come upon a slower car.
duration_s: 0.6
for: {gap_m: [20, 30], kmh: [40, 50]}
road: {clutter: 0.0}
ego: {kmh: 60}
actors:
  - {name: target, model: sedan, kmh: "=kmh", gap_m: "=gap_m"}
"""
Typed = Callable[[Sequence[str]], int]


@pytest.fixture
def short(tmp_path: Path) -> str:
    """Return the file of a family of four short drives."""
    path = tmp_path / "short.yaml"
    path.write_text(SHORT)
    return str(path)


@pytest.fixture
def typed() -> Typed:
    """Return a way to type a command; it answers with the exit status."""

    def call(words: Sequence[str]) -> int:
        with pytest.raises(SystemExit) as ended:
            sim(words)
        return int(ended.value.code or 0)

    return call


def needs_opengl() -> None:
    try:
        context()
    except EngineError as error:
        pytest.skip(str(error))


def test_help_names_every_command(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in ("list", "check", "render", "run", "close"))


def test_list_tells_what_each_scenario_is_about(
    typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(["list"]) == 0
    told = capsys.readouterr().out
    assert "following" in told
    assert "We follow a car that slows down" in told


def test_check_counts_the_cells_of_a_family(
    typed: Typed, capsys: pytest.CaptureFixture[str], short: str
) -> None:
    assert typed(["check", short]) == 0
    assert "short: 4 cells: We come upon a slower car." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("ego: {kmh: 60}", "ego: {kmh: -3}"), "ego.kmh: -3"),
        (("duration_s: 0.6", "durations: 2"), "there is no setting 'durations'"),
        (("gap_m: [20, 30]", "gap_m: [-2, 30]"), "target"),
        (('gap_m: "=gap_m"', 'gap_m: "=gap_m", d_m: 55'), "target"),
    ],
)
def test_check_says_in_one_sentence_what_cannot_be(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(SHORT.replace(*change))
    with pytest.raises(ConfigurationError) as told:
        sim(["check", str(path)])
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_one_of_a_family_has_to_be_chosen(short: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"4 of its 4 cells are meant; .*--cell 0 to 3"):
        sim(["run", short, "--out", str(tmp_path / "bag"), "--no-pixels"])
    with pytest.raises(ConfigurationError, match="2 of its 4 cells are meant"):
        sim(["run", short, "--set-sweep", "kmh=40", "--no-pixels"])
    with pytest.raises(ConfigurationError, match="short sweeps gap_m, kmh"):
        sim(["run", short, "--set-sweep", "speed=40", "--no-pixels"])
    with pytest.raises(ConfigurationError, match="--cell goes from 0 to 3"):
        sim(["run", short, "--cell", "4", "--no-pixels"])


def test_run_leaves_a_bag_of_the_cell_that_was_chosen(
    typed: Typed, short: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bag"
    words = ["--set-sweep", "kmh=50", "--set-sweep", "gap_m=30", "--seed", "11", "--no-pixels"]
    assert typed(["run", short, "--out", str(out), *words]) == 0
    assert "0 pictures in 0.6 s, simulated road" in capsys.readouterr().out
    with BagReader(out) as reader:
        assert reader.metadata["made_from"] == "scenario short, seed 11"
        scene = reader.record(next(iter(reader.entries([topics.TRUTH.name]))))
    assert scene.objects[0].gap_m == pytest.approx(30.0, abs=0.1)
    assert scene.objects[0].speed_mps == pytest.approx(50 / 3.6)


def test_a_drive_whose_steps_never_begin_ends_with_a_status_of_its_own(
    typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "never.yaml"
    wanted = 'gap_m: "=gap_m", do: [{when: {gap_m: 1}, kmh: 0}]'
    path.write_text(SHORT.replace('gap_m: "=gap_m"', wanted))
    assert (
        typed(["run", str(path), "--cell", "0", "--out", str(tmp_path / "b"), "--no-pixels"]) == 1
    )
    told = capsys.readouterr().err
    assert told == "not the drive that was written: never began target: when gap_m 1\n"


def test_close_prints_how_it_went(
    typed: Typed, short: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--cell", "0", "--no-pixels", "--percepts", "truth", "--mode", "none"]
    assert typed(["close", short, "--out", str(tmp_path / "bag"), *words]) == 0
    told = capsys.readouterr().out
    assert "short, seed 0, sensors, noise x1: over" in told
    assert "impact speed, m/s" in told
    assert "no network: detections from the truth of a simulation" in told


def test_render_draws_what_stands_ahead(
    typed: Typed, short: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needs_opengl()
    out = tmp_path / "deep/picture.png"
    words = ["--at", "0.5", "--out", str(out), "--boxes", "--cell", "0", "--config", str(CONFIG)]
    assert typed(["render", short, *words]) == 0
    assert "at 0.5 s, things in sight: 1" in capsys.readouterr().out
    image = cv2.imread(str(out))
    assert image is not None
    assert image.shape == (360, 640, 3)


def test_a_camera_that_looks_down_sees_our_bonnet(typed: Typed, short: str, tmp_path: Path) -> None:
    needs_opengl()
    config = CONFIG.read_text().replace("[sim_car.yaml]", f"[{CONFIG.parent / 'sim_car.yaml'}]")
    down = tmp_path / "down.yaml"
    down.write_text(config.replace("pitch_deg: 0.0", "pitch_deg: 15.0"))
    words = ["render", short, "--cell", "0", "--config", str(down)]
    assert typed([*words, "--out", str(tmp_path / "without.png")]) == 0
    assert typed([*words, "--bonnet", "--out", str(tmp_path / "with.png")]) == 0
    without, with_it = (
        np.asarray(cv2.imread(str(tmp_path / name)), int) for name in ("without.png", "with.png")
    )
    differ = np.abs(without - with_it).max(axis=2) > 40
    assert differ[-60:].mean() > 0.2
    assert not differ[:120].any()
    with pytest.raises(ConfigurationError, match="leave out --no-pixels"):
        sim(["run", short, "--cell", "0", "--bonnet", "--no-pixels"])


def test_run_with_labels_leaves_masks_and_files_for_training(
    typed: Typed, short: str, tmp_path: Path
) -> None:
    needs_opengl()
    out, coco = tmp_path / "bag", tmp_path / "coco"
    words = ["--cell", "0", "--labels", "--coco", str(coco), "--config", str(CONFIG)]
    assert typed(["run", short, "--out", str(out), *words]) == 0
    with BagReader(out) as reader:
        counts = {name: channel.count for name, channel in reader.topics.items()}
        scenes = [reader.record(entry) for entry in reader.entries([topics.TRUTH.name])]
    for topic in (topics.COMPRESSED, topics.TRUTH_CLASSES, topics.TRUTH_DEPTH):
        assert counts[topic.of("front")] == 12
    assert len(list((coco / "images").iterdir())) == 12
    view = scenes[0].objects[0].views[0]
    assert view.visible_share == pytest.approx(1.0, abs=0.02)
    assert view.left_px == pytest.approx(view.whole_left_px, abs=2.0)
    assert view.bottom_px == pytest.approx(view.whole_bottom_px, abs=2.0)
