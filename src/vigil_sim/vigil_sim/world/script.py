"""When the next step of somebody begins: `do: when → what`."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from vigil_sim.scenario.settings import Step, When

CLOSING_MPS = 0.1
"""Slower than this a gap does not close; TTC would be an hour."""


class Relation(NamedTuple):
    """How a thing stands to us."""

    gap_m: float
    closing_mps: float
    eta_s: float
    """Until our bumper is where its middle is now along the road; inf: never."""

    @property
    def ttc_s(self) -> float:
        """Gap over closing speed; inf: it does not close or is not ahead."""
        if self.gap_m <= 0.0 or self.closing_mps <= CLOSING_MPS:
            return inf
        return self.gap_m / self.closing_mps


class Script:
    """The steps of one, in their order; each waits for its own condition."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self._next = 0
        self._begun_s = 0.0
        self.due_s = inf
        """From when on it is worth asking; inf: nothing is left."""
        self._look()

    @property
    def waiting(self) -> tuple[Step, ...]:
        """Steps that have not begun."""
        return self._steps[self._next :]

    def begin(self, time_s: float, relation: Relation) -> Step | None:
        """Return the next step if its time has come; ask again, two may begin at once."""
        if time_s < self.due_s or not _fulfilled(self._steps[self._next].when, relation):
            return None
        step = self._steps[self._next]
        self._next, self._begun_s = self._next + 1, time_s
        self._look()
        return step

    def _look(self) -> None:
        self.due_s = inf
        if self._next < len(self._steps):
            when = self._steps[self._next].when
            after = self._begun_s + (when.after_s or 0.0)
            # Half a step early: sums of floats must not delay it by a whole one.
            self.due_s = max(after, when.t_s or 0.0) - 0.005


def _fulfilled(when: When, relation: Relation) -> bool:
    if when.gap_m is not None:
        return relation.gap_m <= when.gap_m
    if when.ttc_s is not None:
        return relation.ttc_s <= when.ttc_s
    return when.eta_s is None or relation.eta_s <= when.eta_s


def said(when: When) -> str:
    """Return a condition as the scenario says it: 'gap_m 20'."""
    return ", ".join(f"{name} {value:g}" for name, value in when if value is not None)
