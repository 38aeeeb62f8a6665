"""Equality of records that hold arrays, bit for bit, wall-clock fields left out."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

WALL_CLOCK = frozenset({"latency"})
"""Fields that two runs of the same drive may differ in: the latency trail."""


def difference(left: Any, right: Any, ignore: frozenset[str] = WALL_CLOCK) -> str:
    """Return where two records first differ, as a dotted path, or an empty text."""
    if type(left) is not type(right):
        return f": {left!r} and {right!r}"
    if isinstance(left, tuple) and len(left) != len(right):
        return f": {len(left)} and {len(right)} entries"
    if is_dataclass(left) or isinstance(left, tuple):
        for name, a, b in _parts(left, right, ignore):
            if found := difference(a, b, ignore):
                return f"{name}{found}"
        return ""
    return "" if _equal(left, right) else f": {left!r} and {right!r}"


def _parts(left: Any, right: Any, ignore: frozenset[str]) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(left, tuple):
        yield from ((f"[{i}]", a, b) for i, (a, b) in enumerate(zip(left, right, strict=True)))
        return
    names = (field.name for field in fields(left) if field.compare and field.name not in ignore)
    yield from ((f".{name}", getattr(left, name), getattr(right, name)) for name in names)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and np.array_equal(left, right, equal_nan=True)
    return bool(left == right) or bool(left != left and right != right)  # noqa: PLR0124 - NaN
