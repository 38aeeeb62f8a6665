"""Emergency braking warning: what only hard braking still avoids.

Advisory: it has no integrity level and must not drive an actuator.  Brakes answer after a dead time
and build up along a ramp; a ramp to `a` at jerk `j` loses the time a / 2j.  With our own rise time
they are a delay before a constant deceleration.
"""

from pydantic import Field

from vigil.base.records import Evidence, Function, Level
from vigil.warning.assessment import Assessment
from vigil.warning.kinematics import chance_positive
from vigil.warning.saying import Proposal, quiet
from vigil.warning.timing import Timed


class BrakingSettings(Timed):
    """When only hard braking helps."""

    hard_mps2: float = Field(
        default=6.0,
        ge=2.0,
        le=9.0,
        description="a wet road still gives it and a dry one 9; above the 5 of R152's emergency"
        " braking, below the 0.68 g where ISO 15623 wants a warning at the latest",
    )
    dead_time_s: float = Field(
        default=0.2, ge=0.0, le=1.0, description="rules of scoring: brakes of the simulated car"
    )
    full_mps2: float = Field(
        default=9.0, ge=2.0, le=12.0, description="full braking on a dry road, rules of scoring"
    )
    jerk_mps3: float = Field(
        default=20.0, ge=2.0, le=100.0, description="ramp of the brakes, rules of scoring"
    )
    needed_probability: float = Field(
        default=0.8, ge=0.5, le=0.99, description="0.5 is the point value; a false one startles"
    )
    needed_in_path: float = Field(
        default=0.7, ge=0.1, le=0.99, description="stricter than the collision warning"
    )
    longest_ttc_s: float = Field(
        default=3.0, ge=0.5, le=4.0, description="R157 and Mobileye: nothing hard is said before"
    )

    @property
    def delay_s(self) -> float:
        """Our own rise time, the dead time of the brakes, and what their ramp loses, s."""
        return self.rise_s + self.dead_time_s + 0.5 * self.full_mps2 / self.jerk_mps3


def hard_braking_probability(
    each: Assessment, settings: BrakingSettings, ahead_s: float = 0.0
) -> float | None:
    """Return the chance that only hard braking helps some time from now; None: not known."""
    missing = each.missing_gap(settings.delay_s + ahead_s, settings.hard_mps2)
    return None if missing is None else chance_positive(*missing)


def propose(assessments: tuple[Assessment, ...], settings: BrakingSettings) -> Proposal:
    """Return the emergency level for the object that asks for the hardest braking."""
    function = Function.EMERGENCY_BRAKING
    course = [each for each in assessments if each.on_collision_course]
    found = [(each, each.required(settings.delay_s)) for each in course]
    known = [(each, needed) for each, needed in found if needed]
    if not known:
        blind = bool(assessments) and assessments[0].ego.speed_mps is None
        reason = "our speed is not known" if blind else "nothing is on a collision course"
        return quiet(function, reason)
    each, (needed_mps2, _) = max(known, key=lambda pair: (_urgent(pair[0], settings), pair[1][0]))
    evidence = _evidence(each, needed_mps2, settings)
    limit = f"{needed_mps2:.1f} m/s², hard is {settings.hard_mps2:.1f} m/s²"
    if _urgent(each, settings):
        reason = f"only hard braking still avoids {each.name}: it takes {limit}"
        return Proposal(function, Level.EMERGENCY, each.thing.id, evidence, reason)
    return quiet(function, f"avoiding {each.name} takes {limit}", evidence)


def _urgent(each: Assessment, settings: BrakingSettings) -> bool:
    probability = hard_braking_probability(each, settings)
    if probability is None or each.approach is None:
        return False
    return (
        probability >= settings.needed_probability
        and each.in_path_at_contact >= settings.needed_in_path
        and each.closes
        and each.approach.within(settings.longest_ttc_s) >= settings.needed_probability
    )


def _evidence(
    each: Assessment, needed_mps2: float, settings: BrakingSettings
) -> tuple[Evidence, ...]:
    probability = hard_braking_probability(each, settings)
    return (
        Evidence("required_deceleration_mps2", needed_mps2, settings.hard_mps2),
        Evidence("hard_braking_probability", probability, settings.needed_probability),
        Evidence("in_path_probability", each.in_path_at_contact, settings.needed_in_path),
        Evidence("ttc_s", each.ttc_s, settings.longest_ttc_s),
        Evidence("gap_m", each.course.gap_m, None),
    )
