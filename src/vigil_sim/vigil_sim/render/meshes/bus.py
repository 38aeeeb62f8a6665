"""A city bus."""

from collections.abc import Mapping

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.render.meshes.sizes import SIZES
from vigil_sim.render.meshes.stack import Outline, closed, pruned, surfaces
from vigil_sim.render.meshes.wheels import arch, wheel

WINDOWS = {True: 7, False: 3}
"""On each side, near by and far away."""
BANDS = ("skirt", "bumper", "middle", "low_glass", "glass", "header", "edge")
RISE = (
    *((0.30, 0.0), (0.55, 0.0), (0.85, 0.0), (1.15, 0.0)),
    *((1.70, 0.01), (2.50, 0.03), (2.88, 0.08), (3.1, 0.30)),
)
"""Height of each seam, and how far the outline is drawn in there, m."""
AXLES_M, WHEEL_M = (3.3, -2.9), 0.48
SURFACES = {
    ("front", "middle"): Material.GLASS,
    ("front", "header"): Material.BLACK,
    ("head", "bumper"): Material.HEAD,
    ("head", "header"): Material.BLACK,
    ("turn", "bumper"): Material.INDICATOR_LEFT,
    ("turn", "middle"): Material.TAIL,
    ("rear_glass", "glass"): Material.GLASS,
    **{(part, "low_glass"): Material.GLASS for part in ("front", "head", "corner", "window")},
    **{(part, "glass"): Material.GLASS for part in ("front", "head", "corner", "window")},
    **{("post", band): Material.BLACK for band in ("low_glass", "glass")},
}
"""What is not paint, by part of the outline and band."""


def buses(detail: float) -> Mapping[str, Mesh]:
    """Return `bus`."""
    length, width, _ = SIZES["bus"]
    builder = Builder(detail)
    half = _outline(length / 2, builder)
    x, share = np.array([p[0] for p in half]), np.array([p[1] for p in half])
    rings = []
    for z, inset_m in RISE:
        ends = np.sign(x) * inset_m * np.clip((np.abs(x) - length / 2) / 0.5 + 1, 0, 1)
        y = share * (width / 2 - 0.02 - inset_m)
        rings.append(closed(np.column_stack([x - ends, y, np.full(len(x), z)])))
    builder.tower(rings, surfaces(half, BANDS, _surface))
    builder.fan(rings[0][::-1], Material.BLACK)
    builder.both_sides(lambda left: _side(left, length / 2, width / 2))
    _doors(builder, length / 2, width / 2)
    for x_m, ahead in ((length / 2, -1), (-length / 2, 1)):
        builder.box((x_m, -0.26, 0.62), (x_m + 0.05 * ahead, 0.26, 0.73), Material.PLATE)
    builder.box((-length / 2, -0.7, 0.85), (-length / 2 + 0.05, 0.7, 1.35), Material.BLACK)
    builder.box((-1.5, -0.8, 2.9), (1.8, 0.8, 3.1), Material.PAINT)
    return {"bus": builder.mesh(SIZES["bus"])}


def _outline(end: float, builder: Builder) -> Outline:
    """Return half the outline: rounded corners, windows and posts along the side."""
    side = []
    windows = WINDOWS[builder.near]
    pitch = (2 * end - 1.1) / windows
    for window in range(windows):
        x = end - 0.5 - window * pitch
        side += [(x, 1.0, "window"), (x - pitch + 0.10, 1.0, "post")]
    outline = [
        (end - 0.01, 0.0, "front"),
        (end - 0.02, 0.55, "head"),
        (end - 0.08, 0.82, "corner"),
        (end - 0.22, 0.96, "corner"),
        *side,
        (-end + 0.45, 1.0, "back"),
        (-end + 0.14, 0.98, "turn"),
        (-end + 0.05, 0.91, "turn"),
        (-end + 0.03, 0.78, "rear"),
        (-end + 0.02, 0.70, "rear_glass"),
        (-end + 0.01, 0.0, ""),
    ]
    return outline if builder.near else pruned(outline)


def _surface(part: str, band: str) -> Material:
    """Return what a cell is made of; the skirt has the second colour."""
    paint = Material.PAINT_2 if band == "skirt" else Material.PAINT
    return SURFACES.get((part, band), paint)


def _side(left: Builder, end: float, half_m: float) -> None:
    """Add wheels and a mirror on an arm."""
    for x in AXLES_M:
        arch(left, (x, half_m - 0.016, WHEEL_M), 1.2 * WHEEL_M, 0.31)
        wheel(left, (x, half_m - 0.012, WHEEL_M), WHEEL_M, 0.3, spokes=8)
    left.box((end - 0.35, half_m - 0.22, 1.75), (end - 0.12, half_m, 2.25), Material.BLACK)


def _doors(builder: Builder, end: float, half_m: float) -> None:
    """Add two double doors on the right side (right-hand traffic)."""
    for x in (end - 1.5, 0.2):
        for leaf in (-0.6, 0.02):
            low, high = (x + leaf, -half_m + 0.05, 0.40), (x + leaf + 0.56, -half_m + 0.014, 2.5)
            builder.box(low, high, Material.GLASS)
        builder.box(
            (x - 0.66, -half_m + 0.05, 0.34), (x + 0.64, -half_m + 0.017, 2.56), Material.BLACK
        )
