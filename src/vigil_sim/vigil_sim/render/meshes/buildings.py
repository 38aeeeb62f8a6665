"""Houses: walls whose windows the shader paints, under flat or pitched roofs."""

from collections.abc import Mapping

import numpy as np

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.world.scenery import BUILDINGS, PROPS, Measures

STOREY_M = 3.1
PITCHED_M = 13.0
"""Houses lower than this have a pitched roof."""
EAVES_M, ROOF_M = 0.3, 2.5
"""How far a roof stands out, and how high it is at least."""


def buildings(detail: float) -> Mapping[str, Mesh]:
    """Return `building0` and on; their front looks to +y."""
    names = [f"building{i}" for i in range(BUILDINGS)]
    return {name: _house(PROPS[name], detail) for name in names}


def _house(size: Measures, detail: float) -> Mesh:
    """Return a house of the given size, eaves included."""
    builder = Builder(detail)
    half_x, half_y = size.length_m / 2 - EAVES_M, size.width_m / 2 - EAVES_M
    pitched = size.height_m < PITCHED_M
    walls = np.floor((size.height_m - ROOF_M) / STOREY_M) * STOREY_M
    builder.box((-half_x, -half_y, 0), (half_x, half_y, walls), Material.FACADE, metric_uv=True)
    if pitched:
        _gable(builder, size, walls)
    else:
        _parapet(builder, size, walls)
    return builder.mesh(size)


def _gable(builder: Builder, size: Measures, walls_m: float) -> None:
    """Add a roof with its ridge along the road, and chimneys."""
    x, y = size.length_m / 2, size.width_m / 2
    base = [[-x, -y, walls_m], [-x, 0.0, size.height_m], [-x, y, walls_m]]
    builder.prism(np.array(base)[::-1], (size.length_m, 0.0, 0.0), Material.ROOF)
    for at in (-0.5 * x, 0.4 * x):
        low, high = (at - 0.3, 0.8, walls_m), (at + 0.3, 1.4, size.height_m - 0.05)
        builder.box(low, high, Material.ROOF)


def _parapet(builder: Builder, size: Measures, walls_m: float) -> None:
    """Add a flat roof with a rim and what stands on it."""
    x, y = size.length_m / 2, size.width_m / 2
    builder.box((-x, -y, walls_m), (x, y, walls_m + 0.5), Material.ROOF)
    builder.box((-0.3 * x, -0.3 * y, walls_m), (0.1 * x, 0.3 * y, size.height_m), Material.ROOF)
