"""Body, windows and roof of a passenger car."""

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder
from vigil_sim.render.meshes.car_shapes import CarShape
from vigil_sim.render.meshes.stack import Outline, cap, closed, pruned, surfaces

BANDS = ("sill", "valance", "bumper", "ledge", "middle", "low_lamp", "lamp", "shoulder")
LEVELS = (0.0, 0.10, 0.22, 0.46, 0.50, 0.60, 0.71, 0.90, 1.0)
"""Heights of the seams between the bands, as shares from sill to shoulder."""
SIDE_INSET_M = (0.07, 0.015, 0.0, 0.0, 0.0, 0.0, 0.008, 0.03, 0.085)
FRONT_INSET_M = (0.10, 0.03, 0.0, 0.0, 0.03, 0.04, 0.06, 0.12, 0.22)
REAR_INSET_M = (0.09, 0.015, 0.0, 0.0, 0.04, 0.045, 0.045, 0.06, 0.10)
"""How far the body is drawn in at each seam: the bumpers stand out."""
BODY_SURFACES = {
    **{("grille", band): Material.BLACK for band in ("valance", "middle", "low_lamp")},
    **{(part, "valance"): Material.BLACK for part in ("head", "tail", "inner_tail", "lid")},
    ("head", "low_lamp"): Material.HEAD,
    ("head", "lamp"): Material.HEAD,
    ("signal", "low_lamp"): Material.INDICATOR_LEFT,
    ("signal", "lamp"): Material.HEAD,
    ("tail", "low_lamp"): Material.TAIL,
    ("tail", "lamp"): Material.TAIL,
    ("turn", "low_lamp"): Material.INDICATOR_LEFT,
    ("turn", "lamp"): Material.TAIL,
    ("inner_tail", "low_lamp"): Material.REVERSE,
    ("inner_tail", "lamp"): Material.TAIL,
}
"""What is not paint, by part and band; the sill is black all around."""

GLASS_BANDS = ("seal", "glass", "rail", "edge")
GLASS_LEVELS = ((0.0, 0.0), (0.08, 0.0), (0.80, 0.0), (0.93, 0.0), (1.0, 0.05))
"""Share of the height from belt to roof, and how far the edge of the roof is rounded in, m."""
BULGE_M = 0.05
CROWN_M = 0.04


def add_body(builder: Builder, shape: CarShape) -> None:
    """Add everything below the windows."""
    half = _body_outline(shape) if builder.near else pruned(_body_outline(shape))
    x, y = np.array([p[0] for p in half]), np.array([p[1] for p in half])
    end, sides = shape.length_m / 2, shape.half_body_m
    front, rear = np.clip((x - end) / 0.6 + 1, 0, 1), np.clip((-x - end) / 0.4 + 1, 0, 1)
    foot = 0.19 + 0.09 * np.clip((np.abs(x) - end) / 0.7 + 1, 0, 1)
    rings = []
    for level, side_m, front_m, rear_m in zip(
        LEVELS, SIDE_INSET_M, FRONT_INSET_M, REAR_INSET_M, strict=True
    ):
        z = foot + level * (shape.shoulder_m(x) - foot)
        along = x - front_m * front + rear_m * rear
        rings.append(closed(np.column_stack([along, y * (sides - side_m), z])))
    builder.tower(rings, surfaces(half, BANDS, _body_surface), top=False)
    cap(builder, rings[-1], 0.035, bed_from_m=shape.base_m[1] - 0.1 if shape.bed else None)
    builder.fan(rings[0][::-1], Material.BLACK)


def add_greenhouse(builder: Builder, shape: CarShape) -> None:
    """Add windows, pillars and roof."""
    low, high = (o if builder.near else pruned(o) for o in _glass_outlines(shape))
    low_x, high_x = np.array([p[0] for p in low]), np.array([p[0] for p in high])
    share = np.array([p[1] for p in low])
    middle, reach = sum(shape.roof_m) / 2, (shape.roof_m[0] - shape.roof_m[1]) / 2
    foot = np.minimum(shape.shoulder_m(low_x), shape.belt_m + 0.06) - 0.02
    foot_half_m, roof_half_m = 0.91 * shape.half_body_m, shape.roof_share * shape.width_m / 2
    rings = []
    for level, inset_m in GLASS_LEVELS:
        x = middle + ((1 - level) * low_x + level * high_x - middle) * (1 - inset_m / reach)
        half_m = (1 - level) * foot_half_m + level * roof_half_m
        y = share * (half_m - inset_m + 2 * BULGE_M * level * (1 - level))
        z = foot + level * (shape.height_m - CROWN_M - shape.droop_m(x) - foot)
        rings.append(closed(np.column_stack([x, y, z])))
    builder.tower(rings, surfaces(low, GLASS_BANDS, _glass_surface), top=False)
    cap(builder, rings[-1], CROWN_M)


def _body_outline(shape: CarShape) -> Outline:
    """Return half the outline of a body: nose, arches, tail."""
    end, axle = shape.length_m / 2, shape.wheelbase_m / 2
    return [
        (end, 0.0, "grille"),
        (end - 0.01, 0.32, "grille"),
        (end - 0.035, 0.52, "head"),
        (end - 0.10, 0.72, "head"),
        (end - 0.21, 0.86, "signal"),
        (end - 0.36, 0.93, "fender"),
        (end - 0.60, 0.97, "fender"),
        (axle, 1.0, "side"),
        (shape.base_m[0] - 0.25, 1.0, "side"),
        (0.0, 1.0, "side"),
        (-axle, 1.0, "quarter"),
        (-end + 0.55, 0.985, "quarter"),
        (-end + 0.26, 0.955, "tail"),
        (-end + 0.11, 0.90, "turn"),
        (-end + 0.04, 0.77, "tail"),
        (-end + 0.02, 0.64, "inner_tail"),
        (-end + 0.01, 0.50, "lid"),
        (-end, 0.0, ""),
    ]


def _body_surface(part: str, band: str) -> Material:
    """Return what a cell of the body is made of."""
    return Material.BLACK if band == "sill" else BODY_SURFACES.get((part, band), Material.PAINT)


def _glass_outlines(shape: CarShape) -> tuple[Outline, Outline]:
    """Return half the outlines of the greenhouse at its foot and at the roof, point for point."""
    (foot_front, foot_rear), (roof_front, roof_rear) = shape.base_m, shape.roof_m
    low: list[tuple[float, float, str]] = []
    high: list[tuple[float, float, str]] = []

    def point(foot_m: float, roof_m: float, share: float, part: str) -> None:
        low.append((foot_m, share, part))
        high.append((roof_m, share, part))

    for back_m, share in ((0.0, 0.0), (0.03, 0.45), (0.10, 0.84), (0.16, 0.94)):
        part = "screen" if share < 0.8 else "pillar"  # noqa: PLR2004
        point(foot_front - back_m, roof_front - 0.7 * back_m, share, part)
    foot_span = foot_front - 0.30, foot_rear + shape.rear_pillar_m
    roof_span = roof_front - 0.16, roof_rear + 0.6 * shape.rear_pillar_m
    for window in range(shape.windows):
        last = window == shape.windows - 1
        for at, part in ((0.0, "window"), (1.0, "pillar") if last else (0.91, "post")):
            back = (window + at) / shape.windows
            point(_between(foot_span, back), _between(roof_span, back), 1.0, part)
    for ahead_m, share in ((0.10, 0.965), (0.05, 0.86), (0.01, 0.45), (0.0, 0.0)):
        part = "pillar" if share > 0.9 else "screen"  # noqa: PLR2004
        point(foot_rear + ahead_m, roof_rear + ahead_m, share, part)
    return low, high


def _between(span: tuple[float, float], share: float) -> float:
    """Return what lies that share of the way from the first to the second."""
    return span[0] + share * (span[1] - span[0])


def _glass_surface(part: str, band: str) -> Material:
    """Return what a cell of the greenhouse is made of."""
    if band == "glass" and part in ("screen", "window"):
        return Material.GLASS
    dark = (band == "glass" and part == "post") or (band == "seal" and part != "pillar")
    return Material.BLACK if dark else Material.PAINT
