"""Errors stay while a picture stays and are made anew where it grows; no faster than allowed."""

import numpy as np
import pytest

from vigil_sim.noise import fitted
from vigil_sim.noise.errors import Memory
from vigil_sim.noise.settings import FLOOR_MEMORY_S

RANGE = fitted().range
STEP_S = 0.05


def left_after(seconds: float, growth_ps: float) -> float:
    """Return the correlation of an error with itself some time later, over many things."""
    memory = Memory((0, "things"), [RANGE.memory_s], fresh=0, even=0)
    ids = list(range(4000))
    renewed_ps = np.full((len(ids), 1), RANGE.renewed_ps(np.array([growth_ps]))[0])
    _, first, _, _ = memory.advance(ids, STEP_S, renewed_ps)
    before = first.copy()
    for _ in range(round(seconds / STEP_S)):
        _, now, _, _ = memory.advance(ids, STEP_S, renewed_ps)
    return float(np.corrcoef(before[:, 0], now[:, 0])[0, 1])


def test_an_error_stays_while_we_follow() -> None:
    assert left_after(1.0, 0.0) == pytest.approx(np.exp(-1.0 / RANGE.memory_s), abs=0.05)


def test_an_error_is_made_anew_where_the_picture_grows() -> None:
    rate_ps = 1.0 / RANGE.memory_s + 0.03 / RANGE.growth
    assert left_after(1.0, 0.03) == pytest.approx(np.exp(-rate_ps), abs=0.05)


@pytest.mark.parametrize("growth_ps", [0.1, 0.5, -3.0])
def test_no_error_fades_faster_than_the_floor(growth_ps: float) -> None:
    assert left_after(0.5, growth_ps) > np.exp(-0.5 / FLOOR_MEMORY_S) - 0.05
