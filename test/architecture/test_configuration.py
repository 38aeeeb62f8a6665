"""Settings are written once: what is shipped is valid, and every field explains itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from vigil.bag.make import BagSettings
from vigil.base.settings import Configuration, Settings, shipped
from vigil.pipeline import SECTIONS, Rooms
from vigil.review import ReviewSettings
from vigil.view import ViewSettings

ALL: dict[str, type[Settings]] = {
    **SECTIONS, "bag": BagSettings, "review": ReviewSettings, "view": ViewSettings,
}  # fmt: skip
FOLDER = Path(__file__).parents[2] / "config"
FILES = sorted(FOLDER.glob("*.yaml"))
WHOLE = [path for path in FILES if "include:" in path.read_text(encoding="utf-8")]


def within(hint: Any) -> Iterator[Any]:
    """Yield a type and every type inside it."""
    yield hint
    for inner in get_args(hint):
        yield from within(inner)


def fields(kind: type[Settings], where: str) -> Iterator[tuple[str, FieldInfo]]:
    """Yield each field with its dotted name, those of settings within settings included."""
    for name, field in kind.model_fields.items():
        yield f"{where}.{name}", field
        for inner in within(field.annotation):
            if isinstance(inner, type) and not get_origin(inner) and issubclass(inner, Settings):
                yield from fields(inner, f"{where}.{name}")


FIELDS = [pair for name, kind in ALL.items() for pair in fields(kind, name)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_we_ship_holds_only_what_its_rooms_know(path: Path) -> None:
    configuration = Configuration.read(path)
    configuration.refuse_unknown(ALL)
    for name in configuration.sections:
        configuration.section(name, ALL[name])


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_a_file_that_includes_others_is_a_whole_car(path: Path) -> None:
    Rooms(Configuration.read(path)).check()


def test_the_configuration_in_the_package_is_that_of_the_tree() -> None:
    for path in FILES:
        assert shipped(f"config/{path.name}").read_bytes() == path.read_bytes()


def holds_settings(field: FieldInfo) -> bool:
    """Tell whether a field is settings of its own, whose class explains them."""
    kinds = [t for t in within(field.annotation) if isinstance(t, type) and not get_origin(t)]
    return any(issubclass(kind, Settings) for kind in kinds)


def is_number(field: FieldInfo) -> bool:
    scalars = set(get_args(field.annotation)) or {field.annotation}
    return scalars <= {int, float, type(None)} and get_origin(field.annotation) is not tuple


def has_range(field: FieldInfo) -> bool:
    kinds = {type(mark) for mark in field.metadata}
    return bool(kinds & {Ge, Gt}) and bool(kinds & {Le, Lt})


def test_every_setting_says_why() -> None:
    mute = [name for name, field in FIELDS if not field.description and not holds_settings(field)]
    assert mute == []


def test_every_number_has_a_range() -> None:
    open_ended = [name for name, field in FIELDS if is_number(field) and not has_range(field)]
    assert open_ended == []
    assert sum(is_number(field) for _, field in FIELDS) > 100  # that the walk found them
