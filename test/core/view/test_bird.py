"""The view from above is to scale."""

from dataclasses import replace

import numpy as np
import pytest

from vigil.base.records import Scene, Targets, ZoneState
from vigil.view import bird_eye
from vigil.view.bird import AHEAD_M, BEHIND_M, BirdEye
from vigil.view.palette import Color
from vigil.view.plan import plan

Drive = list[tuple[Scene, Targets]]


def test_ten_metres_are_ten_metres_in_both_directions() -> None:
    bird = BirdEye((480, 880))
    near, ahead, left = bird.points_px(np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]))
    assert near[1] - ahead[1] == pytest.approx(10 * 880 / (AHEAD_M + BEHIND_M))
    assert near[0] - left[0] == pytest.approx(10 * 880 / (AHEAD_M + BEHIND_M))


def test_a_truck_is_drawn_where_it_is(made_drive: Drive) -> None:
    scene, targets = made_drive[65]
    truck = next(thing for thing in scene.objects if thing.id == 2)
    image = bird_eye(scene, targets, (480, 720))
    place = BirdEye((480, 720)).points_px(np.array([[truck.x_m + 4.0, truck.y_m]]))[0]
    x, y = place.round().astype(int)
    patch = image[y - 2 : y + 3, x - 2 : x + 3].astype(int)
    assert np.abs(patch - Color.WARNING.bgr).max() < 60


def test_the_ellipse_holds_two_standard_deviations(made_drive: Drive) -> None:
    scene, targets = made_drive[0]
    thing = scene.objects[0]
    ellipse = plan(scene, targets).things[0].ellipse_m
    assert ellipse[:, 0].max() - thing.x_m == pytest.approx(2 * thing.x_sd_m)
    assert ellipse[:, 1].max() - thing.y_m == pytest.approx(2 * thing.y_sd_m, rel=1e-2)


def test_an_oncoming_car_stays_ahead_of_its_nearest_face(made_drive: Drive) -> None:
    scene, targets = made_drive[0]
    turned = replace(scene, objects=(replace(scene.objects[0], heading_rad=3.1),))
    outline = plan(turned, targets).things[0].outline_m
    assert outline[:, 0].min() == pytest.approx(scene.objects[0].x_m, abs=0.1)


def test_a_predicted_path_follows_our_own_bend(made_drive: Drive) -> None:
    scene, targets = made_drive[0]
    bent = replace(scene, path=replace(scene.path, c2_pm=0.002))
    straight_m = plan(scene, targets).things[0].predicted_m
    bent_m = plan(bent, targets).things[0].predicted_m
    lift = (0.002 - scene.path.c2_pm) * straight_m[:, 0] ** 2
    assert bent_m[:, 1] - straight_m[:, 1] == pytest.approx(lift)


def test_a_zone_that_no_camera_sees_is_not_drawn_as_clear(made_drive: Drive) -> None:
    scene, targets = made_drive[0]
    unknown = replace(targets.left_zone, state=ZoneState.UNKNOWN)
    assert len(plan(scene, targets).zones) == 2
    assert len(plan(scene, replace(targets, left_zone=unknown)).zones) == 1
