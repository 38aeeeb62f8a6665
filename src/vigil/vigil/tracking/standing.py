"""What stands closes at our own speed: with it, growth tells the distance and the foot the rest.

Only what agrees with standing, and was never seen moving, is told so; a thing that moves after all
grows otherwise, leaves the gate and is let go.
"""

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import BEAR, LOG, RATE, TURN, Filter, OwnMotion, Rows
from vigil.tracking.settings import RangeFilter

MEMORY_S = 1.0
"""Standing is one piece of knowledge, not a new one in each frame."""


def hold_standing(bank: Filter, may_stand: Rows, own: OwnMotion, settings: RangeFilter) -> bool:
    """Tell rows `may_stand` that agree with it that they stand; return whether any does."""
    speed = own.speed_mps
    if speed is None or speed < settings.standing_least_mps or own.seconds <= 0.0:
        return False
    if not len(may_stand):
        return False
    values, jacobians = _ground_speeds(bank.mean[may_stand], speed)
    spreads = (_with_state(jacobians, bank.covariance[may_stand]) * jacobians).sum(2)
    near = (values**2 <= settings.standing_gate_sd**2 * spreads).all(0)
    sure = (spreads <= settings.standing_doubt_mps**2).all(0)
    rows = np.flatnonzero(near & sure)
    if not len(rows):
        return False
    variance = np.full(len(rows), settings.standing_sd_mps**2 * max(MEMORY_S / own.seconds, 1.0))
    for value, jacobian in zip(values, jacobians, strict=True):
        bank.update(may_stand[rows], -value[rows], jacobian[rows], variance)
    return True


def _ground_speeds(mean: Floats, speed_mps: float) -> tuple[Floats, Floats]:
    """Return speeds over the ground along and across the line of sight (2, N), and (2, N, S)."""
    r, cos, sin = np.exp(mean[:, LOG]), np.cos(mean[:, BEAR]), np.sin(mean[:, BEAR])
    along, across = r * mean[:, RATE], r * mean[:, TURN]
    jacobians = np.zeros((2, *mean.shape))
    jacobians[0, :, LOG], jacobians[1, :, LOG] = along, across
    jacobians[0, :, RATE] = jacobians[1, :, TURN] = r
    jacobians[0, :, BEAR], jacobians[1, :, BEAR] = -speed_mps * sin, -speed_mps * cos
    return np.array([along + speed_mps * cos, across - speed_mps * sin]), jacobians


def _with_state(jacobians: Floats, covariance: Floats) -> Floats:
    """Return covariances (2, N, S) of numbers with the state."""
    return np.asarray((jacobians[:, :, None] @ covariance)[:, :, 0])
