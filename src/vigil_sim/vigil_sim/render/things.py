"""From a moment of the world to what is drawn of it: meshes, halos of lamps, dark ground."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np

from vigil_sim.render.instances import Floats, Floats32, Instances, sized, surface
from vigil_sim.render.looks import Look
from vigil_sim.render.materials import Material
from vigil_sim.render.stock import FAR, lamp_places_m, meshes, radius_m
from vigil_sim.render.surfaces import PAINTS
from vigil_sim.render.view import View
from vigil_sim.world.pose import world_from
from vigil_sim.world.snapshot import Placed

COARSE_PX_PER_M = 20.0
"""A thing whose metre is smaller than this in the picture is drawn with fewer triangles."""
MIRROR_STRETCH = 8.0
"""How much taller than wide a wet road mirrors a lamp; chosen by eye."""
BLINK_HZ, LIT_SHARE = 1.5, 0.5
"""UN R48: 60 to 120 a minute (recalled)."""
CLOTHES = (
    (0.03, 0.03, 0.035), (0.05, 0.07, 0.16), (0.12, 0.12, 0.13), (0.32, 0.30, 0.27),
    (0.28, 0.04, 0.04), (0.05, 0.14, 0.09), (0.55, 0.54, 0.52), (0.20, 0.14, 0.09),
    (0.10, 0.22, 0.38), (0.55, 0.42, 0.08),
)  # fmt: skip


def mesh_name(thing: Placed) -> str:
    """Return the mesh of a thing: people differ in dress, and have a mesh for each phase."""
    styles = _styles(thing.model)
    style, count = styles[thing.variant % len(styles)]
    if not count:
        return style
    return f"{style}{int(thing.gait_rad / (2.0 * np.pi) * count) % count}"


def instances_of(things: Sequence[Placed], time_ns: int, view: View) -> Instances:
    """Return what to draw of things: each in its size, coarse where it is small."""
    names, matrices, rows, radii = [], [], [], []
    for thing in things:
        name = mesh_name(thing)
        size = meshes()[name].size_m
        wanted = (thing.length_m, thing.width_m, thing.height_m)
        scale = tuple(a / b for a, b in zip(wanted, size, strict=True))
        matrix = sized(world_from(thing), scale)
        names.append(_coarse(name, matrix, view))
        matrices.append(matrix)
        first, second, dirt = _colours(thing)
        rows.append(surface(first, second, _lamps(thing, time_ns), thing.kind, thing.id, dirt))
        radii.append(radius_m(name) * max(scale))
    return Instances(
        np.array(names, dtype=np.str_),
        np.reshape(matrices, (-1, 3, 4)),
        np.reshape(rows, (-1, 16)).astype(np.float32),
        np.array(radii, float),
    )


def blobs_of(things: Sequence[Placed], origin_m: Floats) -> Floats32:
    """Return matrix and footprint, (n, 16), of things that darken the ground below them."""
    rows = []
    for thing in things:
        matrix = world_from(thing)[:3]
        matrix[:, 3] -= origin_m
        rows.append([*matrix.ravel(), thing.length_m, thing.width_m, 0.0, 0.0])
    return np.reshape(rows, (-1, 16)).astype(np.float32)


def halos_of(things: Sequence[Placed], view: View, look: Look, street: Floats) -> Floats32:
    """Return place, radius, tint, stretch, (n, 8), of halos of things and of street lamps (n, 3).

    A wet road mirrors those of things.
    """
    rows = [[*lamp, 1.1, 0.8, 0.62, 0.38, 0.0] for lamp in street]
    for thing in things:
        for material, radius, colour in _shining(thing, look):
            for lamp in _lamps_m(thing, material, view):
                rows.append([*lamp, radius, *colour, 0.0])
                if look.rain:
                    rows.append(_mirrored(lamp, radius, colour, view))
    return np.reshape(rows, (-1, 8)).astype(np.float32)


def _shining(thing: Placed, look: Look) -> list[tuple[Material, float, tuple[float, float, float]]]:
    """Return which lamps have a halo, how large, m, and in which colour: weak by day."""
    level = 0.3 + 0.7 * look.night
    found: list[tuple[Material, float, tuple[float, float, float]]] = []
    if thing.brake:
        radius, red = 0.2 + 0.4 * look.night, 0.4 + 0.7 * look.night
        found.append((Material.TAIL, radius, (red, 0.04 * red, 0.03 * red)))
    elif thing.lit and look.halos:
        found.append((Material.TAIL, 0.28, (0.25 * level, 0.01 * level, 0.0075 * level)))
    if thing.lit and look.halos:
        radius = 0.4 + 0.5 * look.night
        found.append((Material.HEAD, radius, (0.9 * level, 0.85 * level, 0.75 * level)))
    return found


def _lamps_m(thing: Placed, material: Material, view: View) -> list[Floats]:
    """Return where lamps of a thing are in the drawn world, if they shine towards the camera."""
    matrix = world_from(thing)[:3]
    middle = matrix[:, 3] - view.origin_m
    ahead = float(matrix[:, 0] @ (view.eye_m - middle))
    if (ahead > 0.0) != (material is Material.HEAD):
        return []
    places = lamp_places_m(mesh_name(thing), material)
    return [matrix[:, :3] @ place + middle for place in places]


@cache
def _styles(model: str) -> list[tuple[str, int]]:
    """Return the looks of a model, and how many meshes each has, one a phase; 0: it is one."""
    stems = Counter(name.rstrip("0123456789") for name in meshes() if not name.endswith(FAR))
    ours = [stem for stem in sorted(stems) if stem == model or stem.startswith(f"{model}_")]
    return [(stem, 0 if stem in meshes() else stems[stem]) for stem in ours]


def _mirrored(lamp: Floats, radius_m: float, colour: Sequence[float], view: View) -> list[float]:
    """Return the halo of a lamp where a wet road mirrors it to the camera: weaker, drawn out."""
    height, eye = max(float(lamp[2]), 0.05), view.eye_m
    share = float(eye[2]) / (float(eye[2]) + height)
    spot = eye + (lamp - eye) * share
    return [
        spot[0],
        spot[1],
        0.04,
        radius_m * share,
        *(0.35 * part for part in colour),
        MIRROR_STRETCH,
    ]


def _coarse(name: str, matrix: Floats, view: View) -> str:
    if name + FAR not in meshes():
        return name
    away = float(np.linalg.norm(matrix[:, 3] - view.origin_m - view.eye_m))
    return name + FAR if view.model.fx_px / max(away, 1.0) < COARSE_PX_PER_M else name


def _lamps(thing: Placed, time_ns: int) -> tuple[float, float, float, float]:
    """Return brake, left, right and lit; turn signals blink, each in its own beat."""
    beat = (time_ns * 1e-9 * BLINK_HZ + 0.37 * thing.id) % 1.0 < LIT_SHARE
    return (
        float(thing.brake),
        float(thing.left and beat),
        float(thing.right and beat),
        float(thing.lit),
    )


@cache
def _dress(variant: int) -> tuple[int, int, float]:
    """Return upper and lower cloth, and how dirty, for a variant."""
    random = np.random.default_rng([variant, 77])
    return (*random.integers(0, len(CLOTHES), 2).tolist(), float(random.uniform(0.0, 0.6)))


def _colours(thing: Placed) -> tuple[Sequence[float], Sequence[float], float]:
    """Return first and second colour, and dirt; people wear cloth, vehicles lacquer."""
    upper, lower, dirt = _dress(thing.variant)
    if thing.kind.parent.name == "VEHICLE":
        return PAINTS[thing.color % len(PAINTS)], CLOTHES[lower], dirt
    return CLOTHES[(upper + thing.color) % len(CLOTHES)], CLOTHES[lower], dirt
