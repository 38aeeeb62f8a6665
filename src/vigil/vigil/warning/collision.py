"""Forward collision: pre-warning at most 4 s before impact, warning at most 3 s.

A level is raised by the probability that the time to collision is below its threshold, never by the
point value: a sharp estimate warns in time, a blurred one waits until it is sure.
"""

from typing import Any

from pydantic import Field, model_validator

from vigil.base.records import Evidence, Function, Level
from vigil.warning.assessment import Assessment
from vigil.warning.braking import BrakingSettings, hard_braking_probability
from vigil.warning.saying import Proposal, quiet
from vigil.warning.timing import Timed

EARLIEST_WARNING_S = 3.0
"""Mobileye: up to 3.0 s before impact; ISO 15623 has none above 4 s."""


class CollisionSettings(Timed):
    """When to warn of a vehicle ahead."""

    min_speed_mps: float = Field(default=2.8, ge=0.0, le=20.0, description="10 km/h, FMVSS 127")
    hysteresis_mps: float = Field(
        default=0.5,
        ge=0.0,
        le=2.0,
        description="on from min_speed_mps (FMVSS 127 tests at it), off this much below: a brake"
        " to a stop is not cut off",
    )
    pre_warning_ttc_s: float = Field(
        default=3.5, ge=1.0, le=4.0, description="ISO 15623: no warning above 4 s"
    )
    warning_ttc_s: float = Field(
        default=2.7,
        ge=0.5,
        le=EARLIEST_WARNING_S,
        description="2.4 s, the latest of NHTSA FCW-2, and 0.3 s for rise time and doubt",
    )
    pre_warning_probability: float = Field(
        default=0.6, ge=0.5, le=0.99, description="0.5 is the point value: more likely than not"
    )
    warning_probability: float = Field(
        default=0.7,
        ge=0.5,
        le=0.99,
        description="two to one; higher has fewer false warnings, but costs half a deviation each",
    )
    before_braking_s: float = Field(
        default=0.8, ge=0.0, le=2.0, description="R152: warn so long before emergency braking"
    )

    @model_validator(mode="after")
    def _soft_before_hard(self) -> Any:
        if self.pre_warning_ttc_s < self.warning_ttc_s:
            raise ValueError(
                f"pre_warning_ttc_s {self.pre_warning_ttc_s:g} is shorter than"
                f" warning_ttc_s {self.warning_ttc_s:g}"
            )
        return self


class PedestrianSettings(CollisionSettings):
    """When to warn of a pedestrian or a cyclist: later, for they stop within a step."""

    pre_warning_ttc_s: float = Field(
        default=3.0, ge=1.0, le=4.0, description="a walker stops in a step: later than for cars"
    )
    warning_ttc_s: float = Field(
        default=2.2,
        ge=0.5,
        le=EARLIEST_WARNING_S,
        description="1.7 s to brake from 60 km/h, the fastest of Euro NCAP, and 0.5 s to hear it",
    )


class Collision:
    """The most urgent object on a collision course, of one kind."""

    def __init__(
        self, function: Function, settings: CollisionSettings, braking: BrakingSettings
    ) -> None:
        self._function = function
        self._settings = settings
        self._braking = braking

    def propose(self, assessments: tuple[Assessment, ...]) -> Proposal:
        """Return the level of the most urgent object; level NONE says why."""
        vulnerable = self._function is Function.PEDESTRIAN_COLLISION
        things = [each for each in assessments if each.ahead and each.vulnerable is vulnerable]
        if not things:
            return quiet(self._function, "nothing is ahead")
        each = max(things, key=self._urgency)
        level = self._level(each)
        reason = self._why(each, level) if level else self._why_not(each)
        subject = each.thing.id if level else 0
        return Proposal(self._function, level, subject, self._evidence(each, level), reason)

    def _urgency(self, each: Assessment) -> tuple[Level, bool, float, float]:
        soon = each.approach.within(self._settings.pre_warning_ttc_s) if each.approach else 0.0
        return self._level(each), each.on_collision_course, soon, -each.course.gap_m

    def _level(self, each: Assessment) -> Level:
        approach, settings = each.approach, self._settings
        if approach is None or not (each.on_collision_course and each.closes):
            return Level.NONE
        if approach.within(settings.warning_ttc_s) >= settings.warning_probability:
            return Level.WARNING
        if self._soon_only_hard_braking(each):
            return Level.WARNING
        if approach.within(settings.pre_warning_ttc_s) >= settings.pre_warning_probability:
            return Level.PRE_WARNING
        return Level.NONE

    def _soon_only_hard_braking(self, each: Assessment) -> bool:
        """At high closing speeds braking has to begin earlier than a fixed time before impact."""
        settings, approach = self._settings, each.approach
        soon = hard_braking_probability(each, self._braking, settings.before_braking_s)
        if soon is None or approach is None:
            return False
        likely = settings.warning_probability
        return soon >= likely and approach.within(EARLIEST_WARNING_S) >= likely

    def _threshold_s(self, level: Level) -> float:
        if level is Level.WARNING:
            return self._settings.warning_ttc_s
        return self._settings.pre_warning_ttc_s

    def _why(self, each: Assessment, level: Level) -> str:
        start = f"{each.name}, {each.course.gap_m:.0f} m ahead: impact in {each.ttc_s or 0.0:.1f} s"
        if each.closing_mps is not None:
            start = f"closing at {each.closing_mps:.1f} m/s on {start}"
        threshold_s = self._threshold_s(level)
        if level is Level.WARNING and (each.ttc_s or 0.0) > threshold_s:
            wait_s = self._settings.before_braking_s
            return f"{start}, and in {wait_s:g} s only hard braking helps"
        return f"{start}, threshold {threshold_s:g} s"

    def _why_not(self, each: Assessment) -> str:
        if each.doubt:
            return f"{each.name} is not relied on: {each.doubt}"
        if not each.on_collision_course:
            share = f"{each.in_path_at_contact:.2f}, needed {each.needed_in_path:g}"
            return f"{each.name} will not be in our path: probability {share}"
        ttc_s = each.approach.ttc_s if each.approach else None
        if ttc_s is None:
            return f"the gap to {each.name}, {each.course.gap_m:.0f} m ahead, does not close"
        limit_s = self._settings.pre_warning_ttc_s
        return f"impact with {each.name} in {ttc_s:.1f} s, threshold {limit_s:g} s"

    def _evidence(self, each: Assessment, level: Level) -> tuple[Evidence, ...]:
        threshold_s = self._threshold_s(level)
        hard = level is Level.WARNING
        settings = self._settings
        needed = settings.warning_probability if hard else settings.pre_warning_probability
        within = each.approach.within(threshold_s) if each.approach else None
        required = each.required_on_course()
        return (
            Evidence("ttc_s", each.ttc_s, threshold_s),
            Evidence("ttc_probability", within, needed),
            Evidence("in_path_probability", each.in_path_at_contact, each.needed_in_path),
            Evidence("gap_m", each.course.gap_m, None),
            Evidence("closing_mps", each.closing_mps, None),
            Evidence(
                "required_deceleration_mps2",
                required[0] if required else None,
                self._braking.hard_mps2,
            ),
        )
