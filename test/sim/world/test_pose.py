"""Where the ego frame and its cameras are: with the slope of the road, nodding on springs."""

from collections.abc import Callable
from dataclasses import replace
from math import atan2, radians

import numpy as np
import pytest

from vigil.base.records import Mounting
from vigil_sim.world import START_NS, World
from vigil_sim.world.pose import world_from, world_from_ego, world_from_optical

Drive = Callable[..., World]
HILLS = {"hill_m": 2.0, "hill_length_m": 200.0}
CAMERA = Mounting("front", -1.5, 0.0, 1.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, estimated=False)


def after(world: World, seconds: float) -> World:
    world.advance(START_NS + round(seconds * 1e9))
    return world


def test_the_ego_frame_lies_on_the_road_that_climbs(drive: Drive) -> None:
    """Half way up, 50 m along, hills of 2 m rise by 2 pi 2 / 200 a metre: 3.6 degrees."""
    world = drive(road=HILLS, ego={"s_m": 50.0})
    ego = world.snapshot().ego
    assert ego.pitch_rad == pytest.approx(-atan2(np.pi * 4.0, 200.0), abs=1e-4)
    ahead_m = np.array([-4.6, 0.0, 5.0, 10.0])
    points = np.stack(world.road.pose(50.0 + 2.3 + ahead_m, np.full(4, ego.d_m))[:3])
    seen = np.linalg.inv(world_from_ego(ego)) @ np.vstack([points, np.ones(4)])
    assert seen[0] == pytest.approx(ahead_m, abs=0.05)
    assert seen[2] == pytest.approx(0.0, abs=0.05)  # 63 cm, were we level


def test_vehicles_lean_with_the_road_both_ways_and_people_stand_upright(drive: Drive) -> None:
    world = drive(
        road=HILLS,
        actors=[
            {"name": "along", "s_m": 100.0 + 50.0},
            {"name": "against", "s_m": 100.0 + 50.0, "lane": -1},
            {"name": "person", "model": "adult", "s_m": 100.0 + 50.0, "d_m": -8.0},
        ],
    )
    along, against, person = world.snapshot().things
    assert along.pitch_rad == pytest.approx(0.063, abs=0.001)
    assert against.pitch_rad == pytest.approx(-along.pitch_rad)
    assert person.pitch_rad == 0.0


def test_our_nose_dives_on_the_brakes_and_comes_up_again(drive: Drive) -> None:
    world = drive()
    world.command(acceleration_mps2=-5.0)
    begun, braking = after(world, 0.1).snapshot().ego, after(world, 1.5).snapshot().ego
    assert 0.0 < begun.dive_rad < 0.6 * braking.dive_rad
    assert braking.dive_rad == pytest.approx(radians(0.6), rel=0.01)
    world.command()
    assert after(world, 4.0).snapshot().ego.dive_rad < 0.0  # the driver speeds up again


def test_a_dive_moves_the_camera_and_not_the_ego_frame(drive: Drive) -> None:
    level = drive().snapshot().ego
    dives = replace(level, dive_rad=0.01)
    assert np.array_equal(world_from_ego(dives), world_from_ego(level))
    axis = world_from_optical(dives, CAMERA)[:3, 2]
    assert atan2(-axis[2], axis[0]) == pytest.approx(0.01)
    # It sits 0.8 m ahead of our middle, about which we nod.
    sinks_m = world_from_optical(level, CAMERA)[2, 3] - world_from_optical(dives, CAMERA)[2, 3]
    assert sinks_m == pytest.approx(0.8 * 0.01, rel=0.02)


def test_a_stiff_car_does_not_dive(drive: Drive) -> None:
    world = drive(ego={"dive_deg_per_mps2": 0.0})
    world.command(acceleration_mps2=-5.0)
    ego = after(world, 1.5).snapshot().ego
    assert ego.dive_rad == 0.0
    assert np.array_equal(world_from(ego)[:3, :3], np.eye(3))
