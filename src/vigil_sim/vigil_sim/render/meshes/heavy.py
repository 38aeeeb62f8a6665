"""What trucks and works vehicles share: cab over the engine, frame, axles, rear end."""

from collections.abc import Sequence

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder
from vigil_sim.render.meshes.stack import Outline, closed, pruned, surfaces
from vigil_sim.render.meshes.wheels import wheel

WHEEL_M = 0.5
"""Radius of a 315/70 R22.5 tyre."""
CAB_M = 2.1
"""Length of the cab."""
FRAME_M = 1.0
"""Height of the upper edge of the frame."""
CAB_BANDS = ("bumper", "grille", "panel", "glass", "header", "edge")
CAB_SURFACES = {
    ("front", "bumper"): Material.BLACK,
    ("lamp", "bumper"): Material.HEAD,
    ("corner", "bumper"): Material.INDICATOR_LEFT,
    ("front", "grille"): Material.BLACK,
    ("lamp", "grille"): Material.BLACK,
    ("front", "glass"): Material.GLASS,
    ("lamp", "glass"): Material.GLASS,
    ("door", "glass"): Material.GLASS,
    ("door", "bumper"): Material.BLACK,
    ("back", "bumper"): Material.BLACK,
}
"""What is not paint, by part of the outline and band."""


def add_cab(
    builder: Builder, front_m: float, half_m: float, roof_m: float, paint: Material
) -> None:
    """Add a cab: x of its face, half its width, height of its roof and its colour."""
    outline: Outline = [
        (0.0, 0.0, "front"),
        (0.02, 0.56, "lamp"),
        (0.06, 0.86, "corner"),
        (0.22, 1.0, "pillar"),
        (0.42, 1.0, "door"),
        (1.30, 1.0, "back"),
        (CAB_M, 1.0, "back"),
        (CAB_M, 0.0, ""),
    ]
    half = outline if builder.near else pruned(outline)
    behind, share = np.array([p[0] for p in half]), np.array([p[1] for p in half])
    rise = [(0.42, 0.0), (0.74, 0.0), (1.10, 0.0), (0.58 * roof_m, 0.01), (0.86 * roof_m, 0.10)]
    rise += [(0.95 * roof_m, 0.16), (roof_m, 0.34)]
    rings = []
    for z, inset_m in rise:
        x = front_m - behind - inset_m * np.clip(1 - behind / 0.5, 0, 1)
        y = share * (half_m - 0.4 * inset_m)
        rings.append(closed(np.column_stack([x, y, np.full(len(half), z)])))

    def surface(part: str, band: str) -> Material:
        return CAB_SURFACES.get((part, band), paint)

    builder.tower(rings, surfaces(half, CAB_BANDS, surface))
    builder.fan(rings[0][::-1], Material.BLACK)
    builder.box((front_m - 0.1, -0.26, 0.46), (front_m + 0.01, 0.26, 0.57), Material.PLATE)
    visor = (front_m - 0.30, -0.85 * half_m, 0.83 * roof_m), (front_m, 0.85 * half_m, 0.87 * roof_m)
    builder.box(*visor, Material.BLACK)
    builder.both_sides(lambda left: _mirror(left, front_m, half_m, roof_m))


def _mirror(left: Builder, front_m: float, half_m: float, roof_m: float) -> None:
    """Add a tall mirror beside the cab."""
    z = 0.62 * roof_m
    left.box(
        (front_m - 0.30, half_m - 0.02, z), (front_m - 0.16, half_m + 0.10, z + 0.5), Material.BLACK
    )


def add_frame(
    builder: Builder, ends_m: tuple[float, float], half_m: float, axles_m: Sequence[float]
) -> None:
    """Add frame and wheels: x of its front and rear end, half the width, x of the axles."""
    front, rear = ends_m
    builder.box((rear, -0.45, 0.60), (front, 0.45, FRAME_M), Material.BLACK)
    builder.both_sides(lambda left: _running_gear(left, half_m, axles_m))


def _running_gear(left: Builder, half_m: float, axles_m: Sequence[float]) -> None:
    """Add wheels, mudguards and the tanks between them."""
    out = half_m - 0.03
    for x in axles_m:
        wheel(left, (x, out, WHEEL_M), WHEEL_M, 0.34, spokes=8)
        if left.near:
            left.box((x - 0.58, out - 0.36, 0.98), (x + 0.58, out + 0.01, 1.04), Material.BLACK)
    before, behind = max(axles_m), sorted(axles_m)[-2]
    if before - behind > 2.5:  # noqa: PLR2004
        ends = (behind + 0.75, before - 0.75)
        left.box((ends[0], out - 0.45, 0.42), (ends[1], out - 0.04, 0.92), Material.METAL)


def add_rear(builder: Builder, rear_m: float, half_m: float) -> None:
    """Add underrun bar, lamps, plate and mud flaps; x of the rearmost face, half the width."""
    builder.box((rear_m, 0.07 - half_m, 0.42), (rear_m + 0.10, half_m - 0.07, 0.54), Material.METAL)
    builder.box((rear_m, 0.05 - half_m, 0.66), (rear_m + 0.08, half_m - 0.05, 0.94), Material.BLACK)
    builder.box((rear_m - 0.01, -0.26, 0.72), (rear_m + 0.02, 0.26, 0.83), Material.PLATE)
    builder.both_sides(lambda left: _rear_lamps(left, rear_m - 0.01, half_m))


def _rear_lamps(left: Builder, rear_m: float, half_m: float) -> None:
    """Add the lamps of one side, from the inside to the outside."""
    lamps = (
        (0.66, 0.54, Material.REVERSE),
        (0.54, 0.26, Material.TAIL),
        (0.26, 0.08, Material.INDICATOR_LEFT),
    )
    for inner, outer, surface in lamps:
        low, high = (rear_m, half_m - inner, 0.71), (rear_m + 0.05, half_m - outer, 0.88)
        left.box(low, high, surface)
    if left.near:
        low, high = (rear_m + 0.5, half_m - 0.7, 0.30), (rear_m + 0.55, half_m - 0.08, 0.9)
        left.box(low, high, Material.BLACK)
