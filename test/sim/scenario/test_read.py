"""Scenario files: names, sweeps, and what they may not say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vigil.base.errors import ConfigurationError
from vigil_sim.scenario import load, read, shipped

Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a scenario file and return its path."""

    def write(text: str) -> Path:
        path = tmp_path / "trial.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_without_a_sweep_is_one_scenario_named_as_the_file(written: Written) -> None:
    scenario = load(written("ego: {kmh: 50}"))
    assert scenario.name == "trial"
    assert scenario.ego.kmh == 50


def test_a_sweep_makes_every_combination_in_the_order_of_the_file(written: Written) -> None:
    family = read(
        written(
            "about: A try.\n"
            "for: {kmh: [10, 20], overlap: [0.5, 1.0]}\n"
            "ego: {kmh: =kmh}\n"
            "actors: [{name: target, gap_m: 50, kmh: '=kmh / 2', overlap: =overlap}]\n"
        )
    )
    assert (family.name, family.about) == ("trial", "A try.")
    assert [tuple(cell.values.values()) for cell in family.cells] == [
        (10, 0.5),
        (10, 1.0),
        (20, 0.5),
        (20, 1.0),
    ]
    last = family.cells[-1].scenario
    assert (last.name, last.ego.kmh, last.actors[0].kmh, last.actors[0].overlap) == (
        "trial",
        20,
        10.0,
        1.0,
    )


def test_words_and_lanes_can_be_swept_too(written: Written) -> None:
    family = read(
        written(
            "for: {model: [bus, child], lane: [0, 1]}\n"
            "ego: {kmh: 30}\n"
            "actors: [{name: target, gap_m: 50, model: =model, lane: =lane}]\n"
        )
    )
    assert [cell.scenario.actors[0].model for cell in family.cells] == 2 * ["bus"] + 2 * ["child"]
    assert [cell.scenario.actors[0].lane for cell in family.cells] == [0, 1, 0, 1]


def test_where_drops_what_makes_no_sense(written: Written) -> None:
    family = read(
        written(
            "for: {ego_kmh: [20, 40, 60], target_kmh: [10, 50]}\n"
            "where: ['target_kmh < ego_kmh', 'ego_kmh - target_kmh <= 30']\n"
            "ego: {kmh: =ego_kmh}\n"
            "actors: [{name: target, gap_m: 50, kmh: =target_kmh}]\n"
        )
    )
    assert [tuple(cell.values.values()) for cell in family.cells] == [(20, 10), (40, 10), (60, 50)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ego: {kmh: 50, hue: 3}", "there is no setting 'ego.hue'"),
        ("ego: {kmh: -5}", "ego.kmh: -5: it should be greater than or equal to 0"),
        ("ego: {kmh: 50, lane: 2}", "ego: there is no lane 2; there are 0 to 1"),
        ("road: {lanes: 1}\nego: {kmh: 5, do: [{lane: 1}]}", "ego: there is no lane 1"),
        (
            "ego: {kmh: 50}\nactors: [{name: other, lane: -1, s_m: 90}]",
            "actor other: there is no lane -1",
        ),
        ("ego: {kmh: 50}\nactors: [{name: other, s_m: 9, gap_m: 8}]", "not s_m, gap_m"),
        ("ego: {kmh: 50}\nactors: [{name: other}]", "one of s_m, gap_m, ttc_s is needed"),
        (
            "ego: {kmh: 50}\nactors: [{name: other, s_m: 9, d_m: 1, overlap: 1}]",
            "d_m and overlap both say",
        ),
        (
            "ego: {kmh: 5}\nactors: [{name: a, s_m: 9}, {name: a, s_m: 99}]",
            "two actors are called a",
        ),
        ("ego: {kmh: 50, do: [{cross_kmh: 5}]}", "cross_kmh is for others"),
        ("ego: {kmh: 50, do: [{when: {t_s: 1, gap_m: 2}, kmh: 3}]}", "not t_s, gap_m"),
        ("ego: {kmh: 50}\nego: {kmh: 60}", "the key 'ego' stands twice"),
        ("for: {kmh: [1, 2]}\nego: {kmh: 50}", "for: kmh is used nowhere"),
        ("for: {kmh: 3}\nego: {kmh: =kmh}", "for: kmh is 3; a list"),
        ("for: {kmh: []}\nego: {kmh: =kmh}", "for: kmh is []; a list"),
        ("for: [kmh]\nego: {kmh: =kmh}", "names with lists are needed"),
        ("where: kmh < 3\nego: {kmh: 50}", "a list of formulas is needed"),
        ("for: {kmh: [1]}\nwhere: [kmh > 5]\nego: {kmh: =kmh}", "'where' leaves nothing"),
        ("for: {a: [1]}\nego: {kmh: =a + b}", "there is no 'b'; there are a"),
        ("ego: {kmh: =a}", "the file has no 'for'"),
        ("for: {kmh: [1, 999]}\nego: {kmh: =kmh}", "(kmh 999): ego.kmh: 999"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(text: str, told: str, written: Written) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(written(text))
    assert told in str(caught.value)
    assert "trial.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_family_is_no_single_scenario(written: Written) -> None:
    with pytest.raises(ConfigurationError, match="a family of 2 scenarios"):
        load(written("for: {kmh: [1, 2]}\nego: {kmh: =kmh}"))


def test_a_shipped_scenario_is_found_by_its_name() -> None:
    assert load("demo").name == "demo"


def test_a_scenario_that_nobody_wrote_is_told_with_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match=r"there is no scenario 'nirvana'.*demo"):
        load("nirvana")


def test_a_missing_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone\.yaml: cannot be read"):
        read(tmp_path / "gone.yaml")


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_file_can_be_read_and_says_what_it_is_about(name: str) -> None:
    family = read(name)
    assert family.name.endswith(name.rpartition("/")[2])
    assert family.about
