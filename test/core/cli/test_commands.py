"""The command line: what a user types, and the one sentence it says when something is wrong."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

SLOW = 60.0
"""A command may take this long on a busy machine, s."""


def vigil(*words: str | Path, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the installed command."""
    code = "from vigil.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=SLOW,
        cwd=folder,
        check=False,
    )


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take five pictures of noise with the camera that we ship."""
    folder, noise = tmp_path_factory.mktemp("pictures"), np.random.default_rng(0)
    for number in range(5):
        cv2.imwrite(str(folder / f"{number}.png"), noise.integers(0, 255, (540, 960, 3), np.uint8))
    return folder


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from vigil.cli import main; sys.argv = ['vigil', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'cv2', 'openvino', 'onnxruntime', 'rosbags', 'can', 'scipy', 'rclpy', 'av'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=SLOW, check=True
    ).stdout
    assert "LOADED []" in told
    for name in ("bag", "camera", "demo", "drive", "play", "replay", "report", "vehicle", "view"):
        assert f" {name} " in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["bag", "check", "no_such.mcap"], "there is no such bag", id="no bag"),
        pytest.param(["replay", "no_such.mcap"], "there is no such bag", id="nothing to replay"),
        pytest.param(
            ["camera", "check", "--set", "camera.cameras=3"], "camera: cameras: 3", id="bad value"
        ),
        pytest.param(
            ["camera", "check", "side"], "there is no camera 'side'; there are front", id="camera"
        ),
        pytest.param(["replay", "x", "--set", "trackin.a=1"], "unknown section", id="section"),
        pytest.param(["replay", "x", "--set", "tracking"], "sets nothing", id="no value"),
        pytest.param(
            ["report", "x", "--set", "review.pictures=-1"], "review: pictures: -1", id="a look"
        ),
        pytest.param(
            ["replay", "x", "--config", "no.yaml"], "no.yaml: cannot be read", id="config"
        ),
    ],
)
def test_what_a_user_can_mend_is_one_sentence_and_status_2(
    tmp_path: Path, words: list[str], sentence: str
) -> None:
    told = vigil(*words, folder=tmp_path)
    assert told.returncode == 2
    assert sentence in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_bag_is_made_and_checked(pictures: Path, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    made = vigil("bag", "make", bag, "--pictures", pictures, "--constant", "speed_mps=20")
    assert made.returncode == 0, made.stderr
    assert "5 pictures" in made.stdout
    assert "watermark: constant speed_mps 20" in made.stdout
    checked = vigil("bag", "check", bag)
    assert "/vigil/camera/front/image/compressed" in checked.stdout
    again = vigil("bag", "make", bag, "--pictures", pictures)
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_a_camera_is_checked_on_a_picture(pictures: Path, tmp_path: Path) -> None:
    out = tmp_path / "check.png"
    told = vigil("camera", "check", "--pictures", pictures, "--out", out)
    assert told.returncode == 0, told.stderr
    before, after = cv2.imread(str(pictures / "0.png")), cv2.imread(str(out))
    assert before is not None
    assert after is not None
    assert (before != after).any()
