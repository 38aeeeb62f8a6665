"""When steps begin."""

from collections.abc import Callable
from typing import Any

import pytest

from vigil_sim.world import START_NS, STEP_NS, Placed, World, gap_m

Drive = Callable[..., World]


def begun(world: World, until_s: float = 10.0) -> tuple[float, Placed, Placed]:
    """Return when the first step began, and ourselves and the actor then."""
    while not world.events and world.time_ns < START_NS + until_s * 1e9:
        world.advance(world.time_ns + STEP_NS)
    snapshot = world.snapshot()
    return (world.events[0].time_ns - START_NS) / 1e9, snapshot.ego, snapshot.things[0]


def slower(when: dict[str, float]) -> list[dict[str, Any]]:
    return [{"name": "other", "gap_m": 60.0, "kmh": 36.0, "do": [{"when": when, "kmh": 20.0}]}]


def test_a_step_begins_at_its_time(drive: Drive) -> None:
    assert begun(drive(actors=slower({"t_s": 2.34})))[0] == pytest.approx(2.34)


def test_a_step_begins_as_the_gap_is_reached(drive: Drive) -> None:
    _, ego, other = begun(drive(actors=slower({"gap_m": 25.0})))
    assert gap_m(ego, other) == pytest.approx(25.0, abs=0.11)


def test_a_step_begins_as_the_time_to_collision_is_reached(drive: Drive) -> None:
    _, ego, other = begun(drive(actors=slower({"ttc_s": 3.0})))
    assert gap_m(ego, other) / 10.0 == pytest.approx(3.0, abs=0.02)


def test_in_a_bend_a_gap_is_the_way_that_we_drive(drive: Drive) -> None:
    """Our lane runs 5.25 m outside a reference line of 100 m radius: the truth says the same."""
    road, ego = {"pieces": [[600.0, 0.01]]}, {"lane": 1, "s_m": 30.0}
    actor = slower({"gap_m": 25.0})[0] | {"lane": 1}
    world = drive(road=road, ego=ego, actors=[actor])
    first = world.snapshot()
    assert gap_m(first.ego, first.things[0]) == pytest.approx(60.0)
    _, ego_then, other = begun(world)
    along_m = (other.s_m - ego_then.s_m) * 1.0525 - 4.65
    assert gap_m(ego_then, other) == pytest.approx(25.0, abs=0.11)
    assert along_m == pytest.approx(25.0, abs=0.4)


def test_a_step_begins_as_we_are_so_far_from_its_place(drive: Drive) -> None:
    walker = {"name": "other", "model": "adult", "s_m": 150.0, "d_m": -5.0}
    world = drive(actors=[walker | {"do": [{"when": {"eta_s": 2.0}, "cross_kmh": 5.0}]}])
    _, ego, other = begun(world)
    assert (other.s_m - ego.s_m - ego.length_m / 2) / 20.0 == pytest.approx(2.0, abs=0.011)


def test_steps_follow_one_another(drive: Drive) -> None:
    do = [{"when": {"t_s": 1.0}, "kmh": 50.0}, {"when": {"after_s": 1.5}, "kmh": 30.0}]
    world = drive(actors=[{"name": "other", "s_m": 200.0, "kmh": 72.0, "do": do}])
    assert list(world.waiting) == ["other: when t_s 1", "other: when after_s 1.5"]
    world.advance(START_NS + 2_000_000_000)
    assert list(world.waiting) == ["other: when after_s 1.5"]
    world.advance(START_NS + 4_000_000_000)
    assert [event.time_ns - START_NS for event in world.events] == [1_000_000_000, 2_500_000_000]


def test_a_step_that_never_begins_is_told(drive: Drive) -> None:
    faster = [
        {
            "name": "cutter",
            "gap_m": 40.0,
            "kmh": 90.0,
            "lane": 1,
            "do": [{"when": {"gap_m": 20.0}, "lane": 0}],
        }
    ]
    world = drive(actors=faster)
    world.advance(START_NS + 10_000_000_000)
    assert world.waiting == ("cutter: when gap_m 20",)
    assert world.events == ()


def test_our_own_steps_count_with_what_is_ahead_of_us(drive: Drive) -> None:
    other = {"name": "other", "gap_m": 60.0, "kmh": 36.0}
    ego = {"do": [{"when": {"gap_m": 30.0}, "kmh": 36.0, "mps2": 6.0}]}
    world = drive(ego=ego, actors=[other])
    _, us, them = begun(world)
    assert gap_m(us, them) == pytest.approx(30.0, abs=0.11)
    world.advance(START_NS + 8_000_000_000)
    assert world.snapshot().ego.speed_mps == pytest.approx(10.0)
    assert not world.touching
