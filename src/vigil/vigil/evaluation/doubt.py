"""Whether the doubt about distances is honest; each encounter counts once, however long it is."""

from collections.abc import Callable, Sequence

import numpy as np

from vigil.evaluation.distance import Sample
from vigil.geometry.camera_model import Floats

Encounters = Sequence[Sequence[Sample]]
LEAST_SHARE = 1e-3
"""Least deviation that a constant percentage may have, of the distance."""


def share_within(encounters: Encounters, sd: float) -> float:
    """Return the share of distances within so many of their own standard deviations, percent."""
    return 100.0 * _mean(
        encounters, lambda one: np.array(_errors_m(one) <= sd * _said_sd_m(one), float)
    )


def log_likelihood(encounters: Encounters) -> float:
    """Return the mean logarithm of the normal density of true distances, as said of them."""
    return _mean(encounters, lambda one: _log_density(_errors_m(one), _said_sd_m(one)))


def best_constant(encounters: Encounters) -> tuple[float, float]:
    """Return the best deviation that is a fixed share of the distance, and its log likelihood."""
    variance = _mean(encounters, lambda one: (_errors_m(one) / _said_m(one)) ** 2)
    share = max(float(np.sqrt(variance)), LEAST_SHARE)
    return share, _mean(encounters, lambda one: _log_density(_errors_m(one), share * _said_m(one)))


def _mean(encounters: Encounters, of: Callable[[Sequence[Sample]], Floats]) -> float:
    means = [float(np.mean(of(one))) for one in encounters if one]
    return float(np.mean(means)) if means else float("nan")


def _log_density(errors_m: Floats, sd_m: Floats) -> Floats:
    return np.array(-0.5 * (errors_m / sd_m) ** 2 - np.log(np.sqrt(2.0 * np.pi) * sd_m), float)


def _errors_m(drawn: Sequence[Sample]) -> Floats:
    return np.array([abs(one.x_m - one.true_x_m) for one in drawn])


def _said_m(drawn: Sequence[Sample]) -> Floats:
    return np.array([one.x_m for one in drawn])


def _said_sd_m(drawn: Sequence[Sample]) -> Floats:
    return np.array([one.x_sd_m for one in drawn])
