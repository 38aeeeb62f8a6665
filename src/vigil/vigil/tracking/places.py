"""Which lane an object is in, how it changes lanes, and where it will be in the next 3 s."""

from math import copysign

import numpy as np
from scipy.special import ndtr

from vigil.base.records import EgoPath, LaneChange, LanePlace, PredictedPath
from vigil.geometry.camera_model import Floats
from vigil.tracking.settings import Placing

PLACES = (
    LanePlace.OFF_ROAD,
    LanePlace.NEXT_RIGHT,
    LanePlace.RIGHT,
    LanePlace.EGO,
    LanePlace.LEFT,
    LanePlace.NEXT_LEFT,
    LanePlace.OFF_ROAD,
)
"""From right to left."""
EDGES = np.array([-np.inf, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, np.inf])
"""Where they end, in widths of a lane."""
TIMES_S = np.arange(0.0, 3.01, 0.5)


def path_offsets_m(path: EgoPath, x_m: Floats) -> tuple[Floats, Floats, Floats]:
    """Return middle of our path, its slope and its standard deviation at distances (N,)."""
    ahead = np.maximum(x_m, 0.0)
    middle = path.c0_m + ahead * (path.c1 + ahead * path.c2_pm)
    return middle, path.c1 + 2.0 * ahead * path.c2_pm, path.c2_sd_pm * ahead**2


def lane_places(
    offset_m: Floats, offset_sd_m: Floats, width_m: float
) -> tuple[list[LanePlace], Floats]:
    """Return the likeliest lane of each object and its probability: a normal law over lanes."""
    limits = (EDGES * width_m - offset_m[:, None]) / np.maximum(offset_sd_m, 0.05)[:, None]
    below = ndtr(limits)
    shares = below[:, 1:] - below[:, :-1]
    best = shares.argmax(1)
    return [PLACES[i] for i in best.tolist()], shares.max(1)


def lane_change(
    offset_m: float, speed_mps: float, speed_sd_mps: float, width_m: float, rules: Placing
) -> LaneChange:
    """Return how an object changes its lane: over which line it is moving, and how soon."""
    if abs(speed_mps) < max(rules.change_speed_mps, 2.0 * speed_sd_mps):
        return LaneChange.NONE
    lane = round(offset_m / width_m)
    way = copysign(1.0, speed_mps)
    off_middle_m = (offset_m - lane * width_m) * way
    to_line_m = width_m / 2.0 - off_middle_m
    if to_line_m / abs(speed_mps) > rules.change_horizon_s:
        return LaneChange.NONE
    if off_middle_m < rules.change_offset_m and lane == 0:
        return LaneChange.NONE
    return _named(lane, lane + int(way))


def _named(before: int, after: int) -> LaneChange:
    if after == 0:
        return LaneChange.CUT_IN_LEFT if before > 0 else LaneChange.CUT_IN_RIGHT
    if before == 0:
        return LaneChange.CUT_OUT_LEFT if after > 0 else LaneChange.CUT_OUT_RIGHT
    return LaneChange.OTHER_LEFT if after > before else LaneChange.OTHER_RIGHT


def predicted(
    start: Floats, variance: Floats, acceleration_sd: float, lateral: float, rules: Placing
) -> list[PredictedPath]:
    """Return the paths of N objects in path coordinates.

    `start` (5, N): gap, its speed and acceleration, offset, its speed; `variance` (5, N) of the
    same.  The acceleration fades, and a sideways speed fades too: most cars stay in their lane.
    """
    t = TIMES_S
    gap, speed, push, offset, drift = start[..., None]
    v_gap, v_speed, v_push, v_offset, v_drift = variance[..., None]
    fade = rules.lateral_memory_s
    held = fade * (1.0 - np.exp(-t / fade))
    pushed = fade * (t - held)
    points = np.empty((len(gap), len(t), 2))
    points[..., 0], points[..., 1] = gap + speed * t + push * pushed, offset + drift * held
    covariance = np.zeros((len(gap), len(t), 3))
    spread = acceleration_sd**2 * t**4 / 4.0
    covariance[..., 0] = v_gap + v_speed * t**2 + v_push * pushed**2 + spread
    covariance[..., 2] = v_offset + v_drift * held**2 + lateral**2 * t**3 / 3.0
    return [PredictedPath(t, a, b) for a, b in zip(points, covariance, strict=True)]
