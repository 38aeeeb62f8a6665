"""Errors of ranges: how large, how long, and that foot and height tell the same wrong range."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from vigil.base.records import Detection
from vigil.evaluation.distance import Plain
from vigil.geometry.camera_model import Floats
from vigil_sim.noise import fitted
from vigil_sim.noise.settings import NoiseSettings, Pitching

from .conftest import MODEL, MOUNTING, SEEN, Watch, make_scene, make_thing, without_ghosts

PLAIN = Plain(MODEL, MOUNTING, lambda found: SEEN[found.kind][2])
APART_S = 10.0
"""Looks so far apart that errors of one tell nothing of the next."""


def still(noise: NoiseSettings) -> NoiseSettings:
    """Return the noise of a car on rigid springs."""
    rigid = Pitching(sd_rad=0.0, memory_s=1.0, bounce_sd_rad=0.0)
    return without_ghosts(noise).model_copy(update={"pitching": rigid})


def looks(watch: Watch, x_m: float, times: int, every_s: float) -> list[Detection]:
    percepts = watch.look(make_scene(0.0, make_thing(x_m)), times, every_s)
    found = [one for now in percepts for one in now.detections]
    car = make_thing(x_m).kind
    return [replace(one, kind=car) for one in found]


def errors(found: Sequence[Detection], x_m: float) -> tuple[Floats, Floats]:
    """Return relative errors of the range by the foot and by the height of boxes."""
    ground = np.array([PLAIN.ground_x_m(one) for one in found]) / x_m - 1.0
    size = np.array([PLAIN.size_x_m(one) for one in found]) / x_m - 1.0
    return ground, size


@pytest.mark.parametrize(("x_m", "floor"), [(30.0, 0.05), (60.0, 0.08)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_way_of_reading_a_box_gives_a_range_below_the_floor(
    x_m: float, floor: float, scale: float
) -> None:
    found = looks(Watch(still(fitted()), scale=scale), x_m, 500, APART_S)
    ground, size = errors(found, x_m)
    for fused in (ground, size, 0.5 * (ground + size)):
        assert robust(fused) > 0.9 * robust_floor(scale * floor)
        assert float(np.std(np.clip(fused, -0.9, 0.9))) > scale * floor


def robust(values: Floats) -> float:
    low, high = np.quantile(values, [0.16, 0.84])
    return float(high - low) / 2.0


def robust_floor(sd: float) -> float:
    """Student's t of 5 degrees and this sd holds 68 % of itself within 0.86 of it."""
    return 0.86 * sd


def test_foot_and_height_tell_the_same_wrong_range() -> None:
    ground, size = errors(looks(Watch(still(fitted())), 30.0, 300, APART_S), 30.0)
    assert np.corrcoef(ground, size)[0, 1] > 0.85


def test_a_range_stays_wrong_for_half_a_second_and_more() -> None:
    _, size = errors(looks(Watch(still(fitted())), 30.0, 1500, 0.05), 30.0)
    lag = 10
    again = np.corrcoef(size[:-lag], size[lag:])[0, 1]
    assert again > np.exp(-1.0)


def test_a_nose_that_dips_moves_the_feet_of_all_alike() -> None:
    noise = without_ghosts(fitted())
    things = [make_thing(30.0, y_m, number=n) for n, y_m in enumerate((-3.5, 3.5), 1)]
    feet = [
        [one.bottom_px for one in sorted(now.detections, key=lambda one: one.left_px)]
        for now in Watch(noise).look(make_scene(0.0, *things), 1000, APART_S)
    ]
    pairs = np.array([pair for pair in feet if len(pair) == 2])
    shared = float(np.cov(pairs.T)[0, 1])
    pitching = noise.pitching
    variance = pitching.sd_rad**2 + pitching.bounce_sd_rad**2
    assert shared == pytest.approx(MODEL.fy_px**2 * variance, rel=0.35)


def test_twice_the_noise_is_twice_the_error_of_the_same_moment() -> None:
    once, twice = (
        errors(looks(Watch(still(fitted()), scale=scale), 30.0, 300, APART_S), 30.0)[1]
        for scale in (1.0, 2.0)
    )
    assert robust(twice) == pytest.approx(2.0 * robust(once), rel=0.25)
