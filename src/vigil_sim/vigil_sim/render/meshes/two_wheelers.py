"""Bicycles and motorcycles with their riders."""

from collections.abc import Mapping

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.render.meshes.figure import Dress, Pose, figure
from vigil_sim.render.meshes.sizes import SIZES

PHASES = 4
"""Of the pedals."""
WHEEL_M, WHEELBASE_M = 0.34, 1.06
"""Radius and wheelbase of a 28-inch city bicycle."""
CRANK_M = 0.17
BOTTOM_BRACKET = (-0.12, 0.29)
TUBES = (
    ((-0.53, 0.34), BOTTOM_BRACKET),
    (BOTTOM_BRACKET, (-0.26, 0.93)),
    ((-0.23, 0.80), (-0.53, 0.34)),
    (BOTTOM_BRACKET, (0.36, 0.78)),
    ((-0.22, 0.76), (0.36, 0.84)),
    ((0.53, 0.34), (0.33, 1.02)),
)
"""Of a bicycle frame: x and z of their ends, m."""
MOTOR_WHEEL_M, MOTOR_WHEELBASE_M = 0.31, 1.42


def two_wheelers(detail: float) -> Mapping[str, Mesh]:
    """Return `bicycle0` to `bicycle3` and `motorcycle0`."""
    meshes = {f"bicycle{k}": _bicycle(2 * np.pi * k / PHASES, detail) for k in range(PHASES)}
    return {**meshes, "motorcycle0": _motorcycle(detail)}


def _bicycle(phase_rad: float, detail: float) -> Mesh:
    """Return a bicycle and its rider in a phase of the pedals."""
    builder = Builder(detail)
    for x in (-WHEELBASE_M / 2, WHEELBASE_M / 2):
        _tyre(builder, x, WHEEL_M, 0.022)
        if builder.near:
            _spokes(builder, x)
    for (x0, z0), (x1, z1) in TUBES:
        builder.tube((x0, 0, z0), (x1, 0, z1), (0.02, 0.02), Material.FRAME, sides=6, caps=False)
    builder.tube((0.34, -0.31, 1.03), (0.34, 0.31, 1.03), (0.016, 0.016), Material.BLACK, sides=6)
    builder.rounded_box((-0.40, -0.08, 0.91), (-0.12, 0.08, 0.97), Material.BLACK, 0.03)
    builder.box((-0.90, -0.04, 0.60), (-0.84, 0.04, 0.68), Material.TAIL)
    builder.box((-0.88, -0.03, 0.62), (-0.30, 0.03, 0.70), Material.FRAME)
    builder.box((0.38, -0.04, 0.86), (0.44, 0.04, 0.94), Material.HEAD)
    figure(builder, _riding(phase_rad), Dress(helmet=Material.PAINT_2))
    return builder.mesh(SIZES["bicycle"], 60.0)


def _riding(phase_rad: float) -> Pose:
    """Return a cyclist with a foot on either pedal."""
    x, z = BOTTOM_BRACKET
    feet = [
        np.array([x + CRANK_M * np.cos(turn), 0.0, z + CRANK_M * np.sin(turn) + 0.08])
        for turn in (phase_rad, phase_rad + np.pi)
    ]
    ankles = feet[0] + (-0.05, 0.12, 0.0), feet[1] + (-0.05, -0.12, 0.0)
    hands = (0.32, 0.26, 1.05), (0.32, -0.26, 1.05)
    return Pose(hips=(-0.24, 1.02), lean_rad=0.48, ankles=ankles, hands=hands)


def _motorcycle(detail: float) -> Mesh:
    """Return a motorcycle and its rider."""
    builder = Builder(detail)
    for x in (-MOTOR_WHEELBASE_M / 2, MOTOR_WHEELBASE_M / 2):
        _tyre(builder, x, MOTOR_WHEEL_M, 0.07)
        hub = MOTOR_WHEEL_M * 0.66
        builder.tube(
            (x, -0.05, MOTOR_WHEEL_M), (x, 0.05, MOTOR_WHEEL_M), (hub, hub), Material.RIM, sides=16
        )
    _motor(builder)
    builder.both_sides(_motor_side)
    builder.box((-1.05, -0.09, 0.42), (-1.02, 0.09, 0.60), Material.PLATE)
    builder.box((-0.98, -0.11, 0.76), (-0.86, 0.11, 0.84), Material.TAIL)
    builder.box((0.60, -0.12, 0.82), (0.72, 0.12, 1.00), Material.HEAD)
    pose = Pose(
        hips=(-0.30, 0.86),
        lean_rad=0.30,
        ankles=((-0.12, 0.22, 0.36), (-0.12, -0.22, 0.36)),
        hands=((0.36, 0.33, 1.06), (0.36, -0.33, 1.06)),
    )
    figure(builder, pose, Dress(helmet=Material.PAINT_2, visor=True))
    return builder.mesh(SIZES["motorcycle"], 60.0)


def _motor(builder: Builder) -> None:
    """Add engine, tank, seat, fairing and fork."""
    builder.rounded_box((-0.38, -0.17, 0.30), (0.36, 0.17, 0.70), Material.BLACK, 0.08)
    builder.rounded_box((-0.02, -0.16, 0.68), (0.44, 0.16, 0.98), Material.PAINT, 0.10)
    builder.rounded_box((-0.78, -0.15, 0.68), (0.02, 0.15, 0.84), Material.BLACK, 0.06)
    builder.rounded_box((-0.95, -0.12, 0.70), (-0.60, 0.12, 0.88), Material.PAINT, 0.06)
    builder.rounded_box((0.40, -0.19, 0.74), (0.68, 0.19, 1.14), Material.PAINT, 0.09)
    builder.box((-1.03, -0.10, 0.36), (-0.92, 0.10, 0.72), Material.BLACK)
    builder.tube((0.71, 0, 0.31), (0.46, 0, 1.04), (0.05, 0.05), Material.METAL, sides=7)
    builder.tube((0.42, -0.36, 1.07), (0.42, 0.36, 1.07), (0.02, 0.02), Material.BLACK, sides=6)


def _motor_side(left: Builder) -> None:
    """Add what either side has: silencer, mirror, turn signals."""
    left.tube((-0.92, 0.20, 0.42), (-0.20, 0.20, 0.36), (0.06, 0.045), Material.METAL, sides=8)
    left.rounded_box((0.38, 0.26, 1.18), (0.42, 0.37, 1.27), Material.BLACK, 0.02)
    left.tube((0.40, 0.30, 1.07), (0.40, 0.32, 1.20), (0.01, 0.01), Material.BLACK, sides=5)
    left.box((-0.96, 0.14, 0.70), (-0.90, 0.22, 0.75), Material.INDICATOR_LEFT)
    left.box((0.60, 0.18, 0.80), (0.66, 0.26, 0.85), Material.INDICATOR_LEFT)


def _tyre(builder: Builder, x: float, radius: float, thick_m: float) -> None:
    """Add a tyre as a ring of rings; its tread is at the radius."""
    turns = np.linspace(0, 2 * np.pi, builder.count(22, 10) + 1)
    around = np.linspace(0, 2 * np.pi, builder.count(6, 4) + 1)
    out = radius - thick_m + thick_m * np.cos(around)
    points = np.stack(
        [
            x + out * np.cos(turns)[:, None],
            np.broadcast_to(thick_m * np.sin(around), (len(turns), len(around))),
            radius + out * np.sin(turns)[:, None],
        ],
        -1,
    )
    builder.grid(points, Material.TYRE)


def _spokes(builder: Builder, x: float) -> None:
    """Add spokes, few and thick enough to be seen."""
    for turn in np.linspace(0, np.pi, 6, endpoint=False):
        reach = 0.93 * WHEEL_M * np.array([np.cos(turn), 0.0, np.sin(turn)])
        hub = np.array([x, 0.0, WHEEL_M])
        builder.tube(hub - reach, hub + reach, (0.006, 0.006), Material.RIM, sides=5, caps=False)
