"""Boxes of nothing."""

import numpy as np
import pytest

from vigil_sim.noise import fitted
from vigil_sim.noise.errors import stream
from vigil_sim.noise.ghosts import Ghost, Haunting

from .conftest import Watch, make_scene

STEP_S = 0.05


def haunt(seconds: float, scale: float = 1.0, speed_mps: float = 20.0) -> dict[int, list[Ghost]]:
    """Return every ghost by its identity, once for each step that it was there."""
    haunting = Haunting(fitted().ghosts, stream(1, "ghosts"), scale)
    seen: dict[int, list[Ghost]] = {}
    for _ in range(round(seconds / STEP_S)):
        for ghost in haunting.advance(STEP_S, speed_mps):
            seen.setdefault(id(ghost), []).append(ghost)  # kept alive, so that no id comes twice
    return seen


def test_every_ghost_lives_half_a_second_and_more() -> None:
    lives_s = [len(steps) * STEP_S for steps in haunt(600.0).values()]
    assert min(lives_s[:-5]) >= 0.5
    assert np.mean(lives_s) == pytest.approx(fitted().ghosts.mean_life_s, rel=0.2)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_as_many_begin_as_were_fitted(scale: float) -> None:
    wanted = scale * fitted().ghosts.per_100_s * 10.0
    assert len(haunt(1000.0, scale)) == pytest.approx(wanted, rel=0.2)


def test_one_that_stands_comes_nearer_as_we_drive_and_a_reflection_stays() -> None:
    haunting = Haunting(fitted().ghosts, stream(2, "ghosts"), 20.0)
    haunting.advance(1.0, 20.0)
    before = {id(ghost): (ghost, ghost.x_m) for ghost in haunting.advance(0.0, 20.0)}
    after = haunting.advance(0.1, 20.0)
    moved = {(g.standing, round(before[id(g)][1] - g.x_m, 6)) for g in after if id(g) in before}
    assert moved == {(True, 2.0), (False, 0.0)}


def test_an_empty_road_is_haunted_where_the_noise_says_so() -> None:
    watch = Watch(fitted())
    boxes = [one for now in watch.look(make_scene(0.0), 600) for one in now.detections]
    share = fitted().ghosts.per_100_s / 100.0 * fitted().ghosts.mean_life_s
    assert 0.2 * share < len(boxes) / 600 < 1.5 * share
    assert all(one.score >= fitted().ghosts.score for one in boxes)
