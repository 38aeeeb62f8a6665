"""What is still open to us: ways to brake, and the smallest gap that each of them leaves.

Brakes answer after a time and build up along a ramp; a ramp to `a` at jerk `j` loses the time
a / 2j, so both are a delay before a constant deceleration.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from vigil.base.settings import Settings
from vigil.warning.ego import Ego
from vigil.warning.kinematics import Least, smallest_gap


class ResponseSettings(Settings):
    """How a driver and the brakes are taken to answer, and what they have to leave."""

    reaction_s: float = Field(
        default=1.2,
        ge=0.3,
        le=3.0,
        description="of a driver after a warning, rules of scoring (recalled)",
    )
    firm_mps2: float = Field(
        default=4.0,
        ge=1.0,
        le=9.0,
        description="braking of a driver after a warning, rules of scoring (recalled)",
    )
    calm_reaction_s: float = Field(
        default=1.5, ge=0.3, le=4.0, description="of a driver who is not alarmed, NADS"
    )
    calm_mps2: float = Field(
        default=3.0, ge=1.0, le=9.0, description="braking without alarm, as Autoware's AEB assumes"
    )
    dead_time_s: float = Field(
        default=0.2, ge=0.0, le=1.0, description="rules of scoring: brakes of the simulated car"
    )
    jerk_mps3: float = Field(
        default=20.0, ge=2.0, le=100.0, description="ramp of the brakes, rules of scoring"
    )
    dry_mps2: float = Field(
        default=9.0, ge=4.0, le=12.0, description="hard braking on a dry road, rules of scoring"
    )
    wet_mps2: float = Field(
        default=6.0, ge=2.0, le=12.0, description="hard braking on a wet road, rules of scoring"
    )
    margin_m: float = Field(
        default=1.0,
        ge=0.0,
        le=5.0,
        description="gap to be left: below 1 m the rules of scoring call a warning justified",
    )


@dataclass(frozen=True, slots=True)
class Response:
    """One way in which braking may begin, and how it is called in a sentence."""

    name: str
    reaction_s: float
    deceleration_mps2: float
    ramp_s: float
    """What the ramp of the brakes loses."""

    def by(self, ego: Ego) -> "Response":
        """Return what it comes to for us: who brakes already brakes harder at once."""
        if not ego.braking:
            return self
        harder_mps2 = max(self.deceleration_mps2, ego.slowing_mps2)
        return Response(f"braking on with {harder_mps2:.1f} m/s²", 0.0, harder_mps2, self.ramp_s)

    def leaves(
        self,
        ego: Ego,
        gap_m: float,
        other_mps: float,
        other_mps2: float,
        wait_s: float,
    ) -> Least:
        """Return the smallest gap, when it begins after a wait and the latency of our news."""
        delay_s = wait_s + ego.latency_s + self.reaction_s + self.ramp_s
        own_mps = ego.speed_mps or 0.0
        return smallest_gap(
            gap_m, own_mps, ego.slowing_mps2, delay_s, self.deceleration_mps2, other_mps, other_mps2
        )


class Responses:
    """The answers that levels are measured by: a calm driver, a warned one, the brakes."""

    def __init__(self, settings: ResponseSettings) -> None:
        self._settings = settings
        self.margin_m, self.dead_time_s = settings.margin_m, settings.dead_time_s
        self.calm = self._driver(settings.calm_reaction_s, settings.calm_mps2)
        self.warned = self._driver(settings.reaction_s, settings.firm_mps2)
        middle_mps2 = 0.5 * (settings.dry_mps2 + settings.wet_mps2)
        self.brakes: Mapping[bool | None, Response] = {
            False: self._hard(settings.dry_mps2, "the wipers are off"),
            True: self._hard(settings.wet_mps2, "the wipers are on"),
            None: self._hard(middle_mps2, "the wipers are not known"),
        }
        """By whether the road is wet."""

    def _driver(self, reaction_s: float, mps2: float) -> Response:
        name = f"a driver who reacts in {reaction_s:g} s and brakes with {mps2:g} m/s²"
        return Response(name, reaction_s, mps2, self._ramp_s(mps2))

    def _hard(self, mps2: float, road: str) -> Response:
        name = f"hard braking with {mps2:g} m/s² ({road})"
        return Response(name, self._settings.dead_time_s, mps2, self._ramp_s(mps2))

    def _ramp_s(self, mps2: float) -> float:
        return 0.5 * mps2 / self._settings.jerk_mps3
