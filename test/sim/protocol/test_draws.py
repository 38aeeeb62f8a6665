"""Draws differ from each other, repeat from a seed, and keep tuning apart from figures."""

from collections.abc import Callable

import pytest

from vigil.base.errors import InputError
from vigil_sim.protocol.draws import (
    FIRST_PUBLISHED,
    KMH,
    OFFSET_M,
    OVERLAP,
    PITCH_DEG,
    drawn,
    seed_of,
)
from vigil_sim.scenario.settings import Scenario

Write = Callable[..., Scenario]
TARGET = {"name": "target", "kmh": 20.0, "gap_m": 60.0, "overlap": 0.5}
PARKED = {"name": "parked", "gap_m": 60.0, "d_m": 4.0}


def test_a_draw_is_bit_equal_from_its_seed_and_no_two_seeds_agree(scene_of: Write) -> None:
    scenario = scene_of(actors=[TARGET])
    assert drawn(scenario, 3, "front") == drawn(scenario, 3, "front")
    many = [drawn(scenario, seed, "front") for seed in range(50)]
    assert len({one.ego.kmh for one in many}) == 50


def test_speed_place_overlap_and_pitch_vary_within_their_bounds(scene_of: Write) -> None:
    scenario = scene_of(actors=[TARGET, PARKED])
    for seed in range(200):
        one = drawn(scenario, seed, "front")
        assert one.seed == seed
        assert 0.0 <= one.ego.kmh - 72.0 <= KMH
        assert abs(one.ego.offset_m) <= OFFSET_M
        assert abs(one.sensors.cameras["front"].pitch_error_deg) <= PITCH_DEG
        target, parked = one.actors
        assert target.overlap is not None
        assert abs(target.overlap - 0.5) <= OVERLAP
        assert target.kmh != 20.0
        assert parked == scenario.actors[1]


def test_a_full_overlap_stays_one(scene_of: Write) -> None:
    full = scene_of(actors=[{**TARGET, "overlap": 1.0}])
    overlaps = [drawn(full, seed, "front").actors[0].overlap for seed in range(30)]
    assert all(overlap is not None and 0.95 <= overlap <= 1.0 for overlap in overlaps)


def test_tuning_seeds_stay_below_the_border_and_figures_above() -> None:
    names = [f"euroncap/ccrs ego_kmh {number}" for number in range(300)]
    tuning = [seed_of(name, 0, draw) for name in names for draw in (0, 19)]
    published = [seed_of(name, FIRST_PUBLISHED, draw) for name in names for draw in (0, 19)]
    assert max(tuning) < FIRST_PUBLISHED <= min(published)
    assert max(published) < 2**31
    assert len(set(published)) > 595


def test_a_seed_that_would_cross_the_border_is_refused() -> None:
    with pytest.raises(InputError, match="seed 999500"):
        seed_of("nhtsa/stopped", 999_500, 0)
    with pytest.raises(InputError, match="draw 1000"):
        seed_of("nhtsa/stopped", 0, 1000)
