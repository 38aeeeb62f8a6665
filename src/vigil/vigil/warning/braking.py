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
from vigil.warning.timing import Timed, seconds

NOTHING = "nothing is on a collision course"


class BrakingSettings(Timed):
    """When only hard braking helps."""

    rise_s: float = Field(
        default=0.05, ge=0.0, le=2.0, description="two frames of 20 a second: it follows a warning"
    )
    needed_probability: float = Field(
        default=0.08,
        ge=0.01,
        le=0.99,
        description="that hard braking would be too late: it has to begin before that is likely;"
        " what keeps it from being false is the warning that it needs as well",
    )
    alone_probability: float = Field(
        default=0.25,
        ge=0.01,
        le=0.99,
        description="the same as long as nobody was warned long enough",
    )
    warned_s: float = Field(
        default=0.9,
        ge=0.0,
        le=2.0,
        description="R152 (recalled): warn 0.8 s before it brakes, and 0.1 s for the rise of both",
    )
    needed_in_path: float = Field(
        default=0.8,
        ge=0.1,
        le=0.99,
        description="where we go, four to one: what stands beside our way comes near our path too",
    )
    longest_ttc_s: float = Field(
        default=3.0, ge=0.5, le=4.0, description="Mobileye: nothing hard is said before"
    )


class Braking:
    """The object that asks for the hardest braking, and the one that it was begun for."""

    def __init__(self, settings: BrakingSettings, responses: Responses) -> None:
        self._settings = settings
        self._steps = {
            (wet, warned): Step(
                Level.EMERGENCY,
                brakes,
                responses.margin_m,
                settings.rise_s,
                settings.longest_ttc_s,
                responses.dead_time_s,
                settings.needed_probability if warned else settings.alone_probability,
                settings.needed_in_path,
            )
            for wet, brakes in responses.brakes.items()
            for warned in (False, True)
        }
        self._begun_id = 0
        self._warned_ns: dict[int, int] = {}

    def propose(self, stamp_ns: int, judged: tuple[Judged, ...]) -> Proposal:
        """Return the emergency level; level NONE says what hard braking would leave."""
        function = Function.EMERGENCY_BRAKING
        self._remember(stamp_ns, judged)
        found = [self._judge(stamp_ns, one) for one in judged if one.each.on_collision_course]
        known = [one for one in found if one.held.least]
        if not known:
            return quiet(function, "our speed is not known" if found else NOTHING)
        most = max(known, key=lambda one: (one.level, one.held.chance))
        if most.level is Level.NONE:
            return quiet(function, why(most), evidence(most))
        self._begun_id = most.each.thing.id
        return Proposal(function, most.level, self._begun_id, evidence(most), why(most))

    def _remember(self, stamp_ns: int, judged: tuple[Judged, ...]) -> None:
        """Keep whom we braked for while it still closes, and since when each was warned of."""
        begun = next((one.each for one in judged if one.each.thing.id == self._begun_id), None)
        if begun is None or not self._closes(begun):
            self._begun_id = 0
        self._warned_ns = {
            one.each.thing.id: self._warned_ns.get(one.each.thing.id, stamp_ns)
            for one in judged
            if one.level >= Level.WARNING
        }

    def _judge(self, stamp_ns: int, judged: Judged) -> Judged:
        each = judged.each
        since_ns = self._warned_ns.get(each.thing.id, stamp_ns)
        warned = seconds(since_ns, stamp_ns) >= self._settings.warned_s
        chance = chance_of_contact(each, self._steps[each.ego.wet, warned])
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
