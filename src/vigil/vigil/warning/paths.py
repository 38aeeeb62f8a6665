"""Our own path against where each object goes: cut-in and collision read the same.

Both are relative: gap along our path, offset to its left, so that an object is where we go while
|offset| is less than half of both widths.
"""

from dataclasses import dataclass
from math import erf, exp, hypot, sqrt

from pydantic import Field

from vigil.base.records import EgoPath, ObjectClass, RoadObject
from vigil.base.settings import Settings
from vigil.warning.ego import Ego
from vigil.warning.kinematics import shrunk

WIDTHS_M = {
    ObjectClass.UNKNOWN: 1.8,
    ObjectClass.VEHICLE: 1.8,
    ObjectClass.TRUCK: 2.5,
    ObjectClass.ENGINEERING_VEHICLE: 2.5,
    ObjectClass.BUS: 2.5,
    ObjectClass.CYCLE: 0.7,
    ObjectClass.PEDESTRIAN: 0.6,
}
"""Where none was measured: a passenger car; the legal most, 2.55 m; handlebars; shoulders."""

VULNERABLE = (ObjectClass.PEDESTRIAN, ObjectClass.CYCLE, ObjectClass.BICYCLE)
"""Those the pedestrian warning speaks of; a motorcycle keeps the road as a car does."""

STEP_S = 1.0
"""Times at which a path is looked at."""

SQRT_2 = sqrt(2.0)


class PathSettings(Settings):
    """When an object counts as being where we go."""

    horizon_s: float = Field(
        default=3.0, ge=0.5, le=3.0, description="nothing hard is said earlier before impact"
    )
    needed_probability: float = Field(
        default=0.5, ge=0.1, le=0.95, description="more likely where we go than not"
    )
    needed_probability_oncoming: float = Field(
        default=0.95,
        ge=0.1,
        le=0.99,
        description="in a bend oncoming cars seem to come at us; ISO 15623 leaves them out,"
        " Euro NCAP 2023 has a head-on test",
    )
    vulnerable_margin_m: float = Field(
        default=0.3,
        ge=0.0,
        le=2.0,
        description="danger zone beside our own: a step (Euro NCAP aims at 25 % of the width)",
    )
    width_sd_m: float = Field(
        default=0.2, ge=0.0, le=1.0, description="doubt of a width taken from the class"
    )
    lateral_memory_s: float = Field(
        default=1.5,
        ge=0.1,
        le=10.0,
        description="a vehicle keeps a sideways speed so long: most stay in their lane",
    )
    wander_mps: float = Field(
        default=0.15, ge=0.0, le=2.0, description="a vehicle in its lane: 0.3 m in 2 s"
    )
    vulnerable_wander_mps: float = Field(
        default=0.35, ge=0.0, le=3.0, description="a quarter of a walk of 5 km/h"
    )
    straight_change_pm2: float = Field(
        default=1e-5,
        ge=0.0,
        le=1e-3,
        description="change of curvature on a straight: 0.4 m at 60 m",
    )
    bend_length_m: float = Field(
        default=60.0,
        ge=10.0,
        le=1000.0,
        description="a bend begins and ends within it: a clothoid of a third of the radius, 150 m",
    )
    standing_memory_s: float = Field(
        default=1.0,
        ge=0.0,
        le=5.0,
        description="a vehicle that stood so short a time ago has no sideways speed worth the name;"
        " it seems to have one when what hid it is passed",
    )
    standing_drift_mps: float = Field(
        default=0.1, ge=0.0, le=2.0, description="what stands does not move sideways"
    )


@dataclass(frozen=True, slots=True)
class Course:
    """One object relative to our path: where it is, and where it drifts."""

    gap_m: float
    """Along our path, m."""
    closing_mps: float
    """How fast the gap closes; 0 where it is not known."""
    offset_m: float
    """To the left of our path, m."""
    offset_sd_m: float
    drift_mps: float
    """Change of the offset; 0 where it is not known."""
    drift_sd_mps: float
    wander_mps: float
    """What the drift may change by."""
    memory_s: float | None
    """How long the drift lasts; None: it goes on."""
    half_width_m: float
    """Offsets within it touch us: half of our width, half of its width, and the margin."""
    half_width_sd_m: float

    def offset_at_m(self, time_s: float) -> float:
        """Return the offset at a time."""
        return self.offset_m + self.drift_mps * self._held_s(time_s)

    def inside(self, time_s: float) -> float:
        """Return the probability that it touches our width at a time, 0..1."""
        held_s = self._held_s(time_s) if self.drift_sd_mps else 0.0
        offset_m = abs(self.offset_m + self.drift_mps * held_s)
        beside_m = self.half_width_m - offset_m
        # Both edges are normal; the doubt of the width is in that of the place.
        spread_m = SQRT_2 * hypot(
            self.offset_sd_m,
            self.half_width_sd_m,
            self.drift_sd_mps * held_s,
            self.wander_mps * time_s,
        )
        if spread_m <= 0.0:
            return float(beside_m > 0.0)
        return 0.5 * (erf(beside_m / spread_m) + erf((self.half_width_m + offset_m) / spread_m))

    def inside_within(self, horizon_s: float) -> float:
        """Return the highest probability until a time, or until it is passed, 0..1."""
        highest, time_s = self.inside(0.0), STEP_S
        while time_s <= horizon_s and self.gap_m > self.closing_mps * (time_s - STEP_S):
            there = self.inside(time_s)
            highest = max(highest, there)
            time_s += STEP_S
        return highest

    def _held_s(self, time_s: float) -> float:
        """Return the time for which the drift counts until then."""
        if self.memory_s is None:
            return time_s
        return self.memory_s * (1.0 - exp(-time_s / self.memory_s))


def course_of(
    thing: RoadObject, path: EgoPath, ego: Ego, settings: PathSettings, *, stands: bool
) -> Course:
    """Return where an object goes relative to us; without a speed, where it is now."""
    width_m, width_sd_m = _width(thing, settings)
    vulnerable = thing.kind in VULNERABLE
    margin_m = settings.vulnerable_margin_m if vulnerable else 0.0
    offset_m = thing.lane_offset_m
    drift_mps, drift_sd_mps = _drift(thing, path, ego, settings, stands=stands and not vulnerable)
    return Course(
        gap_m=thing.x_m,
        closing_mps=-(thing.vx_mps or 0.0),
        offset_m=thing.y_m - path.y_m(thing.x_m) if offset_m is None else offset_m,
        offset_sd_m=hypot(thing.y_sd_m, _path_sd_m(thing.x_m, path, settings)),
        drift_mps=drift_mps,
        drift_sd_mps=drift_sd_mps,
        wander_mps=settings.vulnerable_wander_mps if vulnerable else settings.wander_mps,
        memory_s=None if vulnerable else settings.lateral_memory_s,
        half_width_m=0.5 * (ego.width_m + width_m) + margin_m,
        half_width_sd_m=0.5 * width_sd_m,
    )


def _path_sd_m(x_m: float, path: EgoPath, settings: PathSettings) -> float:
    """Return the doubt of our path at a distance: of its curvature, and of how that changes."""
    change_pm2 = settings.straight_change_pm2 + 2.0 * abs(path.c2_pm) / settings.bend_length_m
    return x_m**2 * hypot(path.c2_sd_pm, change_pm2 * x_m / 6.0)


def _drift(
    thing: RoadObject, path: EgoPath, ego: Ego, settings: PathSettings, *, stands: bool
) -> tuple[float, float]:
    """Return how fast it moves across our path, and the deviation, m/s.

    A path that is fixed to the road moves through the ego frame as we do.
    """
    if thing.vx_mps is None or thing.vy_mps is None or thing.vy_sd_mps is None:
        return 0.0, 0.0
    if stands:
        return 0.0, settings.standing_drift_mps
    slope = path.c1 + 2.0 * max(thing.x_m, 0.0) * path.c2_pm
    drift_mps = thing.vy_mps - slope * thing.vx_mps
    if ego.turning_radps is not None:
        drift_mps -= slope * (ego.speed_mps or 0.0) - ego.turning_radps * thing.x_m
    return shrunk(drift_mps, thing.vy_sd_mps), thing.vy_sd_mps


def _width(thing: RoadObject, settings: PathSettings) -> tuple[float, float]:
    if thing.width_m is None:
        return WIDTHS_M.get(thing.kind, WIDTHS_M[thing.kind.parent]), settings.width_sd_m
    return thing.width_m, settings.width_sd_m if thing.width_sd_m is None else thing.width_sd_m
