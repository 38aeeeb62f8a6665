"""Columns of a drive as runs of one value: what bands and strips are drawn from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Span(Generic[V]):
    """One value, from one time to another."""

    start_s: float
    end_s: float
    value: V


def spans(times_s: Sequence[float], values: Iterable[V]) -> list[Span[V]]:
    """Return runs of equal values; each lasts until the next begins."""
    runs: list[Span[V]] = []
    start_s: float | None = None
    before: V | None = None
    for time_s, value in zip(times_s, values, strict=True):
        if start_s is None or before is None:
            start_s, before = time_s, value
        elif value != before:
            runs.append(Span(start_s, time_s, before))
            start_s, before = time_s, value
    if start_s is not None and before is not None:
        runs.append(Span(start_s, times_s[-1] + cycle_s(times_s), before))
    return runs


def cycle_s(times_s: Sequence[float]) -> float:
    """Return the median time between two moments; of a single one a tenth."""
    steps = sorted(b - a for a, b in pairwise(times_s))
    return steps[len(steps) // 2] if steps else 0.1
