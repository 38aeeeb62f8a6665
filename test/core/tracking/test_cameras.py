"""Hand-over between cameras that overlap: nothing is counted twice, ids are kept."""

import pytest

from .conftest import Drive, Thing, camera


@pytest.fixture
def two() -> Drive:
    """Make a camera ahead and one that looks 50 degrees left; 15 degrees overlap."""
    return Drive(cameras=(camera("front"), camera("left", yaw_rad=0.87)))


def test_a_car_that_two_cameras_see_is_one_object(two: Drive) -> None:
    for _ in range(5):
        scene = two.see([Thing(13.0, 6.5)])
    (thing,) = scene.objects
    assert {view.camera for view in thing.views} == {"front", "left"}
    assert thing.x_m == pytest.approx(13.0, rel=0.1)


def test_an_id_survives_the_way_from_one_camera_into_the_other(two: Drive) -> None:
    seen: list[tuple[int, set[str]]] = []
    for i in range(70):
        scene = two.see([Thing(35.0 - 0.5 * i, 6.5)])
        assert len(scene.objects) == 1, i
        seen += [(thing.id, {view.camera for view in thing.views}) for thing in scene.objects]
    assert {id_ for id_, _ in seen} == {1}
    assert seen[0][1] == {"front"}
    assert seen[-1][1] == {"left"}
    assert {"front", "left"} in [cameras for _, cameras in seen]


def test_two_cars_abreast_stay_two_in_both_cameras(two: Drive) -> None:
    for _ in range(6):
        scene = two.see([Thing(12.0, 5.0), Thing(13.0, 8.0)])
    assert len(scene.objects) == 2
    assert all(len(thing.views) == 2 for thing in scene.objects)
