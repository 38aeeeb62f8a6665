"""What stands somewhere is drawn there, to the pixel, through every lens."""

from dataclasses import replace

import numpy as np
import pytest

from vigil.base.records import ObjectClass
from vigil.geometry import CameraModel, Distortion
from vigil_sim.render.instances import sized
from vigil_sim.render.stock import meshes
from vigil_sim.render.things import mesh_name
from vigil_sim.world import Classes, Placed, Snapshot
from vigil_sim.world.pose import world_from, world_from_optical

from .conftest import MOUNTING, SMALL, Floats, Set

TALL = CameraModel("tall", 720, 480, 600.0, 620.0, 351.0, 250.5)
FINE = CameraModel("fine", 960, 540, 900.0, 900.0, 479.5, 269.5)
BENT = replace(
    SMALL, distortion=Distortion.PLUMB_BOB, coefficients=(-0.28, 0.09, 0.001, -0.0005, -0.01)
)
ROUND = replace(
    SMALL, fx_px=260.0, fy_px=260.0, distortion=Distortion.FISHEYE,
    coefficients=(0.02, -0.004, 0.001, 0.0),
)  # fmt: skip


def edges_px(thing: Placed, snapshot: Snapshot, model: CameraModel) -> Floats:
    """Return left, top, right, bottom of the mesh of a thing by the camera model alone."""
    mesh = meshes()[mesh_name(thing)]
    scale = np.array([thing.length_m, thing.width_m, thing.height_m]) / mesh.size_m
    matrix = sized(world_from(thing), scale.tolist())
    world = mesh.corners.reshape(-1, 3) @ matrix[:, :3].T + matrix[:, 3]
    there = np.column_stack([world, np.ones(len(world))])
    optical_from_world = np.linalg.inv(world_from_optical(snapshot.ego, MOUNTING))
    optical = (optical_from_world @ there.T).T[:, :3]
    pixels = model.pixels(optical)
    return np.concatenate([pixels.min(axis=0), pixels.max(axis=0)])


@pytest.mark.parametrize(
    "model", [SMALL, TALL, BENT, ROUND], ids=["plain", "tall", "bent", "round"]
)
@pytest.mark.parametrize(("gap_m", "offset_m"), [(8.0, -3.0), (20.0, 0.0), (20.0, 3.5)])
def test_a_thing_covers_the_pixels_that_the_camera_model_says(
    set_up: Set, model: CameraModel, gap_m: float, offset_m: float
) -> None:
    stand = set_up({"name": "truck", "model": "truck", "gap_m": gap_m, "d_m": offset_m})
    snapshot = stand.snapshot
    picture = stand.picture(model)
    assert picture.instances is not None
    rows, columns = np.nonzero(picture.instances == 1)
    drawn = np.array([columns.min() - 0.5, rows.min() - 0.5, columns.max() + 0.5, rows.max() + 0.5])
    assert drawn == pytest.approx(edges_px(snapshot.things[0], snapshot, model), abs=1.0)


def test_depth_of_a_rear_is_gap_and_the_way_to_the_bumper(set_up: Set) -> None:
    stand = set_up({"name": "lead", "model": "truck", "gap_m": 25.0})
    picture = stand.picture()
    assert picture.depth_m is not None
    assert picture.instances is not None
    nearest_m = picture.depth_m[picture.instances == 1].min()
    assert nearest_m == pytest.approx(25.0 - MOUNTING.x_m, abs=0.1)


def test_masks_tell_things_from_what_is_around_them(set_up: Set) -> None:
    stand = set_up({"name": "lead", "model": "bus", "gap_m": 15.0})
    picture = stand.picture()
    assert picture.classes is not None
    assert picture.instances is not None
    assert picture.depth_m is not None
    assert (picture.classes[picture.instances == 1] == ObjectClass.BUS).all()
    assert (picture.classes[5] == Classes.SKY).mean() > 0.5
    assert np.isinf(picture.depth_m[5][picture.classes[5] == Classes.SKY]).all()
    assert set(np.unique(picture.classes[-1])) <= {Classes.ROAD, Classes.LINE, Classes.TERRAIN}


def test_edge_lines_are_where_the_road_says(set_up: Set) -> None:
    stand = set_up(road={"pieces": [(80.0, 0.0), (400.0, 0.004)], "marks": {"worn": 0.5}})
    picture, snapshot, road = stand.picture(FINE), stand.snapshot, stand.world.road
    assert picture.classes is not None
    s = snapshot.ego.s_m + snapshot.ego.length_m / 2 + np.arange(8.0, 40.0, 0.5)
    x, y, z, _ = road.pose(s, np.full(len(s), road.edge_right_m))
    world = np.column_stack([x, y, z, np.ones(len(s))])
    optical_from_world = np.linalg.inv(world_from_optical(snapshot.ego, MOUNTING))
    optical = (optical_from_world @ world.T).T[:, :3]
    columns, rows = FINE.pixels(optical).round().astype(int).T
    inside = (columns > 0) & (columns < FINE.width_px - 1) & (rows < FINE.height_px)
    near = np.stack([picture.classes[rows[inside], columns[inside] + i] for i in (-1, 0, 1)])
    assert inside.sum() > 40
    assert (near == Classes.LINE).any(axis=0).mean() >= 0.99


def test_the_rim_of_a_fisheye_is_black_and_nothing(set_up: Set) -> None:
    wide = replace(ROUND, fx_px=120.0, fy_px=120.0)
    picture = set_up().picture(wide)
    assert picture.classes is not None
    assert not picture.bgr[0, 0].any()
    assert picture.classes[0, 0] == Classes.NOTHING
    assert (picture.classes[200, 200:280] == Classes.ROAD).any()


def test_each_band_of_a_rolling_shutter_shows_its_own_moment(set_up: Set) -> None:
    stand = set_up({"name": "crosser", "model": "van", "gap_m": 10.0})
    moments = [stand.changed("crosser", y_m=y_m) for y_m in (-1.75, -1.5, -1.25)]
    rolled = stand.renderer.picture(moments, SMALL, MOUNTING)
    for band, moment in enumerate(moments):
        rows = slice(90 * band, 90 * (band + 1))
        whole = stand.renderer.picture([moment], SMALL, MOUNTING)
        assert rolled.instances is not None
        assert whole.instances is not None
        assert np.array_equal(rolled.instances[rows], whole.instances[rows])


def test_a_bent_picture_rolls_as_well(set_up: Set) -> None:
    stand = set_up({"name": "crosser", "model": "van", "gap_m": 10.0})
    still = stand.renderer.picture([stand.snapshot] * 3, BENT, MOUNTING)
    whole = stand.renderer.picture([stand.snapshot], BENT, MOUNTING)
    assert still.classes is not None
    assert whole.classes is not None
    assert np.array_equal(still.classes, whole.classes)
    assert np.array_equal(still.bgr, whole.bgr)


def test_a_camera_that_looks_back_sees_the_road_behind(set_up: Set) -> None:
    stand = set_up(ego={"kmh": 50.0, "s_m": 400.0}, road={"lanes": 3})
    back = replace(MOUNTING, x_m=-4.6, yaw_rad=np.pi)
    picture = stand.renderer.picture([stand.snapshot], SMALL, back)
    assert picture.classes is not None
    assert picture.depth_m is not None
    road = np.isin(picture.classes, (Classes.ROAD, Classes.LINE))
    assert picture.depth_m[road].max() > 150.0


def test_our_bonnet_is_drawn_where_it_is_wanted(set_up: Set) -> None:
    low = replace(SMALL, cy_px=60.0)
    for wanted in (True, False):
        picture = set_up(bonnet=wanted).picture(low)
        assert picture.classes is not None
        assert (picture.classes == Classes.BONNET).any() == wanted


def test_our_bonnet_moves_with_us_and_is_not_blurred(set_up: Set) -> None:
    stand = set_up(bonnet=True, ego={"kmh": 100.0})
    low = replace(SMALL, cy_px=60.0)
    sharp, blurred = stand.picture(low), stand.picture(low, exposure_s=0.02)
    assert sharp.classes is not None
    bonnet = sharp.classes == Classes.BONNET
    assert np.array_equal(sharp.bgr[bonnet], blurred.bgr[bonnet])
    assert not np.array_equal(sharp.bgr[~bonnet], blurred.bgr[~bonnet])
