"""The latency trail: when each stage had its input, began and answered.

The clock is handed in and may be any steady one; processes of one machine share it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, ParamSpec, TypeVar

from vigil.base.records import Latency

Clock = Callable[[], int]
"""Tells a steady time, ns."""

P = ParamSpec("P")
A = TypeVar("A")
"""Percepts, scene or targets: a record with a moment."""


class Timed(Generic[P, A]):
    """A stage that writes down when it worked."""

    def __init__(self, stage: str, update: Callable[P, A], clock: Clock) -> None:
        self._stage, self._update, self._clock = stage, update, clock
        self.queued_ns: int | None = None
        """When the next input was there; None: it does not wait."""

    def update(self, *inputs: P.args, **named: P.kwargs) -> A:
        """Return what the stage answers, with one more entry in the latency trail."""
        started_ns = self._clock()
        answer: Any = self._update(*inputs, **named)
        queued_ns = started_ns if self.queued_ns is None else self.queued_ns
        entry = Latency(self._stage, queued_ns, started_ns, self._clock())
        moment = replace(answer.moment, latency=(*answer.moment.latency, entry))
        timed: A = replace(answer, moment=moment)
        return timed
