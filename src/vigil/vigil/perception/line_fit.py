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

Marks = npt.NDArray[np.bool_]
PRIOR_SD = np.array([1.0, 0.03, 1e-3, 5e-6])
"""Of offset (m), heading, half curvature (1/m) and its change (1/m²) about the guess."""
CORRELATED = 4.0
"""Neighbouring rows of a mask err together: so many points are worth one."""
GATES = ((0.45, 2.0), (0.25, 2.0), (0.15, 2.5))
"""Paint belongs to a line within (metres + standard deviations), narrower each time."""
POINTS_MIN = 4
"""As many as a cubic has coefficients."""


@dataclass(frozen=True)
class Curve:
    """A fitted line."""

    coefficients: Floats
    """c0..c3 of y = sum c_k x^k, ego frame."""
    covariance: Floats
    """Of the coefficients, shape (4, 4)."""
    mine: Marks
    """Which points belong to it."""
    rms_sd: float
    """Root mean square residual in standard deviations of a point."""

    def moved(self, left_m: float) -> "Curve":
        """Return the same curve, moved to the left."""
        coefficients = self.coefficients.copy()
        coefficients[0] += left_m
        return replace(self, coefficients=coefficients)


class Fitter:
    """Fits lines to the points of one picture, one after the other."""

    def __init__(self, points: PaintPoints) -> None:
        self._rows = np.vander(points.ego_m[:, 0], len(PRIOR_SD), increasing=True)
        self._y = points.ego_m[:, 1]
        self._sd = points.lateral_sd_m
        self._free = np.ones(len(self._y), bool)

    def fit(self, guess: Guess) -> Curve | None:
        """Fit the points near a guess that nobody claimed, and claim them; None: too few."""
        prior = np.array([guess.offset_m, guess.heading, guess.curvature_pm, 0.0])
        at, precision = prior, np.eye(len(prior))
        mine = self._free
        for metres, deviations in GATES:
            residual = np.abs(self._y - self._rows @ at)
            mine = self._free & (residual < metres + deviations * self._sd)
            if mine.sum() < POINTS_MIN:
                return None
            at, precision = self._solve(mine, prior)
        self._free = self._free & ~mine
        rms_sd = self._rms_sd(mine, at)
        scale = np.outer(PRIOR_SD, PRIOR_SD) * max(1.0, rms_sd**2)
        return Curve(at, np.linalg.inv(precision) * scale, mine, rms_sd)

    def _solve(self, mine: Marks, prior: Floats) -> tuple[Floats, Floats]:
        """Return the coefficients, and the precision in units of the prior's deviations."""
        rows, weights = self._rows[mine], 1.0 / self._sd[mine]
        design = rows * weights[:, None] * PRIOR_SD
        precision = design.T @ design / CORRELATED + np.eye(len(prior))
        wrong = (self._y[mine] - rows @ prior) * weights
        step = np.linalg.solve(precision, design.T @ wrong / CORRELATED)
        return prior + PRIOR_SD * step, precision

    def _rms_sd(self, mine: Marks, at: Floats) -> float:
        residual = (self._y[mine] - self._rows[mine] @ at) / self._sd[mine]
        return float(np.sqrt((residual**2).mean()))


def with_mounting(curve: Curve, mounting: Mounting) -> Floats:
    """Return standard deviations (4,) with what a doubtful mounting adds.

    Pitch opens or closes lines (heading, by offset over height), yaw turns them, height scales.
    """
    offset_m = abs(curve.coefficients[0])
    turned = np.hypot(mounting.yaw_sd_rad, offset_m * mounting.pitch_sd_rad / mounting.z_m)
    scaled_m = offset_m * mounting.height_sd_m / mounting.z_m
    return np.asarray(np.hypot(np.sqrt(np.diag(curve.covariance)), [scaled_m, turned, 0.0, 0.0]))
