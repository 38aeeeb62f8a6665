"""Lane lines and the middle of our lane as curves of the ego frame."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from vigil.base.records import EgoPath, LaneLine, LinePlace, PathSource
from vigil.geometry.camera_model import Floats
from vigil_sim.truth.course import Bumper, course_of
from vigil_sim.world import Line, Road

REACHES_M = (100.0, 75.0, 60.0, 50.0, 40.0, 30.0, 20.0)
"""A curve ends at the first of these within which it follows its line closely enough."""
CLOSE_M = 0.02
"""A third of half the width of a line (0.12 m): the curve lies on the paint."""
ALONG_M = 130.0
"""How far along a bent road the reach of a curve may lie."""
PATH_M = 60.0
"""A parabola follows the middle of our lane no farther than tracking trusts it."""
SPACING_M = 2.5
PLACES = {
    -1: LinePlace.NEXT_LEFT,
    0: LinePlace.LEFT,
    1: LinePlace.RIGHT,
    2: LinePlace.NEXT_RIGHT,
}
"""By how many lanes a line lies right of the left line of our lane."""


def near_lines(road: Road, lane: int) -> list[tuple[LinePlace, Line]]:
    """Return the lines of a lane and of the next ones, left to right."""
    places = ((PLACES.get(road.lane_at(line.d_m - 0.01) - lane), line) for line in road.lines)
    return [(place, line) for place, line in places if place]


def lines_and_path(road: Road, bumper: Bumper, lane: int) -> tuple[tuple[LaneLine, ...], EgoPath]:
    """Return the lines of our lane and the next ones, left to right, and the middle of our lane."""
    near = near_lines(road, lane)
    d_m = np.array([*(line.d_m for _, line in near), road.lane_middle_m(lane)])
    x_m, y_m = course_of(road).ahead(bumper, d_m, ALONG_M)
    curves, reach_m = _curves(x_m, y_m)
    lines = tuple(
        _lane_line(place, line, curve, reach_m)
        for (place, line), curve in zip(near, curves, strict=False)
    )
    return lines, _path(x_m[-1], y_m[-1], min(reach_m, PATH_M), road.lane_width_m)


def _lane_line(place: LinePlace, line: Line, curve: Sequence[float], reach_m: float) -> LaneLine:
    c0, c1, c2, c3 = curve
    return LaneLine(
        camera="",
        place=place,
        kind=line.kind,
        color=line.color,
        probability=1.0,
        c0_m=c0,
        c1=c1,
        c2_pm=c2,
        c3_pm2=c3,
        c0_sd_m=0.0,
        c1_sd=0.0,
        c2_sd_pm=0.0,
        c3_sd_pm2=0.0,
        x_min_m=0.0,
        x_max_m=reach_m,
        age_s=0.0,
    )


def _curves(x_m: Floats, y_m: Floats) -> tuple[list[list[float]], float]:
    """Return coefficients of cubics through lines (N, M), and how far ahead they hold."""
    end_m = float(x_m[:, -1].min())
    for reach_m in (reach_m for reach_m in REACHES_M if reach_m <= end_m):
        found, off_m = _cubics(x_m, y_m, reach_m)
        if off_m <= CLOSE_M:
            return found, reach_m
    return _cubics(x_m, y_m, REACHES_M[-1])[0], REACHES_M[-1]


def _cubics(x_m: Floats, y_m: Floats, reach_m: float) -> tuple[list[list[float]], float]:
    """Return the coefficients, and how far the curves stray from their lines."""
    at_m, powers, solve = _fit(reach_m, 3)
    wanted = np.array([np.interp(at_m, x, y) for x, y in zip(x_m, y_m, strict=True)])
    found = wanted @ solve
    return found.tolist(), float(np.abs(found @ powers - wanted).max())


def _path(x_m: Floats, y_m: Floats, reach_m: float, width_m: float) -> EgoPath:
    at_m, _, solve = _fit(reach_m, 2)
    c0, c1, c2 = (np.interp(at_m, x_m, y_m) @ solve).tolist()
    return EgoPath(PathSource.LANES, c0, c1, c2, 0.0, width_m, 0.0)


@cache
def _fit(reach_m: float, degree: int) -> tuple[Floats, Floats, Floats]:
    """Return where a line is looked at, powers of that (degree + 1, M), and their least squares."""
    at_m = np.linspace(0.0, reach_m, int(reach_m / SPACING_M) + 1)
    powers = at_m[None] ** np.arange(degree + 1)[:, None]
    return at_m, powers, np.asarray(np.linalg.pinv(powers), float)
