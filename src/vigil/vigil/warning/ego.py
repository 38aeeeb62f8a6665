"""Our own car as the judgement needs it: how it moves, whether it brakes, how old the news is."""

from dataclasses import dataclass

from pydantic import Field

from vigil.base.records import Moment, Scene, VehicleState, Verdict, Wiper
from vigil.base.settings import Settings
from vigil.geometry import Body


class EgoSettings(Settings):
    """How our own signals are read."""

    braking_mps2: float = Field(
        default=1.5,
        ge=0.5,
        le=5.0,
        description="slower than the drag of engine and road makes it: somebody brakes; for a car"
        " without a brake signal, and for brakes that were not pressed by a foot",
    )
    onward_s: float = Field(
        default=0.08,
        ge=0.0,
        le=1.0,
        description="from a set of frames to the alert; with their own age about 0.1 s",
    )


@dataclass(frozen=True, slots=True)
class Ego:
    """Our own car at one moment, as far as its signals can be trusted."""

    speed_mps: float | None
    acceleration_mps2: float
    """0 where it is not known."""
    turning_radps: float | None
    width_m: float
    braking: bool
    """A foot is on the brake, or the car slows as if one were."""
    wet: bool | None
    """The wipers run; None: not known."""
    latency_s: float
    """From the exposure that is judged to the alert."""

    @classmethod
    def of(cls, scene: Scene, body: Body, settings: EgoSettings) -> "Ego":
        """Read the vehicle state and the age of the frames."""
        vehicle = scene.moment.vehicle
        acceleration_mps2 = vehicle.acceleration_mps2.trusted or 0.0
        slows = acceleration_mps2 <= -settings.braking_mps2
        return cls(
            speed_mps=vehicle.speed_mps.trusted,
            acceleration_mps2=acceleration_mps2,
            turning_radps=vehicle.yaw_rate_radps.trusted,
            width_m=body.width_m,
            braking=bool(vehicle.brake.trusted) or slows,
            wet=_wet(vehicle),
            latency_s=settings.onward_s + _age_s(scene.moment),
        )

    @property
    def slowing_mps2(self) -> float:
        """How hard it brakes; 0 where nobody brakes."""
        return max(-self.acceleration_mps2, 0.0) if self.braking else 0.0


def _wet(vehicle: VehicleState) -> bool | None:
    wiper = Wiper(int(vehicle.wiper.trusted or 0))
    return None if wiper is Wiper.UNKNOWN else wiper is not Wiper.OFF


def _age_s(moment: Moment) -> float:
    """Return how old the oldest frame in use was when its set went out, s."""
    ages_s = (each.age_s for each in moment.cameras if each.verdict is Verdict.ON_TIME)
    return max((age_s for age_s in ages_s if age_s is not None), default=0.0)
