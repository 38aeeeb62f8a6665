"""What is made of a recorded drive: the same answers again, a report, a video."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import pytest

from vigil.bag import BagReader, topics
from vigil.base.records import difference

VIGIL = [sys.executable, "-c", "from vigil.cli import main; main()"]
PATIENCE_S = 150.0


@pytest.fixture(scope="module")
def replayed(drive: Any, sets: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what `vigil replay --as-driven` leaves of the drive."""
    out = tmp_path_factory.mktemp("replay") / "out"
    settings = [word for text in sets for word in ("--set", text)]
    command = [*VIGIL, "replay", str(drive.bag), "--as-driven", "--out", str(out), *settings]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.mark.parametrize("topic", [topics.PERCEPTS, topics.SCENE, topics.TARGETS])
def test_a_replay_as_driven_says_the_same_bit_for_bit(
    drive: Any, replayed: Path, topic: topics.Topic
) -> None:
    with BagReader(drive.bag) as first, BagReader(replayed / "bag") as second:
        driven = [record for _, record in first.records([topic.name])]
        again = [record for _, record in second.records([topic.name])]
    assert len(again) >= len(driven) > 0  # the last cycle may have been under way at the end
    for one, other in zip(driven, again, strict=False):
        assert difference(one, other) == "", f"at {one.stamp_ns} ns"


def test_the_replay_says_that_it_is_one_and_keeps_the_watermark(drive: Any, replayed: Path) -> None:
    with BagReader(drive.bag) as first, BagReader(replayed / "bag") as second:
        assert second.metadata["mode"] == "replay as driven"
        assert second.watermarks == first.watermarks != ()


def test_the_report_is_one_file_that_says_what_the_drive_was(replayed: Path, road: Any) -> None:
    text = (replayed / "report.html").read_text(encoding="utf-8")
    assert text.lower().startswith("<!doctype html>")
    assert "yolox_nano" in text
    assert road.watermark in text
    assert 'src="http' not in text


def test_the_video_shows_every_picture(replayed: Path, drive: Any) -> None:
    with av.open(str(replayed / "video.mp4")) as video:
        frames = sum(1 for _ in video.decode(video=0))
        size = (video.streams.video[0].width, video.streams.video[0].height)
    with BagReader(drive.bag) as bag:
        pictures = bag.topics[topics.COMPRESSED.of("front")].count
        moments = bag.topics[topics.TARGETS.name].count
    assert moments <= frames <= pictures
    assert min(size) >= 480
