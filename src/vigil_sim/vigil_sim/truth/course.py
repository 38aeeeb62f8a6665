"""The road by the metre: how its lines run ahead of us, fast enough to be asked at each step."""

from functools import lru_cache
from math import cos, sin
from typing import NamedTuple

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil_sim.world import Road

STEP_M = 1.0
"""Between two points a curve of radius 100 m leaves its chord by 1.3 mm."""
BEYOND_M = 250.0
"""How far the table reaches past both ends of the road, which goes on straight there."""
BEHIND_M = 8.0
"""A line begins before our bumper, so that it is known beside a vehicle that stands askew."""
TURNED = 0.5
"""Cosine of 60 degrees: a road that turned away so far hardly gets ahead of us any more."""


class Bumper(NamedTuple):
    """Where the middle of our front bumper is: along the road, and in the world."""

    s_m: float
    x_m: float
    y_m: float
    yaw_rad: float


class Course:
    """One road, sampled once."""

    def __init__(self, road: Road) -> None:
        s_m = np.arange(-BEYOND_M, road.length_m + BEYOND_M, STEP_M)
        x_m, y_m, _, heading = road.pose(s_m)
        self._places_and_ways = np.array([[x_m, y_m], [np.cos(heading), np.sin(heading)]])

    def ahead(self, bumper: Bumper, d_m: Floats, reach_m: float) -> tuple[Floats, Floats]:
        """Return x and y (N, M) of lines at d_m (N,) of the road, in the ego frame, step by step.

        They reach so far along the road, and end where that has turned away.
        """
        last = self._places_and_ways.shape[2] - 2
        start = min(max(int((bumper.s_m - BEHIND_M + BEYOND_M) / STEP_M), 0), last)
        part = self._places_and_ways[:, :, start : start + int((BEHIND_M + reach_m) / STEP_M) + 1]
        c, s = cos(bumper.yaw_rad), sin(bumper.yaw_rad)
        places, ways = np.array([[c, s], [-s, c]]) @ part
        away = ways[0] < TURNED
        if away.any():
            end = max(int(away.argmax()), 2)
            places, ways = places[:, :end], ways[:, :end]
        x_m = places[0] - (c * bumper.x_m + s * bumper.y_m) - d_m[:, None] * ways[1]
        y_m = places[1] - (c * bumper.y_m - s * bumper.x_m) + d_m[:, None] * ways[0]
        return x_m, y_m


@lru_cache(maxsize=8)
def course_of(road: Road) -> Course:
    """Return the table of a road, made once."""
    return Course(road)
