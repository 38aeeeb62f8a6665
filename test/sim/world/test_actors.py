"""Others do what their steps say."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import pi
from typing import Any

import pytest

from vigil_sim.world import START_NS, STEP_NS, Placed, World

Drive = Callable[..., World]


def one(**said: Any) -> list[dict[str, Any]]:
    return [{"name": "other", **said}]


def at(world: World, time_s: float) -> Placed:
    """Return the first actor at a time of the scenario."""
    world.advance(START_NS + round(time_s * 1e9))
    return world.snapshot().things[0]


def watched(world: World, until_s: float) -> Iterator[Placed]:
    for step in range(1, round(until_s * 1e9) // STEP_NS + 1):
        yield at(world, step * STEP_NS / 1e9)


def test_who_has_no_steps_keeps_speed_and_place(drive: Drive) -> None:
    other = at(drive(actors=one(s_m=100.0, kmh=36.0, lane=1)), 5.0)
    assert (other.s_m, other.d_m, other.speed_mps) == pytest.approx((150.0, -5.25, 10.0))


def test_braking_builds_up_by_its_jerk_holds_and_ends_at_the_speed(drive: Drive) -> None:
    world = drive(
        actors=one(
            s_m=100.0, kmh=72.0, do=[{"when": {"t_s": 1.0}, "kmh": 36, "mps2": 4, "jerk_mps3": 20}]
        )
    )
    assert at(world, 1.1).acceleration_mps2 == pytest.approx(-2.0, abs=0.01)
    assert at(world, 1.5).acceleration_mps2 == pytest.approx(-4.0)
    assert world.snapshot().things[0].brake
    # 10 m/s of change take 10/4 s and half a ramp of 0.2 s at either end.
    assert at(world, 3.6).speed_mps > 10.0
    done = at(world, 3.75)
    assert (done.speed_mps, done.acceleration_mps2, done.brake) == (10.0, 0.0, False)


def test_no_speed_profile_overshoots(drive: Drive) -> None:
    step = {"when": {"t_s": 0.0}, "kmh": 36, "mps2": 6, "jerk_mps3": 30}
    world = drive(actors=one(s_m=100.0, kmh=72.0, do=[step]))
    assert min(other.speed_mps for other in watched(world, 4.0)) == 10.0


def test_who_brakes_to_a_standstill_stays_and_shows_its_brake_lamps(drive: Drive) -> None:
    world = drive(actors=one(s_m=100.0, kmh=36.0, do=[{"kmh": 0, "mps2": 5.0}]))
    stopped = at(world, 4.0)
    assert (stopped.speed_mps, stopped.brake) == (0.0, True)
    assert at(world, 6.0).s_m == stopped.s_m


def test_a_parked_car_is_dark_and_does_not_brake(drive: Drive) -> None:
    other = at(drive(light="night", actors=one(s_m=100.0, d_m=-7.0)), 1.0)
    assert not any((other.brake, other.lit, other.left, other.right))


@pytest.mark.parametrize(
    ("light", "lamps", "lit"),
    [
        ("night", "auto", True),
        ("day", "auto", False),
        ("day", "lit", True),
        ("night", "off", False),
    ],
)
def test_a_car_on_the_road_is_lit_in_the_dark_or_as_it_is_told(
    light: str, lamps: str, lit: bool, drive: Drive
) -> None:
    world = drive(light=light, actors=one(s_m=100.0, lamps=lamps))
    assert world.snapshot().things[0].lit == lit


def test_a_lane_change_takes_its_time_and_blinks(drive: Drive) -> None:
    step = {"when": {"t_s": 1.0}, "lane": 0, "over_s": 2.0}
    world = drive(actors=one(s_m=100.0, kmh=72.0, lane=1, do=[step]))
    assert not at(world, 0.9).left
    middle = at(world, 2.0)
    assert (middle.d_m, middle.left, middle.right) == pytest.approx((-3.5, True, False))
    # Steepest in its middle: 15/8 of way over time (the quintic).
    assert middle.lateral_mps == pytest.approx(3.5 * 15.0 / 8.0 / 2.0)
    assert middle.heading_rad > 0.1
    after = at(world, 3.1)
    assert (after.d_m, after.lateral_mps, after.left) == pytest.approx((-1.75, 0.0, False))


def test_an_oncoming_car_blinks_on_its_own_side(drive: Drive) -> None:
    step = {"lane": -2, "over_s": 2.0}
    other = at(drive(actors=one(s_m=400.0, kmh=72.0, lane=-1, do=[step])), 1.0)
    assert (other.left, other.right) == (False, True)
    assert other.lateral_mps > 0.0
    assert abs(other.heading_rad) < pi - 0.1


def test_a_swerve_swings_by_its_amplitude_about_the_lane(drive: Drive) -> None:
    step = {"swerve_m": 1.5, "period_s": 4.0}
    places = [
        other.d_m for other in watched(drive(actors=one(s_m=100.0, kmh=72.0, do=[step])), 12.0)
    ]
    assert (min(places), max(places)) == pytest.approx((-1.75 - 1.5, -1.75 + 1.5), abs=0.01)
    assert max(abs(b - a) for a, b in pairwise(places)) < 0.03


def test_a_pedestrian_reaches_walking_speed_on_the_run_up(drive: Drive) -> None:
    """Euro NCAP: 5 km/h after 1 m: v²/2s = 0.9645 m/s²."""
    step = {"when": {"t_s": 1.0}, "cross_kmh": 5.0, "mps2": 0.9645}
    world = drive(actors=one(model="adult", s_m=150.0, d_m=-5.0, do=[step]))
    for other in watched(world, 6.0):
        if other.lateral_mps >= 5.0 / 3.6:
            break
    assert other.d_m - (-1.75 - 5.0) == pytest.approx(1.0, abs=0.02)
    assert other.heading_rad == pytest.approx(pi / 2.0)
    assert other.s_m == 150.0


def test_who_crosses_stops_where_told(drive: Drive) -> None:
    step = {"cross_kmh": 5.0, "to_d_m": -2.5}
    world = drive(actors=one(model="adult", s_m=150.0, d_m=-5.0, do=[step]))
    stopped = at(world, 6.0)
    assert stopped.d_m == pytest.approx(-1.75 - 2.5, abs=0.02)
    assert stopped.lateral_mps == 0.0


def test_legs_move_while_walking_and_wheels_while_rolling(drive: Drive) -> None:
    world = drive(
        actors=[
            {"name": "walker", "model": "adult", "s_m": 150.0, "d_m": -5.0, "kmh": 3.6},
            {"name": "stander", "model": "adult", "s_m": 160.0, "d_m": -5.0},
        ]
    )
    world.advance(START_NS + 700_000_000)
    walker, stander = world.snapshot().things
    assert walker.gait_rad == pytest.approx(2.0 * pi * 0.7 / 1.4)
    assert stander.gait_rad == 0.0


def test_on_the_inside_of_a_bend_less_road_is_driven_for_the_same_speed(drive: Drive) -> None:
    world = drive(road={"pieces": [[1000.0, -0.01]]}, actors=one(s_m=100.0, kmh=36.0, lane=1))
    # d = -5.25 m at 1/100 m to the right: the lane is shorter by 1 - 0.0525.
    assert at(world, 10.0).s_m - 100.0 == pytest.approx(100.0 / (1.0 - 0.01 * 5.25), rel=1e-3)


def test_looks_are_a_matter_of_the_seed_alone(drive: Drive) -> None:
    crowd = [{"name": f"car{i}", "s_m": 100.0 + 10.0 * i} for i in range(8)]
    first, same, other = (drive(seed, actors=crowd).snapshot().things for seed in (1, 1, 2))
    assert first == same
    assert [t.color for t in first] != [t.color for t in other]
    assert [t.plate for t in first] != [t.plate for t in other]
    assert [t.s_m for t in first] == [t.s_m for t in other]


def test_a_newcomer_does_not_repaint_the_others(drive: Drive) -> None:
    alone = drive(actors=one(s_m=100.0)).snapshot().things[0]
    newcomer = {"name": "newcomer", "s_m": 200.0}
    assert drive(actors=[*one(s_m=100.0), newcomer]).snapshot().things[0] == alone
