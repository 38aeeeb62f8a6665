"""The stage: every picture that is on time is looked at, with the networks of its camera."""

import numpy as np
import pytest

from vigil.base.records import HealthLevel, LinePlace, ObjectClass
from vigil.geometry import CameraModel
from vigil.perception import NONE, Networks, Perception, PerceptionSettings

from .conftest import MODEL, SIZE_WH_PX, FakeEngines, Stripe, frame_set, road

ROAD = road(Stripe((1.8,)), Stripe((-1.8,)))
MODELS = {"front": MODEL}


def perception(engines: FakeEngines, settings: PerceptionSettings | None = None) -> Perception:
    return Perception(settings or PerceptionSettings(), MODELS, engines)  # type: ignore[arg-type]


def test_cars_lines_and_road_come_out_of_one_picture(engines: FakeEngines) -> None:
    percepts = perception(engines).update(frame_set(ROAD), superseded=2)
    assert percepts.stamp_ns == 7
    assert percepts.superseded == 2
    assert [line.place for line in percepts.lanes] == [LinePlace.LEFT, LinePlace.RIGHT]
    assert [area.camera for area in percepts.drivable] == ["front"]
    (car,) = percepts.detections
    assert (car.kind, car.camera, car.truncated) == (ObjectClass.CAR, "front", False)
    assert car.score == pytest.approx(0.72)


def test_boxes_are_in_pixels_of_the_full_picture(engines: FakeEngines) -> None:
    settings = PerceptionSettings(networks=Networks(detector_width_px=480))
    (car,) = perception(engines, settings).update(frame_set(ROAD)).detections
    # A box of 32x16 px around (164, 100) px of a picture that was halved.
    expected = np.array([148, 92, 180, 108]) * 2 - 0.5
    assert car.xyxy_px == pytest.approx(tuple(expected))


def test_the_detector_sees_the_picture_at_the_top_left_and_grey_below(
    engines: FakeEngines,
) -> None:
    perception(engines).update(frame_set(ROAD))
    (given,) = engines.opened["yolox_nano"].given
    assert given["images"].shape == (1, 544, 960, 3)
    assert np.array_equal(given["images"][0, :540], ROAD)
    assert (given["images"][0, 540:] == 114).all()


def test_a_network_with_two_roles_runs_once(engines: FakeEngines) -> None:
    perception(engines).update(frame_set(ROAD))
    assert len(engines.opened["twinlitenet"].given) == 1


def test_a_camera_without_a_picture_yields_nothing(engines: FakeEngines) -> None:
    percepts = perception(engines).update(frame_set())
    assert (percepts.detections, percepts.lanes, percepts.drivable) == ((), (), ())


def test_a_light_set_looks_for_road_users_alone(engines: FakeEngines) -> None:
    light = PerceptionSettings(networks=Networks(lanes=NONE, road=NONE))
    percepts = perception(engines, light).update(frame_set(ROAD))
    assert len(percepts.detections) == 1
    assert (percepts.lanes, percepts.drivable) == ((), ())
    assert set(engines.opened) == {"yolox_nano"}


def test_one_camera_may_have_networks_of_its_own(engines: FakeEngines) -> None:
    settings = PerceptionSettings(cameras={"front": Networks(detector=NONE)})
    percepts = perception(engines, settings).update(frame_set(ROAD))
    assert percepts.detections == ()
    assert len(percepts.lanes) == 2


def test_a_picture_of_another_size_is_refused_and_said(engines: FakeEngines) -> None:
    percepts = perception(engines).update(frame_set(ROAD[:, :640]))
    assert percepts.detections == ()
    (health,) = percepts.moment.health
    assert (health.name, health.level) == ("perception/front", HealthLevel.ERROR)
    assert "640x540" in health.message
    assert "960x540" in health.message


def test_a_box_at_the_border_is_truncated(engines: FakeEngines) -> None:
    cut = CameraModel("front", *SIZE_WH_PX, 900.0, 900.0, 479.5, 269.5)
    stage = Perception(PerceptionSettings(), {"front": cut}, engines)  # type: ignore[arg-type]
    rows = engines.opened["yolox_nano"].outputs["output"]
    rows[0, 12 * 120] = rows[0, 12 * 120 + 20]
    (whole, part) = sorted(stage.update(frame_set(ROAD)).detections, key=lambda d: -d.left_px)
    assert (whole.truncated, part.truncated) == (False, True)
    assert part.left_px == 0.0


def test_the_engines_are_described_once_each(engines: FakeEngines) -> None:
    assert sorted(perception(engines).describe()) == ["fake 640x360", "fake 960x544"]
