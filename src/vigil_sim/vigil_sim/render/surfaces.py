"""How materials look: reflectance and gloss, linear, by measured orders of size."""

import numpy as np
import numpy.typing as npt

from vigil_sim.render.materials import Material

ALBEDO = {
    Material.GLASS: (0.02, 0.02, 0.02),
    Material.BLACK: (0.02, 0.02, 0.02),
    Material.RIM: (0.42, 0.42, 0.44),
    Material.TAIL: (0.22, 0.012, 0.012),
    Material.STOP: (0.22, 0.012, 0.012),
    Material.INDICATOR_LEFT: (0.35, 0.13, 0.02),
    Material.INDICATOR_RIGHT: (0.35, 0.13, 0.02),
    Material.HEAD: (0.5, 0.52, 0.55),
    Material.SKIN: (0.45, 0.28, 0.20),
    Material.HAIR: (0.03, 0.022, 0.018),
    Material.BARK: (0.12, 0.09, 0.07),
    Material.ROOF: (0.12, 0.10, 0.10),
    Material.METAL: (0.30, 0.31, 0.32),
    Material.CONCRETE: (0.35, 0.34, 0.33),
    Material.REVERSE: (0.45, 0.45, 0.45),
    Material.TYRE: (0.022, 0.022, 0.022),
    Material.FRAME: (0.08, 0.08, 0.09),
    Material.LAMP: (0.6, 0.6, 0.55),
    Material.MACHINE: (0.62, 0.30, 0.015),
    Material.BEACON: (0.5, 0.22, 0.02),
    Material.STEEL: (0.13, 0.115, 0.10),
}
"""Share of light that comes back, red, green, blue; tyres 2 %, skin 30 %, concrete 35 %."""
OTHER_ALBEDO = (0.3, 0.3, 0.3)
GLOSS = {
    Material.PAINT: (0.045, 0.9, 220.0, 0.85),
    Material.MACHINE: (0.04, 0.4, 80.0, 0.5),
    Material.GLASS: (0.06, 1.5, 500.0, 1.0),
    Material.BLACK: (0.04, 0.06, 20.0, 0.25),
    Material.RIM: (0.35, 0.5, 60.0, 0.7),
    Material.TAIL: (0.05, 0.7, 120.0, 0.6),
    Material.STOP: (0.05, 0.7, 120.0, 0.6),
    Material.HEAD: (0.12, 1.0, 200.0, 0.8),
    Material.METAL: (0.2, 0.3, 40.0, 0.4),
    Material.TARP: (0.03, 0.08, 15.0, 0.2),
    Material.PAINT_2: (0.04, 0.4, 60.0, 0.4),
    Material.PLATE: (0.04, 0.1, 20.0, 0.2),
    Material.SIGN: (0.04, 0.1, 20.0, 0.2),
    Material.PANEL: (0.04, 0.1, 20.0, 0.2),
}
"""Mirror head-on (Fresnel: 4 % of lacquer and glass), highlight, its sharpness, mirror's share."""
OTHER_GLOSS = (0.03, 0.03, 12.0, 0.1)
PAINTS = (
    (0.82, 0.82, 0.80),
    (0.75, 0.76, 0.77),
    (0.025, 0.025, 0.027),
    (0.10, 0.105, 0.11),
    (0.32, 0.33, 0.34),
    (0.05, 0.09, 0.22),
    (0.30, 0.03, 0.03),
    (0.20, 0.17, 0.13),
    (0.03, 0.12, 0.10),
    (0.45, 0.38, 0.10),
    (0.12, 0.20, 0.35),
    (0.55, 0.10, 0.03),
)
"""Lacquers, by Placed.color: whites, blacks and greys are most of what drives about."""


def albedos() -> npt.NDArray[np.float32]:
    """Return the reflectances, (materials, 4)."""
    table = [(*ALBEDO.get(material, OTHER_ALBEDO), 0.0) for material in Material]
    return np.array(table, np.float32)


def glosses() -> npt.NDArray[np.float32]:
    """Return the gloss, (materials, 4)."""
    return np.array([GLOSS.get(material, OTHER_GLOSS) for material in Material], np.float32)
