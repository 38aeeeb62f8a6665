"""Where things are on the road, how fast, how sure."""

import math

import numpy as np
import pytest

from vigil.base.records import LanePlace, Motion, ObjectClass, RangeSource

from .conftest import Drive, Thing, follow


def test_time_to_collision_comes_from_growth_alone() -> None:
    drive = Drive(speed_mps=None)
    (thing,) = follow(drive, lambda t: Thing(40.0 - 10.0 * t, 0.0), 2.0).objects
    assert thing.ttc_s == pytest.approx(2.0, abs=0.15)
    assert thing.scale_rate_ps == pytest.approx(10.0 / 21.5, rel=0.1)
    assert thing.speed_mps is None
    assert thing.motion is Motion.UNKNOWN


def test_a_wrong_size_spoils_the_distance_but_not_the_time_to_collision() -> None:
    drive = Drive(speed_mps=None)
    (thing,) = follow(drive, lambda t: Thing(40.0 - 10.0 * t, 0.0, height_m=1.75), 2.0).objects
    assert thing.ttc_s == pytest.approx(2.0, abs=0.2)


@pytest.mark.parametrize("x_m", [8.0, 15.0, 30.0, 60.0])
def test_an_ordinary_car_is_placed_within_its_doubt(drive: Drive, x_m: float) -> None:
    (thing,) = follow(drive, lambda _: Thing(x_m, 0.0), 1.0).objects
    assert abs(thing.x_m - x_m) < 2.0 * thing.x_sd_m
    assert thing.x_m == pytest.approx(x_m, rel=0.08)


def test_a_tall_van_is_found_out_when_it_is_near(drive: Drive) -> None:
    (thing,) = follow(drive, lambda t: Thing(25.0 - 5.0 * t, 0.0, height_m=2.1), 3.0).objects
    assert thing.x_m == pytest.approx(10.0, rel=0.08)
    assert thing.height_m == pytest.approx(2.1, rel=0.1)


def test_more_cars_tell_the_pitch_better() -> None:
    drive = Drive(noise_px=0.3)
    alone = Drive(noise_px=0.3)
    ours = Thing(25.0, 0.0)
    others = [Thing(x, y) for x, y in ((12.0, 4.0), (13.0, -4.0), (35.0, 6.0), (36.0, -6.0))]
    for _ in range(20):
        many, one = drive.see([ours, *others]), alone.see([ours])
    (near,) = (thing for thing in many.objects if abs(thing.y_m) < 1.0)
    assert near.x_sd_m < 0.95 * one.objects[0].x_sd_m


def test_a_standing_car_closes_at_our_speed_and_is_standing(drive: Drive) -> None:
    (thing,) = follow(drive, lambda t: Thing(60.0 - 20.0 * t, 0.0), 1.5).objects
    assert thing.vx_mps == pytest.approx(-20.0, abs=1.5)
    assert thing.speed_mps == pytest.approx(0.0, abs=1.5)
    assert thing.motion is Motion.STANDING


def test_a_standing_car_beside_the_lanes_is_parked(drive: Drive) -> None:
    (thing,) = follow(drive, lambda t: Thing(50.0 - 20.0 * t, -5.5), 1.5).objects
    assert thing.motion is Motion.PARKED


def test_a_lead_that_brakes_to_a_stop_is_stopped_not_standing(drive: Drive) -> None:
    drive.speed_mps = 10.0
    (thing,) = follow(drive, lambda _: Thing(30.0, 0.0), 2.0).objects
    assert thing.motion is Motion.MOVING
    gap = 30.0
    for i in range(60):
        speed = max(10.0 - 5.0 * i * drive.step_s, 0.0)
        gap += (speed - 10.0) * drive.step_s
        scene = drive.see([Thing(gap, 0.0)])
        if gap < 8.0:
            break
    assert scene.objects[0].motion is Motion.STOPPED


def test_an_oncoming_car_is_oncoming(drive: Drive) -> None:
    (thing,) = follow(drive, lambda t: Thing(80.0 - 38.0 * t, 3.5), 1.5).objects
    assert thing.motion is Motion.ONCOMING
    assert thing.speed_mps == pytest.approx(-18.0, abs=3.0)


def test_a_walker_across_the_road_is_crossing(drive: Drive) -> None:
    drive.speed_mps = 8.0
    (thing,) = follow(
        drive,
        lambda t: Thing(25.0 - 8.0 * t, -3.0 + 2.0 * t, 0.6, 1.7, ObjectClass.PEDESTRIAN),
        1.5,
    ).objects
    assert thing.motion is Motion.CROSSING
    assert thing.vy_mps == pytest.approx(2.0, abs=0.5)


def test_a_lead_that_brakes_shows_a_relative_deceleration(drive: Drive) -> None:
    follow(drive, lambda _: Thing(25.0, 0.0), 2.0)
    (thing,) = follow(drive, lambda t: Thing(25.0 - 2.0 * t**2, 0.0), 1.5).objects
    assert thing.ax_mps2 is not None
    assert thing.ax_mps2 < -1.5


def test_a_lead_in_a_curve_keeps_its_bearing_and_its_lane() -> None:
    drive = Drive(yaw_rate_radps=0.1)  # 20 m/s: a radius of 200 m
    y_m = 30.0**2 / 400.0
    (thing,) = follow(drive, lambda _: Thing(30.0, y_m), 2.0).objects
    assert thing.lane is LanePlace.EGO
    assert thing.vy_mps == pytest.approx(0.0, abs=0.3)
    assert thing.bearing_rate_radps == pytest.approx(0.0, abs=0.01)
    assert thing.bearing_rad == pytest.approx(math.atan2(y_m, 30.0), abs=0.01)


def test_the_near_side_of_a_car_beside_us_does_not_pull_it_into_our_lane(drive: Drive) -> None:
    wide = Thing(10.0, 3.5 - 0.4, width_m=2.5)  # the box of face and side together
    (thing,) = follow(drive, lambda _: wide, 1.0).objects
    assert thing.y_m == pytest.approx(3.5, abs=0.35)


def test_the_predicted_path_of_a_closing_lead_runs_towards_us_with_growing_doubt(
    drive: Drive,
) -> None:
    (thing,) = follow(drive, lambda t: Thing(60.0 - 8.0 * t, 0.0), 2.0).objects
    path = thing.path
    assert list(path.times_s) == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    assert path.gap_offset_m[-1, 0] == pytest.approx(thing.x_m - 24.0, abs=3.0)
    assert (np.diff(path.covariance_m2[:, 0]) > 0.0).all()
    assert (np.diff(path.covariance_m2[:, 2]) > 0.0).all()


def test_fifty_noisy_cars_are_honest_about_their_doubt() -> None:
    drive = Drive(noise_px=1.5, cameras=Drive().cameras)
    random = np.random.default_rng(1)
    cars = [
        Thing(float(x), float(y), height_m=1.54 * float(np.exp(random.normal(0.0, 0.06))))
        for x, y in zip(random.uniform(10, 60, 25), random.uniform(-9, 9, 25), strict=True)
    ]
    for _ in range(15):
        scene = drive.see(cars)
    off = [
        min(abs(thing.x_m - car.x_m) for thing in scene.objects if abs(thing.y_m - car.y_m) < 1.0)
        for car in cars
        if any(abs(thing.y_m - car.y_m) < 1.0 for thing in scene.objects)
    ]
    sds = [thing.x_sd_m for thing in scene.objects]
    assert float(np.median(off)) < 1.5 * float(np.median(sds))


def test_a_car_that_enters_from_the_side_does_not_seem_to_close(drive: Drive) -> None:
    """Its bonnet comes before its roof: the box grows though the gap does not."""
    model, mounting = drive.cameras[0]

    def entering(t: float) -> Thing:
        return Thing(14.0, 9.8 - 0.6 * t, height_m=0.9 + 0.6 * t)

    boxes = [drive.detections([entering(t)], model, mounting)[0] for t in (0.0, 1.0)]
    assert all(box.truncated for box in boxes)
    (thing,) = follow(drive, entering, 1.0).objects
    assert thing.vx_mps is None or abs(thing.vx_mps) < 3.0
    assert thing.x_m == pytest.approx(14.0, rel=0.2)


def test_our_own_speed_makes_the_distance_of_a_standing_car_surer() -> None:
    with_speed, without = Drive(noise_px=0.7), Drive(noise_px=0.7, speed_mps=None)
    tall = [  # its size misleads; growth at 20 m/s does not
        follow(drive, lambda t: Thing(60.0 - 20.0 * t, 0.0, height_m=1.75), 2.0).objects[0]
        for drive in (with_speed, without)
    ]
    assert tall[0].x_sd_m < tall[1].x_sd_m
    assert abs(tall[0].x_m - 20.0) < 2.0 * tall[0].x_sd_m


@pytest.mark.parametrize("own_mps", [4.0, -8.0])
def test_a_slow_car_is_not_made_to_stand(own_mps: float) -> None:
    drive = Drive(noise_px=0.7)
    (thing,) = follow(drive, lambda t: Thing(60.0 - (20.0 - own_mps) * t, 0.0), 1.8).objects
    assert thing.speed_mps == pytest.approx(own_mps, abs=2.0)
    assert thing.motion not in {Motion.STANDING, Motion.STOPPED, Motion.PARKED}


def test_the_distance_says_what_it_rests_on(drive: Drive) -> None:
    (whole,) = follow(drive, lambda _: Thing(20.0, 0.0), 0.5).objects
    assert whole.range_source is RangeSource.FUSED
    (cut,) = follow(Drive(), lambda _: Thing(8.0, 5.5), 0.5).objects
    assert cut.range_source is RangeSource.GROUND
    (carried,) = drive.see().objects
    assert carried.range_source is RangeSource.COASTED


def test_a_heading_is_told_of_what_moves_only(drive: Drive) -> None:
    (oncoming,) = follow(drive, lambda t: Thing(80.0 - 38.0 * t, 3.5), 1.5).objects
    assert oncoming.heading_rad is not None
    assert abs(oncoming.heading_rad) == pytest.approx(math.pi, abs=0.2)
    (standing,) = follow(Drive(), lambda t: Thing(60.0 - 20.0 * t, 0.0), 1.5).objects
    assert standing.heading_rad is None
