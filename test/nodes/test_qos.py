"""Whoever speaks and whoever listens agree: every offered profile meets every requested one."""

from pathlib import Path
from typing import Any

import pytest
from rclpy.qos import (
    DurabilityPolicy,
    LivelinessPolicy,
    QoSCompatibility,
    QoSProfile,
    ReliabilityPolicy,
    qos_check_compatible,
)

from vigil.bag import topics
from vigil.bag.topics import TABLE, Topic
from vigil.base import yaml
from vigil_nodes.topics import profile

RVIZ = yaml.load(Path(__file__).resolve().parents[2] / "config/vigil.rviz")
PLAYED = (topics.CAN, topics.SAMPLES, topics.COMPRESSED, topics.IMAGE)
"""What a player offers with the profile of the bus, whatever recorded it."""


def rviz_profile(asked: dict[str, Any]) -> QoSProfile:
    """Return a profile as the RViz file writes it."""
    return QoSProfile(
        depth=asked["Depth"],
        reliability=ReliabilityPolicy[asked["Reliability Policy"].upper().replace(" ", "_")],
        durability=DurabilityPolicy[asked["Durability Policy"].upper().replace(" ", "_")],
        liveliness=LivelinessPolicy.AUTOMATIC,
    )


def stranger(depth: int, *, reliable: bool = True, latched: bool = False) -> QoSProfile:
    """Return what a program that is not ours asks for."""
    return QoSProfile(
        depth=depth,
        reliability=ReliabilityPolicy.RELIABLE if reliable else ReliabilityPolicy.BEST_EFFORT,
        durability=DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE,
        liveliness=LivelinessPolicy.AUTOMATIC,
    )


def must_meet(offered: QoSProfile, requested: QoSProfile) -> None:
    """Fail with the reason where a publisher would not be heard."""
    verdict, reason = qos_check_compatible(offered, requested)
    assert verdict == QoSCompatibility.OK, reason


@pytest.mark.parametrize("topic", TABLE, ids=lambda topic: topic.name)
def test_our_publishers_and_subscriptions_meet(topic: Topic) -> None:
    must_meet(profile(topic.qos), profile(topic.qos))


@pytest.mark.parametrize("topic", PLAYED, ids=lambda topic: topic.name)
def test_what_is_played_meets_whoever_listens(topic: Topic) -> None:
    must_meet(profile("bus"), profile(topic.qos))


@pytest.mark.parametrize(
    "asked",
    [d["Topic"] for d in RVIZ["Visualization Manager"]["Displays"] if "Topic" in d],
    ids=lambda asked: asked["Value"],
)
def test_rviz_hears_us(asked: dict[str, Any]) -> None:
    topic = topics.find(asked["Value"])
    assert topic is not None
    must_meet(profile(topic.qos), rviz_profile(asked))


@pytest.mark.parametrize(
    ("topic", "requested"),
    [
        # tf2_ros::TransformListener and StaticListenerQoS
        pytest.param(topics.TF, stranger(100), id="tf listener"),
        pytest.param(topics.TF_STATIC, stranger(100, latched=True), id="tf_static listener"),
        # rclcpp and rclpy TimeSource, Humble on: ClockQoS
        pytest.param(topics.CLOCK, stranger(1, reliable=False), id="use_sim_time"),
        # diagnostic_aggregator
        pytest.param(topics.DIAGNOSTICS, stranger(1000), id="diagnostic_aggregator"),
        # image_transport and camera_calibration: the profile of sensor data
        pytest.param(topics.PICTURE, stranger(5, reliable=False), id="image viewer"),
    ],
)
def test_programs_that_are_not_ours_hear_us(topic: Topic, requested: QoSProfile) -> None:
    must_meet(profile(topic.qos), requested)


@pytest.mark.parametrize("reliable", [True, False])
def test_a_camera_driver_is_heard_whatever_it_offers(reliable: bool) -> None:
    for topic in (topics.IMAGE, topics.COMPRESSED):
        must_meet(stranger(1, reliable=reliable), profile(topic.qos))


def test_an_alert_says_when_it_is_overdue_and_when_it_is_history() -> None:
    alerts = profile(topics.ALERTS.qos)
    assert alerts.deadline.nanoseconds == 200_000_000
    assert alerts.lifespan.nanoseconds == 500_000_000
    assert alerts.reliability == ReliabilityPolicy.RELIABLE
