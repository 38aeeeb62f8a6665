"""Labels against pixels that the renderer drew; skipped where there is no OpenGL."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vigil.base.errors import EngineError
from vigil.base.records import Mounting, TruthView
from vigil.geometry import CameraModel
from vigil_sim.render import Renderer
from vigil_sim.run.labels import outline_m
from vigil_sim.truth import labels_of
from vigil_sim.world import Snapshot

Begin = Callable[..., Any]
Camera = tuple[CameraModel, Mounting]
THINGS = (
    {"name": "lead", "gap_m": 14.0, "kmh": 72.0},
    {"name": "bus", "model": "bus", "gap_m": 25.0, "lane": 1, "kmh": 72.0},
    {"name": "far", "model": "suv", "gap_m": 26.0, "offset_m": -1.2, "kmh": 72.0},
    {"name": "child", "model": "child", "gap_m": 12.0, "d_m": 4.0},
)


@pytest.fixture
def moment(stage: Begin) -> Any:
    """Return a moment with things, one of them half hidden."""
    return stage(*THINGS, road={"lanes": 2, "marks": {"worn": 0.0}})


def drawn(moment: Any, camera: Camera) -> Any:
    """Return the picture of a moment."""
    try:
        renderer = Renderer(moment.world.scenario, moment.world.road, (), 1)
    except EngineError as error:
        pytest.skip(str(error))
    return renderer.picture([moment.snapshot], *camera)


@pytest.fixture
def draw(moment: Any, camera: Camera) -> Callable[[Snapshot], Any]:
    """Return a way to draw a snapshot."""
    try:
        renderer = Renderer(moment.world.scenario, moment.world.road, (), 1)
    except EngineError as error:
        pytest.skip(str(error))
    return lambda snapshot: renderer.picture([snapshot], *camera)


def edges(view: TruthView) -> Any:
    """Return how far the edges of the whole box are from those that show, px."""
    visible = (view.left_px, view.top_px, view.right_px, view.bottom_px)
    whole = (
        view.whole_left_px, view.whole_top_px, view.whole_right_px, view.whole_bottom_px,
    )  # fmt: skip
    return np.abs(np.subtract(visible, whole))


def test_boxes_end_where_things_do(
    moment: Any, draw: Callable[[Snapshot], Any], camera: Camera
) -> None:
    snapshot, road = moment.snapshot, moment.world.road
    views = labels_of(draw(snapshot), snapshot, road, *camera, outline_m).views
    whole = [view for view in views.values() if view.visible_share > 0.999]
    assert len(whole) == 2  # the flank of the bus is hidden in part
    assert max(edges(view).max() for view in whole) < 1.5
    assert np.median([edges(view) for view in whole]) < 0.6


@pytest.mark.parametrize(
    "said", [{"hill_m": 3.0, "hill_length_m": 200.0}, {}], ids=["hill", "dive"]
)
def test_boxes_and_lines_hold_on_hills_and_on_the_brakes(
    stage: Begin, camera: Camera, said: dict[str, float]
) -> None:
    moment = stage(*THINGS, road={"lanes": 2, "marks": {"worn": 0.0}, **said}, ego={"s_m": 35.0})
    moment.world.command(acceleration_mps2=-6.0)
    snapshot, road = moment.after(0.8).snapshot, moment.world.road
    assert snapshot.ego.dive_rad > 0.01
    assert (abs(snapshot.ego.pitch_rad) > 0.02) == bool(said)
    picture = drawn(moment, camera)
    labels = labels_of(picture, snapshot, road, *camera, outline_m)
    whole = [view for view in labels.views.values() if view.visible_share > 0.999]
    assert len(whole) >= 1
    assert np.median([edges(view) for view in whole]) < 0.6
    shown = labels.lines[0].visible & (labels.lines[0].ahead_m < 10.0)
    columns, rows = np.round(labels.lines[0].points_px[shown]).astype(int).T
    assert len(rows) > 3
    assert (picture.classes[rows, columns] == 21).mean() > 0.8


def test_a_share_is_that_of_the_pixels(
    moment: Any, draw: Callable[[Snapshot], Any], camera: Camera
) -> None:
    """A picture of the thing alone knows how many there would be."""
    snapshot, road, number = moment.snapshot, moment.world.road, 3
    picture = draw(snapshot)
    view = labels_of(picture, snapshot, road, *camera, outline_m).views[number]
    alone = draw(replace(snapshot, things=(snapshot.things[number - 1],)))
    share = (picture.instances == number).sum() / (alone.instances == number).sum()
    assert 0.2 < share < 0.8
    assert view.visible_share == pytest.approx(share, abs=0.06)


def test_the_rear_of_the_lead_is_its_gap_ahead(
    moment: Any, draw: Callable[[Snapshot], Any], camera: Camera
) -> None:
    picture = draw(moment.snapshot)
    rear_m = picture.depth_m[picture.instances == 1].min() + camera[1].x_m
    assert rear_m == pytest.approx(moment.thing("lead").gap_m, abs=0.02)


def test_a_line_lies_on_its_paint(
    moment: Any, draw: Callable[[Snapshot], Any], camera: Camera
) -> None:
    """In a small picture paint is a pixel thick to 12 m."""
    picture = draw(moment.snapshot)
    left = labels_of(picture, moment.snapshot, moment.world.road, *camera, outline_m).lines[0]
    shown = left.visible & (left.ahead_m < 12.0)
    columns, rows = np.round(left.points_px[shown]).astype(int).T
    assert len(rows) > 5
    assert (picture.classes[rows, columns] == 21).all()
