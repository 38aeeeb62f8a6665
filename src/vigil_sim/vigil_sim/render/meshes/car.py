"""Passenger cars."""

from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.render.meshes.car_body import add_body, add_greenhouse
from vigil_sim.render.meshes.car_parts import add_parts
from vigil_sim.render.meshes.car_shapes import CARS
from vigil_sim.scenario.settings import Model


def car(kind: Model, detail: float = 1.0) -> Mesh:
    """Return a passenger car of CARS."""
    shape, builder = CARS[kind], Builder(detail)
    add_body(builder, shape)
    add_greenhouse(builder, shape)
    add_parts(builder, shape)
    return builder.mesh((shape.length_m, shape.width_m, shape.height_m))
