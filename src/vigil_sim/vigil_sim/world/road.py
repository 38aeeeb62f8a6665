"""One road: a reference line of straight pieces, arcs and the clothoids between them.

A place on it is s along the reference line and d to the left of that; the reference line is the
left edge of our lanes.  Before its beginning and after its end the road goes on straight.
"""

from math import atan2, cos, floor, pi, sin
from typing import TypeVar, overload

import numpy as np
import numpy.typing as npt

from vigil_sim.scenario.settings import RoadSettings
from vigil_sim.world.lines import Line, lines_of

Floats = npt.NDArray[np.float64]
N = TypeVar("N", float, Floats)

GRID_M = 0.5
"""Chords this long stray 0.3 mm from an arc of 100 m radius (s²/8R)."""
TRANSITION_M = 40.0
"""Longest clothoid between two pieces: what 80 km/h takes (A = 90 m at R = 200 m, RAA, recalled)"""
SHOULDER_M = {"urban": 0.45, "rural": 0.5, "highway": 2.5}
"""Pavement outside the outermost line; a highway has a hard shoulder (RAA: 2.5 m, recalled)."""
MEDIAN_M = 1.0
"""The same on the left of a highway that has no other direction."""


class Road:
    """Geometry, lanes and paint of one road; world frame: x along its beginning, y left, z up."""

    def __init__(self, settings: RoadSettings) -> None:
        self.settings = settings
        self.length_m = float(sum(length for length, _ in settings.pieces))
        self.lane_width_m = settings.lane_width_m
        self.edge_left_m = settings.opposite_lanes * settings.lane_width_m
        self.edge_right_m = -settings.lanes * settings.lane_width_m
        shoulder = SHOULDER_M[settings.style]
        alone = settings.style == "highway" and not settings.opposite_lanes
        self.pave_left_m = self.edge_left_m + (MEDIAN_M if alone else shoulder)
        self.pave_right_m = self.edge_right_m - shoulder
        self.lines: tuple[Line, ...] = lines_of(settings)
        self._lay_out()

    def lane_middle_m(self, lane: int) -> float:
        """Return d of the middle of a lane: 0 the leftmost of ours, -1 the first opposite one."""
        return -(lane + 0.5) * self.lane_width_m

    def lane_at(self, d_m: float) -> int:
        """Return the lane that a place across the road lies in, whether there is one or not."""
        return floor(-d_m / self.lane_width_m)

    @overload
    def pose(self, s_m: float, d_m: float = 0.0) -> tuple[float, float, float, float]: ...
    @overload
    def pose(self, s_m: Floats, d_m: Floats | float = 0.0) -> tuple[Floats, ...]: ...
    def pose(
        self, s_m: float | Floats, d_m: float | Floats = 0.0
    ) -> tuple[float, float, float, float] | tuple[Floats, ...]:
        """Return x, y, z, m, and the heading of the road, rad, at places along and across it."""
        if isinstance(s_m, np.ndarray):
            return self._poses(s_m, d_m)
        return self._pose(s_m, float(d_m))

    def curvature_pm(self, s_m: N) -> N:
        """Return the curvature of the reference line, 1/m, left is positive."""
        if isinstance(s_m, np.ndarray):
            return np.interp(s_m, self._knots_m, self._knots_pm)
        if self._straight:
            return 0.0
        at = min(max(s_m / GRID_M, 0.0), self._last)
        return self._curvature[int(at + 0.5)]

    def pitch_rad(self, s_m: float, base_m: float) -> float:
        """Return how the road falls over a way about a place, rad: downhill is positive."""
        if not self.settings.hill_m:
            return 0.0
        fall_m = self._height(s_m - base_m / 2.0) - self._height(s_m + base_m / 2.0)
        return atan2(fall_m, base_m)

    def frenet(self, x_m: N, y_m: N, near_m: N) -> tuple[N, N]:
        """Return s and d, m, of points within 30 m of the road at `near_m` (Newton's method)."""
        s_m = near_m
        for _ in range(6):
            x, y, _, heading = self.pose(s_m)
            ahead = (x_m - x) * np.cos(heading) + (y_m - y) * np.sin(heading)
            left = (y_m - y) * np.cos(heading) - (x_m - x) * np.sin(heading)
            s_m = s_m + ahead / (1.0 - self.curvature_pm(s_m) * left)
        return s_m, left

    def _lay_out(self) -> None:
        self._knots_m, self._knots_pm = _curvature_knots(self.settings)
        self._straight = not np.any(self._knots_pm)
        count = int(np.ceil(self.length_m / GRID_M)) + 1
        s = np.arange(count) * GRID_M
        curvature = np.interp(s, self._knots_m, self._knots_pm)
        middle = np.interp(s[:-1] + GRID_M / 2, self._knots_m, self._knots_pm)
        turned = (curvature[:-1] + 4.0 * middle + curvature[1:]) * GRID_M / 6.0
        heading = np.concatenate(([0.0], np.cumsum(turned)))
        chord = (heading[:-1] + heading[1:]) / 2.0
        self._s, self._heading_at = s, heading
        self._x_at = np.concatenate(([0.0], np.cumsum(np.cos(chord)))) * GRID_M
        self._y_at = np.concatenate(([0.0], np.cumsum(np.sin(chord)))) * GRID_M
        self._last = float(count - 1)
        self._curvature: list[float] = curvature.tolist()
        self._heading: list[float] = heading.tolist()
        self._x: list[float] = self._x_at.tolist()
        self._y: list[float] = self._y_at.tolist()

    def _pose(self, s: float, d: float) -> tuple[float, float, float, float]:
        """Return one pose; plain numbers are four times as fast as numpy here."""
        at = min(max(s / GRID_M, 0.0), self._last)
        i = min(int(at), len(self._x) - 2)
        part, beyond = at - i, s - at * GRID_M
        heading = self._heading[i] + part * (self._heading[i + 1] - self._heading[i])
        ahead, left = cos(heading), sin(heading)
        x = self._x[i] + part * (self._x[i + 1] - self._x[i]) + beyond * ahead - d * left
        y = self._y[i] + part * (self._y[i + 1] - self._y[i]) + beyond * left + d * ahead
        return x, y, self._height(s), heading

    def _poses(self, s: Floats, d: Floats | float) -> tuple[Floats, ...]:
        inside = np.clip(s, 0.0, self._s[-1])
        heading = np.interp(inside, self._s, self._heading_at)
        ahead, left, beyond = np.cos(heading), np.sin(heading), s - inside
        x = np.interp(inside, self._s, self._x_at) + beyond * ahead - d * left
        y = np.interp(inside, self._s, self._y_at) + beyond * left + d * ahead
        waves = 2.0 * pi / self.settings.hill_length_m
        z = self.settings.hill_m * (1.0 - np.cos(waves * s)) + 0.0 * x
        return x, y, z, heading + 0.0 * x

    def _height(self, s: float) -> float:
        if not self.settings.hill_m:
            return 0.0
        return self.settings.hill_m * (1.0 - cos(2.0 * pi * s / self.settings.hill_length_m))


def _curvature_knots(settings: RoadSettings) -> tuple[Floats, Floats]:
    """Return where the curvature's slope changes, and the curvature there.

    Between two pieces it changes linearly, which is a clothoid, over at most half of the shorter.
    """
    s, knots_m, knots_pm = 0.0, [0.0], [settings.pieces[0][1]]
    for (length, curvature), (next_length, following) in zip(
        settings.pieces, settings.pieces[1:], strict=False
    ):
        s += length
        half = min(TRANSITION_M, length, next_length) / 2.0
        knots_m += [s - half, s + half]
        knots_pm += [curvature, following]
    return np.array([*knots_m, s + settings.pieces[-1][0]]), np.array(
        [*knots_pm, settings.pieces[-1][1]]
    )
