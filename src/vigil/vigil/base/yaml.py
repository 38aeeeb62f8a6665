"""The one YAML loader: for settings, cards, mappings, scenarios and recipes.

It refuses a key that stands twice, and reads `1e-4` as the number it is (YAML 1.2), which PyYAML
by itself takes for a text.
"""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from vigil.base.errors import ConfigurationError

FLOAT = re.compile(
    r"^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
)


class Loader(yaml.SafeLoader):
    """PyYAML's safe loader, stricter."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a key that stands twice."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise ConfigurationError(f"line {line}: the key '{key}' stands twice; keep one")
            seen.add(key)
        return super().construct_mapping(node, deep)


Loader.add_implicit_resolver("tag:yaml.org,2002:float", FLOAT, list("-+0123456789."))


def parse(text: str, where: str) -> Any:
    """Return what a text says; `where` it stands is named in errors."""
    try:
        return yaml.load(text, Loader)  # noqa: S506 - a SafeLoader
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{where}: is not YAML: {' '.join(str(error).split())}") from error


def load(path: Path) -> dict[str, Any]:
    """Return the mapping that a file holds; an empty file is an empty mapping."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not a text in UTF-8: {error.reason}") from error
    content = parse(text, str(path))
    if content is None:
        return {}
    if not isinstance(content, dict):
        kind = type(content).__name__
        raise ConfigurationError(f"{path}: holds a {kind}; a mapping of names is needed")
    return content
