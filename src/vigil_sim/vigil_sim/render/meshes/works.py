"""Works vehicles: wheeled excavator, concrete mixer, dump truck, in machine yellow."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Floats, Mesh
from vigil_sim.render.meshes.heavy import CAB_M, FRAME_M, add_cab, add_frame, add_rear
from vigil_sim.render.meshes.sizes import SIZES
from vigil_sim.render.meshes.wheels import wheel

DRUM = (
    (0.0, 0.55),
    (0.10, 0.78),
    (0.38, 1.20),
    (0.58, 1.20),
    (0.85, 0.85),
    (1.0, 0.62),
)
"""Of a mixer: share along its axis, radius, m."""
BOOM = ((-1.5, 1.5), (-0.3, 2.75), (1.2, 3.05), (2.1, 2.7))
STICK = ((2.1, 2.85), (2.3, 2.5), (3.5, 1.25))
"""Of an excavator: x and z of the middle line, m."""
BUCKET = ((3.2, 1.40), (3.8, 1.30), (4.3, 0.85), (4.1, 0.40), (3.5, 0.35), (3.35, 0.75))
"""Its side view: x and z, m."""


def works_vehicles(detail: float) -> Mapping[str, Mesh]:
    """Return `excavator`, `mixer` and `dump_truck`."""
    return {
        "excavator": _excavator(detail),
        "mixer": _mixer(detail),
        "dump_truck": _dump_truck(detail),
    }


def _beacon(builder: Builder, x: float, y: float, roof_m: float) -> None:
    """Add an amber lamp on a roof."""
    top = (x, y, roof_m + 0.20)
    builder.tube((x, y, roof_m - 0.05), top, (0.09, 0.07), Material.BEACON, sides=8)


def _chevrons(builder: Builder, x: float, half_m: float, z: tuple[float, float]) -> None:
    """Add the striped boards of a rear end (EN 12899, DIN 30710)."""
    builder.both_sides(
        lambda left: left.box(
            (x, half_m - 0.55, z[0]),
            (x + 0.03, half_m - 0.04, z[1]),
            Material.CHEVRON,
            metric_uv=True,
        )
    )


def _mixer(detail: float) -> Mesh:
    """Return a concrete mixer: a slanted drum on four axles."""
    length, width, height = SIZES["mixer"]
    end, half, builder = length / 2, width / 2, Builder(detail)
    add_cab(builder, end, half - 0.10, 2.9, Material.MACHINE)
    axles = (end - 1.2, end - 2.9, -end + 2.6, -end + 1.2)
    add_frame(builder, (end - 0.6, -end + 0.1), half, axles)
    add_rear(builder, -end + 0.01, half)
    _drum(builder, np.array([end - 2.3, 0, 2.15]), np.array([-end + 0.9, 0, 2.85]))
    for x in (end - CAB_M - 0.35, -end + 1.3):
        builder.box(
            (x - 0.15, -0.6, FRAME_M), (x + 0.15, 0.6, 1.9 if x > 0 else 2.4), Material.METAL
        )
    top = (-end + 0.75, 0, height)
    builder.tube((-end + 0.75, 0, 3.35), top, (0.35, 0.60), Material.MACHINE, sides=10)
    spout = (-end + 0.12, 0, 1.5)
    builder.tube((-end + 0.50, 0, 2.5), spout, (0.24, 0.14), Material.STEEL, sides=8)
    builder.box((-end, 0.05 - half, 0.95), (-end + 0.4, half - 0.05, 1.45), Material.MACHINE)
    builder.both_sides(lambda left: _struts(left, -end, half))
    _beacon(builder, end - 0.8, 0.5, 2.9)
    _chevrons(builder, -end - 0.01, half, (0.98, 1.42))
    return builder.mesh(SIZES["mixer"])


def _struts(left: Builder, rear: float, half_m: float) -> None:
    """Add what carries the rear end of a drum: a post and a slanted one beside it."""
    for foot, head in (((0.3, 0.85), (0.75, 0.62)), ((1.6, 0.95), (0.9, 0.62))):
        start, end = (
            (rear + foot[0], foot[1] * half_m, FRAME_M),
            (rear + head[0], head[1] * half_m, 3.0),
        )
        left.tube(start, end, (0.07, 0.07), Material.MACHINE, sides=6)


def _drum(builder: Builder, front: Floats, rear: Floats) -> None:
    """Add a drum with bands of two colours that its turning shows."""
    for (from_share, from_m), (to_share, to_m) in pairwise(DRUM):
        pieces = np.linspace(0, 1, 4 if builder.near else 2)
        for number, (a, b) in enumerate(pairwise(pieces)):
            shares = [from_share + t * (to_share - from_share) for t in (a, b)]
            radii = from_m + a * (to_m - from_m), from_m + b * (to_m - from_m)
            surface = Material.MACHINE if number == 1 else Material.METAL
            places = [front + share * (rear - front) for share in shares]
            builder.tube(places[0], places[1], radii, surface, sides=20, caps=False)
    for place, (_, radius), inward in ((front, DRUM[0], 0.1), (rear, DRUM[-1], -0.1)):
        builder.tube(place, place - (inward, 0, 0), (radius, radius), Material.STEEL, sides=20)


def _dump_truck(detail: float) -> Mesh:
    """Return a dump truck: a ribbed tipping body that reaches over the cab."""
    length, width, height = SIZES["dump_truck"]
    end, half, builder = length / 2, width / 2, Builder(detail)
    add_cab(builder, end, half - 0.10, 2.9, Material.MACHINE)
    add_frame(builder, (end - 0.6, -end + 0.2), half, (end - 1.3, -end + 2.75, -end + 1.35))
    add_rear(builder, -end + 0.11, half)
    front = end - CAB_M - 0.15
    side = np.array([[-end, 1.35], [-end + 0.5, FRAME_M + 0.1], [front, FRAME_M + 0.1]])
    side = np.concatenate([side, [[front + 0.1, 2.95], [-end, 2.75]]])
    _slab(builder, side, half - 0.05, Material.MACHINE)
    builder.box((-end + 0.15, 0.15 - half, 2.6), (front, half - 0.15, 2.98), Material.BARK)
    builder.box((front - 0.1, 0.1 - half, 2.98), (front + 1.0, half - 0.1, 3.06), Material.MACHINE)
    builder.both_sides(lambda left: _ribs(left, -end, front, half))
    _beacon(builder, end - 0.4, 0.5, height - 0.20)
    builder.tube(
        (end - 0.4, 0.5, 2.8), (end - 0.4, 0.5, height - 0.2), (0.04, 0.04), Material.BLACK
    )
    _chevrons(builder, -end - 0.005, half, (1.5, 2.1))
    return builder.mesh(SIZES["dump_truck"])


def _ribs(left: Builder, rear: float, front: float, half_m: float) -> None:
    """Add the posts and the upper rail of the side of a tipping body."""
    for x in np.linspace(rear + 0.3, front - 0.2, 6):
        left.box((x - 0.06, half_m - 0.08, 1.12), (x + 0.06, half_m, 2.72), Material.MACHINE)
    left.box((rear, half_m - 0.12, 2.70), (front, half_m, 2.84), Material.MACHINE)


def _slab(builder: Builder, side: Floats, half_m: float, surface: Material) -> None:
    """Add a convex body as wide everywhere: side view (n, 2) of x and z, seen from its right."""
    base = np.column_stack([side[:, 0], np.full(len(side), -half_m), side[:, 1]])
    builder.prism(base[::-1], (0.0, 2 * half_m, 0.0), surface)


def _excavator(detail: float) -> Mesh:
    """Return a wheeled excavator that drives with its boom folded forward."""
    length, width, height = SIZES["excavator"]
    rear, half, builder = -length / 2, width / 2, Builder(detail)
    builder.box((rear + 0.5, -0.5, 0.55), (0.9, 0.5, 1.0), Material.BLACK)
    builder.both_sides(lambda left: _carriage(left, rear, half))
    builder.tube((-2.0, 0, 0.95), (-2.0, 0, 1.15), (0.8, 0.8), Material.BLACK, sides=16)
    builder.rounded_box(
        (rear, 0.05 - half, 1.12), (-2.2, half - 0.05, 2.15), Material.MACHINE, 0.25
    )
    builder.rounded_box((-2.3, 0.05 - half, 1.12), (-0.6, -0.1, 1.95), Material.MACHINE, 0.12)
    builder.box((rear + 0.1, 0.2 - half, 1.2), (rear - 0.002, half - 0.2, 1.5), Material.BLACK)
    _operator(builder, half)
    _beam(builder, BOOM, (0.36, 0.18))
    _beam(builder, STICK, (0.30, 0.14))
    _slab(builder, np.array(BUCKET)[::-1], 0.55, Material.STEEL)
    builder.tube((-0.5, 0.0, 1.6), (0.6, 0.0, 2.75), (0.07, 0.05), Material.METAL, sides=7)
    _beacon(builder, -1.9, 0.65, height - 0.2)
    _chevrons(builder, rear - 0.005, half - 0.1, (1.55, 1.95))
    return builder.mesh(SIZES["excavator"])


def _carriage(left: Builder, rear: float, half_m: float) -> None:
    """Add wheels and rear lamps of an excavator."""
    for x in (rear + 1.0, 0.2):
        wheel(left, (x, half_m, 0.52), 0.52, 0.45, spokes=6)
        left.box((x - 0.1, 0, 0.42), (x + 0.1, half_m - 0.4, 0.62), Material.BLACK)
    left.box((rear - 0.01, half_m - 0.4, 1.2), (rear + 0.05, half_m - 0.2, 1.4), Material.TAIL)


def _operator(builder: Builder, half_m: float) -> None:
    """Add the operator's cab on the left: mostly glass between posts."""
    low, high = (-2.25, 0.12, 1.15), (-0.65, half_m - 0.08, 2.95)
    builder.box(low, high, Material.GLASS)
    builder.box((-2.27, 0.10, 2.88), (-0.63, half_m - 0.06, 3.0), Material.MACHINE)
    builder.box((-2.27, 0.10, 1.12), (-0.63, half_m - 0.06, 1.75), Material.MACHINE)
    for x in (-2.27, -1.35, -0.71):
        for y in (0.10, half_m - 0.14):
            builder.box((x, y, 1.7), (x + 0.08, y + 0.08, 2.9), Material.BLACK)


def _beam(
    builder: Builder, line: Sequence[tuple[float, float]], size_m: tuple[float, float]
) -> None:
    """Add a box beam along a line of x and z: its depth and half its width; it tapers."""
    deep_m, wide_m = size_m
    x, z = np.array(line).T
    ahead = np.gradient(np.array(line), axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    half = deep_m / 2 * np.linspace(1.0, 0.6, len(line))[:, None]
    middle = np.column_stack([x, np.zeros(len(x)), z])
    above = half * np.column_stack([-ahead[:, 1], np.zeros(len(x)), ahead[:, 0]])
    left = np.array([0.0, wide_m, 0.0])
    corners = [middle + left - above, middle + left + above, middle - left + above]
    rings = np.stack([*corners, middle - left - above], 1)
    builder.tower(list(rings[:, ::-1]), Material.MACHINE)
    builder.fan(rings[0], Material.MACHINE)
