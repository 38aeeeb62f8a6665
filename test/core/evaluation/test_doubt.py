"""An honest deviation is told from one that is too small, whatever an encounter's length."""

import numpy as np
import pytest

from vigil.evaluation.distance import Sample
from vigil.evaluation.doubt import best_constant, log_likelihood, share_within


def encounter(errors_m: list[float], sd_m: float, range_m: float = 50.0) -> list[Sample]:
    return [
        Sample(range_m, None, True, range_m + error_m, sd_m, None, None, 0.0, 0.0)
        for error_m in errors_m
    ]


def test_each_encounter_counts_once_however_long_it_is() -> None:
    short, long = encounter([0.5, 0.5], 1.0), encounter([3.0] * 200, 1.0)
    assert share_within([short, long], 1.0) == pytest.approx(50.0)
    assert share_within([short, long, []], 1.0) == pytest.approx(50.0)


def test_a_deviation_that_is_too_small_is_less_likely_than_an_honest_one() -> None:
    errors_m = np.random.default_rng(3).normal(0.0, 2.0, 400).tolist()
    honest, bold = encounter(errors_m, 2.0), encounter(errors_m, 0.7)
    assert log_likelihood([honest]) > log_likelihood([bold])
    assert log_likelihood([honest]) == pytest.approx(-np.log(2.0) - 0.5 - 0.92, abs=0.05)
    assert share_within([honest], 1.0) == pytest.approx(68.0, abs=4.0)


def test_the_best_constant_is_the_spread_that_is_really_there() -> None:
    random = np.random.default_rng(5)
    near, far = (
        encounter(random.normal(0.0, 0.06 * range_m, 300).tolist(), 1.0, range_m)
        for range_m in (20.0, 80.0)
    )
    share, likelihood = best_constant([near, far])
    assert share == pytest.approx(0.06, abs=0.006)
    assert likelihood > log_likelihood([near, far])


def test_no_encounter_is_no_number() -> None:
    assert np.isnan(share_within([], 1.0))
