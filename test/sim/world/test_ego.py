"""Our own car: its driver, its limits, demands from outside."""

from collections.abc import Callable
from math import atan, pi

import pytest

from vigil.base.records import Gear
from vigil.base.records.vehicle import VEHICLE_FIELDS
from vigil.geometry import Body
from vigil_sim.world import START_NS, STEP_NS, Snapshot, World
from vigil_sim.world.vehicle import engine_rpm

Drive = Callable[..., World]
BEND = {"pieces": [[150.0, 0.0], [250.0, 0.006], [250.0, -0.008], [350.0, 0.0]]}


def after(world: World, time_s: float) -> Snapshot:
    world.advance(START_NS + round(time_s * 1e9))
    return world.snapshot()


def test_a_constant_driver_keeps_speed_and_place(drive: Drive) -> None:
    ego = after(drive(ego={"offset_m": 0.3}), 10.0).ego
    assert (ego.s_m, ego.d_m, ego.speed_mps) == pytest.approx((250.0, -1.45, 20.0))


@pytest.mark.parametrize("kmh", [10.0, 50.0, 90.0])
def test_a_driver_keeps_the_lane_in_bends(kmh: float, drive: Drive) -> None:
    world = drive(road=BEND, ego={"kmh": kmh})
    for second in range(1, round(800.0 / (kmh / 3.6))):
        ego = after(world, float(second)).ego
        assert ego.d_m == pytest.approx(-1.75, abs=0.05)


def test_in_a_steady_bend_we_turn_as_the_road_does(drive: Drive, body: Body) -> None:
    snapshot = after(drive(road={"pieces": [[1000.0, 0.005]]}), 20.0)
    radius = 1.0 / 0.005 + 1.75
    assert snapshot.vehicle["yaw_rate_radps"] == pytest.approx(20.0 / radius, rel=1e-3)
    assert snapshot.vehicle["lateral_acceleration_mps2"] == pytest.approx(400.0 / radius, rel=1e-3)
    wheel = atan(body.wheelbase_m / radius) * body.steering_ratio
    assert snapshot.vehicle["steering_angle_rad"] == pytest.approx(wheel, rel=1e-3)


def test_our_middle_runs_on_the_circle_that_the_bicycle_says(drive: Drive, body: Body) -> None:
    """The rear axle's radius is wheelbase over tan of the wheel's angle."""
    world = drive(ego={"kmh": 18.0})
    world.command(steering_wheel_rad=16.0 * 0.2)
    after(world, 1.0)
    xs, ys = [], []
    for step in range(600):
        ego = after(world, 1.0 + step / 20.0).ego
        xs.append(ego.x_m)
        ys.append(ego.y_m)
    rear = body.wheelbase_m / 0.20271  # tan 0.2
    ahead = body.bumper_from_rear_axle_m - body.length_m / 2.0
    assert (max(xs) - min(xs)) / 2.0 == pytest.approx((rear**2 + ahead**2) ** 0.5, rel=0.01)
    assert (max(ys) - min(ys)) / 2.0 == pytest.approx((rear**2 + ahead**2) ** 0.5, rel=0.01)


def test_a_demand_to_speed_up_comes_through_lag_and_jerk_limit(drive: Drive) -> None:
    world = drive()
    world.command(acceleration_mps2=1.2)
    assert after(world, 0.12).ego.acceleration_mps2 == pytest.approx(1.2 * 0.65, abs=0.06)
    world.command(acceleration_mps2=12.0)
    before = world.snapshot().ego.acceleration_mps2
    assert after(world, 0.13).ego.acceleration_mps2 - before == pytest.approx(0.25)
    assert after(world, 1.5).ego.acceleration_mps2 == pytest.approx(12.0, abs=0.01)


def test_a_braking_demand_is_applied_as_it_is(drive: Drive) -> None:
    world = drive()
    for step in range(1, 60):
        demand = -min(20.0 * step * STEP_NS / 1e9, 9.0)
        world.command(acceleration_mps2=demand)
        world.advance(START_NS + step * STEP_NS)
        assert world.snapshot().ego.acceleration_mps2 == pytest.approx(demand)
    world.command()
    let_go = after(world, 0.6).ego.acceleration_mps2
    assert -9.0 < let_go < -8.7


def test_a_demand_never_weakens_the_braking_of_the_driver(drive: Drive) -> None:
    wall = {"name": "wall", "gap_m": 40.0}
    alone, helped = (drive(ego={"driver": "idm"}, actors=[wall]) for _ in range(2))
    helped.command(acceleration_mps2=-1.0)
    slower = after(alone, 1.0).ego.speed_mps
    assert slower < 17.0
    assert after(helped, 1.0).ego.speed_mps <= slower


@pytest.mark.parametrize(("friction", "hardest"), [(1.0, -9.81), (0.3, -2.943)])
def test_no_demand_brakes_harder_than_the_road_holds(
    friction: float, hardest: float, drive: Drive
) -> None:
    world = drive(friction=friction)
    world.command(acceleration_mps2=-12.0)
    assert after(world, 0.5).ego.acceleration_mps2 == pytest.approx(hardest)


def test_who_brakes_to_a_standstill_does_not_roll_back(drive: Drive) -> None:
    world = drive()
    world.command(acceleration_mps2=-9.0)
    stopped = after(world, 3.0)
    assert (stopped.ego.speed_mps, stopped.ego.acceleration_mps2) == (0.0, 0.0)
    assert stopped.ego.s_m == pytest.approx(50.0 + 400.0 / 18.0, abs=0.1)
    assert after(world, 5.0).ego.s_m == stopped.ego.s_m
    assert stopped.ego.brake


def test_an_external_driver_rolls_on_until_told(drive: Drive) -> None:
    world = drive(ego={"driver": "external"})
    world.command(acceleration_mps2=-3.0)
    after(world, 1.0)
    world.command()
    rolling = after(world, 2.0).ego.speed_mps
    assert rolling == pytest.approx(17.0, abs=0.5)
    assert after(world, 6.0).ego.speed_mps == pytest.approx(rolling, abs=0.01)


def test_our_own_lane_change_follows_its_quintic_and_blinks(drive: Drive) -> None:
    world = drive(ego={"do": [{"when": {"t_s": 1.0}, "lane": 1, "over_s": 4.0}]})
    middle = after(world, 3.0)
    assert middle.ego.d_m == pytest.approx(-3.5, abs=0.15)
    assert (middle.vehicle["left_indicator"], middle.vehicle["right_indicator"]) == (0.0, 1.0)
    done = after(world, 7.0)
    assert done.ego.d_m == pytest.approx(-5.25, abs=0.05)
    assert done.vehicle["right_indicator"] == 0.0


def test_we_drift_over_the_line_without_a_signal(drive: Drive) -> None:
    world = drive(ego={"drift_mps": -0.4, "drift_from_s": 2.0})
    assert after(world, 2.0).ego.d_m == pytest.approx(-1.75)
    snapshot = after(world, 5.0)
    assert snapshot.ego.lateral_mps == pytest.approx(-0.4, abs=0.02)
    assert snapshot.ego.d_m == pytest.approx(-1.75 - 0.4 * 3.0, abs=0.05)
    assert snapshot.vehicle["right_indicator"] == 0.0


def test_our_own_braking_step_has_the_profile_of_the_scenario(drive: Drive) -> None:
    step = {"when": {"t_s": 1.0}, "kmh": 0, "mps2": 4.0, "jerk_mps3": 8.0}
    world = drive(ego={"do": [step]})
    assert after(world, 1.25).ego.acceleration_mps2 == pytest.approx(-2.0, abs=0.1)
    assert after(world, 3.0).ego.acceleration_mps2 == pytest.approx(-4.0)
    assert after(world, 8.0).ego.speed_mps == 0.0


def test_the_car_says_of_itself_all_that_a_vehicle_state_holds(drive: Drive) -> None:
    vehicle = after(drive(weather="rain"), 1.0).vehicle
    assert set(vehicle) == set(VEHICLE_FIELDS)
    assert vehicle["gear"] == Gear.DRIVE
    assert vehicle["wiper"] > 1.0
    assert 750.0 < vehicle["engine_speed_rpm"] < 2600.0
    assert 0.0 < vehicle["accelerator"] < 0.3
    assert vehicle["brake"] == 0.0


def test_the_brake_pedal_is_the_drivers_foot_and_not_the_braking_system(drive: Drive) -> None:
    by_system, by_driver = drive(), drive()
    by_system.command(acceleration_mps2=-9.0)
    by_driver.command(acceleration_mps2=-4.0, brake_pedal=0.5)
    system, driver = after(by_system, 0.5).vehicle, after(by_driver, 0.5).vehicle
    assert (system["brake"], system["accelerator"]) == (0.0, 0.0)
    assert driver["brake"] == 0.5


@pytest.mark.parametrize(
    ("kmh", "low", "high"), [(0, 750, 750), (50, 1500, 2600), (130, 2400, 3600)]
)
def test_the_engine_turns_as_the_gearbox_lets_it(kmh: float, low: float, high: float) -> None:
    assert low <= engine_rpm(kmh / 3.6) <= high


def test_our_wheels_turn_with_the_way(drive: Drive) -> None:
    assert after(drive(), 0.05).ego.gait_rad == pytest.approx(2.0 * pi * 1.0 / 2.0)
