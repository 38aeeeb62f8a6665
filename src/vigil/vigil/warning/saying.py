"""What a warning wants to say before time, gates and the driver have had their word."""

from dataclasses import dataclass

from vigil.base.records import Evidence, Function, Level


@dataclass(frozen=True, slots=True)
class Proposal:
    """The level that the numbers of one cycle ask for, and why."""

    function: Function
    level: Level
    object_id: int
    evidence: tuple[Evidence, ...]
    reason: str


def quiet(function: Function, reason: str, evidence: tuple[Evidence, ...] = ()) -> Proposal:
    """Return a proposal to stay silent; its reason says why."""
    return Proposal(function, Level.NONE, 0, evidence, reason)
