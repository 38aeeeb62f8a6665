"""Which objects may raise a warning, and how they come closer to our own car."""

from dataclasses import dataclass

from pydantic import Field

from vigil.base.records import RoadObject, Scene, TrackState
from vigil.base.settings import Settings
from vigil.geometry import Body
from vigil.warning.kinematics import Approach, GapApproach, ScaleApproach


class TrustSettings(Settings):
    """Which objects may raise a warning at all, and how their motion is carried on."""

    least_existence: float = Field(
        default=0.5, ge=0.0, le=1.0, description="more likely there than not"
    )
    least_age_s: float = Field(
        default=0.3,
        ge=0.0,
        le=3.0,
        description="a first velocity is often wrong (braking while being overtaken is a known"
        " complaint); R157 grants 0.4 s of perception, openpilot waits 1.5 s",
    )
    longest_unseen_s: float = Field(
        default=0.5, ge=0.0, le=3.0, description="carried on longer it raises no warning"
    )
    closing_probability: float = Field(
        default=0.9,
        ge=0.5,
        le=0.999,
        description="a blurred speed makes any time to collision likely; 1.3 deviations from rest",
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
    unknown_acceleration_sd_mps2: float = Field(
        default=1.0, ge=0.0, le=5.0, description="ordinary traffic, where none was measured"
    )


@dataclass(frozen=True, slots=True)
class Ego:
    """Our own car at one moment, as far as its signals can be trusted."""

    speed_mps: float | None
    acceleration_mps2: float
    width_m: float

    @classmethod
    def of(cls, scene: Scene, body: Body) -> "Ego":
        """Read the vehicle state; an unknown acceleration is taken as none."""
        vehicle = scene.moment.vehicle
        acceleration_mps2 = vehicle.acceleration_mps2.trusted or 0.0
        return cls(vehicle.speed_mps.trusted, acceleration_mps2, body.width_m)


def doubt_of(thing: RoadObject, settings: TrustSettings) -> str:
    """Return why the motion of an object is not relied on; empty: it is."""
    if thing.vx_mps is None or thing.vx_sd_mps is None:
        return "its speed is not known yet"
    if thing.state not in {TrackState.MEASURED, TrackState.COASTED}:
        return "it is new"
    if thing.age_s < settings.least_age_s:
        return f"it was first seen {thing.age_s:.2f} s ago, {settings.least_age_s:g} s are needed"
    if thing.unseen_s > settings.longest_unseen_s:
        return f"it was last seen {thing.unseen_s:.2f} s ago"
    return ""


def approach_of(thing: RoadObject, gap_m: float, ego: Ego, settings: TrustSettings) -> Approach:
    """Return it by gap and speed, or, without a speed of our own, by the growth of its picture."""
    speed_mps, speed_sd_mps = thing.vx_mps or 0.0, thing.vx_sd_mps or 0.0
    if ego.speed_mps is None:
        if thing.scale_rate_ps is not None and thing.scale_rate_sd_ps is not None:
            return ScaleApproach(thing.scale_rate_ps, thing.scale_rate_sd_ps)
        return GapApproach(gap_m, thing.x_sd_m, speed_mps, speed_sd_mps, 0.0, 0.0)
    acceleration_mps2, sd_mps2 = thing.ax_mps2, thing.ax_sd_mps2
    if acceleration_mps2 is None or sd_mps2 is None:  # then it is taken to keep its own speed
        acceleration_mps2 = -ego.acceleration_mps2
        sd_mps2 = settings.unknown_acceleration_sd_mps2
    other_mps = max(ego.speed_mps + speed_mps, 0.0)
    hardest_mps2 = other_mps / settings.stop_time_s
    acceleration_mps2 = max(acceleration_mps2, -hardest_mps2)
    return GapApproach(gap_m, thing.x_sd_m, speed_mps, speed_sd_mps, acceleration_mps2, sd_mps2)
