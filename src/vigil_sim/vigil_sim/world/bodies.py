"""How large the things that move are; meshes are built to these sizes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from vigil.base.records import ObjectClass
from vigil_sim.scenario.settings import Model


class Size(NamedTuple):
    """Outer measures without mirrors; the load and the rider are part of it."""

    length_m: float
    width_m: float
    height_m: float
    kind: ObjectClass


CAR, TRUCK, BUS = ObjectClass.CAR, ObjectClass.TRUCK, ObjectClass.BUS
ENGINEERING, PEDESTRIAN = ObjectClass.ENGINEERING_VEHICLE, ObjectClass.PEDESTRIAN

BODIES: Mapping[Model, Size] = MappingProxyType(
    {
        "hatch": Size(4.05, 1.76, 1.48, CAR),
        "sedan": Size(4.70, 1.83, 1.45, CAR),
        "wagon": Size(4.70, 1.83, 1.48, CAR),
        "suv": Size(4.60, 1.88, 1.68, CAR),
        "van": Size(5.10, 1.95, 1.98, CAR),
        "pickup": Size(5.30, 1.92, 1.80, CAR),
        "truck": Size(8.50, 2.50, 3.60, TRUCK),
        "flatbed": Size(7.00, 2.30, 2.90, TRUCK),
        "bus": Size(12.00, 2.55, 3.10, BUS),
        "excavator": Size(8.60, 2.50, 3.20, ENGINEERING),
        "mixer": Size(8.60, 2.50, 3.80, ENGINEERING),
        "dump_truck": Size(8.20, 2.50, 3.30, ENGINEERING),
        "motorcycle": Size(2.10, 0.75, 1.75, ObjectClass.MOTORCYCLE),
        "bicycle": Size(1.80, 0.62, 1.78, ObjectClass.BICYCLE),
        "adult": Size(0.60, 0.50, 1.75, PEDESTRIAN),
        "runner": Size(0.80, 0.50, 1.75, PEDESTRIAN),
        "child": Size(0.50, 0.45, 1.20, PEDESTRIAN),
    }
)
"""By model; typical European measures (EU 96/53: at most 2.55 m wide, buses 12 m long)."""

EGO_HEIGHT_M = 1.5
"""Of our own car: the configuration knows its length and width alone."""
