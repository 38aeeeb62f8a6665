"""Passenger cars."""

from collections.abc import Mapping

from vigil_sim.render.mesh import Builder, Mesh
from vigil_sim.render.meshes.car_body import add_body, add_greenhouse
from vigil_sim.render.meshes.car_parts import add_parts
from vigil_sim.render.meshes.car_shapes import CARS, CarShape


def cars(detail: float) -> Mapping[str, Mesh]:
    """Return every passenger car."""
    return {model: _car(shape, detail) for model, shape in CARS.items()}


def _car(shape: CarShape, detail: float) -> Mesh:
    """Return a passenger car."""
    builder = Builder(detail)
    add_body(builder, shape)
    add_greenhouse(builder, shape)
    add_parts(builder, shape)
    return builder.mesh((shape.length_m, shape.width_m, shape.height_m))
