"""What is fitted to the body of a passenger car."""

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder
from vigil_sim.render.meshes.car_shapes import CarShape
from vigil_sim.render.meshes.wheels import arch, wheel

PLATE_M = (0.26, 0.11)
"""Half the width, and the height of a European number plate (520 mm by 110 mm)."""


def add_parts(builder: Builder, shape: CarShape) -> None:
    """Add wheels, mirrors, plates and trim."""
    builder.both_sides(lambda left: _side(left, shape))
    _front(builder, shape)
    _rear(builder, shape)


def _side(left: Builder, shape: CarShape) -> None:
    """Add what either side has."""
    out_m = shape.width_m / 2
    for x in (shape.wheelbase_m / 2 + 0.03, -shape.wheelbase_m / 2 + 0.03):
        arch(left, (x, out_m - 0.018, shape.wheel_m), 1.16 * shape.wheel_m, 0.20)
        wheel(left, (x, out_m - 0.012, shape.wheel_m), shape.wheel_m, 0.22)
    _mirror(left, shape)
    if shape.bars:
        _bar(left, shape)
    if left.near:
        _doors(left, shape)


def _bar(left: Builder, shape: CarShape) -> None:
    """Add a rail on the roof."""
    y, z, (front, rear) = 0.90 * shape.roof_share * shape.width_m / 2, shape.height_m, shape.roof_m
    left.box((rear + 0.15, y - 0.03, z - 0.10), (front - 0.25, y, z - 0.015), Material.BLACK)


def _mirror(left: Builder, shape: CarShape) -> None:
    """Add the outer mirror: as wide as the car may be."""
    x, z, out_m = shape.base_m[0] - 0.42, shape.belt_m + 0.03, shape.width_m / 2
    left.rounded_box((x - 0.07, out_m - 0.19, z), (x + 0.07, out_m, z + 0.15), Material.PAINT, 0.05)
    left.box(
        (x - 0.075, out_m - 0.17, z + 0.02), (x - 0.06, out_m - 0.02, z + 0.13), Material.GLASS
    )


def _doors(left: Builder, shape: CarShape) -> None:
    """Add seams, handles and a strip along the sill."""
    out_m, (front, rear) = shape.half_body_m, shape.base_m
    middle = (front - 0.3 + rear + shape.rear_pillar_m) / 2
    for x in (front - 0.35, middle):
        left.box(
            (x, out_m - 0.05, 0.30), (x + 0.012, out_m + 0.003, shape.belt_m - 0.10), Material.BLACK
        )
    for x in (middle + 0.08, middle - 0.95):
        z = shape.belt_m - 0.19
        left.box((x, out_m - 0.06, z), (x + 0.16, out_m + 0.012, z + 0.035), Material.FRAME)


def _front(builder: Builder, shape: CarShape) -> None:
    """Add plate and badge."""
    end = shape.length_m / 2
    half_m, high_m = PLATE_M
    builder.box((end - 0.05, -half_m, 0.44), (end, half_m, 0.44 + high_m), Material.PLATE)
    builder.box(
        (end - 0.08, -0.06, shape.nose_m - 0.20),
        (end - 0.01, 0.06, shape.nose_m - 0.11),
        Material.RIM,
    )


def _rear(builder: Builder, shape: CarShape) -> None:
    """Add plate and third brake lamp."""
    end = -shape.length_m / 2
    half_m, high_m = PLATE_M
    plate_m = shape.plate_m
    builder.box((end, -half_m, plate_m), (end + 0.06, half_m, plate_m + high_m), Material.PLATE)
    builder.box(
        (end + 0.004, -0.34, plate_m - 0.02),
        (end + 0.07, 0.34, plate_m + high_m + 0.03),
        Material.FRAME,
    )
    roof_x, roof_z = shape.roof_m[1], shape.height_m - 0.11
    builder.box((roof_x - 0.02, -0.16, roof_z - 0.02), (roof_x + 0.10, 0.16, roof_z), Material.STOP)
