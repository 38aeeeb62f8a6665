"""Which objects may raise a warning, and how they come closer to our own car."""

from pydantic import Field

from vigil.base.records import Motion, RoadObject, TrackState
from vigil.base.settings import Settings
from vigil.warning.ego import Ego
from vigil.warning.kinematics import Approach, GapApproach, ScaleApproach, shrunk

STAND = (Motion.STANDING, Motion.STOPPED, Motion.PARKED)
"""What is seen to stand over the ground."""


class TrustSettings(Settings):
    """Which objects may raise a warning at all, and how their motion is carried on."""

    least_existence: float = Field(
        default=0.5, ge=0.0, le=1.0, description="more likely there than not"
    )
    needed_existence: float = Field(
        default=0.9, ge=0.1, le=0.999, description="what is less likely there raises no warning"
    )
    least_age_s: float = Field(
        default=0.4,
        ge=0.0,
        le=3.0,
        description="R157 grants 0.4 s of perception; a first velocity is often wrong (braking"
        " while being overtaken is a known complaint), openpilot waits 1.5 s",
    )
    longest_unseen_s: float = Field(
        default=0.5, ge=0.0, le=3.0, description="carried on longer it raises no warning"
    )
    speed_sd_mps: float = Field(
        default=6.0,
        ge=1.0,
        le=30.0,
        description="known less well, a speed says nothing: a third of 20 m/s, the highest"
        " relative speed of ISO 15623",
    )
    longest_ttc_s: float = Field(
        default=5.0, ge=4.0, le=20.0, description="openpilot: a longer one is reported as this"
    )
    stop_time_s: float = Field(
        default=2.0,
        ge=0.5,
        le=10.0,
        description="openpilot: no lead is taken to brake so hard that it stands sooner",
    )
    acceleration_sd_mps2: float = Field(
        default=1.0,
        ge=0.0,
        le=5.0,
        description="ordinary traffic: the most that an acceleration is doubted",
    )


def doubt_of(thing: RoadObject, existence: float, settings: TrustSettings) -> str:
    """Return why an object and its motion are not relied on; empty: they are."""
    if thing.vx_mps is None or thing.vx_sd_mps is None:
        return "its speed is not known yet"
    if thing.vx_sd_mps > settings.speed_sd_mps:
        return f"its speed is known to {thing.vx_sd_mps:.1f} m/s, {settings.speed_sd_mps:g} needed"
    if existence < settings.needed_existence:
        return f"it may not be there: {existence:.2f}, {settings.needed_existence:g} is needed"
    return _fresh(thing, settings)


def _fresh(thing: RoadObject, settings: TrustSettings) -> str:
    if thing.state not in {TrackState.MEASURED, TrackState.COASTED}:
        return "it is new"
    if thing.age_s < settings.least_age_s:
        return f"it was first seen {thing.age_s:.2f} s ago, {settings.least_age_s:g} s are needed"
    if thing.unseen_s > settings.longest_unseen_s:
        return f"it was last seen {thing.unseen_s:.2f} s ago"
    return ""


def approach_of(
    thing: RoadObject, gap_m: float, ego: Ego, other_mps2: float, other_sd_mps2: float
) -> Approach:
    """Return it by gap and speed, or, without a speed of our own, by the growth of its picture."""
    speed_mps, speed_sd_mps = thing.vx_mps or 0.0, thing.vx_sd_mps or 0.0
    if ego.speed_mps is None:
        if thing.scale_rate_ps is not None and thing.scale_rate_sd_ps is not None:
            return ScaleApproach(thing.scale_rate_ps, thing.scale_rate_sd_ps)
        return GapApproach(gap_m, thing.x_sd_m, speed_mps, speed_sd_mps, 0.0, 0.0)
    if thing.motion is not Motion.ONCOMING:  # then it drives nowhere, or our way
        speed_mps = max(speed_mps, -ego.speed_mps)
    relative_mps2 = other_mps2 + ego.slowing_mps2
    return GapApproach(gap_m, thing.x_sd_m, speed_mps, speed_sd_mps, relative_mps2, other_sd_mps2)


def acceleration_of(thing: RoadObject, ego: Ego, settings: TrustSettings) -> tuple[float, float]:
    """Return the acceleration of an object over the ground, and its deviation, m/s²."""
    if thing.motion in STAND:
        return 0.0, 0.0
    if thing.ax_mps2 is None or thing.ax_sd_mps2 is None:
        return 0.0, settings.acceleration_sd_mps2
    other_mps = max((ego.speed_mps or 0.0) + (thing.vx_mps or 0.0), 0.0)
    hardest_mps2 = other_mps / settings.stop_time_s
    sd_mps2 = min(thing.ax_sd_mps2, settings.acceleration_sd_mps2)
    other_mps2 = shrunk(thing.ax_mps2 + ego.acceleration_mps2, thing.ax_sd_mps2)
    return max(other_mps2, -hardest_mps2), sd_mps2
