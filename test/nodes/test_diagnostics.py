"""Diagnostics: one status a part, the gravest; told when it changes, and that it is well again."""

from typing import Any

import pytest

from vigil.bag import topics
from vigil.base.records import Health, HealthLevel
from vigil_nodes.diagnostics import Diagnostics

OK, WARN, ERROR = HealthLevel.OK, HealthLevel.WARN, HealthLevel.ERROR


def said(array: Any) -> dict[str, tuple[int, str]]:
    """Return level and text by the name of the part; no name may stand twice."""
    names = [status.name for status in array.status]
    assert len(names) == len(set(names))
    return {status.name: (status.level[0], status.message) for status in array.status}


@pytest.fixture
def told(graph: Any) -> list[Any]:
    heard: list[Any] = graph.messages(topics.DIAGNOSTICS)
    return heard


def test_of_two_words_on_one_part_the_gravest_is_told(graph: Any, told: list[Any]) -> None:
    parts = [Health("camera/a", OK, "fine"), Health("camera/a", ERROR, "cut short")]
    Diagnostics(graph.stranger).tell([*parts, Health("camera/a", WARN, "dim")])
    graph.until(lambda: told)
    assert said(told[0]) == {"vigil/camera/a": (ERROR, "cut short")}


def test_what_does_not_change_is_told_once_a_second(graph: Any, told: list[Any]) -> None:
    diagnostics = Diagnostics(graph.stranger)
    for number in range(50):
        diagnostics.tell([Health("sync/clock", OK, f"set {number}")])
    graph.until(lambda: told)
    diagnostics.tell([Health("sync/clock", WARN, "jumped")])
    graph.until(lambda: len(told) == 2)
    assert said(told[1]) == {"vigil/sync/clock": (WARN, "jumped")}
    diagnostics.PERIOD_NS = 0  # a second later
    diagnostics.tell([Health("sync/clock", WARN, "jumped")])
    graph.until(lambda: len(told) == 3)


def test_a_part_that_complains_no_more_is_well_again(graph: Any, told: list[Any]) -> None:
    diagnostics = Diagnostics(graph.stranger)
    diagnostics.tell([Health("camera/a", OK, "fine"), Health("vehicle/gear", ERROR, "lost")])
    graph.until(lambda: len(told) == 1)
    diagnostics.tell([Health("camera/a", OK, "fine")])
    graph.until(lambda: len(told) == 2)
    assert said(told[1])["vigil/vehicle/gear"] == (OK, "is well again")
