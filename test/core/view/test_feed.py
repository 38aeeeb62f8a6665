"""The newest wins, nobody waits; and what goes over the wire is what the picture says."""

import asyncio
import json
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from vigil.base.records import Health, HealthLevel, Scene, Targets
from vigil.geometry import CameraModel
from vigil.view import Feed
from vigil.view.feed import Message, Slots
from vigil.view.files import page_file
from vigil.view.palette import Color
from vigil.view.wire import (
    PICTURE_HEAD,
    Command,
    picture_message,
    read_answer,
    scene_message,
)

Drive = list[tuple[Scene, Targets]]


def told(feed: Feed, pushes: list[tuple[Scene, Targets]]) -> tuple[dict[str, Message], int]:
    """Return what a page that was slow is sent after some pushes, and what it never saw."""

    async def run() -> tuple[dict[str, Message], int]:
        slots = Slots(asyncio.get_running_loop())
        feed.open(slots)
        for scene, targets in pushes:
            feed.push(scene.stamp_ns, {"front": b"jpeg"}, scene, targets)
        taken = await slots.take()
        feed.close(slots)
        return taken, slots.superseded

    return asyncio.run(run())


def test_a_slow_page_is_sent_the_newest_alone(made_drive: Drive) -> None:
    messages, superseded = told(Feed(), made_drive[:5])
    assert set(messages) == {"scene", "camera/front"}
    assert json.loads(messages["scene"])["number"] == 4
    assert superseded == 8  # two streams, four older messages each


def test_a_page_that_comes_late_is_sent_the_last_moment_and_its_age(made_drive: Drive) -> None:
    now_s = [100.0]
    feed = Feed(clock=lambda: now_s[0])
    assert feed.quiet_s is None
    scene, targets = made_drive[3]
    feed.push(scene.stamp_ns, {}, scene, targets)
    now_s[0] += 7.5
    messages, _ = told(feed, [])
    assert json.loads(messages["scene"])["number"] == 3
    assert feed.quiet_s == pytest.approx(7.5)


def test_without_a_page_nothing_is_encoded(made_drive: Drive) -> None:
    scene, targets = made_drive[0]
    broken = replace(scene, lanes=cast("Any", (None,)))  # would raise when encoded
    feed = Feed()
    feed.push(scene.stamp_ns, {}, broken, targets)
    assert not feed.is_watched


def test_the_page_is_told_what_the_picture_says(
    made_drive: Drive, front_model: CameraModel
) -> None:
    scene, targets = made_drive[65]
    said = json.loads(scene_message(scene, targets, {"front": front_model}))
    assert said["reason"].startswith("forward collision: time to collision 1.8 s")
    assert said["level"] == {"name": "warning", "color": "warning", "raised": True}
    assert said["watermark"] == "INPUT IS NOT WHAT IT SEEMS: made-up drive"
    front, wide = said["cameras"]
    assert len(front["boxes"]) == len(scene.objects)
    assert len(front["lines"]) == len(scene.lanes) + 2  # the paths of truck and pedestrian
    assert wide["verdict"] == "missing: nothing came for 0.4 s"
    assert said["health"][0]["name"] == "camera/wide"
    assert said["series"]["ttc_s"] == pytest.approx(1.8, abs=0.05)


def test_an_unknown_number_is_null_and_never_nan(made_drive: Drive) -> None:
    scene, targets = made_drive[0]
    vehicle = replace(scene.moment.vehicle, speed_mps=type(scene.moment.vehicle.speed_mps)())
    blind = replace(scene, moment=replace(scene.moment, vehicle=vehicle), objects=())
    said = json.loads(scene_message(blind, replace(targets, lead_id=0), {}))
    assert said["series"] == {"speed_mps": None, "distance_m": None, "ttc_s": None}
    assert said["speed"] == "speed unknown"


def test_a_name_in_a_bag_cannot_break_the_message(made_drive: Drive) -> None:
    scene, targets = made_drive[0]
    words = '</script>"\n\u2028'
    health = (Health(words, HealthLevel.WARN, words),)
    odd = replace(targets, moment=replace(targets.moment, health=health))
    assert json.loads(scene_message(scene, odd, {}))["health"][0]["message"] == words


def test_a_picture_carries_its_camera_and_stamp() -> None:
    message = picture_message("front", 1_700_000_000_000_000_001, b"\xff\xd8jpeg")
    stamp_ns, length = PICTURE_HEAD.unpack_from(message)
    head = PICTURE_HEAD.size + length
    assert stamp_ns == 1_700_000_000_000_000_001
    assert message[PICTURE_HEAD.size : head] == b"front"
    assert message[head:] == b"\xff\xd8jpeg"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ('{"drawn": 7}', (7, None)),
        ('{"play": true}', (None, Command(play=True))),
        ('{"seek_s": 12}', (None, Command(seek_s=12.0))),
        ('{"seek_s": NaN}', (None, None)),
        ('{"seek_s": "x"}', (None, None)),
        ("[1]", (None, None)),
        ("no json", (None, None)),
        (b"\xff\xfe", (None, None)),
    ],
)
def test_an_answer_is_understood_or_ignored(
    said: str | bytes, answer: tuple[int | None, Command | None]
) -> None:
    assert read_answer(said) == answer


def test_the_page_knows_every_colour() -> None:
    sheet = (page_file("palette.css") or b"").decode()
    for color in Color:
        assert f"--{color.name.lower().replace('_', '-')}: {color.value};" in sheet


def test_the_page_asks_nobody_else() -> None:
    for name in ("index.html", "style.css", "main.js", "picture.js", "above.js", "plots.js"):
        text = (page_file(name) or b"").decode()
        assert text
        assert "http://" not in text
        assert "https://" not in text


def test_the_plot_library_comes_with_its_licence() -> None:
    assert b"MIT License" in (page_file("uPlot.LICENSE.txt") or b"")
    assert page_file("../server.py") is None


def test_colours_differ() -> None:
    assert len(set(np.unique([color.value for color in Color]))) == len(Color)
