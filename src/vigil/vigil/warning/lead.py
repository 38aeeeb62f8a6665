"""The vehicle that we follow (CIPV), those beside us, and what the lead does after a stop."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from vigil.base.records import LanePlace, Motion, ObjectClass, StopAndGo
from vigil.base.settings import Settings
from vigil.warning.assessment import Assessment

NEAR_LANES = (LanePlace.EGO, LanePlace.LEFT, LanePlace.RIGHT)
"""Our lane and the next ones."""


class LeadSettings(Settings):
    """Who counts as the lead, and when it stands or goes."""

    take_probability: float = Field(
        default=0.5, ge=0.1, le=0.95, description="in our path now: more likely than not"
    )
    keep_probability: float = Field(
        default=0.3, ge=0.0, le=0.95, description="hysteresis: a lead at the edge does not flicker"
    )
    stands_mps: float = Field(
        default=0.5, ge=0.0, le=2.0, description="the doubt of a speed seen at rest"
    )
    goes_mps: float = Field(default=1.0, ge=0.1, le=5.0, description="a walk: it has moved off")


@dataclass(frozen=True, slots=True)
class Following:
    """Whom we follow in this cycle."""

    lead: Assessment | None
    replaced: bool
    stop_and_go: StopAndGo

    @property
    def lead_id(self) -> int:
        """The lead's id; 0: none."""
        return self.lead.thing.id if self.lead else 0


class Lead:
    """Chooses the closest vehicle in our path and remembers it."""

    def __init__(self, settings: LeadSettings) -> None:
        self._settings = settings
        self._id = 0
        self._stop_and_go = StopAndGo.UNKNOWN

    def update(self, assessments: tuple[Assessment, ...]) -> Following:
        """Return the lead of this cycle; assessments are nearest first."""
        lead = next((each for each in assessments if self._in_path(each)), None)
        now_id = lead.thing.id if lead else 0
        replaced = self._id not in {0, now_id} and now_id != 0
        self._id = now_id
        self._stop_and_go = self._after_stop(lead, replaced=replaced)
        return Following(lead, replaced, self._stop_and_go)

    def _in_path(self, each: Assessment) -> bool:
        if not each.ahead or each.thing.kind is ObjectClass.PEDESTRIAN:
            return False
        if each.thing.motion is Motion.ONCOMING:
            return False
        settings = self._settings
        kept = each.thing.id == self._id
        least = settings.keep_probability if kept else settings.take_probability
        in_lane = each.thing.lane is LanePlace.EGO and each.thing.lane_probability >= least
        return each.in_path_now >= least or in_lane

    def _after_stop(self, lead: Assessment | None, *, replaced: bool) -> StopAndGo:
        """STOP once both stand; GO when the lead moves off, until we follow."""
        own_mps = lead.ego.speed_mps if lead else None
        other_mps = _speed_mps(lead) if lead else None
        if replaced or own_mps is None or other_mps is None or own_mps > self._settings.goes_mps:
            return StopAndGo.UNKNOWN
        if other_mps <= self._settings.stands_mps:
            return StopAndGo.STOP if own_mps <= self._settings.stands_mps else self._stop_and_go
        stopped = self._stop_and_go is not StopAndGo.UNKNOWN
        if stopped and other_mps >= self._settings.goes_mps:
            return StopAndGo.GO
        return self._stop_and_go


def _speed_mps(each: Assessment) -> float | None:
    """Speed of an object over the ground; a motion that is seen to rest counts as none."""
    if each.thing.motion in {Motion.STANDING, Motion.STOPPED, Motion.PARKED}:
        return 0.0
    return each.thing.speed_mps


def nearest_in(place: LanePlace, assessments: Iterable[Assessment]) -> Assessment | None:
    """Return the nearest vehicle ahead in a lane; assessments are nearest first."""
    return next(
        (
            each
            for each in assessments
            if each.ahead
            and each.thing.lane is place
            and each.thing.kind is not ObjectClass.PEDESTRIAN
        ),
        None,
    )


def count_ahead(assessments: Iterable[Assessment]) -> int:
    """Return how many objects are ahead in our lane and the next ones."""
    return sum(each.ahead and each.thing.lane in NEAR_LANES for each in assessments)
