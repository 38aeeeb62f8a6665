"""Settings as ROS parameters: `-p` changes one, and the room's own class still judges it."""

from collections.abc import Callable
from typing import Any

import pytest
from rclpy.node import Node

from vigil.base.errors import ConfigurationError
from vigil.base.settings import Configuration
from vigil.perception import PerceptionSettings
from vigil.sync import SyncSettings
from vigil_nodes import parameters

MakeNode = Callable[..., Node]


@pytest.fixture
def node(graph: Any) -> MakeNode:
    """Return a maker of nodes that were given parameters on their command line."""

    def make(*given: str) -> Node:
        words = [word for text in given for word in ("-p", text)]
        return graph.add(Node("room", cli_args=["--ros-args", *words] if words else None))

    return make


EMPTY = Configuration({}, {})


def test_without_parameters_the_configuration_holds(node: MakeNode) -> None:
    configuration = EMPTY.changed({"sync.wait_s": 0.07})
    settings = parameters.declare(node(), "sync", SyncSettings, configuration)
    assert settings == SyncSettings(wait_s=0.07)


def test_a_parameter_wins_over_the_configuration(node: MakeNode) -> None:
    configuration = EMPTY.changed({"sync.wait_s": 0.07, "sync.max_age_s": 1.0})
    settings = parameters.declare(node("wait_s:=0.03"), "sync", SyncSettings, configuration)
    assert settings == SyncSettings(wait_s=0.03, max_age_s=1.0)


def test_a_whole_number_is_taken_where_a_fraction_is_meant(node: MakeNode) -> None:
    settings = parameters.declare(node("max_age_s:=1"), "sync", SyncSettings, EMPTY)
    assert settings.max_age_s == 1.0


def test_a_setting_within_a_setting_has_a_dotted_name(node: MakeNode) -> None:
    given = node("networks.detector:=none", "detection.score_min:=0.2")
    settings = parameters.declare(given, "perception", PerceptionSettings, EMPTY)
    assert settings.networks.detector == "none"
    assert settings.detection.score_min == 0.2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param("wait_s:=7.5", r"sync: wait_s: 7\.5: .*less than or equal to 1", id="range"),
        pytest.param("wait_s:=soon", "sync: wait_s: 'soon': .*valid number", id="type"),
        pytest.param("patience_sets:=2.5", "sync: patience_sets: 2.5: .*valid integer", id="whole"),
    ],
)
def test_a_wrong_value_is_one_sentence(node: MakeNode, given: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence) as raised:
        parameters.declare(node(given), "sync", SyncSettings, EMPTY)
    assert "\n" not in str(raised.value)


def test_what_is_declared_can_be_read_and_not_changed_while_driving(node: MakeNode) -> None:
    made = node()
    parameters.declare(made, "sync", SyncSettings, EMPTY)
    assert made.get_parameter("wait_s").value == SyncSettings().wait_s
    assert made.describe_parameter("wait_s").read_only
