"""Settings: what a configuration file may say, and the sentence it gets when it may not."""

from pathlib import Path

import pytest
from pydantic import Field

from vigil.base.errors import ConfigurationError
from vigil.base.settings import Configuration, Settings, shipped


class Speed(Settings):
    """A section of two numbers."""

    limit_mps: float = Field(default=30.0, ge=0.0, le=70.0)
    steps_mps: tuple[float, ...] = (1.0,)


def configuration(folder: Path, text: str) -> Configuration:
    """Read a configuration of one file."""
    path = folder / "car.yaml"
    path.write_text(text, encoding="utf-8")
    return Configuration.read(path)


@pytest.mark.parametrize(
    "name", ["config/vigil.yaml", "config/cameras.yaml", "config/vehicle.yaml"]
)
def test_the_installed_package_ships_its_files(name: str) -> None:
    assert shipped(name).read_text(encoding="utf-8")


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    read = configuration(tmp_path, "speed: {limit_mps: 20.0, steps_mps: [1.0, 2.0]}")
    assert read.section("speed", Speed) == Speed(limit_mps=20.0, steps_mps=(1.0, 2.0))
    assert read.section("other", Speed) == Speed()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("speed: {limit_mps: 99.0}", "speed: limit_mps: 99.0", id="out of range"),
        pytest.param("speed: {limit_mps: '9'}", "limit_mps: '9'", id="text for a number"),
        pytest.param("speed: {limit_mps: .inf}", "limit_mps: inf", id="infinite"),
        pytest.param("speed: {limits_mps: 9.0}", "no setting 'limits_mps'", id="unknown name"),
    ],
)
def test_a_wrong_line_gets_a_sentence_with_its_value(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        configuration(tmp_path, text).section("speed", Speed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("a: {x: 1}\na: {x: 2}", "line 2: the key 'a' stands twice", id="twice"),
        pytest.param("a: {x: 1, x: 2}", "the key 'x' stands twice", id="twice, nested"),
        pytest.param("- a\n- b", "holds a list", id="no mapping"),
        pytest.param("a: 3", "section 'a' is no mapping: 3", id="no section"),
        pytest.param("a: [1", "is not YAML", id="no YAML"),
        pytest.param("include: [none.yaml]", "none.yaml: cannot be read", id="missing include"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        configuration(tmp_path, text)
    assert "car.yaml" in str(caught.value) or "none.yaml" in str(caught.value)


def test_a_section_stands_in_one_file_only(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("speed: {limit_mps: 1.0}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"'speed' stands in .*more\.yaml too"):
        configuration(tmp_path, "include: [more.yaml]\nspeed: {limit_mps: 2.0}")


def test_a_section_that_no_room_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="unknown section 'sped'; there are speed"):
        configuration(tmp_path, "sped: {limit_mps: 1.0}").refuse_unknown(["speed"])


def test_a_value_of_the_command_line_wins(tmp_path: Path) -> None:
    read = configuration(tmp_path, "speed: {limit_mps: 20.0}")
    changed = read.changed({"speed.limit_mps": 10.0, "other.limit_mps": 5.0})
    assert changed.section("speed", Speed).limit_mps == 10.0
    assert changed.section("other", Speed).limit_mps == 5.0
    assert read.section("speed", Speed).limit_mps == 20.0


def test_a_number_in_scientific_notation_is_a_number(tmp_path: Path) -> None:
    assert (
        configuration(tmp_path, "speed: {limit_mps: 1e-4}").section("speed", Speed).limit_mps
        == 1e-4
    )
