"""Settings: one field is name, default, range and reason, and YAML holds what differs.

A configuration is a file of sections, one for each room.  `include` names further files, relative
to the one that names them; a section may stand in one file only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from vigil.base import yaml
from vigil.base.errors import ConfigurationError


class Settings(BaseModel):
    """Settings that refuse unknown names, wrong types, infinities and later changes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, validate_default=True
    )


S = TypeVar("S", bound=Settings)
INCLUDE = "include"


def shipped(name: str) -> Path:
    """Return the path of a file that the package ships, as `config/vigil.yaml`."""
    return Path(str(resources.files("vigil"))) / name


def checked(kind: type[S], values: Mapping[str, Any], where: str) -> S:
    """Return settings made from a mapping, or raise one sentence that names each wrong value."""
    try:
        return kind.model_validate(_tuples(values))
    except ValidationError as error:
        raise ConfigurationError(f"{where}: {_sentence(error)}") from error


@dataclass(frozen=True)
class Configuration:
    """All sections of a configuration and the files they stand in."""

    sections: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, Path]

    @classmethod
    def read(cls, path: Path | None = None) -> "Configuration":
        """Read a file and what it includes; the one we ship when no path is given."""
        sections: dict[str, Mapping[str, Any]] = {}
        files: dict[str, Path] = {}
        _gather(path or shipped("config/vigil.yaml"), sections, files)
        return cls(sections, files)

    @staticmethod
    def override(text: str) -> tuple[str, Any]:
        """Return what `section.name=value` of a command line says, for `changed`."""
        name, equals, value = text.partition("=")
        if not equals:
            raise ConfigurationError(f"'{text}' sets nothing; write section.name=value")
        return name, yaml.parse(value, f"--set {name}")

    def section(self, name: str, kind: type[S]) -> S:
        """Return the settings of one room."""
        where = f"{self.files[name]}: {name}" if name in self.files else name
        return checked(kind, self.sections.get(name, {}), where)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Raise when a section belongs to no room."""
        names = sorted(known)
        for name in self.sections:
            if name not in names:
                raise ConfigurationError(
                    f"{self.files.get(name, '--set')}: unknown section '{name}';"
                    f" there are {', '.join(names)}"
                )

    def changed(self, values: Mapping[str, Any]) -> "Configuration":
        """Return a copy with some values replaced: {"tracking.max_age_s": 2.0}."""
        sections = {name: _deep_copy(content) for name, content in self.sections.items()}
        for dotted, value in values.items():
            *parents, last = dotted.split(".")
            if not parents:
                raise ConfigurationError(f"'{dotted}' names no setting; write section.name=value")
            place: Any = sections
            for parent in parents:
                place = place.setdefault(parent, {})
            place[last] = value
        return Configuration(sections, self.files)


def _gather(path: Path, sections: dict[str, Mapping[str, Any]], files: dict[str, Path]) -> None:
    content = yaml.load(path)
    for name in content.pop(INCLUDE, ()):
        _gather(path.parent / name, sections, files)
    for name, values in content.items():
        if name in files:
            raise ConfigurationError(
                f"{path}: the section '{name}' stands in {files[name]} too; keep one"
            )
        if not isinstance(values, (dict, type(None))):
            raise ConfigurationError(f"{path}: the section '{name}' is no mapping: {values!r}")
        sections[name], files[name] = values or {}, path


def _deep_copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _deep_copy(part) for name, part in value.items()}
    return value


def _tuples(value: Any) -> Any:
    """Turn lists into tuples: frozen settings hold no lists."""
    if isinstance(value, Mapping):
        return {name: _tuples(part) for name, part in value.items()}
    if isinstance(value, list):
        return tuple(_tuples(part) for part in value)
    return value


def _sentence(error: ValidationError) -> str:
    return "; ".join(_clause(fault) for fault in error.errors())


def _clause(fault: ErrorDetails) -> str:
    name = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"there is no setting '{name}'"
    if fault["type"] == "missing":
        return f"'{name}' is needed"
    told = fault["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    whole = isinstance(fault["input"], (dict, list, tuple))  # a whole section says nothing
    return ": ".join(filter(None, (name, "" if whole else repr(fault["input"]), told)))
