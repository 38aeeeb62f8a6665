"""From the filter's polar state to the numbers of a road object, each with its deviation."""

from dataclasses import dataclass

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import BEAR, LOG, PUSH, RATE, TALL, TURN, WIDE, Filter
from vigil.tracking.sizes import WIDTH, WIDTH_SD

MOVING = TURN + 1
"""The first states, of which place and motion are made."""


@dataclass(frozen=True)
class Kinematics:
    """Columns of N objects; what is called relative changes as the ego frame sees it."""

    x_m: Floats
    x_sd_m: Floats
    y_m: Floats
    y_sd_m: Floats
    vx_mps: Floats
    vx_sd_mps: Floats
    vy_mps: Floats
    vy_sd_mps: Floats
    ax_mps2: Floats
    ax_sd_mps2: Floats
    scale_rate_ps: Floats
    scale_rate_sd_ps: Floats
    ttc_s: Floats
    """Negative or infinite where the gap does not close."""
    ttc_sd_s: Floats
    bearing_rad: Floats
    bearing_sd_rad: Floats
    bearing_rate_radps: Floats
    bearing_rate_sd_radps: Floats
    width_m: Floats
    width_sd_m: Floats
    height_m: Floats
    height_sd_m: Floats


def kinematics(
    bank: Filter, sizes: Floats, eye_m: tuple[float, float], turning_radps: float
) -> Kinematics:
    """Return the numbers of all objects; `sizes` as `Sizes.of`, the eye as (x, y) of ego."""
    s, p = bank.mean, bank.covariance
    r, cos, sin = np.exp(s[:, LOG]), np.cos(s[:, BEAR]), np.sin(s[:, BEAR])
    turn = s[:, TURN] - turning_radps
    width, width_sd, face = _face(s, p, sizes)
    x, y = eye_m[0] + r * cos, eye_m[1] + r * sin + face
    vx, vy = r * (s[:, RATE] * cos - turn * sin), r * (s[:, RATE] * sin + turn * cos)
    ax = r * s[:, PUSH] * cos
    rows = np.zeros((8, len(s), MOVING))
    d_x, d_y, d_vx, d_vy, d_ax, d_bear, d_rate, d_ttc = rows
    d_x[:, LOG], d_x[:, BEAR] = r * cos, -r * sin
    d_y[:, LOG], d_y[:, BEAR] = r * sin, r * cos
    d_vx[:, LOG], d_vx[:, BEAR], d_vx[:, RATE], d_vx[:, TURN] = vx, -vy, r * cos, -r * sin
    d_vy[:, LOG], d_vy[:, BEAR], d_vy[:, RATE], d_vy[:, TURN] = vy, vx, r * sin, r * cos
    d_ax[:, LOG], d_ax[:, PUSH] = ax, r * cos
    square = np.maximum(x**2 + y**2, 0.25)
    d_bear[:] = (x[:, None] * d_y - y[:, None] * d_x) / square[:, None]
    bear_rate = (x * vy - y * vx) / square
    d_rate[:] = (x[:, None] * d_vy - y[:, None] * d_vx) / square[:, None]
    gap, closing = np.maximum(x, 0.1), np.minimum(vx, -1e-3)
    ttc = np.where(vx < 0.0, -gap / closing, np.inf)
    d_ttc[:] = (gap[:, None] * d_vx - closing[:, None] * d_x) / closing[:, None] ** 2
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
        height_m=np.exp(s[:, TALL]),
        height_sd_m=np.exp(s[:, TALL]) * np.sqrt(p[:, TALL, TALL]),
    )


def _face(s: Floats, p: Floats, sizes: Floats) -> tuple[Floats, Floats, Floats]:
    """Return width, its deviation, and how far left of the box's middle the nearest face is.

    A car beside our line of sight shows its side too: that part of the box lies towards the
    middle of the road, so the face is what is left at the outer edge.
    """
    apparent, doubt = np.exp(s[:, WIDE]), np.exp(s[:, WIDE]) * np.sqrt(p[:, WIDE, WIDE])
    usual, spread = np.exp(sizes[:, WIDTH]), np.exp(sizes[:, WIDTH]) * sizes[:, WIDTH_SD]
    weight = spread**2 / (spread**2 + doubt**2)
    blended = usual + weight * (apparent - usual)
    sided = apparent > usual + 2.0 * spread
    width = np.where(sided, usual, blended)
    width_sd = np.where(sided, spread, np.sqrt(weight) * doubt)
    side = np.where(sided, 0.5 * (apparent - width), 0.0)
    return width, width_sd, np.sign(s[:, BEAR]) * side


def _sds(rows: Floats, covariance: Floats) -> Floats:
    """Return standard deviations (K, N) of K numbers by their derivatives (K, N, MOVING)."""
    moving = covariance[:, :MOVING, :MOVING]
    spread = (np.matmul(rows.transpose(1, 0, 2), moving).transpose(1, 0, 2) * rows).sum(2)
    return np.asarray(np.sqrt(np.maximum(spread, 0.0)))
