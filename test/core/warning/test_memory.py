"""What is remembered: false detections are unsure, brief, and begin near; who stood, stands."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vigil.base.records import Level, Motion, ObjectView, RoadObject, Scene, Targets
from vigil.geometry import Body
from vigil.warning import Warnings, WarningSettings
from vigil.warning.memory import ExistenceSettings, Memory

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
Play = Callable[..., list[Targets]]
CYCLE_S = 0.05


def fresh() -> Memory:
    return Memory(ExistenceSettings(), standing_s=1.0)


def seen(make: Make, *, x_m: float, score: float, age_s: float) -> RoadObject:
    view = ObjectView("front", 600.0, 300.0, 640.0, 340.0, score)
    return replace(make(x_m, -15.0, own_mps=15.0, age_s=age_s), views=(view,))


def probability(make: Make, *, first_m: float, score: float, lasting_s: float) -> float:
    """Follow one object that stands and that we come nearer to at 15 m/s."""
    memory, last = fresh(), 0.0
    for i in range(round(lasting_s / CYCLE_S) + 1):
        time_s = CYCLE_S * i
        thing = seen(make, x_m=first_m - 15.0 * time_s, score=score, age_s=time_s)
        last = memory.update(round(time_s * 1e9), (thing,))[thing.id].existence
    return last


def test_what_is_sure_lasting_and_seen_from_afar_is_there(fake_object: Make) -> None:
    assert probability(fake_object, first_m=80.0, score=0.8, lasting_s=2.0) > 0.95


@pytest.mark.parametrize(
    "thing",
    [
        pytest.param({"first_m": 80.0, "score": 0.35, "lasting_s": 2.0}, id="unsure"),
        pytest.param({"first_m": 80.0, "score": 0.6, "lasting_s": 0.6}, id="brief"),
        pytest.param({"first_m": 20.0, "score": 0.6, "lasting_s": 1.0}, id="near"),
    ],
)
def test_what_lacks_one_of_them_may_not_be(fake_object: Make, thing: dict[str, float]) -> None:
    assert probability(fake_object, **thing) < 0.9


def test_the_tracker_may_know_better_but_never_worse(fake_object: Make) -> None:
    thing = replace(seen(fake_object, x_m=80.0, score=0.9, age_s=4.0), existence_probability=0.3)
    assert fresh().update(0, (thing,))[thing.id].existence == 0.3


def test_without_any_score_its_own_probability_counts(fake_object: Make) -> None:
    assert fresh().update(0, (fake_object(),))[1].existence == 0.99


def test_a_shadow_that_appears_before_us_raises_nothing(
    fake_object: Make, fake_scene: MakeScene, play: Play
) -> None:
    """It is called a car with 0.55 and stands for 0.9 s on our way, 25 m ahead at first."""
    scenes = [
        fake_scene(
            seen(fake_object, x_m=25.0 - 15.0 * CYCLE_S * i, score=0.55, age_s=CYCLE_S * i),
            time_s=CYCLE_S * i,
        )
        for i in range(18)
    ]
    answers = play(Warnings(WarningSettings(), Body()), scenes)
    assert all(targets.alerts.level is Level.NONE for targets in answers)
    assert "it may not be there" in answers[-1].alerts.alerts[0].reason


def test_who_stood_a_moment_ago_still_stands(fake_object: Make) -> None:
    """A parked bus comes out from behind another car: its box grows and seems to move sideways."""
    memory, stands = fresh(), []
    for time_s in (0.0, 0.5, 0.9, 1.1):
        motion = Motion.CROSSING if time_s else Motion.PARKED
        thing = fake_object(20.0, -15.0, motion=motion)
        stands.append(memory.update(round(time_s * 1e9), (thing,))[thing.id].stands)
    assert stands == [True, True, True, False]
