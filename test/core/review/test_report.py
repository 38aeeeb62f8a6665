"""The report is one file that holds everything and asks nobody; the video holds every moment."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import av
import pytest

from vigil.bag import BagWriter, topics
from vigil.base.errors import OutputError
from vigil.base.records import Level, Scene, Targets
from vigil.camera import CameraRig
from vigil.review import ReviewSettings, report, video
from vigil.review.drive import read_drive
from vigil.review.pictures import Pictures, wanted_large, wanted_small
from vigil.review.report import render

Pairs = list[tuple[Scene, Targets]]


@pytest.fixture(scope="module")
def html(made_bag: Path, made_rig: CameraRig, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("report") / "deeper" / "report.html"
    return report(made_bag, out, made_rig, ReviewSettings(thumbnails=5)).read_text("utf-8")


def embedded(html: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_watermark_comes_first(html: str) -> None:
    body = html[html.index("<body>") :]
    assert body.index("Input is not what it seems: made-up drive") < body.index("<h1>")


def test_nothing_is_asked_of_anybody(html: str) -> None:
    assert "default-src 'none'; img-src data:" in html
    assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?https?:""", html)


def test_each_alert_has_picture_reason_and_evidence(html: str) -> None:
    cards = re.findall(r"<article.*?</article>", html, re.DOTALL)
    assert len(cards) == 2
    assert all("data:image/jpeg;base64," in card for card in cards)
    assert "#2 crosses our line in 1.2 s, below 2.0 s" in cards[0]
    assert "<code>crossing_s</code>" in cards[0]
    assert "forward collision" in cards[1]


def test_the_plots_hold_every_moment(html: str) -> None:
    data = embedded(html)
    assert len(data["times"]) == len(data["speed"]) == len(data["ttc"]) == 98
    assert data["distance"][0] is None
    assert len(data["pictures"]) == 5
    assert [strip["name"] for strip in data["strips"]] == ["warnings", "front", "wide"]


def test_accounts_versions_and_health_are_printed(html: str) -> None:
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    for words in (
        "100 frame sets were made: 98 were judged, 2 were superseded",
        "made up",
        "0.1.0",
        "nothing came from camera wide for 0.4 s",
        "50.5 Hz",
    ):
        assert words in text


def test_a_quiet_drive_says_so_and_shows_some_moments(
    tmp_path: Path, made_drive: Pairs, made_rig: CameraRig
) -> None:
    with BagWriter(tmp_path / "quiet", {}) as bag:
        for scene, targets in made_drive[-20:]:
            bag.write(topics.SCENE.name, scene.stamp_ns, scene)
            bag.write(topics.TARGETS.name, scene.stamp_ns, targets)
    drive = read_drive(tmp_path / "quiet", 0.5)
    stamps = wanted_large(drive, ReviewSettings())
    assert len(stamps) == 6
    html = render(drive, Pictures(dict.fromkeys(stamps, "AAAA"), {}))
    assert "No alert was raised, and none was suppressed." in html
    assert html.count("<article") == 6
    assert report(tmp_path / "quiet", tmp_path / "quiet.html", made_rig).exists()  # no pictures


def test_the_number_of_pictures_is_bounded_and_the_worst_come_first(made_bag: Path) -> None:
    drive = read_drive(made_bag, 0.5)
    first = drive.episodes[1]
    many = replace(
        drive,
        episodes=tuple(
            replace(first, peak_ns=number, level=Level.EMERGENCY if number == 77 else first.level)
            for number in range(100)
        ),
    )
    assert len(wanted_large(many, ReviewSettings())) == 16
    assert 77 in wanted_large(many, ReviewSettings())
    assert len(wanted_small(drive, ReviewSettings(thumbnails=7))) == 7


def test_a_name_in_a_bag_cannot_become_code(made_bag: Path) -> None:
    drive = read_drive(made_bag, 0.5)
    evil = "</script><script>alert(1)</script>"
    episodes = (replace(drive.episodes[0], reason=evil),)
    states = ((drive.states[0][0], evil), *drive.states[1:])
    bad = replace(drive, name=evil, metadata={evil: evil}, episodes=episodes, states=states)
    assert "<script>alert" not in render(bad, Pictures({}, {}))


def test_a_place_that_cannot_be_written_gives_one_sentence(
    tmp_path: Path, made_bag: Path, made_rig: CameraRig
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the report cannot be written: "):
        report(made_bag, tmp_path / "file" / "report.html", made_rig, ReviewSettings(thumbnails=0))


def test_the_video_holds_every_moment(
    tmp_path: Path, made_drive: Pairs, made_rig: CameraRig
) -> None:
    with BagWriter(tmp_path / "short", {}) as bag:
        for scene, targets in made_drive[60:66]:
            bag.write(topics.SCENE.name, scene.stamp_ns, scene)
            bag.write(topics.TARGETS.name, scene.stamp_ns, targets)
    path = video(tmp_path / "short", tmp_path / "out" / "drive.mp4", made_rig)
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert (stream.width, stream.height) == (1680, 720)
        assert float(stream.average_rate or 0) == pytest.approx(10.0, rel=0.01)
        assert sum(1 for _ in file.decode(video=0)) == 6
