"""Headway: how many seconds we follow behind the lead."""

from typing import Any

from pydantic import Field, model_validator

from vigil.base.records import Evidence, Function, HeadwayLevel, Level
from vigil.warning.assessment import STANDS_MPS, Assessment
from vigil.warning.kinematics import chance_positive
from vigil.warning.saying import Proposal, quiet
from vigil.warning.timing import Timed


class HeadwaySettings(Timed):
    """When following is too close."""

    on_mps: float = Field(default=11.1, ge=0.0, le=40.0, description="40 km/h, Mobileye")
    off_mps: float = Field(default=8.3, ge=0.0, le=40.0, description="30 km/h, Mobileye")
    close_s: float = Field(
        default=1.0, ge=0.4, le=3.0, description="NADS: caution below 1.0 s of headway"
    )
    dangerous_s: float = Field(
        default=0.6, ge=0.4, le=2.0, description="Mobileye: audio at 0.6 s, settable 0.4 to 2.0"
    )
    hysteresis_s: float = Field(
        default=0.1, ge=0.0, le=0.5, description="a lead at the threshold does not flicker"
    )
    needed_probability: float = Field(
        default=0.6, ge=0.5, le=0.99, description="0.5 is the point value: more likely than not"
    )
    pulling_away_probability: float = Field(
        default=0.9,
        ge=0.5,
        le=0.99,
        description="Mobileye: silent for a cut-in that pulls away; below it merely follows",
    )
    pre_warning_rise_s: float = Field(
        default=1.0, ge=0.0, le=5.0, description="too close is a habit, not a moment"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Any:
        if self.on_mps < self.off_mps:
            raise ValueError(f"on_mps {self.on_mps:g} is below off_mps {self.off_mps:g}")
        if self.close_s < self.dangerous_s:
            raise ValueError(f"close_s {self.close_s:g} is below dangerous_s {self.dangerous_s:g}")
        return self


class Headway:
    """Judges the distance to the lead, with hysteresis."""

    def __init__(self, settings: HeadwaySettings) -> None:
        self._settings = settings
        self._level = HeadwayLevel.UNKNOWN

    def update(self, lead: Assessment | None, *, running: bool) -> tuple[HeadwayLevel, Proposal]:
        """Return how close we follow; UNKNOWN without a lead or below the function's speed."""
        headway_s = headway_of(lead)
        if lead is None or headway_s is None or not running:
            self._level = HeadwayLevel.UNKNOWN
            return self._level, quiet(Function.HEADWAY, self._why_unknown(lead, headway_s))
        self._level = self._judge(lead, headway_s)
        return self._level, self._propose(lead, headway_s)

    def _judge(self, lead: Assessment, headway_s: float) -> HeadwayLevel:
        settings, speed_mps = self._settings, lead.ego.speed_mps or 1.0
        sd_s = lead.thing.x_sd_m / speed_mps

        def below(threshold_s: float, level: HeadwayLevel) -> bool:
            limit_s = threshold_s + settings.hysteresis_s * (self._level >= level)
            return chance_positive(limit_s - headway_s, sd_s) >= settings.needed_probability

        if below(settings.dangerous_s, HeadwayLevel.DANGEROUS):
            return HeadwayLevel.DANGEROUS
        if below(settings.close_s, HeadwayLevel.CLOSE):
            return HeadwayLevel.CLOSE
        return HeadwayLevel.SAFE

    def _propose(self, lead: Assessment, headway_s: float) -> Proposal:
        settings = self._settings
        evidence = (
            Evidence("headway_s", headway_s, settings.dangerous_s),
            Evidence("gap_m", lead.course.gap_m, None),
            Evidence("own_speed_mps", lead.ego.speed_mps, settings.on_mps),
        )
        said = f"{headway_s:.1f} s behind {lead.name}"
        if self._level is not HeadwayLevel.DANGEROUS:
            reason = f"{said}, threshold {settings.dangerous_s:g} s"
            return quiet(Function.HEADWAY, reason, evidence)
        if self._pulls_away(lead):
            return quiet(Function.HEADWAY, f"{said}, which pulls away", evidence)
        reason = f"only {said}, threshold {settings.dangerous_s:g} s"
        return Proposal(Function.HEADWAY, Level.PRE_WARNING, lead.thing.id, evidence, reason)

    def _pulls_away(self, lead: Assessment) -> bool:
        if lead.approach is None:
            return False
        return 1.0 - lead.approach.closing_probability >= self._settings.pulling_away_probability

    def _why_unknown(self, lead: Assessment | None, headway_s: float | None) -> str:
        if lead is None:
            return "there is no lead"
        if headway_s is None:
            return "our speed is not known, or we stand"
        return f"below the speed of the function, {self._settings.on_mps:g} m/s"


def headway_of(lead: Assessment | None) -> float | None:
    """Return the gap divided by our speed, s; None: no lead, no speed, or we stand."""
    if lead is None or lead.ego.speed_mps is None or lead.ego.speed_mps <= STANDS_MPS:
        return None
    return lead.course.gap_m / lead.ego.speed_mps
