"""What the noise draws, the fit gives back."""

from collections.abc import Sequence

import numpy as np
import pytest

from vigil.base.records import Detection, LinePlace, ObjectClass
from vigil_sim.noise import fit, fitted
from vigil_sim.noise.fit import Look
from vigil_sim.noise.outlines import Solids, View, rows_of

from .conftest import MODEL, MOUNTING, Watch, make_line, make_scene, make_thing
from .test_ranges import still

PERIOD_S = 0.05


def looks(x_m: float, times: int, every_s: float = PERIOD_S, things: int = 1) -> list[Look]:
    """Return looks at a car that stays where it is, drawn by the noise itself."""
    car = make_thing(x_m)
    box = View(MODEL, MOUNTING).boxes_px(Solids.of(rows_of([car])).corners_m, 0.0)[0]
    seen = []
    for seed in range(things):
        watch = Watch(still(fitted()), seed)
        for n, now in enumerate(watch.look(make_scene(0.0, car), times, every_s)):
            owners, _ = fit.matched(now.detections, [tuple(box.tolist())])
            seen.append(
                Look(str(seed), n * every_s, car.kind, tuple(box), 1.0, True, False, owners[0])
            )
    return seen


def detection(box: Sequence[float], score: float = 0.9) -> Detection:
    left, top, right, bottom = box
    car = ObjectClass.CAR
    return Detection("front", car, score, left, top, right, bottom, 2.0, truncated=False)


def test_heights_give_back_the_sd_that_they_were_drawn_with() -> None:
    freedom, s = fitted().freedom, fitted().range
    drawn = fit.found([*looks(15.0, 250, 5.0), *looks(80.0, 250, 5.0)])
    px, share = fit.height_sd(drawn, freedom)
    for x_m in (15.0, 80.0):
        height_px = MODEL.fy_px * 1.5 / (x_m + 1.5)
        wanted = max(np.hypot(s.height_sd_px / height_px, s.height_sd_share), 0.05)
        assert np.hypot(px / height_px, share) == pytest.approx(wanted, rel=0.25)


def test_errors_last_as_long_as_they_were_told_to() -> None:
    memory_s, _ = fit.memory_s(looks(30.0, 100, things=12), PERIOD_S)
    assert memory_s == pytest.approx(fitted().range.memory_s, rel=0.5)


def test_runs_of_misses_are_counted_between_sightings() -> None:
    some = detection((0.0, 0.0, 10.0, 10.0))
    found = [None, some, None, None, some, None, some, None]
    box = (0.0, 0.0, 10.0, 10.0)
    seen = [
        Look("car", n * PERIOD_S, ObjectClass.CAR, box, 1.0, alone=True, cut=False, found=one)
        for n, one in enumerate(found)
    ]
    assert fit.burst_s(seen, PERIOD_S) == pytest.approx(1.5 * PERIOD_S)
    assert fit.missed_share(seen) == pytest.approx(5 / 8)


def test_the_best_box_of_a_thing_is_its_own_and_one_of_nothing_is_a_ghost() -> None:
    car, walker = (0.0, 0.0, 100.0, 100.0), (300.0, 0.0, 330.0, 90.0)
    good, weak, lost = (
        detection(car),
        detection((5.0, 0.0, 100.0, 100.0), 0.4),
        detection((600.0, 0.0, 700.0, 100.0)),
    )
    owners, ghosts = fit.matched([weak, good, lost], [car, walker])
    assert owners == [good, None]
    assert ghosts == [lost]


def test_an_interval_holds_what_was_measured() -> None:
    seen = looks(30.0, 20, things=8)
    low, high = fit.interval(fit.missed_share, seen, draws=50)
    assert low <= fit.missed_share(seen) <= high


def test_lines_are_compared_with_the_nearest_that_is_near() -> None:
    true = make_line(LinePlace.LEFT, 1.75), make_line(LinePlace.RIGHT, -1.75)
    near, far = make_line(LinePlace.UNKNOWN, 1.85), make_line(LinePlace.UNKNOWN, -3.5)
    left, right = fit.line_looks(true, [far, near])
    assert left.found is near
    assert left.error_m(10.0) == pytest.approx(0.1)
    assert right.found is None
    assert np.isnan(right.error_m(10.0))
