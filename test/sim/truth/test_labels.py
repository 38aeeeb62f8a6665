"""What a picture shows, on pictures painted by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vigil.base.errors import InputError
from vigil.base.records import LinePlace, Mounting, ObjectClass
from vigil.geometry import CameraModel, Distortion, ground_points_ego_m, image_points_px
from vigil_sim.truth import labels_of, with_views
from vigil_sim.world import Placed

Begin = Callable[..., Any]
Camera = tuple[CameraModel, Mounting]
LEAD = {"name": "lead", "gap_m": 20.0, "kmh": 72.0}


def box_of(thing: Placed) -> Any:
    """Return the corners of the box around a thing."""
    length, width, height = thing.length_m, thing.width_m, thing.height_m
    return np.array(
        [
            (x, y, z)
            for x in (-length / 2, length / 2)
            for y in (-width / 2, width / 2)
            for z in (0.0, height)
        ]
    )


def paint(picture: Any, number: int, box: tuple[int, int, int, int], depth_m: float) -> None:
    """Paint rows and columns, ends included, of a thing."""
    left, top, right, bottom = box
    part = slice(max(top, 0), bottom + 1), slice(max(left, 0), right + 1)
    picture.classes[part], picture.instances[part] = ObjectClass.CAR, number
    picture.depth_m[part] = depth_m


def labels(stage: Any, picture: Any, model: CameraModel, mounting: Any) -> Any:
    """Return the labels of a moment."""
    return labels_of(picture, stage.snapshot, stage.world.road, model, mounting, box_of)


def face_px(stage: Any, name: str, model: CameraModel, mounting: Any) -> tuple[int, int, int, int]:
    """Return the pixels of the rear face of a thing, which are those of its box, straight ahead."""
    thing = stage.thing(name)
    edge_m = thing.width_m / 2.0
    corners = np.array(
        [(thing.gap_m, thing.y_m + edge_m, thing.height_m), (thing.gap_m, thing.y_m - edge_m, 0.0)]
    )
    (left, top), (right, bottom) = image_points_px(model, mounting, corners).round().astype(int)
    return int(left), int(top), int(right), int(bottom)


def test_edges_of_a_box_lie_between_pixels(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    moment = stage(LEAD)
    box = face_px(moment, "lead", *camera)
    paint(empty_picture, 1, box, 21.5)
    view = labels(moment, empty_picture, *camera).views[1]
    left, top, right, bottom = box
    assert (view.left_px, view.top_px) == (left - 0.5, top - 0.5)
    assert (view.right_px, view.bottom_px) == (right + 0.5, bottom + 0.5)
    assert (view.whole_left_px, view.whole_bottom_px) == pytest.approx((left, bottom), abs=1.0)
    assert view.visible_share == pytest.approx(1.0, abs=0.01)
    assert view.inside_share == 1.0


def test_half_of_a_car_behind_another_is_hidden(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    moment = stage(LEAD, {"name": "near", "gap_m": 8.0, "d_m": 2.6})
    left, top, right, bottom = face_px(moment, "lead", *camera)
    paint(empty_picture, 1, (left, top, right, bottom), 21.5)
    paint(empty_picture, 2, (left - 60, top - 20, (left + right) // 2, bottom + 20), 9.5)
    view = labels(moment, empty_picture, *camera).views[1]
    assert view.visible_share == pytest.approx(0.5, abs=0.03)
    assert view.left_px == (left + right) // 2 + 0.5


def test_what_stands_behind_hides_nothing(stage: Begin, empty_picture: Any, camera: Camera) -> None:
    """The farther car shows above the roof that its outline covers in part."""
    moment = stage(LEAD, {"name": "far", "gap_m": 60.0, "kmh": 72.0})
    left, top, right, bottom = face_px(moment, "lead", *camera)
    paint(empty_picture, 2, (left, top - 10, right, bottom), 61.5)
    paint(empty_picture, 1, (left, top + 2, right, bottom), 21.5)
    assert labels(moment, empty_picture, *camera).views[1].visible_share == 1.0


def test_the_ground_between_the_wheels_hides_nothing_and_a_crest_does(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    moment = stage(LEAD)
    left, top, right, bottom = face_px(moment, "lead", *camera)
    paint(empty_picture, 1, (left, top, right, bottom - 3), 21.5)
    assert labels(moment, empty_picture, *camera).views[1].visible_share == 1.0
    crest = slice((top + bottom) // 2, bottom + 3)
    empty_picture.classes[crest], empty_picture.instances[crest] = 20, 0
    empty_picture.depth_m[crest] = 12.0
    share = labels(moment, empty_picture, *camera).views[1].visible_share
    assert share == pytest.approx(0.5, abs=0.06)  # a row is 5 %


def test_what_reaches_out_of_the_picture_is_inside_in_part(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    moment = stage({"name": "beside", "gap_m": 4.0, "d_m": 2.9})
    paint(empty_picture, 1, (0, 80, 60, 150), 7.0)
    view = labels(moment, empty_picture, *camera).views[1]
    assert view.left_px == -0.5
    assert view.whole_left_px < -20.0
    assert 0.3 < view.inside_share < 0.9


def test_a_bus_beside_us_reaches_behind_the_camera(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    moment = stage({"name": "bus", "model": "bus", "gap_m": -4.0, "d_m": 3.5})
    paint(empty_picture, 1, (0, 0, 100, 130), 5.0)
    view = labels(moment, empty_picture, *camera).views[1]
    assert view.whole_left_px < -1000.0
    assert view.inside_share < 0.1


def test_what_shows_no_pixel_has_no_view(stage: Begin, empty_picture: Any, camera: Camera) -> None:
    moment = stage(LEAD, {"name": "hidden", "gap_m": 60.0, "kmh": 72.0})
    paint(empty_picture, 1, face_px(moment, "lead", *camera), 21.5)
    found = labels(moment, empty_picture, *camera)
    assert set(found.views) == {1}
    lead, hidden = with_views(moment.scene, found).objects
    assert [view.camera for view in lead.views] == ["front"]
    assert hidden.views == ()


def test_two_cameras_give_two_views(stage: Begin, empty_picture: Any, camera: Camera) -> None:
    moment, (model, mounting) = stage(LEAD), camera
    paint(empty_picture, 1, face_px(moment, "lead", *camera), 21.5)
    both = [
        labels(moment, empty_picture, replace(model, name=name), mounting) for name in ("a", "b")
    ]
    scene = with_views(moment.scene, *both)
    assert [view.camera for view in scene.objects[0].views] == ["a", "b"]
    assert [area.camera for area in scene.drivable] == ["a", "b"]


def test_the_road_that_shows_is_drivable(stage: Begin, empty_picture: Any, camera: Camera) -> None:
    area = labels(stage(), empty_picture, *camera).drivable
    assert area.outline_px[:, 1].max() == 179.0
    plane_m = ground_points_ego_m(*camera, area.outline_px)
    assert np.abs(plane_m - area.outline_ego_m).max() < 0.01
    assert np.abs(area.outline_ego_m[:, 1]).max() == pytest.approx(4.0, abs=0.7)


def test_without_road_there_is_no_drivable_area(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    empty_picture.classes[:] = 23
    assert labels(stage(), empty_picture, *camera).drivable is None


def test_lines_are_where_the_camera_sees_the_road(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    left, right, other = labels(stage(), empty_picture, *camera).lines
    assert (left.place, right.place) == (LinePlace.LEFT, LinePlace.RIGHT)
    assert other.place is LinePlace.NEXT_RIGHT
    points_m = np.column_stack([left.ahead_m, np.full(len(left.ahead_m), 1.75)])
    assert left.points_px == pytest.approx(image_points_px(*camera, points_m))
    assert left.visible[left.points_px[:, 1] < 179.0].all()
    assert left.painted.all()
    assert 0.2 < right.painted.mean() < 0.6  # dashes


def test_a_car_hides_the_line_behind_it(stage: Begin, empty_picture: Any, camera: Camera) -> None:
    moment = stage({"name": "on_it", "gap_m": 10.0, "d_m": 1.75, "kmh": 72.0})
    paint(empty_picture, 1, face_px(moment, "on_it", *camera), 11.5)
    left = labels(moment, empty_picture, *camera).lines[0]
    assert left.visible[(left.ahead_m > 3.0) & (left.ahead_m < 9.0)].all()
    assert not left.visible[(left.ahead_m > 14.5) & (left.ahead_m < 19.5)].any()


def test_a_distorted_lens_is_labelled_as_it_draws(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    model = replace(camera[0], distortion=Distortion.PLUMB_BOB, coefficients=(-0.2, 0.02, 0, 0, 0))
    left = labels(stage(), empty_picture, model, camera[1]).lines[0]
    points_m = np.column_stack([left.ahead_m, np.full(len(left.ahead_m), 1.75)])
    assert left.points_px == pytest.approx(image_points_px(model, camera[1], points_m))


def test_a_picture_without_masks_cannot_be_labelled(
    stage: Begin, empty_picture: Any, camera: Camera
) -> None:
    empty_picture.classes = None
    with pytest.raises(InputError, match="without masks"):
        labels(stage(), empty_picture, *camera)
