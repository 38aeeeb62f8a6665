"""What stands beside the road."""

from collections.abc import Callable
from typing import Any

import pytest

from vigil.base.settings import checked
from vigil_sim.scenario import RoadSettings
from vigil_sim.world import PROPS, Prop, Road, World, scenery


def props(seed: int = 3, **said: Any) -> tuple[Road, tuple[Prop, ...]]:
    settings = checked(RoadSettings, said, "scenery")
    road = Road(settings)
    return road, scenery(road, settings, seed)


@pytest.mark.parametrize("style", ["urban", "rural", "highway"])
def test_nothing_but_a_gantry_stands_on_the_road(style: str) -> None:
    road, made = props(
        style=style, opposite_lanes=1, rails=["left", "right"], gantries_m=[300.0], clutter=1.0
    )
    assert len(made) > 100
    for prop in made:
        assert prop.mesh in PROPS
        half = PROPS[prop.mesh].width_m / 2.0
        beside = prop.d_m - half > road.pave_left_m or prop.d_m + half < road.pave_right_m
        assert beside != (prop.mesh == "gantry")


def test_the_same_seed_builds_the_same_street() -> None:
    assert props(seed=1)[1] == props(seed=1)[1]
    assert props(seed=1)[1] != props(seed=2)[1]


def test_without_clutter_only_what_is_asked_for_stands_there() -> None:
    _, made = props(style="urban", clutter=0.0, rails=["right"], gantries_m=[200.0])
    assert {prop.mesh for prop in made} == {"lamp", "rail", "gantry"}
    assert not props(style="urban", clutter=0.0, lamps=False)[1]


def test_a_rail_runs_along_its_side_without_a_hole() -> None:
    road, made = props(rails=["left"], clutter=0.0)
    assert [prop.s_m for prop in made] == [5.0 + 10.0 * i for i in range(100)]
    assert {prop.d_m for prop in made} == {road.pave_left_m + 0.5}


def test_a_wide_road_has_a_wide_gantry() -> None:
    road, made = props(lanes=5, opposite_lanes=5, gantries_m=[200.0], clutter=0.0, lamps=False)
    assert made[0].scale * PROPS["gantry"].width_m > road.pave_left_m - road.pave_right_m


def test_no_tree_grows_through_somebody_beside_the_road(drive: Callable[..., World]) -> None:
    crowd = [
        {"name": f"person{i}", "model": "adult", "s_m": 60.0 + 4.0 * i, "d_m": -9.0 - i % 3}
        for i in range(40)
    ]
    world = drive(road={"style": "urban", "clutter": 1.0}, actors=crowd)
    settings, things = world.scenario.road, world.snapshot().things
    free = scenery(world.road, settings, 3, things)
    assert len(free) < len(scenery(world.road, settings, 3))
    for prop in free:
        for thing in things:
            near = abs(prop.s_m - thing.s_m) < 0.5 and abs(prop.d_m - thing.d_m) < 0.5
            assert not near
