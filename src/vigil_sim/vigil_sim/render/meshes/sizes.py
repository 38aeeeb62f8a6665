"""The sizes that meshes are built to."""

from collections.abc import Mapping

from vigil_sim.scenario.settings import Model
from vigil_sim.world.bodies import BODIES

SIZES: Mapping[Model, tuple[float, float, float]] = {
    model: (size.length_m, size.width_m, size.height_m) for model, size in BODIES.items()
}
"""Length, width and height by model, m."""
