"""What each object means to us: whether it is in our path, and how it comes closer."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import Field

from vigil.base.records import (
    Motion,
    ObjectClass,
    RoadObject,
    Scene,
    Target,
    TrackState,
)
from vigil.base.settings import Settings
from vigil.geometry import Body
from vigil.warning.kinematics import (
    Approach,
    GapApproach,
    ScaleApproach,
    required_deceleration_mps2,
    with_doubt,
)
from vigil.warning.paths import VULNERABLE, Course, PathSettings, course_of

STANDS_MPS = 0.5
"""Below it a headway in seconds means nothing."""

MORE_LIKELY = 0.5
"""More likely than not."""


class TrustSettings(Settings):
    """Which objects may raise a warning at all, and how their motion is carried on."""

    least_existence: float = Field(
        default=0.5, ge=0.0, le=1.0, description="more likely there than not"
    )
    least_age_s: float = Field(
        default=0.3,
        ge=0.0,
        le=3.0,
        description="a first velocity is often wrong (braking while being overtaken is a known"
        " complaint); R157 grants 0.4 s of perception, openpilot waits 1.5 s",
    )
    longest_unseen_s: float = Field(
        default=0.5, ge=0.0, le=3.0, description="carried on longer it raises no warning"
    )
    longest_ttc_s: float = Field(
        default=5.0, ge=4.0, le=20.0, description="openpilot: a longer one is reported as this"
    )
    stop_time_s: float = Field(
        default=2.0,
        ge=0.5,
        le=10.0,
        description="openpilot: no lead is taken to brake so hard that it stands sooner",
    )
    unknown_acceleration_sd_mps2: float = Field(
        default=1.0, ge=0.0, le=5.0, description="ordinary traffic, where none was measured"
    )


@dataclass(frozen=True, slots=True)
class Ego:
    """Our own car at one moment, as far as its signals can be trusted."""

    speed_mps: float | None
    acceleration_mps2: float
    width_m: float

    @classmethod
    def of(cls, scene: Scene, body: Body) -> "Ego":
        """Read the vehicle state; an unknown acceleration is taken as none."""
        vehicle = scene.moment.vehicle
        acceleration_mps2 = vehicle.acceleration_mps2.trusted or 0.0
        return cls(vehicle.speed_mps.trusted, acceleration_mps2, body.width_m)


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
        """Its gap is more likely to close than to open."""
        return self.approach is not None and self.approach.closing_probability > MORE_LIKELY

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

    def required(self, delay_s: float = 0.0) -> tuple[float, float] | None:
        """Return the deceleration that avoids it, begun after a delay, and its deviation.

        None: our speed or its motion is not known.  Where our speed is, the approach is by gap.
        """
        if self.ego.speed_mps is None or not isinstance(self.approach, GapApproach):
            return None
        then = self.approach.later(delay_s)
        own_mps = max(self.ego.speed_mps + self.ego.acceleration_mps2 * delay_s, 0.0)

        def needed(gap_m: float, speed_mps: float, acceleration_mps2: float) -> float:
            other_mps2 = acceleration_mps2 + self.ego.acceleration_mps2
            return required_deceleration_mps2(gap_m, own_mps, own_mps + speed_mps, other_mps2)

        return with_doubt(
            needed,
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
        doubt = _doubt(thing, settings)
        approach = None if doubt else _approach(thing, course, ego, settings)
        found.append(Assessment(thing, ego, course, approach, doubt, settings, paths))
    return tuple(sorted(found, key=lambda each: each.course.gap_m))


def target(each: Assessment, *, lead: bool, replaced: bool) -> Target:
    """Return what is published of one object."""
    course_known = each.on_collision_course
    required = each.required()
    needed_mps2, needed_sd_mps2 = required or (None, None)
    if required and not course_known:
        needed_mps2, needed_sd_mps2 = 0.0, 0.0
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
    )


def _doubt(thing: RoadObject, settings: TrustSettings) -> str:
    if thing.vx_mps is None or thing.vx_sd_mps is None:
        return "its speed is not known yet"
    if thing.state not in {TrackState.MEASURED, TrackState.COASTED}:
        return "it is new"
    if thing.age_s < settings.least_age_s:
        return f"it was first seen {thing.age_s:.2f} s ago, {settings.least_age_s:g} s are needed"
    if thing.unseen_s > settings.longest_unseen_s:
        return f"it was last seen {thing.unseen_s:.2f} s ago"
    return ""


def _approach(thing: RoadObject, course: Course, ego: Ego, settings: TrustSettings) -> Approach:
    """By gap and speed; without a speed of our own by the growth of its picture."""
    speed_mps, speed_sd_mps = thing.vx_mps or 0.0, thing.vx_sd_mps or 0.0
    if ego.speed_mps is None:
        if thing.scale_rate_ps is not None and thing.scale_rate_sd_ps is not None:
            return ScaleApproach(thing.scale_rate_ps, thing.scale_rate_sd_ps)
        return GapApproach(course.gap_m, thing.x_sd_m, speed_mps, speed_sd_mps, 0.0, 0.0)
    acceleration_mps2, sd_mps2 = thing.ax_mps2, thing.ax_sd_mps2
    if acceleration_mps2 is None or sd_mps2 is None:
        acceleration_mps2, sd_mps2 = 0.0, settings.unknown_acceleration_sd_mps2
    other_mps = max(ego.speed_mps + speed_mps, 0.0)
    hardest_mps2 = other_mps / settings.stop_time_s
    acceleration_mps2 = max(acceleration_mps2, -hardest_mps2)
    return GapApproach(
        course.gap_m, thing.x_sd_m, speed_mps, speed_sd_mps, acceleration_mps2, sd_mps2
    )
