"""What each object means to us: whether it is in our path, and how it comes closer."""

from collections.abc import Mapping
from dataclasses import dataclass

from vigil.base.records import Motion, ObjectClass, RoadObject, Scene, Target
from vigil.warning.ego import Ego
from vigil.warning.kinematics import (
    Approach,
    GapApproach,
    required_deceleration_mps2,
    with_doubt,
)
from vigil.warning.memory import Known
from vigil.warning.paths import VULNERABLE, Course, PathSettings, course_of
from vigil.warning.trust import TrustSettings, acceleration_of, approach_of, doubt_of

STANDS_MPS = 0.5
"""Below it a headway in seconds means nothing."""

MORE_LIKELY = 0.5
"""More likely than not."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One object held against our path and our speed."""

    thing: RoadObject
    ego: Ego
    course: Course
    approach: Approach | None
    """None: its motion is not known, or cannot be relied on yet."""
    doubt: str
    """Why there is no approach; empty: there is one."""
    existence: float
    """That it is there at all, 0..1."""
    other_mps2: float
    """Its own acceleration over the ground; 0 where it is not known."""
    other_sd_mps2: float
    in_path_now: float
    """That it touches our path now, 0..1."""
    in_path_at_contact: float
    """That it is in our path when its gap is closed, 0..1."""
    on_collision_course: bool
    """It will be where we are when its gap is closed."""
    ttc_s: float | None
    """Time to collision, at most the longest one reported; None: no collision ahead."""
    needed_in_path: float
    """The probability that counts as in our path for this object."""
    horizon_s: float
    longest_ttc_s: float

    @property
    def name(self) -> str:
        """How a sentence calls it: 'car 17'."""
        kind = "object" if self.thing.kind is ObjectClass.UNKNOWN else self.thing.kind.name
        return f"{kind.lower().replace('_', ' ')} {self.thing.id}"

    @property
    def ahead(self) -> bool:
        """Its nearest face is before our front bumper."""
        return self.course.gap_m >= 0.0

    @property
    def vulnerable(self) -> bool:
        """A pedestrian or a cyclist."""
        return self.thing.kind in VULNERABLE

    @property
    def closing_mps(self) -> float | None:
        """How fast the gap closes; negative: it opens."""
        return None if self.thing.vx_mps is None else -self.thing.vx_mps

    @property
    def closes(self) -> bool:
        """Its gap is more likely to close than to open."""
        return self.approach is not None and self.approach.closing_probability > MORE_LIKELY

    @property
    def opens(self) -> bool:
        """Its gap is more likely to open than to close."""
        return self.approach is not None and self.approach.closing_probability < MORE_LIKELY

    @property
    def in_path(self) -> float:
        """That it touches our path within the horizon, before it is reached or passed, 0..1."""
        return self.course.inside_within(self.horizon_s)

    def required(self) -> tuple[float, float] | None:
        """Return the deceleration that avoids it, and its deviation; 0: not on a collision course.

        None: our speed or its motion is not known.
        """
        own_mps, approach = self.ego.speed_mps, self.approach
        if own_mps is None or not isinstance(approach, GapApproach):
            return None
        if not self.on_collision_course:
            return 0.0, 0.0
        known_mps = own_mps  # for the type checker, inside the function below
        return with_doubt(
            lambda gap_m, speed_mps, mps2: required_deceleration_mps2(
                gap_m, known_mps, known_mps + speed_mps, mps2
            ),
            (approach.gap_m, approach.speed_mps, self.other_mps2),
            (approach.gap_sd_m, approach.speed_sd_mps, self.other_sd_mps2),
        )


def assess(
    scene: Scene,
    ego: Ego,
    known: Mapping[int, Known],
    settings: TrustSettings,
    paths: PathSettings,
) -> tuple[Assessment, ...]:
    """Hold every object that is likely there against our path, nearest first; known by id."""
    found = [
        _assess(thing, scene, ego, known[thing.id], settings, paths)
        for thing in scene.objects
        if thing.existence_probability >= settings.least_existence
    ]
    found.sort(key=lambda each: each.course.gap_m)
    return tuple(found)


def _assess(
    thing: RoadObject,
    scene: Scene,
    ego: Ego,
    known: Known,
    settings: TrustSettings,
    paths: PathSettings,
) -> Assessment:
    course = course_of(thing, scene.path, ego, paths, stands=known.stands)
    doubt = doubt_of(thing, known.existence, settings)
    other_mps2, other_sd_mps2 = acceleration_of(thing, ego, settings)
    approach = None
    if not doubt:
        approach = approach_of(thing, course.gap_m, ego, other_mps2, other_sd_mps2)
    ttc_s = approach.ttc_s if approach else None
    at_contact = course.inside(paths.horizon_s if ttc_s is None else ttc_s)
    oncoming = thing.motion is Motion.ONCOMING
    needed = paths.needed_probability_oncoming if oncoming else paths.needed_probability
    on_course = course.gap_m >= 0.0 and at_contact >= needed
    return Assessment(
        thing=thing,
        ego=ego,
        course=course,
        approach=approach,
        doubt=doubt,
        existence=known.existence,
        other_mps2=other_mps2,
        other_sd_mps2=other_sd_mps2,
        in_path_now=course.inside(0.0),
        in_path_at_contact=at_contact,
        on_collision_course=on_course,
        ttc_s=min(ttc_s, settings.longest_ttc_s) if on_course and ttc_s is not None else None,
        needed_in_path=needed,
        horizon_s=paths.horizon_s,
        longest_ttc_s=settings.longest_ttc_s,
    )


def target(each: Assessment, *, lead: bool, replaced: bool) -> Target:
    """Return what is published of one object."""
    needed_mps2, needed_sd_mps2 = each.required() or (None, None)
    speed_mps, in_path = each.ego.speed_mps, each.in_path
    moving = speed_mps is not None and speed_mps > STANDS_MPS
    return Target(
        object_id=each.thing.id,
        in_path_probability=in_path,
        lead=lead,
        replaced=replaced,
        gap_m=each.course.gap_m,
        ttc_s=each.ttc_s,
        ttc_sd_s=each.approach.ttc_sd_s if each.approach and each.ttc_s is not None else None,
        headway_s=each.course.gap_m / speed_mps if moving and speed_mps else None,
        required_deceleration_mps2=needed_mps2,
        required_deceleration_sd_mps2=needed_sd_mps2,
        in_danger_zone=each.vulnerable and in_path >= each.needed_in_path,
        relative_speed_mps=each.thing.vx_mps,
    )
