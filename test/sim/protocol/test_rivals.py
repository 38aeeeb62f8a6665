"""The rivals warn where their published formulas say so."""

from collections.abc import Iterable

import pytest

from core.warning.conftest import Motions, make_object, make_scene, make_vehicle
from vigil.base.records import Level, Motion, Scene, TrackState
from vigil_sim.protocol.rivals import RIVALS, Autoware, Nads, Openpilot, TimeToCollision, judges
from vigil_sim.run.kinematic import Judge


def first(judge: Judge, scenes: Iterable[tuple[float | None, Scene]]) -> float | None:
    """Return the true time to collision at the first warning."""
    return next((ttc for ttc, scene in scenes if judge(scene) >= Level.WARNING), None)


def test_a_threshold_of_the_time_to_collision_warns_at_it() -> None:
    ttc_s = first(TimeToCollision(ttc_s=2.4).judge(), Motions(20.1, 0.0, 100.0).scenes())
    assert ttc_s == pytest.approx(2.4, abs=0.06)


def test_nads_warns_where_reaction_and_three_quarters_of_g_use_up_the_gap() -> None:
    needed_m = 20.0 * 1.5 + 20.0**2 / (2 * 0.75 * 9.81) + 2.03
    ttc_s = first(Nads().judge(), Motions(20.0, 0.0, 120.0).scenes())
    assert ttc_s == pytest.approx(needed_m / 20.0, abs=0.06)


def test_nads_says_nothing_of_a_gap_that_opens() -> None:
    scene = make_scene(make_object(5.0, 2.0), vehicle=make_vehicle(20.0))
    assert Nads().judge()(scene) is Level.NONE


def test_the_rss_like_distance_counts_how_far_the_other_still_goes() -> None:
    needed_m = 20.0 + 20.0**2 / 6.0 - 10.0**2 / 2.0 + 2.0
    ttc_s = first(Autoware().judge(), Motions(20.0, 10.0, 120.0).scenes())
    assert ttc_s == pytest.approx(needed_m / 10.0, abs=0.06)


def test_openpilot_warns_of_a_lead_that_it_saw_moving() -> None:
    ttc_s = first(Openpilot().judge(), Motions(20.1, 8.9, 60.0).scenes())
    assert ttc_s is not None
    planned_s = 11.2 / (2 * 3.0)
    assert ttc_s == pytest.approx(planned_s - 0.5, abs=0.06), "-3 m/s² for half a second"


def test_openpilot_does_not_warn_of_what_always_stood() -> None:
    assert first(Openpilot().judge(), Motions(20.1, 0.0, 100.0).scenes()) is None


def test_openpilot_is_silent_after_a_turn_signal() -> None:
    scenes = [scene for _, scene in Motions(20.1, 8.9, 60.0).scenes()]
    signalled = make_scene(vehicle=make_vehicle(20.1, left_indicator=1.0), time_s=0.0)
    judge = Openpilot(signal_s=10.0).judge()
    judge(signalled)
    assert all(judge(scene) is Level.NONE for scene in scenes)


def test_openpilot_does_not_speak_again_at_once() -> None:
    near = make_object(12.0, -9.0, own_mps=20.0, motion=Motion.MOVING)
    away = make_object(12.0, 1.0, own_mps=20.0)
    judge = Openpilot().judge()
    said = [
        judge(make_scene(away if 1.0 < i * 0.05 < 1.2 else near, time_s=i * 0.05))
        for i in range(140)
    ]
    assert said[15] is Level.WARNING
    assert said[40] is Level.NONE
    assert said[-1] is Level.WARNING


@pytest.mark.parametrize("name", RIVALS)
def test_what_is_beside_our_path_or_new_raises_nothing(name: str) -> None:
    beside = make_object(10.0, -15.0, y_m=3.5)
    new = make_object(10.0, -15.0, state=TrackState.NEW)
    judge = RIVALS[name].judge()
    for time_s in (0.0, 0.6, 1.2, 1.8):
        assert judge(make_scene(beside, new, time_s=time_s)) is Level.NONE


@pytest.mark.parametrize("name", RIVALS)
def test_a_smaller_factor_never_warns_sooner(name: str) -> None:
    times = []
    for factor in (0.5, 1.0, 1.5):
        judge = judges((factor,))[f"{name} x{factor:g}"]
        times.append(first(judge, Motions(20.1, 8.9, 60.0).scenes()) or 0.0)
    assert times == sorted(times)
    assert times[0] < times[-1]
