"""Emergency braking warning: the last moment at which hard braking still keeps the gap.

Advisory: it has no integrity level and must not drive an actuator.  It is raised only where the
driver is warned too, and once begun it lasts until the gap no longer closes fast: brakes that let
go because they help would have to begin again.
"""

from dataclasses import replace

from pydantic import Field

from vigil.base.records import Function, Level
from vigil.warning.assessment import MORE_LIKELY, Assessment
from vigil.warning.judgement import Judged, Step, chance_of_contact, evidence, why
from vigil.warning.kinematics import GapApproach
from vigil.warning.response import Responses
from vigil.warning.saying import Proposal, quiet
from vigil.warning.timing import Timed

NOTHING = "nothing is on a collision course"


class BrakingSettings(Timed):
    """When only hard braking helps."""

    rise_s: float = Field(
        default=0.05, ge=0.0, le=2.0, description="two frames of 20 a second: it follows a warning"
    )
    needed_probability: float = Field(
        default=0.25,
        ge=0.05,
        le=0.99,
        description="that hard braking would be too late: below 0.5, for it may not be; the warning"
        " that it needs as well is what keeps it from being false",
    )
    longest_ttc_s: float = Field(
        default=3.0, ge=0.5, le=4.0, description="Mobileye: nothing hard is said before"
    )


class Braking:
    """The object that asks for the hardest braking, and the one that it was begun for."""

    def __init__(self, settings: BrakingSettings, responses: Responses) -> None:
        self._settings = settings
        self._steps = {
            wet: Step(
                Level.EMERGENCY,
                brakes,
                responses.margin_m,
                settings.rise_s,
                settings.longest_ttc_s,
                settings.needed_probability,
            )
            for wet, brakes in responses.brakes.items()
        }
        self._begun_id = 0

    def propose(self, judged: tuple[Judged, ...]) -> Proposal:
        """Return the emergency level; level NONE says what hard braking would leave."""
        function = Function.EMERGENCY_BRAKING
        begun = next((one.each for one in judged if one.each.thing.id == self._begun_id), None)
        if begun is None or not self._closes(begun):
            self._begun_id = 0
        found = [self._judge(one) for one in judged if one.each.on_collision_course]
        known = [one for one in found if one.held.least]
        if not known:
            blind = bool(found)
            return quiet(function, "our speed is not known" if blind else NOTHING)
        most = max(known, key=lambda one: (one.level, one.held.chance))
        if most.level is Level.NONE:
            return quiet(function, why(most), evidence(most))
        self._begun_id = most.each.thing.id
        return Proposal(function, most.level, self._begun_id, evidence(most), why(most))

    def _judge(self, judged: Judged) -> Judged:
        each = judged.each
        chance = chance_of_contact(each, self._steps[each.ego.wet])
        urgent = judged.level >= Level.WARNING and chance.raises
        begun = each.thing.id == self._begun_id
        return Judged(each, Level.EMERGENCY if urgent or begun else Level.NONE, chance)

    def _closes(self, each: Assessment) -> bool:
        """Tell whether it would still be reached soon, were the brakes let go now."""
        now = each.approach
        if not isinstance(now, GapApproach):
            return False
        free = replace(
            now, acceleration_mps2=each.other_mps2, acceleration_sd_mps2=each.other_sd_mps2
        )
        return free.within(self._settings.longest_ttc_s) >= MORE_LIKELY
