"""Our own bonnet, as cameras in the cabin see it."""

from collections.abc import Mapping

import numpy as np

from vigil.geometry import Body
from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Mesh

PROFILE = ((1.42, 1.00), (1.0, 0.985), (0.55, 0.93), (0.25, 0.87), (0.08, 0.79), (0.0, 0.66))
"""Distance behind the front bumper and height of the middle line, m: a compact SUV."""

DASHBOARD_M = 1.0
"""What lies behind it, dark, so that no camera sees the road through our own car."""


def bonnet(detail: float) -> Mapping[str, Mesh]:
    """Return `bonnet`, in place on a car of the default length and width."""
    builder, body = Builder(detail), Body()
    across = np.linspace(1, -1, 13 if builder.near else 5)
    rows = []
    for behind, height in PROFILE:
        bow = 0.16 * across**2 * max(0.0, 1 - behind / 0.8)
        crease = 0.012 * np.exp(-(((np.abs(across) - 0.55) / 0.08) ** 2))
        half = body.width_m / 2 * (0.93 - 0.05 * max(0.0, 1 - behind))
        z = height - 0.07 * across**4 + crease
        x = body.length_m / 2 - behind - bow
        rows.append(np.column_stack([x, half * across, z]))
    builder.grid(np.array(rows)[::-1], Material.PAINT)
    back = body.length_m / 2 - PROFILE[0][0]
    builder.box((back - DASHBOARD_M, -0.85, 0.60), (back + 0.02, 0.85, 0.99), Material.BLACK)
    return {"bonnet": builder.mesh()}
