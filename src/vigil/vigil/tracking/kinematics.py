"""From the filter's polar state to the numbers of a road object, each with its deviation."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import BEAR, LOG, PUSH, RATE, TALL, TURN, WIDE, Filter
from vigil.tracking.sizes import LENGTH, WIDTH, WIDTH_SD

LEAST_AHEAD_M = 1.0
MOST_FLANK = 0.9
"""Of a box: some of it is the face."""
FLANK_DOUBT = 0.4
"""Of the flank: lengths of a class differ by a third, headings by some degrees."""
LEAST_FLANK_M = 0.05
MOVING = TURN + 1
"""The first states, of which place and motion are made."""


Column = TypeVar("Column")
"""Numbers of all objects: an array, or a list."""


@dataclass(frozen=True)
class Kinematics(Generic[Column]):
    """Columns of N objects; what is called relative changes as the ego frame sees it."""

    x_m: Column
    x_sd_m: Column
    y_m: Column
    y_sd_m: Column
    vx_mps: Column
    vx_sd_mps: Column
    vy_mps: Column
    vy_sd_mps: Column
    ax_mps2: Column
    ax_sd_mps2: Column
    scale_rate_ps: Column
    scale_rate_sd_ps: Column
    ttc_s: Column
    """Negative or infinite where the gap does not close."""
    ttc_sd_s: Column
    bearing_rad: Column
    bearing_sd_rad: Column
    bearing_rate_radps: Column
    bearing_rate_sd_radps: Column
    width_m: Column
    width_sd_m: Column
    height_m: Column
    height_sd_m: Column

    def lists(self: "Kinematics[Floats]") -> "Kinematics[list[float]]":
        """Return the same as lists, which give one number after the other sooner."""
        return Kinematics(*(column.tolist() for column in vars(self).values()))


def kinematics(
    bank: Filter, sizes: Floats, eye_m: tuple[float, float], turning_radps: float
) -> Kinematics[Floats]:
    """Return the numbers of all objects; `sizes` as `Sizes.of`, the eye as (x, y) of ego."""
    s, p = bank.mean, bank.covariance
    r, cos, sin = np.exp(s[:, LOG]), np.cos(s[:, BEAR]), np.sin(s[:, BEAR])
    turn = s[:, TURN] - turning_radps
    (width, width_sd, face), height = _face(s, p, sizes), np.exp(s[:, TALL])
    ahead, left = r * cos, r * sin
    x, y = eye_m[0] + ahead, eye_m[1] + left + face
    vx, vy = s[:, RATE] * ahead - turn * left, s[:, RATE] * left + turn * ahead
    ax = s[:, PUSH] * ahead
    rows = np.zeros((8, len(s), MOVING))
    d_x, d_y, d_vx, d_vy, d_ax, d_bear, d_rate, d_ttc = rows
    d_x[:, LOG], d_x[:, BEAR] = ahead, -left
    d_y[:, LOG], d_y[:, BEAR] = left, ahead
    d_vx[:, LOG], d_vx[:, BEAR], d_vx[:, RATE], d_vx[:, TURN] = vx, -vy, ahead, -left
    d_vy[:, LOG], d_vy[:, BEAR], d_vy[:, RATE], d_vy[:, TURN] = vy, vx, left, ahead
    d_ax[:, LOG], d_ax[:, PUSH] = ax, ahead
    square = np.maximum(x**2 + y**2, 0.25)
    by_x, by_y = (x / square)[:, None], (y / square)[:, None]
    d_bear[:] = by_x * d_y - by_y * d_x
    bear_rate = (x * vy - y * vx) / square
    d_rate[:] = by_x * d_vy - by_y * d_vx
    gap, closing = np.maximum(x, 0.1), np.minimum(vx, -1e-3)
    minus_ttc = gap / closing
    ttc = np.where(vx < 0.0, -minus_ttc, np.inf)
    d_ttc[:] = (minus_ttc[:, None] * d_vx - d_x) / closing[:, None]
    x_sd, y_sd, vx_sd, vy_sd, ax_sd, bear_sd, rate_sd, ttc_sd = _sds(rows, p)
    return Kinematics(
        x_m=x,
        x_sd_m=x_sd,
        y_m=y,
        y_sd_m=np.hypot(y_sd, 0.5 * width_sd * (face != 0.0) + 0.1),
        vx_mps=vx,
        vx_sd_mps=vx_sd,
        vy_mps=vy,
        vy_sd_mps=vy_sd,
        ax_mps2=ax,
        ax_sd_mps2=ax_sd,
        scale_rate_ps=-s[:, RATE],
        scale_rate_sd_ps=np.sqrt(p[:, RATE, RATE]),
        ttc_s=ttc,
        ttc_sd_s=ttc_sd,
        bearing_rad=np.arctan2(y, x),
        bearing_sd_rad=bear_sd,
        bearing_rate_radps=bear_rate,
        bearing_rate_sd_radps=rate_sd,
        width_m=width,
        width_sd_m=width_sd,
        height_m=height,
        height_sd_m=height * np.sqrt(p[:, TALL, TALL]),
    )


def _face(s: Floats, p: Floats, sizes: Floats) -> tuple[Floats, Floats, Floats]:
    """Return width, its deviation, and how far left of the box's middle the nearest face is.

    What stands beside our line of sight shows its flank too.  The far corner of it, a length L
    behind the face at x, appears at the inner edge y of the box: by similar triangles y L / x of
    the box is flank, and the face is what is left at the outer edge.
    """
    apparent = np.exp(s[:, WIDE])
    range_m = np.exp(s[:, LOG])
    ahead_m = np.maximum(range_m * np.cos(s[:, BEAR]), LEAST_AHEAD_M)
    inner_m = np.maximum(np.abs(range_m * np.sin(s[:, BEAR])) - 0.5 * apparent, 0.0)
    flank = np.minimum(inner_m * np.exp(sizes[:, LENGTH]) / ahead_m, MOST_FLANK * apparent)
    doubt = np.hypot(apparent * np.sqrt(p[:, WIDE, WIDE]), FLANK_DOUBT * flank)
    usual = np.exp(sizes[:, WIDTH])
    spread = usual * sizes[:, WIDTH_SD]
    weight = spread**2 / (spread**2 + doubt**2)
    width = usual + weight * (apparent - flank - usual)
    side = np.where(flank > LEAST_FLANK_M, 0.5 * (apparent - width), 0.0)
    return width, np.sqrt(weight) * doubt, np.sign(s[:, BEAR]) * side


def _sds(rows: Floats, covariance: Floats) -> Floats:
    """Return standard deviations (K, N) of K numbers by their derivatives (K, N, MOVING)."""
    moving = covariance[:, :MOVING, :MOVING]
    spread = ((rows[:, :, None] @ moving)[:, :, 0] * rows).sum(2)
    return np.asarray(np.sqrt(np.maximum(spread, 0.0)))
