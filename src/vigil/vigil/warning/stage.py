"""The stage: one scene in, one set of targets out, always with an answer for every function."""

from dataclasses import replace

from vigil.base.records import (
    Alert,
    Alerts,
    Function,
    Health,
    HealthLevel,
    LanePlace,
    Level,
    LinePlace,
    Moment,
    Scene,
    Target,
    Targets,
    WarningState,
)
from vigil.geometry import Body
from vigil.warning import collision, cut_in, departure
from vigil.warning.assessment import Assessment, assess, target
from vigil.warning.braking import Braking
from vigil.warning.ego import Ego
from vigil.warning.headway import Headway, headway_of
from vigil.warning.judgement import judge
from vigil.warning.lead import NEAR_LANES, Following, Lead, count_ahead, nearest_in
from vigil.warning.memory import Memory
from vigil.warning.readiness import FUNCTIONS, Condition, Situation
from vigil.warning.response import Responses
from vigil.warning.saying import Proposal
from vigil.warning.settings import WarningSettings
from vigil.warning.timing import CarClock, Steady
from vigil.warning.watch import Watch

TOLD = {WarningState.DEGRADED: HealthLevel.WARN, WarningState.FAILED: HealthLevel.ERROR}
"""States that belong on /diagnostics."""

SIDES = (LinePlace.LEFT, LinePlace.RIGHT)

LEAST_IN_PATH = 0.1
"""Below it an object beside the next lanes is no target."""


class Warnings:
    """Decides when and why the driver is warned."""

    def __init__(self, settings: WarningSettings, body: Body) -> None:
        self._settings = settings
        self._body = body
        self._responses = Responses(settings.response)
        vehicles = settings.collision.ladder(self._responses)
        self._ladders = {False: vehicles, True: settings.pedestrian.ladder(self._responses)}
        self._cut_in_ladder = settings.cut_in.ladder(self._responses)
        self._clock = CarClock(settings.time)
        self._counter = 0
        self._forget()

    def update(self, scene: Scene) -> Targets:
        """Return what the driver should be told; level NONE says that the road was judged clear."""
        if self._clock.update(scene.stamp_ns):
            self._forget()
        ego = Ego.of(scene, self._body, self._settings.ego)
        settings, known = self._settings, self._memory.update(scene.stamp_ns, scene.objects)
        things = assess(scene, ego, known, settings.trust, settings.paths)
        situation = self._watch.update(scene, hardest_mps2(things), self._clock.doubt)
        following = self._lead.update(things)
        cut_ins = cut_in.find(scene, things, self._settings.cut_in, self._cut_in_ladder)
        slow = Condition.SLOW_FOR_HEADWAY in situation.holds
        headway_level, headway = self._headway.update(following.lead, running=not slow)
        proposals = (*self._propose(scene, things), cut_ins.proposal, headway)
        alerts = self._alerts(scene.stamp_ns, situation, proposals)
        levels = {alert.function: alert.level for alert in alerts.alerts}
        return Targets(
            stamp_ns=scene.stamp_ns,
            moment=_with_health(scene.moment, alerts),
            targets=_targets(things, following),
            lead_id=following.lead_id,
            left_id=_id(nearest_in(LanePlace.LEFT, things)),
            right_id=_id(nearest_in(LanePlace.RIGHT, things)),
            targets_ahead=count_ahead(things),
            headway_s=headway_of(following.lead),
            headway_level=headway_level,
            stop_and_go=following.stop_and_go,
            cut_in_id=_id(cut_ins.subject),
            cut_in_ttc_s=cut_ins.ttc_s,
            left_zone=cut_ins.left_zone,
            right_zone=cut_ins.right_zone,
            collision_warning=levels[Function.FORWARD_COLLISION],
            pedestrian_warning=levels[Function.PEDESTRIAN_COLLISION],
            emergency_braking_warning=levels[Function.EMERGENCY_BRAKING] is Level.EMERGENCY,
            alerts=alerts,
        )

    def _forget(self) -> None:
        """Start anew: what was learnt before a step back of the clock proves nothing."""
        settings = self._settings
        self._watch = Watch(settings)
        self._memory = Memory(settings.existence, settings.paths.standing_memory_s)
        self._lead = Lead(settings.lead)
        self._headway = Headway(settings.headway)
        self._braking = Braking(settings.braking, self._responses)
        self._steady = {
            function: Steady(timed, settings.time.longest_gap_s)
            for function, timed in settings.timed().items()
        }
        self._raised: dict[Function, Proposal] = {}
        self._emergency = False

    def _propose(self, scene: Scene, things: tuple[Assessment, ...]) -> tuple[Proposal, ...]:
        judged = tuple(judge(each, self._ladders[each.vulnerable]) for each in things)
        return (
            collision.propose(judged, Function.FORWARD_COLLISION),
            collision.propose(judged, Function.PEDESTRIAN_COLLISION),
            self._braking.propose(scene.stamp_ns, judged),
            *(
                departure.propose(scene, place, self._body, self._settings.departure)
                for place in SIDES
            ),
        )

    def _alerts(
        self, stamp_ns: int, situation: Situation, proposals: tuple[Proposal, ...]
    ) -> Alerts:
        wanted = {proposal.function: proposal for proposal in proposals}
        alerts = tuple(self._alert(stamp_ns, situation, wanted[each]) for each in FUNCTIONS)
        shown = {alert.function: alert for alert in alerts}[Function.EMERGENCY_BRAKING]
        self._emergency = shown.level is Level.EMERGENCY
        counter, self._counter = self._counter, self._counter + 1
        return Alerts(
            stamp_ns=stamp_ns,
            counter=counter,
            state=situation.state,
            state_reasons=situation.reasons,
            level=max(alert.level for alert in alerts),
            alerts=alerts,
        )

    def _alert(self, stamp_ns: int, situation: Situation, proposal: Proposal) -> Alert:
        """Let time, gates and the driver have their word on a proposal."""
        function = proposal.function
        level, since_ns = self._steady[function].update(stamp_ns, proposal.level)
        if proposal.level or function not in self._raised:
            self._raised[function] = proposal
        raised = self._raised[function] if level else proposal
        silence = situation.silence(function, emergency=self._emergency)
        suppressed = level if silence else Level.NONE
        return Alert(
            function=function,
            level=Level.NONE if silence else level,
            object_id=raised.object_id if level else 0,
            since_ns=since_ns,
            evidence=raised.evidence,
            reason=_reason(proposal, raised, level, silence),
            suppressed_level=suppressed,
            suppression=silence if suppressed else "",
        )


def hardest_mps2(things: tuple[Assessment, ...]) -> float | None:
    """Return the hardest braking that an object on a collision course asks for, m/s²."""
    found = [each.required() for each in things if each.on_collision_course]
    return max((required[0] for required in found if required), default=None)


def _reason(proposal: Proposal, raised: Proposal, level: Level, silence: str) -> str:
    """Say why; what is held still tells what raised it, and how things are now."""
    if silence and not level:
        return f"off: {silence}"
    if proposal.level > level:
        return f"not yet sure: {proposal.reason}"
    if proposal.level < level:
        before = "" if raised.reason == proposal.reason else f"{raised.reason}; now: "
        return f"held for a moment: {before}{proposal.reason}"
    return proposal.reason


def _targets(things: tuple[Assessment, ...], following: Following) -> tuple[Target, ...]:
    """Every object ahead that is, or may come, where we go; nearest first."""
    lead = following.lead
    return tuple(
        target(each, lead=each is lead, replaced=each is lead and following.replaced)
        for each in things
        if each is lead or _matters(each)
    )


def _matters(each: Assessment) -> bool:
    return each.ahead and (each.thing.lane in NEAR_LANES or each.in_path >= LEAST_IN_PATH)


def _id(each: Assessment | None) -> int:
    return each.thing.id if each else 0


def _with_health(moment: Moment, alerts: Alerts) -> Moment:
    level = TOLD.get(alerts.state)
    if level is None:
        return moment
    part = Health("warning", level, "; ".join(alerts.state_reasons))
    return replace(moment, health=(*moment.health, part))
