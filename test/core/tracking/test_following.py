"""Who is who: ids, births, gaps, clocks."""

from dataclasses import replace

import pytest

from vigil.base.records import ObjectClass, TrackState, Verdict
from vigil.tracking import TrackingSettings
from vigil.tracking.settings import Life

from .conftest import Drive, Thing, follow, moved


def test_a_car_keeps_its_id_while_it_comes_nearer(drive: Drive) -> None:
    ids = set()
    for i in range(40):
        ids |= {thing.id for thing in drive.see([Thing(50.0 - i * 0.5, 0.0)]).objects}
    assert ids == {1}


def test_two_cars_that_pass_each_other_keep_their_ids(drive: Drive) -> None:
    ours, oncoming = Thing(30.0, 0.0), Thing(80.0, 3.5)
    for i in range(50):
        scene = drive.see([ours, moved(oncoming, x_m=-1.2 * i)])
    assert {thing.id: thing.y_m > 1.5 for thing in scene.objects} == {1: False, 2: True}


def test_an_oncoming_car_that_jumps_its_own_width_between_frames_is_one_car() -> None:
    drive = Drive(step_s=0.1)
    ids = [
        thing.id
        for i in range(20)
        for thing in drive.see([Thing(75.0 - 4.0 * i * 0.9, 3.5)]).objects
    ]
    assert set(ids) == {1}


def test_a_doubtful_sighting_needs_a_second_one(drive: Drive) -> None:
    doubtful = Thing(30.0, 0.0, score=0.6)
    assert not drive.see([doubtful]).objects
    assert drive.see([doubtful]).objects


def test_a_sure_sighting_is_shown_at_once_and_its_motion_is_unknown(drive: Drive) -> None:
    (thing,) = drive.see([Thing(30.0, 0.0, score=0.95)]).objects
    assert thing.state is TrackState.NEW
    assert thing.vx_mps is None
    assert thing.ttc_s is None


def test_a_low_score_keeps_a_car_alive_but_starts_none(drive: Drive) -> None:
    assert not [drive.see([Thing(30.0, 0.0, score=0.2)]) for _ in range(10)][-1].objects
    follow(drive, lambda _: Thing(30.0, 3.5), 0.5)
    scene = follow(drive, lambda _: Thing(30.0, 3.5, score=0.2), 1.0)
    assert [thing.state for thing in scene.objects] == [TrackState.MEASURED]


@pytest.mark.parametrize("step_s", [0.02, 0.05, 0.1])
def test_lives_are_counted_in_seconds_not_in_frames(step_s: float) -> None:
    life = Life(shown_unseen_s=0.5, max_unseen_s=0.5)
    drive = Drive(step_s=step_s, settings=TrackingSettings(life=life))
    follow(drive, lambda _: Thing(30.0, 0.0), 0.5)
    unseen = 0.0
    while drive.see().objects:
        unseen += step_s
    assert unseen == pytest.approx(0.5, abs=step_s + 1e-6)


def test_a_hidden_car_is_carried_on_and_comes_back_with_its_id(drive: Drive) -> None:
    (before,) = follow(drive, lambda t: Thing(40.0 - 5.0 * t, 0.0), 1.0).objects
    for _ in range(8):
        scene = drive.see()
    (carried,) = scene.objects
    assert carried.state is TrackState.COASTED
    assert carried.views == ()
    assert carried.existence_probability < before.existence_probability
    assert carried.x_sd_m > before.x_sd_m
    (after,) = drive.see([Thing(40.0 - 5.0 * 1.45, 0.0)]).objects
    assert after.id == before.id


def test_a_camera_that_delivers_nothing_does_not_kill_at_once(drive: Drive) -> None:
    (before,) = follow(drive, lambda _: Thing(30.0, 0.0), 1.0).objects
    blind = drive.moment()
    lost = replace(blind, cameras=(replace(blind.cameras[0], verdict=Verdict.MISSING),))
    drive.moment = lambda: lost  # type: ignore[method-assign]
    (thing,) = drive.see().objects
    assert thing.id == before.id
    assert thing.existence_probability == before.existence_probability


@pytest.mark.parametrize("leap_s", [-5.0, 3.0, 86_400.0])
def test_a_clock_that_jumps_starts_afresh_with_new_ids_and_says_so(
    drive: Drive, leap_s: float
) -> None:
    (before,) = follow(drive, lambda _: Thing(30.0, 0.0), 1.0).objects
    drive.stamp_ns += round(leap_s * 1e9)
    scene = drive.see([Thing(30.0, 0.0, score=0.95)])
    assert [thing.id for thing in scene.objects] == [before.id + 1]
    assert [health.name for health in scene.moment.health] == ["tracking"]
    assert "started afresh" in scene.moment.health[0].message


def test_the_same_moment_twice_is_no_jump(drive: Drive) -> None:
    follow(drive, lambda _: Thing(30.0, 0.0), 0.5)
    drive.step_s = 0.0
    for _ in range(3):
        scene = drive.see([Thing(30.0, 0.0)])
    assert [thing.id for thing in scene.objects] == [1]
    assert not scene.moment.health


def test_a_parent_class_wins_where_the_network_cannot_make_up_its_mind(drive: Drive) -> None:
    kinds = (ObjectClass.CAR, ObjectClass.TRUCK, ObjectClass.BUS)
    for i in range(30):
        scene = drive.see([Thing(30.0, 0.0, kind=kinds[i % 3])])
    assert [thing.kind for thing in scene.objects] == [ObjectClass.VEHICLE]


def test_a_pedestrian_is_never_taken_for_a_car_in_the_same_place(drive: Drive) -> None:
    follow(drive, lambda _: Thing(20.0, 0.0), 0.5)
    walker = Thing(20.0, 0.0, kind=ObjectClass.PEDESTRIAN)
    scenes = [drive.see([walker]) for _ in range(3)]
    seen = [thing for thing in scenes[-1].objects if thing.views]
    assert [(thing.id, thing.kind) for thing in seen] == [(2, ObjectClass.PEDESTRIAN)]


def test_a_camera_without_calibration_is_reported_and_not_used(drive: Drive) -> None:
    mounted = drive.moment
    drive.moment = lambda: replace(mounted(), mountings=())  # type: ignore[method-assign]
    scene = drive.see([Thing(20.0, 0.0)])
    assert not scene.objects
    assert "camera 'front' has no calibration" in scene.moment.health[0].message


def test_an_empty_road_is_an_answer_too(drive: Drive) -> None:
    scene = drive.see()
    assert scene.objects == ()
    assert scene.lanes == ()
