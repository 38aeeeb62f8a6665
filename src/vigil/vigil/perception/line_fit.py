"""Fits a cubic to the paint of one line, with honest doubt.

Maximum a posteriori: the points weigh by their variance, and a normal prior, the shape that all
lines share, holds what short paint cannot tell (Bishop 2006, equations 3.50 and 3.51).
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vigil.base.records import Mounting
from vigil.perception.line_search import Guess
from vigil.perception.paint_points import PaintPoints
from vigil.perception.picture import Floats

PRIOR_SD = np.array([1.0, 0.03, 1e-3, 5e-6])
"""Of offset (m), heading, half curvature (1/m) and its change (1/m²) about the guess."""
CORRELATED = 6.0
"""Neighbouring rows of a mask err together: so many points are worth one."""
GATES = ((0.45, 2.0), (0.25, 2.0), (0.15, 2.5))
"""Paint belongs to a line within (metres + standard deviations), narrower each time."""
POWERS = np.arange(4)


@dataclass(frozen=True)
class Curve:
    """A fitted line."""

    coefficients: Floats
    """c0..c3 of y = sum c_k x^k, ego frame."""
    covariance: Floats
    """Of the coefficients, shape (4, 4)."""
    mine: npt.NDArray[np.bool_]
    """Which points belong to it."""
    rms_sd: float
    """Root mean square residual in standard deviations of a point."""

    def moved(self, left_m: float) -> "Curve":
        """Return the same curve, moved to the left."""
        coefficients = self.coefficients.copy()
        coefficients[0] += left_m
        return replace(self, coefficients=coefficients)


def fit(points: PaintPoints, free: npt.NDArray[np.bool_], guess: Guess) -> Curve | None:
    """Fit the points that nobody claimed near a guess; None: too few."""
    prior = np.array([guess.offset_m, guess.heading, guess.curvature_pm, 0.0])
    curve: Curve | None = None
    for metres, deviations in GATES:
        at = prior if curve is None else curve.coefficients
        x, y = points.ego_m.T
        residual = y - np.vander(x, 4, increasing=True) @ at
        mine = free & (np.abs(residual) < metres + deviations * points.lateral_sd_m)
        if mine.sum() < len(POWERS):
            return None
        curve = _solve(points, mine, prior)
    return curve


def _solve(points: PaintPoints, mine: npt.NDArray[np.bool_], prior: Floats) -> Curve:
    x, y = points.ego_m[mine].T
    sd = points.lateral_sd_m[mine]
    rows = np.vander(x, 4, increasing=True)
    # In units of the prior's deviations the system is well conditioned.
    design = rows * PRIOR_SD / sd[:, None]
    precision = design.T @ design / CORRELATED + np.eye(4)
    wrong = (y - rows @ prior) / sd
    step = np.linalg.solve(precision, design.T @ wrong / CORRELATED)
    coefficients = prior + PRIOR_SD * step
    residual = (y - rows @ coefficients) / sd
    rms_sd = float(np.sqrt((residual**2).mean()))
    covariance = np.linalg.inv(precision) * np.outer(PRIOR_SD, PRIOR_SD) * max(1.0, rms_sd**2)
    return Curve(coefficients, covariance, mine, rms_sd)


def with_mounting(sds: Floats, coefficients: Floats, mounting: Mounting) -> Floats:
    """Return standard deviations with what a doubtful mounting adds.

    Pitch opens or closes lines (heading, by offset over height), yaw turns them, height scales.
    """
    offset = abs(coefficients[0])
    turned = np.hypot(mounting.yaw_sd_rad, offset * mounting.pitch_sd_rad / mounting.z_m)
    scaled = offset * mounting.height_sd_m / mounting.z_m
    return np.asarray(np.hypot(sds, [scaled, turned, 0.0, 0.0]))
