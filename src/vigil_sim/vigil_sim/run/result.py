"""What one run left: when who said what, how that was in truth, and how it ended."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from vigil.base.records import Function, Level

OURS = "vigil"
"""Who speaks, where it is not a rival."""
COLLISION = frozenset(
    {
        Function.FORWARD_COLLISION,
        Function.PEDESTRIAN_COLLISION,
        Function.EMERGENCY_BRAKING,
        Function.CUT_IN,
    }
)
"""Warnings of something that we would hit."""
TARGET = "target"
"""How a scenario calls the one that its test is about."""

End = Literal["contact", "stood", "avoided", "passed", "over", "died"]
"""We touched; we stand; the gap no longer closes; it is behind us; the time was up; the stack
fell over, which never passes."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A level that rose or found a new subject, when that was known, and what was true then."""

    judge: str
    """Ours, or the name of a rival."""
    function: Function
    """Which warning; UNKNOWN: a rival has but one."""
    level: Level
    time_s: float
    """Since the scenario began; the exposure was a latency earlier."""
    about: str
    """What stands in truth where the object it speaks of was seen; empty: nothing does."""
    gap_m: float | None
    """To the scenario's target, else to what the warning is about; None: neither is there."""
    ttc_s: float | None
    """Of the same, by constant speeds; None: the gap does not close."""
    ttc_accelerated_s: float | None
    """The same with the relative acceleration counted; None: the gap never closes."""
    ego_mps: float
    ego_d_m: float
    """Our middle, left of the middle of the lane that we began in."""
    reason: str
    """The sentence that went with it."""

    @property
    def strict_ttc_s(self) -> float | None:
        """The shorter of both times to collision: until a procedure is read, this one counts."""
        both = [ttc_s for ttc_s in (self.ttc_s, self.ttc_accelerated_s) if ttc_s is not None]
        return min(both, default=None)


@dataclass(frozen=True, slots=True)
class Run:
    """One scenario, driven once."""

    scenario: str
    seed: int
    noise: float
    """Factor on the measured noise of the detector."""
    settings: str
    """Fingerprint of tracking and warning."""
    mode: str
    """Who braked: none, emergency, driver, both."""
    level: str
    """kinematic, sensors (all of them, but detections are made from the truth) or pixels."""
    onsets: tuple[Onset, ...]
    """In order of time."""
    end: End
    time_s: float
    """How long it took."""
    contact: str
    """What we touched; empty: nothing."""
    impact_mps: float
    """Relative speed at contact; 0: none."""
    initial_mps: float
    """Relative speed to the target at the start; our own speed where there is none."""
    speed_mps: float
    """Our own at the start."""
    smallest_gap_m: float | None
    """To whatever was in our path; None: nothing ever was."""
    braked_at_s: float | None
    """When the car's brakes were asked for by a warning; None: never."""
    waiting: tuple[str, ...]
    """Steps that never began: such a run proves nothing and never passes."""
    failure: str = ""
    """Why the stack died; empty: it did not."""

    def first(
        self,
        level: Level,
        functions: Collection[Function] = COLLISION,
        judge: str = OURS,
        about: str | None = None,
    ) -> Onset | None:
        """Return when at least a level was first known, or None."""
        functions = functions if judge == OURS else {Function.UNKNOWN}
        heard = (
            onset
            for onset in self.onsets
            if onset.judge == judge and onset.level >= level and onset.function in functions
        )
        return next((onset for onset in heard if about in (None, onset.about)), None)

    @property
    def attributable(self) -> bool:
        """Whether the brakes followed a warning of something that is really there."""
        if self.braked_at_s is None:
            return False
        return any(
            onset.about and onset.level >= Level.WARNING and onset.time_s <= self.braked_at_s
            for onset in self.onsets
            if onset.judge == OURS and onset.function in COLLISION
        )
