"""What a picture says: boxes, lanes, bars and watermarks, and that it says so in colour."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from vigil.base.records import Level, Scene, Targets, Verdict, WarningState
from vigil.geometry import CameraModel
from vigil.view import draw
from vigil.view.overlay import overlay
from vigil.view.palette import Color
from vigil.view.words import (
    Role,
    alert_line,
    detail,
    headline,
    most_urgent,
    role,
    speed,
    state_line,
    title,
    watermarked,
)

Drive = list[tuple[Scene, Targets]]
Picture = npt.NDArray[np.uint8]
CUT_IN, WARNED, CALM = 20, 65, 90


def count(image: Picture, color: Color) -> int:
    """Return how many pixels have exactly a colour."""
    return int((image == color.bgr).all(axis=2).sum())


@pytest.fixture
def warned(made_drive: Drive) -> tuple[Scene, Targets]:
    return made_drive[WARNED]


def test_the_object_that_is_warned_of_wears_the_colour_of_its_level(
    warned: tuple[Scene, Targets],
    front_model: CameraModel,
    made_picture: Callable[[Scene], Picture],
) -> None:
    scene, targets = warned
    image = draw(
        made_picture(scene), "front", scene, targets, front_model, scene.moment.mounting("front")
    )
    left, top, right, bottom = (round(edge) for edge in _edges(scene, 2))
    for x in (left, right):
        assert count(image[top + 30 : bottom - 30, x - 2 : x + 3], Color.WARNING) > 20


def _edges(scene: Scene, number: int) -> tuple[float, float, float, float]:
    view = next(thing for thing in scene.objects if thing.id == number).views[0]
    return (view.left_px, view.top_px, view.right_px, view.bottom_px)


def test_the_picture_that_was_given_is_not_changed(warned: tuple[Scene, Targets]) -> None:
    plain = np.full((540, 960, 3), 90, np.uint8)
    drawn = draw(plain, "front", *warned)
    assert (plain == 90).all()
    assert (drawn != plain).any()


def test_lanes_lie_where_the_geometry_puts_them(
    warned: tuple[Scene, Targets], front_model: CameraModel
) -> None:
    scene, targets = warned
    layer = overlay("front", scene, targets, front_model, scene.moment.mounting("front"))
    right = layer.lanes[3].points_px
    # 3 m ahead, 5.4 m right of a camera 1.5 m behind the bumper, 1.4 m high, that looks 0.02 rad
    # down: depth 4.5 m, so x = 479.5 + 800 * 5.4 / depth to within the small pitch.
    assert right[0, 0] == pytest.approx(479.5 + 800 * 5.4 / 4.53, rel=0.01)
    assert right[-1, 1] < right[0, 1]


@pytest.mark.parametrize("rows", [270, 540, 720])
def test_watermarks_are_visible_at_every_size(warned: tuple[Scene, Targets], rows: int) -> None:
    scene, targets = warned
    plain = np.zeros((rows, rows * 16 // 9, 3), np.uint8)
    bare = replace(scene, moment=replace(scene.moment, watermarks=()))
    marked, unmarked = draw(plain, "front", scene, targets), draw(plain, "front", bare, targets)
    changed = (marked != unmarked).any(axis=2).sum()
    assert changed > 0.02 * plain.shape[0] * plain.shape[1]
    assert "made-up drive" in watermarked(scene.moment)
    assert not watermarked(bare.moment)


def test_no_camera_model_means_boxes_but_no_road(warned: tuple[Scene, Targets]) -> None:
    layer = overlay("front", *warned, None, None)
    assert layer.boxes
    assert not layer.lanes
    assert not len(layer.own_path_px)


def test_a_camera_that_delivered_nothing_says_why(warned: tuple[Scene, Targets]) -> None:
    layer = overlay("wide", *warned, None, None)
    assert layer.verdict == "missing: nothing came for 0.4 s"
    assert layer.verdict_color is Color.BAD


def test_a_camera_outside_the_moment_is_said_to_be_so(warned: tuple[Scene, Targets]) -> None:
    assert overlay("rear", *warned, None, None).verdict == "not in this moment"


def test_an_unseen_object_is_drawn_where_it_should_be(
    warned: tuple[Scene, Targets], front_model: CameraModel
) -> None:
    scene, targets = warned
    seen = _edges(scene, 2)
    hidden = replace(scene, objects=tuple(replace(thing, views=()) for thing in scene.objects))
    layer = overlay("front", hidden, targets, front_model, scene.moment.mounting("front"))
    box = next(box for box in layer.boxes if box.id == 2)
    assert not box.seen
    assert (box.left_px, box.top_px, box.right_px, box.bottom_px) == pytest.approx(seen, abs=0.5)


def test_the_level_is_a_colour_across_the_top(made_drive: Drive) -> None:
    plain = np.zeros((540, 960, 3), np.uint8)
    for index, color in ((CUT_IN, Color.PRE_WARNING), (WARNED, Color.WARNING), (CALM, Color.GOOD)):
        assert count(draw(plain, "front", *made_drive[index])[:32], color) > 500


def test_a_state_other_than_active_is_written_out(warned: tuple[Scene, Targets]) -> None:
    scene, targets = warned
    assert state_line(targets.alerts) == "degraded: camera wide is missing"
    active = replace(targets, alerts=replace(targets.alerts, state=WarningState.ACTIVE))
    plain = np.zeros((540, 960, 3), np.uint8)
    assert (draw(plain, "front", scene, targets) != draw(plain, "front", scene, active)).any()


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (CUT_IN, "cut in: #2 crosses our line in 1.2 s, below 2.0 s"),
        (CALM, "nothing to warn of"),
    ],
    ids=["cut-in", "calm"],
)
def test_the_bar_says_the_reason(made_drive: Drive, index: int, words: str) -> None:
    assert alert_line(made_drive[index][1].alerts) == words


def test_no_alert_is_green_only_while_warnings_can_be_relied_on(made_drive: Drive) -> None:
    alerts = made_drive[CALM][1].alerts
    assert headline(alerts) == ("no alert", Color.GOOD)
    dead = replace(alerts, state=WarningState.FAILED, state_reasons=("no camera delivers",))
    assert headline(dead) == ("failed", Color.BAD)
    assert alert_line(dead) == "no warnings: no camera delivers"
    limping = replace(alerts, state=WarningState.DEGRADED)
    assert headline(limping) == ("no alert", Color.DOUBT)


def test_the_time_to_collision_is_of_who_matters(made_drive: Drive) -> None:
    targets = made_drive[WARNED][1]
    beside = replace(targets.targets[0], object_id=3, ttc_s=0.4)
    both = replace(targets, targets=(beside, *targets.targets))
    first = most_urgent(both)
    assert first is not None
    assert first.object_id == 2
    assert most_urgent(replace(both, cut_in_id=3)) is beside


def test_a_suppressed_alert_is_not_silence(made_drive: Drive) -> None:
    alerts = made_drive[CALM][1].alerts
    held = replace(
        alerts.alerts[0], suppressed_level=Level.WARNING, suppression="the driver brakes"
    )
    line = alert_line(replace(alerts, alerts=(held,)))
    assert line == "forward collision suppressed: the driver brakes"


def test_an_object_says_who_what_where_and_how_sure(warned: tuple[Scene, Targets]) -> None:
    scene, targets = warned
    truck = next(thing for thing in scene.objects if thing.id == 2)
    assert title(truck) == "#2 truck 17.9 ±0.7 m"
    assert detail(truck, targets.targets[0]) == "-10.0 m/s  TTC 1.8 ±0.3 s"
    assert not detail(replace(truck, vx_mps=None, ttc_s=None), None)
    assert role(truck, targets) is Role.WARNING


def test_a_speed_that_was_not_measured_says_so(warned: tuple[Scene, Targets]) -> None:
    signal = warned[0].moment.vehicle.speed_mps
    assert speed(signal) == "90 km/h"
    assert speed(replace(signal, state=type(signal.state).ASSUMED)) == "90 km/h (assumed)"
    assert speed(replace(signal, value=None)) == "speed unknown"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_has_its_colour(warned: tuple[Scene, Targets], verdict: Verdict) -> None:
    scene, targets = warned
    reports = tuple(replace(report, verdict=verdict) for report in scene.moment.cameras)
    judged = replace(scene, moment=replace(scene.moment, cameras=reports))
    good = overlay("front", judged, targets, None, None).verdict_color is Color.GOOD
    assert good is (verdict is Verdict.ON_TIME)
