"""Cut-in: who comes into our lane from the next one, and what is in the zones beside us."""

from dataclasses import dataclass

from pydantic import Field

from vigil.base.records import (
    Evidence,
    Failsafe,
    Function,
    LaneChange,
    LanePlace,
    LinePlace,
    ObjectClass,
    PathSource,
    Scene,
    Verdict,
    Zone,
    ZoneState,
)
from vigil.warning.assessment import Assessment
from vigil.warning.collision import Graded
from vigil.warning.judgement import Step, evidence, judge, why, why_not
from vigil.warning.saying import Proposal, quiet


class CutInSettings(Graded):
    """When a vehicle in the next lane counts as coming into ours."""

    off_centre_m: float = Field(
        default=0.375,
        ge=0.1,
        le=1.0,
        description="R157: a cut-in is perceived so far off the centre of its lane",
    )
    toward_mps: float = Field(
        default=0.25, ge=0.0, le=2.0, description="half of the slowest cut-in of R157, 0.5 m/s"
    )
    likely_in_path: float = Field(
        default=0.5, ge=0.1, le=0.95, description="within 3 s, more likely in our path than not"
    )
    warning_ttc_s: float = Field(
        default=2.0, ge=0.5, le=3.0, description="R157: a cut-in is critical below 2.0 s"
    )
    zone_m: float = Field(
        default=60.0, ge=5.0, le=200.0, description="longest gap of the cut-ins of R157"
    )
    line_probability: float = Field(
        default=0.5, ge=0.1, le=1.0, description="openpilot: lane probability above 0.5"
    )
    camera_yaw_rad: float = Field(
        default=1.05,
        ge=0.1,
        le=3.1,
        description="a camera turned further from straight ahead does not see both next lanes",
    )


@dataclass(frozen=True, slots=True)
class Side:
    """What belongs to one side of our lane; sign is +1 to the left."""

    name: str
    sign: int
    lane: LanePlace
    line: LinePlace
    change: LaneChange


LEFT = Side("left", 1, LanePlace.LEFT, LinePlace.LEFT, LaneChange.CUT_IN_LEFT)
RIGHT = Side("right", -1, LanePlace.RIGHT, LinePlace.RIGHT, LaneChange.CUT_IN_RIGHT)


@dataclass(frozen=True, slots=True)
class CutIns:
    """What comes into our lane in this cycle."""

    subject: Assessment | None
    left_zone: Zone
    right_zone: Zone
    proposal: Proposal

    @property
    def ttc_s(self) -> float | None:
        """Time to collision with the subject, s; None: none, or it does not close."""
        approach = self.subject.approach if self.subject else None
        ttc_s = approach.ttc_s if approach else None
        return min(ttc_s, self.subject.longest_ttc_s) if self.subject and ttc_s else None


def find(
    scene: Scene,
    things: tuple[Assessment, ...],
    settings: CutInSettings,
    ladder: tuple[Step, ...],
) -> CutIns:
    """Return the most urgent cut-in and both zones; things are nearest first."""
    width_m = scene.path.width_m
    coming = [each for each in things if any(_comes(each, s, width_m, settings) for s in SIDES)]
    subject = min(coming, key=_urgency, default=None)
    return CutIns(
        subject,
        _zone(scene, things, coming, LEFT, settings),
        _zone(scene, things, coming, RIGHT, settings),
        _propose(subject, settings, ladder),
    )


SIDES = (LEFT, RIGHT)


def _comes(each: Assessment, side: Side, lane_width_m: float, settings: CutInSettings) -> bool:
    """Tell whether it is off its lane's centre, moves towards ours and will be in our path."""
    thing = each.thing
    if not each.ahead or each.approach is None or thing.kind.parent is ObjectClass.PEDESTRIAN:
        return False
    if thing.lane is not side.lane and thing.lane_change is not side.change:
        return False
    off_centre_m = lane_width_m - side.sign * each.course.offset_m
    return (
        off_centre_m >= settings.off_centre_m
        and _toward_mps(each, side) >= settings.toward_mps
        and each.in_path >= settings.likely_in_path
    )


def _toward_mps(each: Assessment, side: Side) -> float:
    """Mean lateral speed towards our path over the next second, m/s."""
    return side.sign * (each.course.offset_m - each.course.offset_at_m(1.0))


def _urgency(each: Assessment) -> tuple[float, float]:
    ttc_s = each.ttc_s
    return (each.longest_ttc_s if ttc_s is None else ttc_s, each.course.gap_m)


def _zone(
    scene: Scene,
    things: tuple[Assessment, ...],
    coming: list[Assessment],
    side: Side,
    settings: CutInSettings,
) -> Zone:
    if not (_seen(scene, side, settings) and _lane_known(scene, side, settings)):
        return Zone(ZoneState.UNKNOWN, 0)
    intruder = next((each for each in coming if _of_side(each, side)), None)
    if intruder:
        return Zone(ZoneState.CUTTING_IN, intruder.thing.id)
    inside = [each for each in things if each.thing.lane is side.lane and each.ahead]
    near = next((each for each in inside if each.course.gap_m <= settings.zone_m), None)
    return Zone(ZoneState.OCCUPIED, near.thing.id) if near else Zone(ZoneState.CLEAR, 0)


def _of_side(each: Assessment, side: Side) -> bool:
    return side.sign * each.course.offset_m > 0.0


def _seen(scene: Scene, side: Side, settings: CutInSettings) -> bool:
    """Tell whether a camera delivered, is not blocked, and looks ahead or to this side."""
    turned_rad = {mounting.camera: mounting.yaw_rad for mounting in scene.moment.mountings}
    return any(
        report.verdict is Verdict.ON_TIME
        and report.failsafe is not Failsafe.BLOCKED
        and report.camera in turned_rad
        and -settings.camera_yaw_rad
        <= side.sign * turned_rad[report.camera]
        <= 2.0 * settings.camera_yaw_rad
        for report in scene.moment.cameras
    )


def _lane_known(scene: Scene, side: Side, settings: CutInSettings) -> bool:
    if scene.path.source is PathSource.LANES:
        return True
    return any(
        line.place is side.line and line.probability >= settings.line_probability
        for line in scene.lanes
    )


def _propose(
    subject: Assessment | None, settings: CutInSettings, ladder: tuple[Step, ...]
) -> Proposal:
    function = Function.CUT_IN
    if subject is None:
        return quiet(function, "nothing comes into our lane")
    judged = judge(subject, ladder)
    found = (*evidence(judged), *_evidence(subject, settings))
    said = f"{subject.name} comes into our lane {subject.course.gap_m:.0f} m ahead"
    if judged.level:
        return Proposal(function, judged.level, subject.thing.id, found, f"{said}; {why(judged)}")
    if subject.opens:
        return quiet(function, f"{said} and pulls away", found)
    return quiet(function, f"{said}; {why_not(judged)}", found)


def _evidence(subject: Assessment, settings: CutInSettings) -> tuple[Evidence, ...]:
    side = LEFT if _of_side(subject, LEFT) else RIGHT
    return (
        Evidence("toward_mps", _toward_mps(subject, side), settings.toward_mps),
        Evidence("offset_m", subject.course.offset_m, None),
    )
