"""What things measure: the scale that a single camera lacks.

Heights are effective ones, box height times the depth of the nearest face over the focal length:
that is what a camera can use.  Car, van, truck, cycle and pedestrian come from the 3-D labels of
the KITTI tracking sequences 0000, 0002-0005 (one vote for each unoccluded object, logarithms);
what KITTI lacks comes from the measures that are usual on roads.
"""

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from vigil.base.records import ObjectClass
from vigil.base.settings import Settings
from vigil.geometry.camera_model import Floats


class Size(Settings):
    """Height, width and length of one class; `_sd` is of the logarithm: 0.07 means 7 %."""

    height_m: float = Field(ge=0.3, le=5.0, description="effective height")
    height_sd: float = Field(ge=0.01, le=1.0, description="spread over the class")
    width_m: float = Field(ge=0.2, le=4.0, description="of the face that looks at us")
    width_sd: float = Field(ge=0.01, le=1.0, description="spread over the class")
    length_m: float = Field(ge=0.2, le=25.0, description="seen where the thing stands across")
    length_sd: float = Field(ge=0.01, le=1.0, description="spread over the class")


def _size(height: float, h_sd: float, width: float, w_sd: float, long: float, l_sd: float) -> Size:
    return Size(
        height_m=height,
        height_sd=h_sd,
        width_m=width,
        width_sd=w_sd,
        length_m=long,
        length_sd=l_sd,
    )


class Sizes(Settings):
    """One size for each class."""

    car: Size = _size(1.55, 0.08, 1.61, 0.08, 3.95, 0.13)  # 56 cars and a few of 4 vans
    truck: Size = _size(3.2, 0.15, 2.5, 0.06, 9.0, 0.35)  # 2 trucks; EU limit 2.55 m wide
    engineering_vehicle: Size = _size(2.9, 0.2, 2.4, 0.15, 6.0, 0.35)
    bus: Size = _size(3.1, 0.1, 2.5, 0.04, 11.5, 0.2)  # EU limit 2.55 m wide
    bicycle: Size = _size(1.74, 0.06, 0.6, 0.25, 1.75, 0.1)  # 5 cyclists
    motorcycle: Size = _size(1.65, 0.1, 0.8, 0.2, 2.1, 0.1)
    pedestrian: Size = _size(1.65, 0.09, 0.6, 0.3, 0.6, 0.4)  # 8 of Kitti, children added
    vehicle: Size = _size(1.65, 0.2, 1.7, 0.15, 4.3, 0.35)
    cycle: Size = _size(1.72, 0.08, 0.65, 0.25, 1.85, 0.15)
    unknown: Size = _size(1.6, 0.4, 1.2, 0.6, 2.0, 0.8)

    def of(self, kinds: Sequence[ObjectClass]) -> Floats:
        """Return shape (N, 6): logarithms of height, width, length, each with its sd."""
        return np.array([_row(getattr(self, kind.name.lower())) for kind in kinds]).reshape(-1, 6)


def _row(size: Size) -> tuple[float, ...]:
    return (
        float(np.log(size.height_m)),
        size.height_sd,
        float(np.log(size.width_m)),
        size.width_sd,
        float(np.log(size.length_m)),
        size.length_sd,
    )
