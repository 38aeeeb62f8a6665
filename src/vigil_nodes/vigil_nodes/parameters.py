"""Settings as ROS parameters: flat scalars, declared from what the configuration says.

`-p tracking:max_age_s:=2.0` overrides one; the room's own class still checks it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.node import Node

from vigil.base.settings import Configuration, Settings

S = TypeVar("S", bound=Settings)
SCALARS = (bool, int, float, str)


def declare(node: Node, section: str, kind: type[S], configuration: Configuration) -> S:
    """Return the settings of one room with whatever parameters were given on the command line."""
    return overridden(node, section, kind, configuration).section(section, kind)


def overridden(
    node: Node, section: str, kind: type[S], configuration: Configuration
) -> Configuration:
    """Return the configuration with the parameters of one room that were given."""
    settings = configuration.section(section, kind)
    overrides: dict[str, Any] = {}
    for name, value in _scalars(settings.model_dump(mode="json", by_alias=True)):
        how = ParameterDescriptor(dynamic_typing=True, read_only=True)
        given = node.declare_parameter(name, value, how).value
        if given != value:
            is_whole = isinstance(value, float) and isinstance(given, int)
            overrides[f"{section}.{name}"] = float(given) if is_whole else given
    return configuration.changed(overrides)


def _scalars(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _scalars(value, f"{prefix}{name}.")
        elif isinstance(value, SCALARS):
            yield f"{prefix}{name}", value
