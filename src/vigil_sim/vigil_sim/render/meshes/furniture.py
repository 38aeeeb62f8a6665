"""What stands along the road: lamps, signs, rails, fences, walls, gantries, boxes."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.world.scenery import PROPS

RAIL_PROFILE = np.array(
    [[0.0, 0.44], [0.08, 0.49], [0.08, 0.54], [0.0, 0.595], [0.08, 0.65], [0.08, 0.70], [0.0, 0.75]]
)
"""Of a guard rail: y towards the road and z, m (EN 1317, W-beam, upper edge at 0.75 m)."""
SIGN_M = 0.34
"""Radius of a sign: 0.6 to 0.7 m across."""
GANTRY_M, GANTRY_POSTS_M = 5.2, 13.0
"""Lower edge of its panels, and y of its posts."""


def furniture(detail: float) -> Mapping[str, Mesh]:
    """Return everything that stands along the road and is not alive."""
    return {
        "lamp": _lamp(detail),
        "sign0": _sign(detail, 20),
        "sign1": _sign(detail, 3),
        "billboard": _billboard(detail),
        "fence": _fence(detail),
        "rail": _rail(detail),
        "wall": _wall(detail),
        "gantry": _gantry(detail),
        **{f"box{i}": _box(f"box{i}", detail) for i in range(4)},
    }


def _lamp(detail: float) -> Mesh:
    """Return a street lamp: its arm reaches over the road, to +y."""
    builder, top = Builder(detail), PROPS["lamp"].height_m
    builder.tube((0, 0, 0), (0, 0, 1.0), (0.11, 0.10), Material.METAL, sides=8, caps=False)
    builder.tube((0, 0, 1.0), (0, 0, top - 0.4), (0.09, 0.06), Material.METAL, sides=8)
    builder.tube((0, 0, top - 0.45), (0, 1.9, top - 0.08), (0.05, 0.04), Material.METAL, sides=6)
    builder.box((-0.14, 1.7, top - 0.10), (0.14, 2.45, top), Material.METAL)
    builder.box((-0.11, 1.8, top - 0.14), (0.11, 2.4, top - 0.09), Material.LAMP)
    return builder.mesh()


def _sign(detail: float, corners: int) -> Mesh:
    """Return a traffic sign that faces -x: round, or a triangle with a corner on top."""
    builder, top = Builder(detail), PROPS["sign0"].height_m
    middle = np.array([-0.06, 0.0, top - SIGN_M])
    builder.tube((0, 0, 0), (0, 0, top - 0.05), (0.035, 0.035), Material.METAL, sides=6)
    turn = np.pi / 2 + np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = middle + SIGN_M * np.column_stack([0 * turn, -np.cos(turn), np.sin(turn)])
    uv = np.tile(np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 1.0]]), (corners, 1, 1))
    core = np.broadcast_to(middle, ring.shape)
    builder.triangles(np.stack([core, ring, np.roll(ring, -1, 0)], 1), Material.SIGN, uv)
    builder.fan(ring[::-1] + np.array([0.02, 0, 0]), Material.METAL)
    return builder.mesh()


def _billboard(detail: float) -> Mesh:
    """Return a large board on two posts that faces -x."""
    builder, (_, width, height) = Builder(detail), PROPS["billboard"]
    for y in (-0.3 * width, 0.3 * width):
        builder.tube((0.1, y, 0), (0.1, y, height - 0.3), (0.09, 0.09), Material.METAL, sides=7)
    builder.box((-0.1, -width / 2, 2.2), (0.0, width / 2, height), Material.METAL)
    builder.box(
        (-0.12, 0.08 - width / 2, 2.28), (-0.1, width / 2 - 0.08, height - 0.08), Material.CONCRETE
    )
    return builder.mesh(PROPS["billboard"])


def _fence(detail: float) -> Mesh:
    """Return ten metres of fence."""
    builder, (length, _, height) = Builder(detail), PROPS["fence"]
    step = 0.25 if builder.near else 1.0
    for x in np.arange(-length / 2 + 0.1, length / 2, step):
        builder.box((x - 0.05, -0.02, 0.05), (x + 0.05, 0.01, height - 0.05), Material.CONCRETE)
    for x in np.linspace(-length / 2 + 0.05, length / 2 - 0.05, 5):
        builder.box((x - 0.05, -0.05, 0), (x + 0.05, 0.05, height), Material.CONCRETE)
    for z in (0.3, height - 0.35):
        builder.box((-length / 2, 0.0, z), (length / 2, 0.04, z + 0.08), Material.CONCRETE)
    return builder.mesh(PROPS["fence"])


def _rail(detail: float) -> Mesh:
    """Return ten metres of guard rail; its face looks to +y."""
    builder, (length, width, height) = Builder(detail), PROPS["rail"]
    for x in np.arange(-length / 2 + 1.0, length / 2, 2.0):
        builder.box((x - 0.05, -0.12, 0), (x + 0.05, 0.0, height - 0.05), Material.METAL)
        builder.box((x - 0.06, 0.0, 0.5), (x + 0.06, 0.06, 0.68), Material.METAL)
    front = RAIL_PROFILE + np.array([width / 2 - 0.08, 0.0])
    ring = np.concatenate([front, front[::-1] - np.array([0.02, 0.0])])
    start = np.column_stack([np.full(len(ring), -length / 2), ring])
    builder.tower([start, start + np.array([length, 0, 0])], Material.METAL, top=False)
    return builder.mesh(PROPS["rail"])


def _wall(detail: float) -> Mesh:
    """Return ten metres of wall under coping stones."""
    builder, (length, width, height) = Builder(detail), PROPS["wall"]
    x, y = length / 2, width / 2
    builder.box((-x, 0.04 - y, 0), (x, y - 0.04, height - 0.08), Material.CONCRETE)
    builder.box((-x, -y, height - 0.08), (x, y, height), Material.ROOF)
    return builder.mesh(PROPS["wall"])


def _gantry(detail: float) -> Mesh:
    """Return direction signs over the road, facing -x."""
    builder, (length, _, height) = Builder(detail), PROPS["gantry"]
    posts, deep = GANTRY_POSTS_M, length / 2
    for y in (-posts, posts):
        builder.box((-0.25, y - 0.2, 0), (0.25, y + 0.2, height - 0.3), Material.METAL)
    for z in (height - 1.4, height - 0.5):
        for x in (-0.3, 0.3):
            builder.tube((x, -posts, z), (x, posts, z), (0.07, 0.07), Material.METAL, sides=6)
    joints = np.linspace(-posts, posts, 14 if builder.near else 7)
    for left, right in pairwise(joints):
        low, high = (-0.3, left, height - 1.4), (-0.3, right, height - 0.5)
        builder.tube(low, high, (0.04, 0.04), Material.METAL, sides=5, caps=False)
    for y in (-7.6, -2.6, 2.4, 7.4):
        builder.box((-deep, y - 2.0, GANTRY_M), (0.04 - deep, y + 2.0, height), Material.PANEL)
        builder.box(
            (0.04 - deep, y - 2.0, GANTRY_M), (0.06 - deep, y + 2.0, height), Material.METAL
        )
    return builder.mesh()


def _box(name: str, detail: float) -> Mesh:
    """Return a cabinet or bin."""
    builder, size = Builder(detail), PROPS[name]
    x, y, top = size.length_m / 2, size.width_m / 2, size.height_m
    builder.rounded_box(
        (0.05 - x, 0.05 - y, 0.08), (x - 0.05, y - 0.05, top - 0.06), Material.CONCRETE, 0.05
    )
    builder.box((-x, -y, top - 0.08), (x, y, top), Material.METAL)
    builder.box((0.1 - x, 0.1 - y, 0), (x - 0.1, y - 0.1, 0.1), Material.BLACK)
    for side in (-1, 1):
        builder.box((-0.01, side * (y - 0.02), 0.2), (0.01, side * y, top - 0.15), Material.BLACK)
    return builder.mesh(size)
