"""From files to scenarios: names, sweeps, checks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Any

from vigil.base import yaml
from vigil.base.errors import ConfigurationError
from vigil.base.settings import checked
from vigil_sim.scenario.expression import Expression, Value
from vigil_sim.scenario.settings import Scenario

SUFFIX = ".yaml"


@dataclass(frozen=True)
class Cell:
    """One scenario of a family."""

    values: Mapping[str, Value]
    """What the names of the sweep stand for in it; empty: the file has no sweep."""
    scenario: Scenario


@dataclass(frozen=True)
class Family:
    """All scenarios of one file, in the order of its sweep: the last name changes first."""

    name: str
    about: str
    cells: tuple[Cell, ...]


def read(name_or_path: str | Path) -> Family:
    """Return all scenarios of a file, given as a path or by the name of one that we ship."""
    path = find(name_or_path)
    content = yaml.load(path)
    sweep = _sweep(content.pop("for", {}), path)
    wheres = _wheres(content.pop("where", []), path)
    content.setdefault("name", path.stem)
    template = _parsed(content, str(path))
    _refuse_unused(sweep, template, wheres, path)
    cells = []
    for values in _combinations(sweep):
        if all(where.value(values) for where in wheres):
            said = ", ".join(f"{name} {value}" for name, value in values.items())
            where = f"{path} ({said})" if said else str(path)
            cells.append(Cell(values, checked(Scenario, _filled(template, values), where)))
    if not cells:
        raise ConfigurationError(f"{path}: 'where' leaves nothing of the sweep; loosen it")
    first = cells[0].scenario
    return Family(first.name, first.about, tuple(cells))


def load(name_or_path: str | Path) -> Scenario:
    """Return the one scenario of a file that has no sweep."""
    family = read(name_or_path)
    if len(family.cells) != 1:
        raise ConfigurationError(
            f"{name_or_path}: is a family of {len(family.cells)} scenarios; one is needed here"
        )
    return family.cells[0].scenario


def shipped() -> Mapping[str, Path]:
    """Return the scenarios that the package ships by name: 'demo', 'euroncap/ccrs'."""
    root = Path(str(resources.files("vigil_sim"))) / "scenarios"
    files = sorted(root.rglob(f"*{SUFFIX}"))
    return {str(path.relative_to(root).with_suffix("")): path for path in files}


def find(name_or_path: str | Path) -> Path:
    """Return the file that a path or a shipped name means; a bare name may lie in a sub-folder."""
    text, path = str(name_or_path), Path(name_or_path)
    there = shipped()
    if isinstance(name_or_path, Path) or path.suffix or path.is_file():
        return path
    if text in there:
        return there[text]
    found = [name for name in there if name.rpartition("/")[2] == text]
    if len(found) == 1:
        return there[found[0]]
    if found:
        raise ConfigurationError(f"'{text}' is {' and '.join(found)}; write one of these")
    raise ConfigurationError(
        f"there is no scenario '{text}'; give a path, or one of {', '.join(there)}"
    )


def _sweep(content: Any, path: Path) -> Mapping[str, list[Value]]:
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path}: 'for' is {content!r}; names with lists are needed")
    for name, values in content.items():
        plain = isinstance(values, list) and values
        if not plain or not all(type(value) in {int, float, str} for value in values):
            raise ConfigurationError(
                f"{path}: for: {name} is {values!r}; a list of numbers or words is needed"
            )
    return content


def _wheres(content: Any, path: Path) -> list[Expression]:
    if not isinstance(content, list) or not all(isinstance(text, str) for text in content):
        raise ConfigurationError(f"{path}: 'where' is {content!r}; a list of formulas is needed")
    return [Expression(text, f"{path}: where", compares=True) for text in content]


def _combinations(sweep: Mapping[str, list[Value]]) -> Iterator[Mapping[str, Value]]:
    for values in product(*sweep.values()):
        yield dict(zip(sweep, values, strict=True))


def _parsed(value: Any, where: str) -> Any:
    """Return the content with its formulas parsed."""
    if isinstance(value, dict):
        return {name: _parsed(part, f"{where}: {name}") for name, part in value.items()}
    if isinstance(value, list):
        return [_parsed(part, where) for part in value]
    if isinstance(value, str) and value.startswith("="):
        return Expression(value[1:].strip(), where)
    return value


def _filled(value: Any, names: Mapping[str, Value]) -> Any:
    """Return the content with numbers in place of formulas."""
    if isinstance(value, dict):
        return {name: _filled(part, names) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, names) for part in value]
    return value.value(names) if isinstance(value, Expression) else value


def _expressions(value: Any) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _expressions(part)


def _refuse_unused(
    sweep: Mapping[str, list[Value]], template: Any, wheres: list[Expression], path: Path
) -> None:
    used = {name for each in (*_expressions(template), *wheres) for name in each.names}
    unused = [name for name in sweep if name not in used]
    if unused:
        raise ConfigurationError(
            f"{path}: for: {', '.join(unused)} is used nowhere; write '={unused[0]}' where it"
            " belongs, or drop it"
        )
