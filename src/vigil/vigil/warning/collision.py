"""Forward collision: the warned driver can no longer keep the gap; softly, the calm one cannot."""

from typing import Any

from pydantic import Field, model_validator

from vigil.base.records import Function, Level
from vigil.warning.judgement import Judged, Step, evidence, why, why_not
from vigil.warning.response import Responses
from vigil.warning.saying import Proposal, quiet
from vigil.warning.timing import Timed


class Graded(Timed):
    """How early and how surely the two levels are raised."""

    pre_warning_ttc_s: float = Field(
        default=3.5,
        ge=1.0,
        le=4.0,
        description="ISO 15623: no warning above 4 s; 0.5 s for a doubtful range and speed",
    )
    warning_ttc_s: float = Field(
        default=3.0,
        ge=0.5,
        le=3.0,
        description="Mobileye: up to 3.0 s before impact; earlier by nothing, for speeds of what is"
        " far away are told too low",
    )
    pre_warning_probability: float = Field(
        default=0.3,
        ge=0.05,
        le=0.99,
        description="that it is too late: one in three is no reason to wait, and who doubts speaks"
        " earlier",
    )
    warning_probability: float = Field(
        default=0.25,
        ge=0.05,
        le=0.99,
        description="the same: higher has fewer false warnings of what we follow, and later ones",
    )

    needed_in_path: float = Field(
        default=0.6,
        ge=0.1,
        le=0.99,
        description="where we go, three to two: what stands beside our way comes near our path too",
    )

    @model_validator(mode="after")
    def _soft_before_hard(self) -> Any:
        if self.pre_warning_ttc_s < self.warning_ttc_s:
            raise ValueError(
                f"pre_warning_ttc_s {self.pre_warning_ttc_s:g} is shorter than"
                f" warning_ttc_s {self.warning_ttc_s:g}"
            )
        return self

    def ladder(self, responses: Responses) -> tuple[Step, Step]:
        """Return what raises the soft and the hard level."""
        margin_m = responses.margin_m
        soft, hard = Level.PRE_WARNING, Level.WARNING
        return (
            Step(
                soft,
                responses.calm,
                margin_m,
                self.rise_of(soft),
                self.pre_warning_ttc_s,
                responses.dead_time_s,
                self.pre_warning_probability,
            ),
            Step(
                hard,
                responses.warned,
                margin_m,
                self.rise_of(hard),
                self.warning_ttc_s,
                responses.dead_time_s,
                self.warning_probability,
                self.needed_in_path,
            ),
        )


class CollisionSettings(Graded):
    """When to warn of a vehicle ahead."""

    min_speed_mps: float = Field(
        default=2.5, ge=0.0, le=20.0, description="9 km/h: FMVSS 127 from 10"
    )
    hysteresis_mps: float = Field(
        default=0.5,
        ge=0.0,
        le=2.0,
        description="on from min_speed_mps, off this much below: a brake to a stop is not cut off",
    )


class PedestrianSettings(Graded):
    """When to warn of a pedestrian or a cyclist: later, for they stop within a step."""

    pre_warning_ttc_s: float = Field(
        default=3.0, ge=1.0, le=4.0, description="a walker stops in a step: later than for cars"
    )
    warning_ttc_s: float = Field(
        default=2.2,
        ge=0.5,
        le=3.0,
        description="1.7 s to brake from 60 km/h, the fastest of Euro NCAP, and 0.5 s to hear it",
    )


def propose(judged: tuple[Judged, ...], function: Function) -> Proposal:
    """Return the level of the most urgent object of one kind; level NONE says why."""
    vulnerable = function is Function.PEDESTRIAN_COLLISION
    things = [one for one in judged if one.each.ahead and one.each.vulnerable is vulnerable]
    if not things:
        return quiet(function, "nothing is ahead")
    most = max(things, key=_urgency)
    if most.level is Level.NONE:
        return quiet(function, why_not(most), evidence(most))
    return Proposal(function, most.level, most.each.thing.id, evidence(most), why(most))


def _urgency(judged: Judged) -> tuple[Level, bool, float, float]:
    each = judged.each
    return judged.level, each.on_collision_course, judged.held.chance, -each.course.gap_m
