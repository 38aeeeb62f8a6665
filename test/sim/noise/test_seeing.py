"""What is seen at all: size, light, what stands before it; runs of misses; names; borders."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np
import pytest

from vigil.base.records import ObjectClass, Percepts, TruthObject, TruthScene, Verdict
from vigil_sim.noise import Eye, fitted, moment_of

from .conftest import MODEL, MOUNTING, Watch, make_scene, make_thing

Change = Callable[[TruthScene], TruthScene]


def seen_share(watch: Watch, scene: TruthScene, times: int = 200) -> float:
    """Return how often the car nobody else is beside is found, looks far apart."""
    return float(np.mean([len(now.detections) > 0 for now in watch.look(scene, times, 5.0)]))


def boxes_of(now: Percepts, near_px: float) -> list[tuple[float, float, float, float]]:
    """Return boxes whose middle is near a column of the picture."""
    return [
        one.xyxy_px
        for one in now.detections
        if abs((one.left_px + one.right_px) / 2.0 - near_px) < 60.0
    ]


def test_a_near_car_is_hardly_missed_and_a_far_one_mostly() -> None:
    assert seen_share(Watch(), make_scene(0.0, make_thing(30.0))) > 0.9
    assert seen_share(Watch(), make_scene(0.0, make_thing(190.0))) < 0.5


def test_a_far_pedestrian_is_missed_sooner_than_a_car() -> None:
    walker, car = (
        make_thing(70.0, kind=kind) for kind in (ObjectClass.PEDESTRIAN, ObjectClass.CAR)
    )
    shares = [seen_share(Watch(), make_scene(0.0, one)) for one in (walker, car)]
    assert shares[0] < shares[1] - 0.1


@pytest.mark.parametrize(
    "change",
    [lambda a: replace(a, light="night"), lambda a: replace(a, weather="fog")],
    ids=["night", "fog"],
)
def test_what_is_seen_by_day_is_missed_in_bad_light(change: Change) -> None:
    scene = make_scene(0.0, make_thing(110.0))
    assert seen_share(Watch(), change(scene)) < seen_share(Watch(), scene) - 0.05


def test_twice_the_noise_misses_more() -> None:
    scene = make_scene(0.0, make_thing(110.0))
    assert seen_share(Watch(scale=2.0), scene) < seen_share(Watch(), scene)


def test_misses_come_in_runs_of_the_length_that_was_fitted() -> None:
    watch = Watch()
    seen = [bool(now.detections) for now in watch.look(make_scene(0.0, make_thing(100.0)), 2000)]
    runs = [0.05 * len(list(run)) for found, run in groupby(seen) if not found]
    assert len(runs) > 10
    burst_s = watch.noise.misses.burst_s
    assert 0.6 * burst_s < np.mean(runs) < 2.0 * burst_s


def test_a_car_behind_a_truck_is_not_seen() -> None:
    truck = make_thing(15.0, kind=ObjectClass.TRUCK)
    hidden = make_thing(40.0, number=2)
    for now in Watch().look(make_scene(0.0, truck, hidden), 100):
        assert len(now.detections) <= 1


def test_of_a_car_half_behind_another_the_half_that_shows_is_boxed() -> None:
    near, behind = make_thing(20.0), make_thing(35.0, -1.4, number=2)
    alone = list(Watch().look(make_scene(0.0, behind), 100))
    both = list(Watch().look(make_scene(0.0, near, behind), 100))
    column = MODEL.cx_px + MODEL.fx_px * 1.4 / 36.5
    whole = np.median([box[2] - box[0] for now in alone for box in boxes_of(now, column)])
    middle = np.median([box[0] for now in both for box in boxes_of(now, column + 20.0)])
    edge = MODEL.cx_px + MODEL.fx_px * 0.9 / 21.5
    assert middle == pytest.approx(edge, abs=8.0)
    assert whole > 45.0


def test_a_car_that_leaves_the_picture_is_cut_at_its_border() -> None:
    beside = make_thing(5.0, -3.5)
    boxes = [one for now in Watch().look(make_scene(0.0, beside), 100) for one in now.detections]
    assert boxes
    assert all(one.truncated for one in boxes)
    assert all(one.left_px >= 0.0 and one.right_px <= MODEL.width_px - 1 for one in boxes)


def test_what_is_beside_or_behind_us_is_not_seen() -> None:
    things = [make_thing(-30.0), make_thing(-3.0, 3.5, number=2)]
    assert not any(now.detections for now in Watch().look(make_scene(0.0, *things), 50))


def test_a_wrong_name_is_kept_for_a_while() -> None:
    truck = make_thing(30.0, kind=ObjectClass.TRUCK)
    names = [
        one.kind for now in Watch().look(make_scene(0.0, truck), 1500) for one in now.detections
    ]
    wrong = np.mean([name is not ObjectClass.TRUCK for name in names])
    switches = np.mean([a is not b for a, b in pairwise(names)])
    assert 0.05 < wrong < 0.7
    assert switches < 0.2 * wrong


def test_a_camera_that_is_not_on_time_sees_nothing() -> None:
    eye = Eye(fitted(), {MODEL.name: MODEL}, [MOUNTING], seed=1)
    scene = make_scene(1.0, make_thing(20.0))
    moment = moment_of(scene, [MOUNTING], 0)
    late = replace(moment.cameras[0], verdict=Verdict.LATE)
    percepts = eye.percepts(scene, replace(moment, cameras=(late,)))
    assert not percepts.detections
    assert not percepts.lanes


def test_every_percept_says_that_it_is_made_up() -> None:
    (now,) = Watch(scale=2.0).look(make_scene(0.0), 1)
    (watermark,) = now.moment.watermarks
    assert watermark == "detections from the truth of a simulation, noise x2"


def test_the_same_seed_sees_the_same_and_another_seed_something_else() -> None:
    scene = make_scene(0.0, make_thing(30.0), make_thing(45.0, 3.5, number=2))

    def drawn(seed: int) -> list[Percepts]:
        return list(Watch(fitted(), seed).look(scene, 50))

    assert [a.detections for a in drawn(1)] == [a.detections for a in drawn(1)]
    assert [a.detections for a in drawn(1)] != [a.detections for a in drawn(2)]


def test_who_else_is_there_changes_nothing_for_a_thing() -> None:
    ours, other = make_thing(30.0, number=7), make_thing(50.0, 7.0, number=3)

    def ours_only(*things: TruthObject) -> list[float]:
        return [
            box[2]
            for now in Watch().look(make_scene(0.0, *things), 200)
            for box in boxes_of(now, MODEL.cx_px)
        ]

    assert ours_only(ours) == ours_only(other, ours)
