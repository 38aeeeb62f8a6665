"""What each object means to us: whether it is in our path, and how it comes closer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from vigil.base.records import (
    Motion,
    ObjectClass,
    RoadObject,
    Scene,
    Target,
)
from vigil.warning.kinematics import (
    Approach,
    GapApproach,
    needed_gap_m,
    required_deceleration_mps2,
    with_doubt,
)
from vigil.warning.paths import VULNERABLE, Course, PathSettings, course_of
from vigil.warning.trust import Ego, TrustSettings, approach_of, doubt_of

STANDS_MPS = 0.5
"""Below it a headway in seconds means nothing."""

MORE_LIKELY = 0.5
"""More likely than not."""


@dataclass(frozen=True)
class Assessment:
    """One object held against our path and our speed."""

    thing: RoadObject
    ego: Ego
    course: Course
    approach: Approach | None
    """None: its motion is not known, or cannot be relied on yet."""
    doubt: str
    """Why there is no approach; empty: there is one."""
    settings: TrustSettings
    paths: PathSettings

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
        """Its gap surely closes."""
        if self.approach is None:
            return False
        return self.approach.closing_probability >= self.settings.closing_probability

    @property
    def opens(self) -> bool:
        """Its gap is more likely to open than to close."""
        return self.approach is not None and self.approach.closing_probability < MORE_LIKELY

    @cached_property
    def in_path_now(self) -> float:
        """That it touches our path now, 0..1."""
        return self.course.inside(0.0)

    @cached_property
    def in_path(self) -> float:
        """That it does so within the horizon, before it is reached or passed, 0..1."""
        return self.course.inside_within(self.paths.horizon_s)

    @cached_property
    def in_path_at_contact(self) -> float:
        """That it is in our path when its gap is closed, 0..1."""
        ttc_s = self.approach.ttc_s if self.approach else None
        return self.course.inside(self.paths.horizon_s if ttc_s is None else ttc_s)

    @property
    def needed_in_path(self) -> float:
        """The probability that counts as in our path for this object."""
        if self.thing.motion is Motion.ONCOMING:
            return self.paths.needed_probability_oncoming
        return self.paths.needed_probability

    @property
    def on_collision_course(self) -> bool:
        """It will be where we are when its gap is closed."""
        return self.ahead and self.in_path_at_contact >= self.needed_in_path

    @cached_property
    def ttc_s(self) -> float | None:
        """Time to collision, at most the longest one reported; None: no collision ahead."""
        ttc_s = self.approach.ttc_s if self.approach and self.on_collision_course else None
        return None if ttc_s is None else min(ttc_s, self.settings.longest_ttc_s)

    def required_on_course(self) -> tuple[float, float] | None:
        """Return the deceleration that avoids it; nothing for what is not on a collision course."""
        if self.on_collision_course:
            return self.required()
        return None if self.ego.speed_mps is None or self.approach is None else (0.0, 0.0)

    def required(self, delay_s: float = 0.0) -> tuple[float, float] | None:
        """Return the deceleration that avoids it, begun after a delay, and its deviation.

        None: our speed or its motion is not known.
        """
        return self._after(delay_s, required_deceleration_mps2)

    def missing_gap(self, delay_s: float, deceleration_mps2: float) -> tuple[float, float] | None:
        """Return how much more gap a deceleration, begun after a delay, needs, and its doubt, m."""

        def missing_m(gap_m: float, own_mps: float, other_mps: float, other_mps2: float) -> float:
            return needed_gap_m(own_mps, other_mps, other_mps2, deceleration_mps2) - gap_m

        return self._after(delay_s, missing_m)

    def _after(
        self, delay_s: float, function: Callable[[float, float, float, float], float]
    ) -> tuple[float, float] | None:
        """Ask something of gap, both speeds and its acceleration when a delay has passed."""
        if self.ego.speed_mps is None or not isinstance(self.approach, GapApproach):
            return None
        own_mps2 = self.ego.acceleration_mps2
        own_mps = max(self.ego.speed_mps + own_mps2 * delay_s, 0.0)
        then = self.approach.later(delay_s)
        return with_doubt(
            lambda gap_m, speed_mps, mps2: function(
                gap_m, own_mps, own_mps + speed_mps, mps2 + own_mps2
            ),
            (then.gap_m, then.speed_mps, then.acceleration_mps2),
            (then.gap_sd_m, then.speed_sd_mps, then.acceleration_sd_mps2),
        )


def assess(
    scene: Scene, ego: Ego, settings: TrustSettings, paths: PathSettings
) -> tuple[Assessment, ...]:
    """Hold every object that is likely there against our path, nearest first."""
    found = []
    for thing in scene.objects:
        if thing.existence_probability < settings.least_existence:
            continue
        course = course_of(thing, scene.path, ego.width_m, paths)
        doubt = doubt_of(thing, settings)
        approach = None if doubt else approach_of(thing, course.gap_m, ego, settings)
        found.append(Assessment(thing, ego, course, approach, doubt, settings, paths))
    return tuple(sorted(found, key=lambda each: each.course.gap_m))


def target(each: Assessment, *, lead: bool, replaced: bool) -> Target:
    """Return what is published of one object."""
    needed_mps2, needed_sd_mps2 = each.required_on_course() or (None, None)
    speed_mps = each.ego.speed_mps
    moving = speed_mps is not None and speed_mps > STANDS_MPS
    return Target(
        object_id=each.thing.id,
        in_path_probability=each.in_path,
        lead=lead,
        replaced=replaced,
        gap_m=each.course.gap_m,
        ttc_s=each.ttc_s,
        ttc_sd_s=each.approach.ttc_sd_s if each.approach and each.ttc_s is not None else None,
        headway_s=each.course.gap_m / speed_mps if moving and speed_mps else None,
        required_deceleration_mps2=needed_mps2,
        required_deceleration_sd_mps2=needed_sd_mps2,
        in_danger_zone=each.vulnerable and each.in_path >= each.needed_in_path,
        relative_speed_mps=each.thing.vx_mps,
    )
