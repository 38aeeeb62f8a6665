"""Trucks: one with a box, one with a flat bed."""

from collections.abc import Mapping

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.render.meshes.heavy import CAB_M, FRAME_M, add_cab, add_frame, add_rear
from vigil_sim.render.meshes.sizes import SIZES


def trucks(detail: float) -> Mapping[str, Mesh]:
    """Return `truck` and `flatbed`."""
    return {"truck": _box_truck(detail), "flatbed": _flatbed(detail)}


def _box_truck(detail: float) -> Mesh:
    """Return a truck with a closed box."""
    length, width, height = SIZES["truck"]
    end, half, builder = length / 2, width / 2, Builder(detail)
    add_cab(builder, end, half - 0.10, 3.0, Material.PAINT_2)
    add_frame(builder, (end - 0.6, -end + 0.1), half, (end - 1.30, -end + 2.0))
    add_rear(builder, -end + 0.01, half)
    front = end - CAB_M - 0.15
    builder.rounded_box(
        (0.03 - end, -half, FRAME_M + 0.06), (front, half, height), Material.PAINT, 0.05
    )
    builder.box((0.02 - end, -half, FRAME_M), (front, half, FRAME_M + 0.10), Material.METAL)
    builder.both_sides(lambda left: _doors(left, -end, half, height))
    if builder.near:
        for x in np.arange(-end + 1.2, front - 0.5, 1.2):
            builder.box(
                (x, -half - 0.002, 1.1), (x + 0.04, half + 0.002, height - 0.06), Material.METAL
            )
    return builder.mesh(SIZES["truck"])


def _doors(left: Builder, rear_m: float, half_m: float, top_m: float) -> None:
    """Add the left rear door: frame, locking bar, seam, striped board (conspicuity, UN R48)."""
    low, high = FRAME_M + 0.1, top_m - 0.05
    for y, thick in ((half_m - 0.07, 0.07), (0.0, 0.03)):
        left.box((rear_m, y, low), (rear_m + 0.05, y + thick, high), Material.METAL)
    left.box((rear_m, 0.0, high - 0.08), (rear_m + 0.05, half_m, high), Material.METAL)
    left.box((rear_m, 0.42, low), (rear_m + 0.03, 0.46, high), Material.METAL)
    left.box(
        (rear_m, half_m - 0.30, low),
        (rear_m + 0.02, half_m, low + 0.12),
        Material.CHEVRON,
        metric_uv=True,
    )
    left.box((rear_m, 0.0, low + 0.55), (rear_m + 0.025, half_m, low + 0.60), Material.BLACK)


def _flatbed(detail: float) -> Mesh:
    """Return a truck with low side boards and a load of crates."""
    length, width, height = SIZES["flatbed"]
    end, half, builder = length / 2, width / 2, Builder(detail)
    add_cab(builder, end, half - 0.10, height, Material.PAINT)
    add_frame(builder, (end - 0.6, -end + 0.1), half, (end - 1.30, -end + 1.7))
    add_rear(builder, -end + 0.01, half)
    front = end - CAB_M - 0.15
    builder.box((-end, -half, FRAME_M + 0.02), (front, half, FRAME_M + 0.14), Material.BLACK)
    board = Material.METAL
    for low, high in (
        ((-end, -half, FRAME_M + 0.14), (-end + 0.04, half, FRAME_M + 0.62)),
        ((front - 0.05, -half, FRAME_M + 0.14), (front, half, height - 0.35)),
        ((-end, half - 0.04, FRAME_M + 0.14), (front, half, FRAME_M + 0.62)),
        ((-end, -half, FRAME_M + 0.14), (front, 0.04 - half, FRAME_M + 0.62)),
    ):
        builder.box(low, high, board)
    crates = ((-1.9, 0.45, 1.9), (-0.9, -0.4, 1.75), (-2.4, -0.5, 1.7))
    for x, y, z in crates[: builder.count(len(crates), 1)]:
        builder.box((x - 0.5, y - 0.45, FRAME_M + 0.1), (x + 0.5, y + 0.45, z), Material.TARP)
    return builder.mesh(SIZES["flatbed"])
