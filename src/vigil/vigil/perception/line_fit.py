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


def fit(points: PaintPoints, guesses: list[Guess]) -> list[Curve]:
    """Fit all lines at once; a point belongs to the line that is nearest, or to none."""
    prior = np.array([[g.offset_m, g.heading, g.curvature_pm, 0.0] for g in guesses])
    normal = _Normal(points, prior)
    at = prior
    for metres, deviations in GATES:
        residual = np.abs(normal.residuals(at))
        mine = residual < metres + deviations * points.lateral_sd_m
        mine &= residual == residual.min(axis=0)
        at, precision = normal.solve(mine)
    squares = (normal.residuals(at) / points.lateral_sd_m) ** 2
    covariance = np.linalg.inv(precision) * np.outer(PRIOR_SD, PRIOR_SD)
    curves = []
    for line in np.flatnonzero(mine.sum(axis=1) >= POINTS_MIN):
        rms_sd = float(np.sqrt(squares[line, mine[line]].mean()))
        doubt = covariance[line] * max(1.0, rms_sd**2)
        curves.append(Curve(at[line], doubt, mine[line], rms_sd))
    return curves


class _Normal:
    """The normal equations of all lines, in units of the prior's deviations."""

    def __init__(self, points: PaintPoints, prior: Floats) -> None:
        self._prior, self._y = prior, points.ego_m[:, 1]
        self._rows = np.vander(points.ego_m[:, 0], len(PRIOR_SD), increasing=True)
        self._design = self._rows * PRIOR_SD
        self._squares = (self._design[:, :, None] * self._design[:, None, :]).reshape(-1, 16)
        self._weights = 1.0 / (CORRELATED * points.lateral_sd_m**2)
        self._wrong = self.residuals(prior)

    def residuals(self, at: Floats) -> Floats:
        """Return how far left of each line each point lies, (lines, points)."""
        return np.asarray(self._y - at @ self._rows.T)

    def solve(self, mine: Marks) -> tuple[Floats, Floats]:
        """Return coefficients (lines, 4) and precision (lines, 4, 4)."""
        weights = mine * self._weights
        precision = (weights @ self._squares).reshape(-1, 4, 4) + np.eye(4)
        moment = (weights * self._wrong) @ self._design
        step = np.linalg.solve(precision, moment[..., None])[..., 0]
        return self._prior + PRIOR_SD * step, precision


def with_mounting(curve: Curve, mounting: Mounting) -> Floats:
    """Return standard deviations (4,) with what a doubtful mounting adds.

    Pitch opens or closes lines (heading, by offset over height), yaw turns them, height scales.
    """
    offset_m = abs(curve.coefficients[0])
    turned = np.hypot(mounting.yaw_sd_rad, offset_m * mounting.pitch_sd_rad / mounting.z_m)
    scaled_m = offset_m * mounting.height_sd_m / mounting.z_m
    return np.asarray(np.hypot(np.sqrt(np.diag(curve.covariance)), [scaled_m, turned, 0.0, 0.0]))
