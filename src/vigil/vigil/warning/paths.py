"""Our own path against the predicted path of each object: cut-in and collision read the same.

Both paths are relative: gap along our path, offset to its left, so that an object is where we go
while |offset| is less than half of both widths.
"""

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from vigil.base.records import EgoPath, ObjectClass, RoadObject, Series
from vigil.base.settings import Settings
from vigil.warning.kinematics import chance_positive

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


class PathSettings(Settings):
    """When an object counts as being where we go."""

    horizon_s: float = Field(
        default=3.0, ge=0.5, le=3.0, description="predicted paths reach 3 s, as the record says"
    )
    needed_probability: float = Field(
        default=0.5, ge=0.1, le=0.95, description="more likely where we go than not"
    )
    needed_probability_oncoming: float = Field(
        default=0.8,
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


@dataclass(frozen=True, slots=True)
class Course:
    """One object relative to our path, at several times from now."""

    times_s: Series
    gaps_m: Series
    offsets_m: Series
    offset_sds_m: Series
    half_width_m: float
    """Offsets within it touch us: half of our width, half of its width, and the margin."""
    half_width_sd_m: float

    @property
    def gap_m(self) -> float:
        """Gap now, m."""
        return float(self.gaps_m[0])

    @property
    def offset_m(self) -> float:
        """Offset now, left is positive, m."""
        return float(self.offsets_m[0])

    def offset_at_m(self, time_s: float) -> float:
        """Return the offset at a time; beyond the last one the path is not carried on."""
        return float(np.interp(time_s, self.times_s, self.offsets_m))

    def inside(self, time_s: float) -> float:
        """Return the probability that it touches our width at a time, 0..1."""
        sd_m = float(np.interp(time_s, self.times_s, self.offset_sds_m))
        return self._inside(self.offset_at_m(time_s), float(np.hypot(sd_m, self.half_width_sd_m)))

    def inside_within(self, horizon_s: float) -> float:
        """Return the highest probability until a time, or until it is reached or passed, 0..1."""
        ahead = (self.times_s <= horizon_s) & (np.cumsum(self.gaps_m <= 0.0) <= 1)
        ahead[0] = True
        sds_m = np.hypot(self.offset_sds_m[ahead], self.half_width_sd_m)
        places = zip(self.offsets_m[ahead].tolist(), sds_m.tolist(), strict=True)
        return max(self._inside(offset, sd) for offset, sd in places)

    def _inside(self, offset_m: float, sd_m: float) -> float:
        """P(|offset| < half width): both edges are normal, `sd_m` holds the doubt of the width."""
        left = chance_positive(self.half_width_m - offset_m, sd_m)
        right = chance_positive(-self.half_width_m - offset_m, sd_m)
        return left - right


def course_of(
    thing: RoadObject, path: EgoPath, own_width_m: float, settings: PathSettings
) -> Course:
    """Return where an object goes relative to us; without a predicted path, where it is now."""
    width_m, width_sd_m = _width(thing, settings)
    margin_m = settings.vulnerable_margin_m if thing.kind in VULNERABLE else 0.0
    half_m = 0.5 * (own_width_m + width_m) + margin_m
    future = thing.path
    known = np.isfinite(future.gap_offset_m).all() and np.isfinite(future.covariance_m2).all()
    if len(future.times_s) and known:
        sds_m = np.sqrt(np.maximum(future.covariance_m2[:, 2], 0.0))
        gaps_m, offsets_m = future.gap_offset_m.T
        return Course(future.times_s, gaps_m, offsets_m, sds_m, half_m, 0.5 * width_sd_m)
    offset_m = thing.lane_offset_m
    offset_m = thing.y_m - path.y_m(thing.x_m) if offset_m is None else offset_m
    sd_m = np.hypot(thing.y_sd_m, thing.x_m**2 * path.c2_sd_pm)
    zero, gap, offset, sd = np.array([[0.0], [thing.x_m], [offset_m], [sd_m]])
    return Course(zero, gap, offset, sd, half_m, 0.5 * width_sd_m)


def _width(thing: RoadObject, settings: PathSettings) -> tuple[float, float]:
    if thing.width_m is None:
        return WIDTHS_M.get(thing.kind, WIDTHS_M[thing.kind.parent]), settings.width_sd_m
    return thing.width_m, settings.width_sd_m if thing.width_sd_m is None else thing.width_sd_m
