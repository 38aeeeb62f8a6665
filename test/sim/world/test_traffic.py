"""Those who keep distance."""

from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
import pytest

from vigil_sim.world import START_NS, Snapshot, World, gap_m
from vigil_sim.world.idm import idm_mps2

Drive = Callable[..., World]
SECOND_NS = 1_000_000_000


def after(world: World, time_s: float) -> Snapshot:
    world.advance(START_NS + round(time_s * SECOND_NS))
    return world.snapshot()


def test_nothing_ahead_holds_nobody_up() -> None:
    assert idm_mps2(20.0, 20.0, inf, 0.0) == inf


def test_a_driver_at_rest_stays_at_the_standing_distance() -> None:
    assert idm_mps2(0.0, 20.0, 2.0, 0.0) == pytest.approx(0.0)


def test_a_headway_behind_somebody_as_fast_is_kept() -> None:
    """Eq. 2 by hand: 1.4 (1 - (15/20)^4 - ((2 + 15 * 1.5) / 30)^2)."""
    assert idm_mps2(15.0, 20.0, 30.0, 0.0) == pytest.approx(0.0233, abs=1e-3)


def test_a_follower_slows_down_as_gently_as_its_step_says(drive: Drive) -> None:
    step = {"when": {"t_s": 1.0}, "kmh": 20.0, "mps2": 1.0}
    chain = [
        {"name": "follower", "s_m": 100.0, "kmh": 72.0, "follow": True, "lane": 1, "do": [step]},
        {"name": "ahead", "s_m": 250.0, "kmh": 72.0, "lane": 1},
    ]
    world = drive(actors=chain)
    assert after(world, 3.0).things[0].acceleration_mps2 == pytest.approx(-1.0)
    assert after(world, 18.0).things[0].speed_mps == pytest.approx(20.0 / 3.6)


def test_a_driver_who_follows_closes_up_to_a_headway_and_no_nearer(drive: Drive) -> None:
    lead = {"name": "lead", "gap_m": 80.0, "kmh": 54.0}
    snapshot = after(drive(ego={"driver": "idm"}, actors=[lead]), 40.0)
    assert snapshot.ego.speed_mps == pytest.approx(15.0, abs=0.2)
    assert 1.5 * 15.0 < gap_m(snapshot.ego, snapshot.things[0]) < 2.5 * 15.0


def test_a_driver_who_follows_stops_behind_a_queue(drive: Drive) -> None:
    queue = {"name": "queue", "gap_m": 120.0}
    world = drive(ego={"driver": "idm"}, actors=[queue])
    snapshot = after(world, 25.0)
    assert snapshot.ego.speed_mps < 0.2
    assert 1.0 < gap_m(snapshot.ego, snapshot.things[0]) < 4.0


def test_a_slow_reaction_brakes_later_and_harder(drive: Drive) -> None:
    braking = {"when": {"t_s": 2.0}, "kmh": 0.0, "mps2": 4.0}
    lead = {"name": "lead", "gap_m": 40.0, "kmh": 72.0, "do": [braking]}
    quick, slow = (
        drive(ego={"driver": "idm", "reaction_s": reaction_s}, actors=[lead])
        for reaction_s in (0.0, 1.0)
    )
    hardest = [0.0, 0.0]
    for step in range(200):
        for i, world in enumerate((quick, slow)):
            hardest[i] = min(hardest[i], after(world, step / 20.0).ego.acceleration_mps2)
    assert hardest[1] < hardest[0] - 0.5
    assert not slow.contacts


def test_a_driver_who_looks_lets_a_pedestrian_pass(drive: Drive) -> None:
    step = {"when": {"eta_s": 4.0}, "cross_kmh": 5.0}
    walker = {"name": "walker", "model": "adult", "s_m": 200.0, "d_m": -5.0, "do": [step]}
    blind, attentive = (
        drive(ego={"driver": driver, "kmh": 50.0}, actors=[walker])
        for driver in ("constant", "idm")
    )
    after(blind, 15.0)
    after(attentive, 15.0)
    assert [contact.name for contact in blind.contacts] == ["walker"]
    assert attentive.contacts == ()


def test_a_car_in_the_next_lane_holds_nobody_up(drive: Drive) -> None:
    slow = {"name": "slow", "gap_m": 30.0, "kmh": 20.0, "lane": 1}
    assert after(drive(ego={"driver": "idm"}, actors=[slow]), 8.0).ego.speed_mps > 19.9


@pytest.mark.parametrize("seed", range(6))
def test_a_platoon_never_runs_into_a_leader_who_brakes_at_will(seed: int, drive: Drive) -> None:
    random = np.random.default_rng(seed)
    do = [
        {
            "when": {"after_s": float(random.uniform(0.5, 5.0))},
            "kmh": float(random.choice([0.0, 20.0, 60.0, 100.0])),
            "mps2": float(random.uniform(1.0, 8.0)),
        }
        for _ in range(12)
    ]
    platoon: list[dict[str, Any]] = [{"name": "lead", "s_m": 300.0, "kmh": 80.0, "do": do}]
    platoon += [
        {"name": f"follower{i}", "s_m": 300.0 - 38.0 * i, "kmh": 80.0, "follow": True}
        for i in range(1, 6)
    ]
    ego = {"lane": 1, "kmh": 0.0}
    world = drive(road={"pieces": [[3000.0, 0.001]]}, ego=ego, actors=platoon)
    smallest = 100.0
    for tenth in range(600):
        places = [thing.s_m for thing in after(world, tenth / 10.0).things]
        smallest = min(smallest, *(-np.diff(places)))
    assert smallest - 4.7 > 0.5


def test_oncoming_followers_look_where_they_go(drive: Drive) -> None:
    oncoming = [
        {"name": "stopped", "s_m": 300.0, "lane": -1},
        {"name": "follower", "s_m": 420.0, "lane": -1, "kmh": 72.0, "follow": True},
    ]
    world = drive(ego={"kmh": 0.0}, actors=oncoming)
    stopped, follower = after(world, 25.0).things
    assert abs(follower.speed_mps) < 0.2
    assert 1.0 < follower.s_m - stopped.s_m - 4.7 < 4.0
