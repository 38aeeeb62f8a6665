"""What RViz is shown: the scene as markers, and the camera's picture with the scene drawn in."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vigil.bag import topics
from vigil.bag.mirror import FRAME_ID
from vigil.base.records import Frame, FrameSet, Scene, Targets
from vigil.base.settings import Configuration
from vigil.camera import decode_compressed
from vigil.geometry import Body
from vigil_nodes.markers import KINDS, REMOVE_ALL, markers
from vigil_nodes.view_node import ViewNode

Drive = list[tuple[Scene, Targets]]
Picture = npt.NDArray[np.uint8]
MOMENT = 20


@pytest.fixture
def shown(made_drive: Drive) -> list[Any]:
    """Return the markers of one moment."""
    found: list[Any] = markers(*made_drive[MOMENT], Body()).markers
    return found


def of(shown: list[Any], namespace: str) -> list[Any]:
    return [one for one in shown if one.ns == namespace]


def test_the_first_marker_removes_what_was_before(shown: list[Any]) -> None:
    assert shown[0].action == REMOVE_ALL
    assert {one.action for one in shown[1:]} == {0}


def test_the_array_holds_what_the_scene_holds(shown: list[Any], made_drive: Drive) -> None:
    scene, _ = made_drive[MOMENT]
    assert len(of(shown, "objects")) == len(of(shown, "labels")) == len(scene.objects)
    assert len(of(shown, "predicted_paths")) == len(scene.objects)
    assert len(of(shown, "lanes")) == len(scene.lanes)
    assert len(of(shown, "drivable")) == len(scene.drivable)
    assert len(of(shown, "own_path")) == 1


def test_a_box_stands_on_the_road_where_the_object_is(shown: list[Any], made_drive: Drive) -> None:
    scene, _ = made_drive[MOMENT]
    for box, thing in zip(of(shown, "objects"), scene.objects, strict=True):
        assert box.pose.position.x - box.scale.x / 2 == pytest.approx(thing.x_m)
        assert box.pose.position.y == pytest.approx(thing.y_m)
        assert box.pose.position.z == pytest.approx(box.scale.z / 2)
        assert box.scale.y == pytest.approx(thing.width_m)


def test_a_line_lies_where_the_lane_line_is(shown: list[Any], made_drive: Drive) -> None:
    scene, _ = made_drive[MOMENT]
    for marker, line in zip(of(shown, "lanes"), scene.lanes, strict=True):
        assert [p.y for p in marker.points] == pytest.approx([line.y_m(p.x) for p in marker.points])


def test_rviz_can_draw_every_marker(shown: list[Any]) -> None:
    assert len({(one.ns, one.id) for one in shown}) == len(shown)
    for one in shown[1:]:
        assert one.header.frame_id == FRAME_ID
        assert one.scale.x > 0 or one.type == KINDS["text"]
        spin = one.pose.orientation
        assert np.hypot(np.hypot(spin.x, spin.y), np.hypot(spin.z, spin.w)) == pytest.approx(1.0)
        if one.type == KINDS["cube"]:
            assert min(one.scale.x, one.scale.y, one.scale.z) > 0
        if one.type == KINDS["text"]:
            assert one.text
            assert one.scale.z > 0
        if one.type == KINDS["strip"]:
            assert len(one.points) >= 2
        if one.type == KINDS["lines"]:
            assert len(one.points) % 2 == 0


def test_markers_come_while_somebody_looks(
    graph: Any, configuration: Configuration, made_drive: Drive
) -> None:
    graph.add(ViewNode(configuration, page=False))
    heard = graph.messages(topics.MARKERS)
    scene, targets = made_drive[MOMENT]
    graph.say(topics.SCENE, scene)
    graph.say(topics.TARGETS, targets)
    graph.until(lambda: heard)
    assert len(of(heard[0].markers, "objects")) == len(scene.objects)
    stamp = heard[0].markers[1].header.stamp
    assert stamp.sec * 10**9 + stamp.nanosec == scene.stamp_ns


def test_the_scene_is_drawn_into_the_picture_of_its_moment(
    graph: Any,
    configuration: Configuration,
    made_drive: Drive,
    made_picture: Callable[[Scene], Picture],
) -> None:
    node = graph.add(ViewNode(configuration, page=False))
    heard = graph.messages(topics.PICTURE, "front")
    graph.until(node._is_looked_at)
    scene, targets = made_drive[MOMENT]
    seen = made_picture(scene)
    frame = Frame("front", scene.stamp_ns, scene.stamp_ns, 0, seen)
    node.keep(FrameSet(scene.stamp_ns, scene.moment, (frame,)))
    graph.say(topics.SCENE, scene)
    graph.say(topics.TARGETS, targets)
    graph.until(lambda: heard)
    drawn = decode_compressed(heard[0].data)
    assert drawn.shape == seen.shape
    assert heard[0].header.frame_id == "front_optical_frame"
    changed = np.abs(drawn.astype(int) - seen).max(axis=2) > 60
    assert 0.005 < changed.mean() < 0.6  # lines and words, not another picture
