"""The table of topics: one line each, and each line can be relied on."""

import pytest

from vigil.bag import topics
from vigil.bag.messages import kinds
from vigil.bag.metadata import qos_yaml
from vigil.bag.topics import PROFILES, TABLE, Topic, find, kind_of, record_of
from vigil.bag.typestore import Types
from vigil.base.records import Scene

TYPES = Types()


@pytest.mark.parametrize("topic", TABLE, ids=lambda topic: topic.name)
def test_a_topic_has_a_type_and_a_profile_that_exist(topic: Topic) -> None:
    assert TYPES.find(topic.kind)
    assert topic.qos in PROFILES


def test_no_topic_stands_twice() -> None:
    assert len({topic.name for topic in TABLE}) == len(TABLE)


def test_the_table_holds_every_topic_of_the_file() -> None:
    assert {t for t in vars(topics).values() if isinstance(t, Topic)} == set(TABLE)


def test_a_topic_of_a_camera_is_found_by_its_name() -> None:
    name = topics.COMPRESSED.of("front_left")
    assert name == "/vigil/camera/front_left/image/compressed"
    assert find(name) is topics.COMPRESSED
    assert topics.COMPRESSED.camera(name) == "front_left"


@pytest.mark.parametrize(
    "name", ["/vigil/camera//image", "/camera/front/image", "/vigil/camera/a/b"]
)
def test_a_foreign_topic_is_in_no_line(name: str) -> None:
    assert find(name) is None


def test_record_and_type_lead_to_each_other() -> None:
    assert record_of(kind_of(Scene)) is Scene
    assert all(record_of(kind_of(kind)) is kind for kind in kinds())
    assert record_of("sensor_msgs/msg/Image") is None


def test_what_comes_late_to_a_latched_topic_still_hears_it() -> None:
    """Numbers of rmw/types.h: durability 1 is transient local, reliability 1 reliable."""
    text = qos_yaml(PROFILES[topics.TF_STATIC.qos])
    assert "durability: 1" in text
    assert "reliability: 1" in text


def test_an_alert_has_a_deadline() -> None:
    text = qos_yaml(PROFILES[topics.ALERTS.qos])
    assert "deadline:\n    sec: 0\n    nsec: 200000000" in text
