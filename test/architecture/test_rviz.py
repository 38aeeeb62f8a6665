"""The RViz file, as data: what it shows is what we say, asked for no stricter than we offer it."""

from pathlib import Path
from typing import Any

import pytest

from vigil.bag import topics
from vigil.bag.mirror import FRAME_ID
from vigil.bag.topics import PROFILES
from vigil.base import yaml
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil_nodes.transforms_node import BASE, ODOM

FILE = Path(__file__).parents[2] / "config/vigil.rviz"
RVIZ: dict[str, Any] = yaml.load(FILE)
MANAGER: dict[str, Any] = RVIZ["Visualization Manager"]
DISPLAYS: list[dict[str, Any]] = MANAGER["Displays"]
SUBSCRIBED = [display for display in DISPLAYS if "Topic" in display]
BY_NAME = pytest.mark.parametrize("display", SUBSCRIBED, ids=lambda display: display["Name"])
SHOWS = {
    "MarkerArray": "visualization_msgs/msg/MarkerArray",
    # image_transport takes the plain name and asks for the compressed one.
    "Image": "sensor_msgs/msg/CompressedImage",
}
"""Type of message that a display reads here."""
PANELS = {f"rviz_common/{name}" for name in ("Displays", "Views", "Time")}
PLUGINS = {
    f"rviz_default_plugins/{name}"
    for name in (*SHOWS, "Grid", "TF", "TopDownOrtho", "Orbit", "MoveCamera", "Select", "Measure")
}
"""What comes with every rviz2 from Humble on."""


def test_every_class_comes_with_rviz() -> None:
    views = MANAGER["Views"]
    shown = [*DISPLAYS, *MANAGER["Tools"], views["Current"], *views["Saved"]]
    assert {one["Class"] for one in shown} <= PLUGINS
    assert {panel["Class"] for panel in RVIZ["Panels"]} <= PANELS


def test_scene_and_camera_frames_and_both_views_are_there() -> None:
    kinds = {display["Class"].split("/")[1] for display in DISPLAYS if display["Enabled"]}
    assert kinds == {"Grid", "TF", *SHOWS}
    assert MANAGER["Views"]["Current"]["Class"].endswith("TopDownOrtho")
    assert [view["Class"] for view in MANAGER["Views"]["Saved"]] == ["rviz_default_plugins/Orbit"]


@BY_NAME
def test_a_display_shows_a_topic_of_ours_of_its_type(display: dict[str, Any]) -> None:
    topic = topics.find(display["Topic"]["Value"])
    assert topic is not None
    assert topic.kind == SHOWS[display["Class"].split("/")[1]]


@BY_NAME
def test_a_display_asks_for_no_more_than_is_offered(display: dict[str, Any]) -> None:
    asked, topic = display["Topic"], topics.find(display["Topic"]["Value"])
    assert topic is not None
    offered = PROFILES[topic.qos]
    assert asked["Reliability Policy"] == "Best Effort" or offered.reliable
    assert asked["Durability Policy"] == "Volatile" or offered.latched
    assert asked["History Policy"] == "Keep Last"
    assert asked["Depth"] <= offered.depth


@BY_NAME
def test_a_picture_is_of_a_camera_that_is_configured(display: dict[str, Any]) -> None:
    topic = topics.find(display["Topic"]["Value"])
    assert topic is not None
    cameras = {camera.name for camera in Rooms(Configuration.read()).rig.cameras}
    assert topic.camera(display["Topic"]["Value"]) in {"", *cameras}


def test_the_fixed_frame_is_one_that_we_tell() -> None:
    told = {ODOM, BASE, FRAME_ID}
    assert MANAGER["Global Options"]["Fixed Frame"] in told
