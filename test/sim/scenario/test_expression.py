"""Formulas of a scenario."""

from typing import Any

import pytest

from vigil.base.errors import ConfigurationError
from vigil_sim.scenario.expression import Expression


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ego_kmh - 20", 30),
        ("-ego_kmh / 4", -12.5),
        ("(ego_kmh + 10) * 2", 120),
        ("min(ego_kmh, 30)", 30),
        ("max(1, 2, share)", 2),
        ("model", "bus"),
    ],
)
def test_a_formula_counts_with_the_names_of_the_sweep(text: str, value: float | str) -> None:
    names: dict[str, Any] = {"ego_kmh": 50, "share": 0.5, "model": "bus"}
    assert Expression(text, "here").value(names) == value


def test_whole_numbers_stay_whole_so_that_they_can_be_lanes() -> None:
    assert isinstance(Expression("side + 1", "here").value({"side": 1}), int)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ego_kmh +", "no formula"),
        ("speed - 1", "there is no 'speed'; there are ego_kmh"),
        ("ego_kmh / 0", "divides by zero"),
        ("model - 1", "counts with a text"),
        ("ego_kmh ** 2", "'ego_kmh ** 2' is not of numbers"),
        ("abs(ego_kmh)", "no function 'abs'"),
        ("ego_kmh < 5", "is not of numbers"),
        ("__import__('os')", "no function '__import__'"),
        ("ego_kmh.real", "is not of numbers"),
        ("True", "is not of numbers"),
        ("", "no formula"),
    ],
)
def test_a_fault_is_a_sentence_with_the_place_and_the_formula(text: str, told: str) -> None:
    names: dict[str, Any] = {"ego_kmh": 50}
    if "model" in text:
        names["model"] = "bus"
    with pytest.raises(ConfigurationError, match="here: ") as caught:
        Expression(text, "here").value(names)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a < b <= 2", True),
        ("a > b", False),
        ("a != b", True),
        ("kind == 'bus'", True),
        ("a > 1 or b > 1", True),
        ("a > 1 and b > 1", False),
    ],
)
def test_a_condition_may_compare(text: str, value: bool) -> None:
    names: dict[str, Any] = {"a": 1, "b": 2, "kind": "bus"}
    assert Expression(text, "here", compares=True).value(names) is value


def test_a_condition_compares_by_plain_signs_alone() -> None:
    with pytest.raises(ConfigurationError, match="other signs than"):
        Expression("a in b", "here", compares=True).value({"a": 1, "b": 2})
