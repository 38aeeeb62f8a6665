"""Real pictures through the public networks; skipped where clips or networks are absent."""

from collections.abc import Iterator
from math import atan
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from vigil.base.records import (
    Frame,
    FrameSet,
    LineColor,
    LinePlace,
    LineType,
    Moment,
    Mounting,
    ObjectClass,
    Percepts,
    VehicleState,
)
from vigil.base.settings import Configuration
from vigil.camera import CameraRig
from vigil.geometry import CameraModel
from vigil.inference import Engines, InferenceSettings
from vigil.perception import Perception, PerceptionSettings

SHARED = Path(__file__).parents[4] / "shared"
CLIPS = SHARED / "data" / "clips"
HIGHWAY = CLIPS / "udacity_solidWhiteRight_960x540_25fps.mp4"
OVERTAKEN = CLIPS / "udacity_vehicles_test_video_1280x720_25fps.mp4"
pytestmark = pytest.mark.skipif(not HIGHWAY.exists(), reason="needs clips and networks in shared/")
LANE_M = 3.7
"""A lane of a US highway is 12 ft wide."""
LEFT, RIGHT = LinePlace.LEFT, LinePlace.RIGHT


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    opened = Engines(InferenceSettings(model_path=(str(SHARED / "models"),)))
    yield opened
    opened.close()


def frames(path: Path, every: int) -> list[npt.NDArray[np.uint8]]:
    video, taken = cv2.VideoCapture(str(path)), []
    while video.grab():
        if int(video.get(cv2.CAP_PROP_POS_FRAMES)) % every == 1:
            taken.append(np.asarray(video.retrieve()[1], np.uint8))
    return taken


def perceive(
    path: Path, every: int, model: CameraModel, mounting: Mounting, engines: Engines
) -> list[Percepts]:
    stage = Perception(PerceptionSettings(), {model.name: model}, engines)
    moment = Moment(0, (), VehicleState(), (mounting,))
    return [
        stage.update(FrameSet(0, moment, (Frame(model.name, 0, 0, number, image),)))
        for number, image in enumerate(frames(path, every))
    ]


@pytest.fixture(scope="module")
def highway(engines: Engines) -> list[Percepts]:
    """Return what is seen every second of a highway, lane dashed left, solid right."""
    camera = Configuration.read().section("camera", CameraRig).leading
    return perceive(HIGHWAY, 25, camera.model(), camera.mounting(), engines)


@pytest.fixture(scope="module")
def overtaken(engines: Engines) -> list[Percepts]:
    """Return what is seen beside a yellow line, over a bonnet, while cars overtake."""
    model = CameraModel("front", 1280, 720, 1158.0, 1158.0, 639.5, 359.5)
    pitch_rad = -atan((418.0 - 359.5) / 1158.0)  # horizon on row 418, by eye
    mounting = Mounting("front", -1.5, 0, 1.3, 0, pitch_rad, 0, 0.05, 0.01, 0.01, 0.01, False)
    return perceive(OVERTAKEN, 12, model, mounting, engines)


def line(percepts: Percepts, place: LinePlace) -> tuple[LineType, LineColor]:
    return next((one.kind, one.color) for one in percepts.lanes if one.place is place)


def test_our_lane_on_the_highway_is_dashed_left_and_solid_right(highway: list[Percepts]) -> None:
    assert len(highway) == 9
    for percepts in highway:
        assert line(percepts, LEFT) == (LineType.DASHED, LineColor.WHITE)
        assert line(percepts, RIGHT) == (LineType.SOLID, LineColor.WHITE)


@pytest.mark.parametrize("x_m", [0.0, 10.0, 30.0])
def test_our_lane_on_the_highway_is_as_wide_as_a_lane(highway: list[Percepts], x_m: float) -> None:
    for percepts in highway:
        sides = {one.place: one.y_m(x_m) for one in percepts.lanes}
        assert sides[LEFT] - sides[RIGHT] == pytest.approx(LANE_M, rel=0.1)


def test_cars_are_seen_ahead_on_the_highway(highway: list[Percepts]) -> None:
    for percepts in highway:
        cars = [d for d in percepts.detections if d.score > 0.5]
        assert cars
        assert all(d.kind.parent is ObjectClass.VEHICLE for d in cars)


def test_the_road_is_below_the_horizon_and_under_our_lane(highway: list[Percepts]) -> None:
    for percepts in highway:
        (area,) = percepts.drivable
        assert area.outline_px[:, 1].min() > 270.0
        contour = area.outline_ego_m.astype(np.float32)
        assert cv2.pointPolygonTest(contour, (15.0, 0.0), measureDist=False) > 0


def test_a_yellow_line_is_seen_over_a_bonnet_that_is_no_car(overtaken: list[Percepts]) -> None:
    assert len(overtaken) == 4
    for percepts in overtaken:
        assert line(percepts, LEFT) == (LineType.SOLID, LineColor.YELLOW)
        assert line(percepts, RIGHT)[1] is LineColor.WHITE
        assert all(d.bottom_px < 600.0 for d in percepts.detections)
        assert sum(d.score > 0.8 for d in percepts.detections) >= 1
