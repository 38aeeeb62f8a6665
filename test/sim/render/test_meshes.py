"""Meshes: as large as the bodies of the world, closed to the outside, cheap enough."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.render.meshes import library as library_module
from vigil_sim.render.meshes import store
from vigil_sim.render.meshes.library import build, library
from vigil_sim.render.meshes.sizes import SIZES
from vigil_sim.scenario.settings import Model
from vigil_sim.world.scenery import PROPS

Floats = npt.NDArray[np.float64]
PHASES = {"adult": 8, "runner": 8, "child": 8, "bicycle": 4, "motorcycle": 1}
NAMES = {model: [f"{model}{i}" for i in range(PHASES.get(model, 0))] or [model] for model in SIZES}
STEMS = ("tree", "lamp", "sign", "gantry")
"""Props whose length and width in the world are those of their foot."""


@pytest.fixture(scope="module")
def meshes() -> dict[str, Mesh]:
    return build()


def bounds(parts: list[Mesh]) -> tuple[Floats, Floats]:
    places = np.concatenate([mesh.corners.reshape(-1, 3) for mesh in parts]).astype(float)
    return places.min(0), places.max(0)


def volume_m3(corners: Floats) -> float:
    """Return the volume within closed sheets of triangles: negative where they face inward."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    return float((a * np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize("far", ["", "~"])
@pytest.mark.parametrize("model", SIZES)
def test_a_mesh_fills_the_box_of_its_body(meshes: dict[str, Mesh], model: Model, far: str) -> None:
    parts = [meshes[name + far] for name in NAMES[model]]
    low, high = bounds(parts)
    size = np.array(SIZES[model])
    assert low == pytest.approx([-size[0] / 2, -size[1] / 2, 0], abs=0.005)
    assert high == pytest.approx([size[0] / 2, size[1] / 2, size[2]], abs=0.005)
    assert {mesh.size_m for mesh in parts} == {SIZES[model]}


@pytest.mark.parametrize("model", ["adult", "runner", "child"])
def test_walkers_stand_on_the_ground_and_keep_their_height(
    meshes: dict[str, Mesh], model: Model
) -> None:
    for name in NAMES[model]:
        low, high = bounds([meshes[name]])
        assert low[2] == pytest.approx(0, abs=1e-4)
        assert high[2] == pytest.approx(SIZES[model][2], abs=1e-4)


def test_half_a_cycle_later_the_other_leg_is_ahead(meshes: dict[str, Mesh]) -> None:
    first, second = (meshes[f"adult{k}"] for k in (1, 5))
    shoes = [
        mesh.corners[mesh.materials == Material.BLACK].reshape(-1, 3) for mesh in (first, second)
    ]
    left_first, left_second = (places[places[:, 1] > 0, 0].mean() for places in shoes)
    right_first, right_second = (places[places[:, 1] < 0, 0].mean() for places in shoes)
    assert left_first > right_first + 0.1
    assert left_second == pytest.approx(right_first, abs=0.01)
    assert right_second == pytest.approx(left_first, abs=0.01)


@pytest.mark.parametrize("name", ["bicycle0", "motorcycle0"])
def test_a_helmet_sits_on_the_head(meshes: dict[str, Mesh], name: str) -> None:
    mesh = meshes[name]
    helmet = mesh.corners[mesh.materials == Material.PAINT_2].reshape(-1, 3)
    skin = mesh.corners[mesh.materials == Material.SKIN].reshape(-1, 3)
    face = skin[skin[:, 2] > helmet[:, 2].min() - 0.1]
    assert abs(helmet[:, 0].mean() - face[:, 0].mean()) < 0.06


@pytest.mark.parametrize("name", PROPS)
def test_what_stands_beside_the_road_is_as_large_as_the_world_says(
    meshes: dict[str, Mesh], name: str
) -> None:
    low, high = bounds([meshes[name]])
    size = PROPS[name]
    assert low[2] == pytest.approx(0, abs=1e-3)
    assert high[2] == pytest.approx(size.height_m, abs=0.01)
    if not name.startswith(STEMS):
        assert high[:2] - low[:2] == pytest.approx([size.length_m, size.width_m], abs=0.005)


def test_the_signs_of_a_gantry_leave_room_for_a_truck(meshes: dict[str, Mesh]) -> None:
    gantry = meshes["gantry"].corners.reshape(-1, 3)
    over_the_road = gantry[np.abs(gantry[:, 1]) < 12.0]
    assert over_the_road[:, 2].min() >= 5.0


def test_our_own_bonnet_stays_within_our_car(meshes: dict[str, Mesh]) -> None:
    low, high = bounds([meshes["bonnet"]])
    assert high[0] <= 2.3
    assert low[1] >= -0.925
    assert high[1] <= 0.925
    assert high[2] < 1.1


@pytest.mark.parametrize("model", SIZES)
def test_far_away_costs_less_than_half(meshes: dict[str, Mesh], model: Model) -> None:
    near, far = (meshes[NAMES[model][0] + suffix] for suffix in ("", "~"))
    assert 0.2 < len(far.corners) / len(near.corners) < 0.5


def test_every_triangle_has_normals_of_length_one_and_a_known_material(
    meshes: dict[str, Mesh],
) -> None:
    for name, mesh in meshes.items():
        assert mesh.corners.shape == mesh.normals.shape == (len(mesh.materials), 3, 3), name
        assert mesh.uv.shape == (len(mesh.materials), 3, 2), name
        assert {mesh.corners.dtype, mesh.normals.dtype, mesh.uv.dtype} == {np.dtype("f4")}, name
        assert np.abs(np.linalg.norm(mesh.normals, axis=2) - 1).max() < 1e-4, name
        assert set(np.unique(mesh.materials)) <= {int(m) for m in Material}, name
        assert len(mesh.corners) < 3500, name


def test_every_shape_looks_outward() -> None:
    ring = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], float)
    shapes: dict[str, Callable[[Builder], None]] = {
        "box": lambda b: b.box((0, 0, 0), (1, 1, 1), Material.PAINT),
        "rounded box": lambda b: b.rounded_box((0, 0, 0), (1, 1, 1), Material.PAINT, 0.1),
        "prism": lambda b: b.prism(ring, (0, 0, 1), Material.PAINT),
        "tube": lambda b: b.tube((0, 0, 0), (1, 2, 3), (0.4, 0.2), Material.PAINT),
        "ball": lambda b: b.ball((1, 2, 3), 0.6, Material.PAINT),
    }
    for name, shape in shapes.items():
        builder, mirrored = Builder(), Builder()
        shape(builder)
        mirrored.both_sides(shape)
        assert volume_m3(builder.corners) > 0.3, name
        assert volume_m3(mirrored.corners) == pytest.approx(2 * volume_m3(builder.corners)), name


@pytest.mark.parametrize(
    "model", ["sedan", "van", "bus", "truck", "mixer", "adult0", "motorcycle0"]
)
def test_normals_lean_to_the_side_that_triangles_show(meshes: dict[str, Mesh], model: str) -> None:
    mesh = meshes[model]
    across = np.cross(
        mesh.corners[:, 1] - mesh.corners[:, 0], mesh.corners[:, 2] - mesh.corners[:, 0]
    )
    shown = across / np.linalg.norm(across, axis=1, keepdims=True)
    assert np.einsum("tci,ti->tc", mesh.normals, shown).min() > 0.0
    assert volume_m3(mesh.corners.astype(float)) > 0.0


def test_turn_signals_are_on_their_own_side(meshes: dict[str, Mesh]) -> None:
    for name in ("sedan", "truck", "bus", "motorcycle0"):
        mesh = meshes[name]
        left = mesh.corners[mesh.materials == Material.INDICATOR_LEFT]
        right = mesh.corners[mesh.materials == Material.INDICATOR_RIGHT]
        assert left[..., 1].min() > 0 > right[..., 1].max(), name


def test_tail_lamps_are_behind_and_headlamps_ahead(meshes: dict[str, Mesh]) -> None:
    for model in ("sedan", "van", "truck", "bus", "mixer", "dump_truck", "motorcycle0", "bicycle0"):
        mesh = meshes[model]
        assert mesh.corners[mesh.materials == Material.TAIL][..., 0].max() < 0, model
        assert mesh.corners[mesh.materials == Material.HEAD][..., 0].min() > 0, model


def test_works_vehicles_wear_yellow_and_a_beacon(meshes: dict[str, Mesh]) -> None:
    for name in ("excavator", "mixer", "dump_truck"):
        worn = set(meshes[name].materials.tolist())
        assert {Material.MACHINE, Material.BEACON, Material.CHEVRON} <= worn, name


def test_building_twice_gives_the_same_bits(meshes: dict[str, Mesh]) -> None:
    again = build()
    assert list(again) == list(meshes)
    for name, mesh in again.items():
        assert mesh.corners.tobytes() == meshes[name].corners.tobytes(), name
        assert mesh.normals.tobytes() == meshes[name].normals.tobytes(), name


def test_the_library_comes_back_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meshes: dict[str, Mesh]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "vigil").mkdir()
    (tmp_path / "vigil" / "meshes-0.npz").write_bytes(b"of older sources")
    monkeypatch.setattr(library_module, "build", lambda: dict(meshes))
    built = library.__wrapped__()
    kept = [path.name for path in (tmp_path / "vigil").iterdir()]
    assert len(kept) == 1
    assert kept != ["meshes-0.npz"]
    monkeypatch.setattr(library_module, "build", lambda: pytest.fail("it lay on the disk"))
    stored = library.__wrapped__()
    assert list(stored) == list(built)
    assert stored["bus"].size_m == built["bus"].size_m
    assert np.array_equal(stored["bus"].corners, built["bus"].corners)
    assert np.array_equal(stored["bus"].materials, built["bus"].materials)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_broken_file_is_built_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "meshes.npz"
    path.write_bytes(content)
    assert store.read(path) is None


def test_a_disk_that_takes_nothing_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / "meshes.npz"
    builder = Builder()
    builder.box((0, 0, 0), (1, 1, 1), Material.PAINT)
    store.write(path, {"cube": builder.mesh()})
    assert store.read(path) is None
