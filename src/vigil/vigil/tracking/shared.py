"""What all objects of a camera share: its errors of pitch, height and size.

An object's foot says how far it is only as well as the pitch is known, and its size says what the
pitch is.  Given the shared states the objects know nothing of each other, so each row keeps its own
copy, takes in its own boxes, and then all are brought to agree: what each has learned since they
last agreed is a quotient of two normal laws, the quotients are multiplied, and each row is moved by
what the others knew.  That is exact for a star of linear normal laws (a naive Bayes tree, one pass
of belief propagation), where the shared states do not drift while the objects are correlated.
"""

from collections.abc import Sequence
from math import exp, sqrt

import numpy as np

from vigil.base.records import Mounting
from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import OWN, Filter, diagonals
from vigil.tracking.settings import RangeFilter

EACH = 4
"""Shared states of one camera: BIAS and PITCH, slopes, positive where feet lie too high; HIGH, how
much higher than configured the camera stands, as a share; BIG, how much larger boxes of all things
are than their classes would have them, in logarithm."""
BIAS, PITCH, HIGH, BIG = range(EACH)
LEAST_RAD = 2e-4
LEAST_HIGH = 1e-3
HIGH_NOISE = 1e-4
"""Share per sqrt(s): load and tank, other traffic."""


class Shared:
    """Mean (4C,) and covariance (4C, 4C) of what the objects of C cameras share."""

    def __init__(self, settings: RangeFilter, cameras: Sequence[str]) -> None:
        self._settings = settings
        self._place = {name: EACH * i for i, name in enumerate(cameras)}
        self._mounted: dict[str, tuple[float, float]] = {}
        self.mean: Floats = np.zeros(EACH * len(cameras))
        pitching, fleet = settings.pitching_sd_rad**2, settings.fleet_sd**2
        spread = [LEAST_RAD**2, pitching, LEAST_HIGH**2, fleet]
        self.covariance: Floats = np.diag(spread * len(cameras))

    def column(self, camera: str) -> int:
        """Return the state of the filter that is this camera's BIAS; the others follow."""
        return OWN + self._place[camera]

    def slope(self, camera: str) -> tuple[float, float]:
        """Return by how much feet of a camera lie too high, and the standard deviation."""
        at = slice(self._place[camera], self._place[camera] + HIGH)
        return float(self.mean[at].sum()), sqrt(self.covariance[at, at].sum())

    def predict(self, bank: Filter, seconds: float) -> None:
        """Let the pitching fade and the bias wander, here and in every row."""
        keep = np.ones(len(self.mean))
        keep[PITCH::EACH] = exp(-seconds / self._settings.pitching_memory_s)
        keep[BIAS::EACH] = exp(-seconds / self._settings.grade_memory_s)
        noise = np.full(len(keep), HIGH_NOISE**2 * seconds)
        spread = np.full(len(self._place), LEAST_RAD**2)
        spread[: len(self._mounted)] = [known for _, known in self._mounted.values()]
        noise[BIAS::EACH] = (spread + self._settings.grade_sd_rad**2) * (
            1.0 - keep[BIAS::EACH] ** 2
        )
        noise[PITCH::EACH] = self._settings.pitching_sd_rad**2 * (1.0 - keep[PITCH::EACH] ** 2)
        self.mean, self.covariance = self.mean * keep, self.covariance * np.outer(keep, keep)
        self.covariance += np.diag(noise)
        keep_all = np.concatenate([np.ones(OWN), keep])
        bank.mean *= keep_all
        bank.covariance *= np.outer(keep_all, keep_all)
        diagonals(bank.covariance)[:, OWN:] += noise

    def follow(self, bank: Filter, mountings: Sequence[Mounting]) -> None:
        """Take over corrected mountings: the bias shrinks by what was corrected."""
        for mounting in mountings:
            at = self._place[mounting.camera]
            spread = mounting.pitch_sd_rad**2 - self._settings.pitching_sd_rad**2
            spread = max(spread, LEAST_RAD**2)
            pitch_rad, before = self._mounted.get(mounting.camera, (mounting.pitch_rad, 0.0))
            self._mounted[mounting.camera] = (mounting.pitch_rad, spread)
            self.mean[at] -= mounting.pitch_rad - pitch_rad
            bank.mean[:, OWN + at] -= mounting.pitch_rad - pitch_rad
            if before == 0.0:
                self._begin(bank, at, spread)
                self._begin(bank, at + HIGH, (mounting.height_sd_m / mounting.z_m) ** 2)
            elif spread < before:
                self._know(bank, at, 1.0 / (1.0 / spread - 1.0 / before))

    def joined(self, mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
        """Put the shared states behind those of M new objects, (M, OWN) and (M, OWN, OWN)."""
        count, size = len(mean), OWN + len(self.mean)
        both = np.zeros((count, size, size))
        both[:, :OWN, :OWN], both[:, OWN:, OWN:] = covariance, self.covariance
        return np.column_stack([mean, np.tile(self.mean, (count, 1))]), both

    def agree(self, bank: Filter) -> None:
        """Multiply what all rows have learned since they last agreed."""
        if not len(bank):
            return
        before = _inverse(self.covariance)
        rows = _inverse(bank.covariance[:, OWN:, OWN:])
        known = before + (rows - before).sum(0)
        weighed = _times(rows, bank.mean[:, OWN:]) - before @ self.mean
        covariance = _inverse((known + known.T) / 2.0)
        mean = covariance @ (before @ self.mean + weighed.sum(0))
        self._impose(bank, rows, mean, covariance)
        self.mean, self.covariance = mean, covariance

    def _begin(self, bank: Filter, at: int, variance: float) -> None:
        self.covariance[at, at] = bank.covariance[:, OWN + at, OWN + at] = variance

    def _know(self, bank: Filter, at: int, variance: float) -> None:
        """Take in that the bias is nought, to some variance."""
        column = self.covariance[:, at].copy()
        gain = column / (column[at] + variance)
        self.mean = self.mean - gain * self.mean[at]
        self.covariance = self.covariance - np.outer(gain, column)
        rows = _inverse(bank.covariance[:, OWN:, OWN:])
        self._impose(bank, rows, self.mean, self.covariance)

    @staticmethod
    def _impose(bank: Filter, rows: Floats, mean: Floats, covariance: Floats) -> None:
        """Give every row this law of the shared states; its own states follow as correlated.

        `rows` are the inverse covariances of the shared states as each row has them.
        """
        inside = bank.covariance[:, OWN:, OWN:]
        gain = bank.covariance[:, :, OWN:] @ rows
        bank.mean += _times(gain, mean - bank.mean[:, OWN:])
        bank.covariance += gain @ (covariance - inside) @ gain.transpose(0, 2, 1)


def _inverse(matrices: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrices), float)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """Return the products (N, A) of matrices (N, A, B) and vectors (N, B)."""
    return np.asarray((matrices @ vectors[:, :, None])[:, :, 0])
