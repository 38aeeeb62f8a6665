"""Wheels of everything that drives."""

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Floats


def wheel(
    builder: Builder,
    middle: tuple[float, float, float],
    radius: float,
    width: float,
    spokes: int = 5,
) -> None:
    """Add a wheel of the left side; its middle is that of its outer face."""
    x, y, z = middle
    builder.tube((x, y - width, z), middle, (radius, radius), Material.TYRE, sides=26)
    if builder.near:
        rim = (x, y + 0.008, z)
        builder.tube(middle, rim, (0.70 * radius, 0.68 * radius), Material.RIM, sides=22)
        builder.quads(_gaps(np.array([x, y + 0.011, z]), radius, spokes), Material.BLACK)
    else:
        turn = np.linspace(0, -2 * np.pi, 8, endpoint=False)
        disc = np.stack([np.cos(turn), np.zeros(8), np.sin(turn)], -1)
        builder.fan(np.array([x, y + 0.008, z]) + 0.66 * radius * disc, Material.RIM)


def arch(
    builder: Builder, middle: tuple[float, float, float], radius: float, bottom_m: float
) -> None:
    """Add the dark opening above a wheel of the left side, cut off at the sill."""
    x, y, z = middle
    dip = np.arcsin(np.clip((z - bottom_m) / radius, -1.0, 1.0))
    turn = np.linspace(-dip, np.pi + dip, builder.count(18))
    ring = np.column_stack(
        [x - radius * np.cos(turn), np.full(len(turn), y), z + radius * np.sin(turn)]
    )
    builder.fan(ring, Material.BLACK)


def _gaps(middle: Floats, radius: float, spokes: int) -> Floats:
    """Return the dark quadrangles (spokes, 4, 3) between the spokes of a rim."""
    turn = np.arange(spokes)[:, None] * 2 * np.pi / spokes + np.array([0.22, 0.36, -0.36, -0.22])
    out = radius * np.array([0.24, 0.60, 0.60, 0.24])
    return np.asarray(
        middle + np.stack([out * np.cos(turn), np.zeros_like(turn), out * np.sin(turn)], -1)
    )
