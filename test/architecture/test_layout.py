"""The house is where its page says: rooms, their tests, and nothing beside."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "src/vigil/vigil"
ROOMS = sorted(path.parent.name for path in CORE.glob("*/__init__.py"))
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
DASH = "\u2013"
"""In place of a layer: what is not of the core."""
ROWS = re.findall(r"^\| ([\d\u2013]) \| (\w+) \|", PAGE, re.MULTILINE)
"""Layer and word of each row of its table."""


def test_every_room_has_a_row_and_every_row_a_room() -> None:
    assert sorted(word for layer, word in ROWS if layer != DASH) == ROOMS
    assert [word for layer, word in ROWS if layer == DASH] == [
        "vigil_nodes", "vigil_sim",
    ]  # fmt: skip


def test_the_rows_go_from_the_ground_up() -> None:
    layers = [layer for layer, _ in ROWS]
    assert layers == sorted(layers)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_tests(room: str) -> None:
    assert list((ROOT / "test/core" / room).glob("test_*.py")), f"no story about {room}"


def test_there_are_no_tests_of_rooms_that_are_gone() -> None:
    folders = {path.parent.name for path in ROOT.glob("test/core/*/test_*.py")}
    assert folders <= set(ROOMS)
    assert {path.parent.name for path in ROOT.glob("test/*/test_*.py")} <= {
        "architecture", "nodes", "sim", "system", "target",
    }  # fmt: skip


def test_a_room_is_entered_through_its_front_door() -> None:
    """Each says in one line what it is, and no drawer is called utils."""
    packages = (ROOT / "src" / name / name for name in ("vigil", "vigil_nodes", "vigil_sim"))
    files = [path for package in packages for path in package.rglob("*.py")]
    assert not {"utils", "helpers", "common", "misc"} & {path.stem for path in files}
    for room in ROOMS:
        assert (CORE / room / "__init__.py").read_text(encoding="utf-8").startswith('"""')


def test_the_packages_test_what_the_tree_tests() -> None:
    """`colcon test` runs in each package, through a link."""
    assert (ROOT / "src/vigil/test").resolve() == ROOT / "test/core"
    assert (ROOT / "src/vigil_nodes/test").resolve() == ROOT / "test/nodes"
    assert (ROOT / "src/vigil_sim/test").resolve() == ROOT / "test/sim"
