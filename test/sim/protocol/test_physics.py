"""What braking can do at all, and what the competent driver of R157 would do."""

from collections.abc import Callable

import pytest

from vigil.geometry import Body
from vigil_sim.protocol.physics import avoidable, reference_driver, unbraked_mps
from vigil_sim.scenario.settings import Scenario

Write = Callable[..., Scenario]
BODY = Body()
V = 20.0
STOPPING_M = V * 0.2 + V * 0.45 / 2 + V**2 / (2 * 9.0)
"""Dead time, what the ramp of 0.45 s loses, and 9 m/s²: 30.7 m from 72 km/h."""
CUT_IN = {"lanes": 3}


@pytest.mark.parametrize(("more_m", "can"), [(-1.5, False), (1.5, True)])
def test_a_stopped_car_can_be_avoided_from_the_stopping_distance_on(
    scene_of: Write, more_m: float, can: bool
) -> None:
    scenario = scene_of(actors=[{"name": "target", "gap_m": STOPPING_M + more_m}])
    assert avoidable(scenario, BODY) is can


def test_a_wet_road_needs_more(scene_of: Write) -> None:
    target = {"name": "target", "gap_m": STOPPING_M + 1.5}
    assert not avoidable(scene_of(actors=[target], friction=0.65), BODY)


def test_nobody_brakes_for_who_has_not_begun_to_cross(scene_of: Write) -> None:
    def crossing(eta_s: float) -> Scenario:
        step = {"when": {"eta_s": eta_s}, "cross_kmh": 30.0, "mps2": 12.0}
        walker = {"name": "target", "model": "adult", "gap_m": 80.0, "d_m": -2.0, "do": [step]}
        return scene_of(actors=[walker])

    assert not avoidable(crossing(0.7), BODY)
    assert avoidable(crossing(2.5), BODY)


def test_nobody_brakes_for_who_is_hidden(scene_of: Write) -> None:
    step = {"when": {"t_s": 0.0}, "cross_kmh": 5.0, "mps2": 10.0}
    walker = {"name": "target", "model": "child", "gap_m": 46.0, "d_m": -3.2, "do": [step]}
    truck = {"name": "truck", "model": "truck", "gap_m": 36.5, "d_m": -2.3}
    assert avoidable(scene_of(actors=[walker]), BODY)
    assert not avoidable(scene_of(actors=[walker, truck]), BODY)


def test_the_impact_speed_without_brakes_is_that_of_the_drive(scene_of: Write) -> None:
    braking = {"when": {"t_s": 0.0}, "kmh": 0.0, "mps2": 5.0}
    target = {"name": "target", "kmh": 72.0, "gap_m": 10.0, "do": [braking]}
    # 10 m at 5 m/s² of difference: 2 s, 10 m/s.
    assert unbraked_mps(scene_of(actors=[target]), BODY) == pytest.approx(10.0, abs=0.3)
    aside = {"name": "target", "gap_m": 50.0, "d_m": 3.5}
    assert unbraked_mps(scene_of(actors=[aside]), BODY) == 0.0


def cut_in(scene_of: Write, gap_m: float, over_s: float = 3.0) -> Scenario:
    step = {"when": {"t_s": 0.5}, "lane": 1, "over_s": over_s}
    other = {"name": "target", "kmh": 36.0, "gap_m": gap_m, "d_m": 3.5, "do": [step]}
    return scene_of(ego={"kmh": 72.0, "lane": 1}, road=CUT_IN, actors=[other])


def test_the_reference_driver_avoids_a_far_cut_in_and_not_a_near_one(scene_of: Write) -> None:
    far, near = (reference_driver(cut_in(scene_of, gap_m), BODY) for gap_m in (45.0, 22.0))
    assert far.avoids
    assert far.demands
    assert not near.avoids
    assert not near.must_avoid
    assert not near.demands


def test_the_rule_demands_what_leaves_time_at_the_line(scene_of: Write) -> None:
    # Closing at 10 m/s: 10 / 12 + 0.35 s are 1.18 s, 11.8 m.
    def crossing(gap_m: float) -> Scenario:
        step = {"when": {"gap_m": gap_m}, "lane": 1, "over_s": 0.2}
        other = {"name": "target", "kmh": 36.0, "gap_m": 30.0, "d_m": 3.5, "do": [step]}
        return scene_of(ego={"kmh": 72.0, "lane": 1}, road=CUT_IN, actors=[other])

    early, late = (reference_driver(crossing(gap_m), BODY) for gap_m in (14.0, 11.0))
    assert (early.avoids, early.must_avoid) == (False, True)
    assert (late.avoids, late.must_avoid) == (False, False)


def test_the_reference_driver_brakes_after_perception_and_delay(scene_of: Write) -> None:
    quick, slow = (reference_driver(cut_in(scene_of, 45.0, over_s), BODY) for over_s in (1.5, 5.0))
    assert quick.brakes_s is not None
    assert slow.brakes_s is not None
    assert 0.5 + 1.15 < quick.brakes_s < slow.brakes_s
    # 0.375 m of 3.5 m are the first 10.7 %: 0.245 of the time of a least-jerk change.
    assert slow.brakes_s == pytest.approx(0.5 + 0.245 * 5.0 + 1.15, abs=0.06)


def test_who_keeps_his_lane_gives_no_reason_to_brake(scene_of: Write) -> None:
    other = {"name": "target", "kmh": 36.0, "gap_m": 30.0, "d_m": 3.5}
    road = scene_of(ego={"kmh": 72.0, "lane": 1}, road=CUT_IN, actors=[other])
    assert reference_driver(road, BODY).brakes_s is None
