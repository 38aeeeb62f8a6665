"""Trees and hedges; the shader of leaves cuts holes into them."""

from collections.abc import Mapping

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Floats, Mesh
from vigil_sim.world.scenery import CONIFERS, PROPS, TREES

SEED = 11
SOFT_DEG = 120.0
"""Leaves are shaded as one round mass."""


def nature(detail: float) -> Mapping[str, Mesh]:
    """Return `tree0` and on, broad-leaved ones first, and `hedge`."""
    trees = {
        f"tree{i}": _broad(i, detail) if i < TREES else _conifer(i, detail) for i in range(CONIFERS)
    }
    return {**trees, "hedge": _hedge(detail)}


def _broad(number: int, detail: float) -> Mesh:
    """Return a broad-leaved tree: a stem, boughs, and a crown of clouds of leaves."""
    random, builder = np.random.default_rng([SEED, number]), Builder(detail)
    height = PROPS[f"tree{number}"].height_m
    fork, spread = random.uniform(0.24, 0.34) * height, random.uniform(0.20, 0.28) * height
    top = np.array([*random.normal(0, 0.15, 2), 0.6 * height])
    builder.tube((0, 0, 0), (0, 0, fork), (0.19, 0.14), Material.BARK, sides=8, caps=False)
    builder.tube((0, 0, fork), top, (0.14, 0.05), Material.BARK, sides=7, caps=False)
    count = 10 if builder.near else 5
    for k in range(count):
        turn = 2 * np.pi * (k * 0.618 + random.uniform(-0.1, 0.1))
        share = (k + 0.5) / count
        out = spread * np.sqrt(1 - (2 * share - 0.75) ** 2 / 1.6) * random.uniform(0.55, 1.0)
        middle = np.array([out * np.cos(turn), out * np.sin(turn), (0.38 + 0.48 * share) * height])
        builder.tube((0, 0, fork), middle, (0.07, 0.03), Material.BARK, sides=5, caps=False)
        _cloud(builder, middle, height * random.uniform(0.14, 0.19), random)
    _cloud(builder, top + np.array([0, 0, 0.16 * height]), 0.2 * height, random)
    return _as_high(builder, height)


def _cloud(builder: Builder, middle: Floats, radius: float, random: np.random.Generator) -> None:
    """Add an uneven ball of leaves."""
    around, up = (10, 6) if builder.near else (7, 4)
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    rings = []
    for high in np.linspace(-np.pi / 2, np.pi / 2, up):
        out = radius * (1 + 0.18 * random.standard_normal(around))[:, None]
        if abs(high) > 1.5:  # noqa: PLR2004
            out = np.full((around, 1), radius)
        ring = np.column_stack(
            [
                np.cos(high) * np.cos(turn),
                np.cos(high) * np.sin(turn),
                np.full(around, 0.85 * np.sin(high)),
            ]
        )
        rings.append(middle + out * ring)
    builder.tower(rings, Material.LEAF, top=False)


def _conifer(number: int, detail: float) -> Mesh:
    """Return a spruce: skirts of branches, each a ragged cone."""
    random, builder = np.random.default_rng([SEED, number]), Builder(detail)
    height = PROPS[f"tree{number}"].height_m
    builder.tube((0, 0, 0), (0, 0, 0.9 * height), (0.16, 0.03), Material.BARK, sides=7, caps=False)
    tiers, around = (7, 14) if builder.near else (4, 9)
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    for tier in range(tiers):
        share = tier / tiers
        out = height * 0.24 * (1 - 0.85 * share) * random.uniform(0.8, 1.15, around)
        low = height * (0.12 + 0.75 * share) + random.uniform(-0.1, 0.1, around)
        skirt = np.column_stack([out * np.cos(turn), out * np.sin(turn), low])
        tip = np.tile([0.0, 0.0, low.mean() + height * 0.26], (around, 1))
        builder.tower([skirt, tip], Material.LEAF, top=False)
        builder.fan(skirt[::-1], Material.LEAF)
    return _as_high(builder, height)


def _as_high(builder: Builder, height_m: float) -> Mesh:
    """Return a tree of exactly this height; its stem stays at the origin."""
    places = builder.corners.reshape(-1, 3)
    return builder.mesh(crease_deg=SOFT_DEG, scale=height_m / float(places[:, 2].max()))


def _hedge(detail: float) -> Mesh:
    """Return ten metres of hedge around a dark core."""
    random, builder = np.random.default_rng([SEED, 99]), Builder(detail)
    length, width, height = PROPS["hedge"]
    shape = np.array([[-1, 0], [-1.0, 0.55], [-0.8, 0.9], [0, 1], [0.8, 0.9], [1.0, 0.55], [1, 0]])
    x = np.linspace(-length / 2, length / 2, 26 if builder.near else 10)
    points = np.empty((len(x), len(shape), 3))
    points[..., 0] = x[:, None]
    points[..., 1:] = shape * (width / 2, height)
    points[..., 1:] *= 1 + 0.07 * random.standard_normal((len(x), len(shape), 1))
    builder.grid(points[:, ::-1], Material.LEAF)
    for ring in (points[0], points[-1, ::-1]):
        builder.fan(ring, Material.LEAF)
    core = 0.35 * width, 0.8 * height
    builder.box((-length / 2 + 0.2, -core[0], 0), (length / 2 - 0.2, *core), Material.BARK)
    return builder.mesh(PROPS["hedge"], SOFT_DEG)
