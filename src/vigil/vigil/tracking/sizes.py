"""What things measure: the scale that a single camera lacks.

Heights are effective ones, box height times the depth of the nearest face over the focal length:
that is what a camera can use.  Car, van, truck, cycle and pedestrian come from the 3-D labels of
the KITTI tracking sequences 0000, 0002-0005 (one vote for each unoccluded object, logarithms);
what KITTI lacks comes from the measures that are usual on roads.
"""

from collections.abc import Sequence
from functools import cached_property
from math import log

import numpy as np
from pydantic import Field

from vigil.base.records import ObjectClass
from vigil.base.settings import Settings
from vigil.geometry.camera_model import Floats

HEIGHT, HEIGHT_SD, WIDTH, WIDTH_SD, LENGTH, LENGTH_SD, ODD, ODD_SD, ODD_SHARE = range(9)
"""Columns of `Sizes.of`; all but the last are of natural logarithms."""


class Size(Settings):
    """Height, width and length of one class; `_sd` is of the logarithm: 0.07 means 7 %."""

    height_m: float = Field(ge=0.3, le=5.0, description="effective height")
    height_sd: float = Field(ge=0.01, le=1.0, description="spread over the class")
    odd_share: float = Field(
        default=0.1, ge=0.001, le=0.9, description="of things that are taller or lower than usual"
    )
    odd_height_m: float = Field(ge=0.3, le=5.0, description="mean height of those")
    odd_height_sd: float = Field(ge=0.01, le=1.0, description="spread over those")
    width_m: float = Field(ge=0.2, le=4.0, description="of the face that looks at us")
    width_sd: float = Field(ge=0.01, le=1.0, description="spread over the class")
    length_m: float = Field(ge=0.2, le=25.0, description="seen where the thing stands across")
    length_sd: float = Field(ge=0.01, le=1.0, description="spread over the class")


Pair = tuple[float, float]


def _size(height: Pair, odd: Pair, width: Pair, length: Pair, odd_share: float = 0.1) -> Size:
    return Size(
        height_m=height[0],
        height_sd=height[1],
        odd_share=odd_share,
        odd_height_m=odd[0],
        odd_height_sd=odd[1],
        width_m=width[0],
        width_sd=width[1],
        length_m=length[0],
        length_sd=length[1],
    )


class Sizes(Settings):
    """One size for each class."""

    # 81 cars, 4 vans: networks call vans cars, and some cars are nearly as tall
    car: Size = _size((1.56, 0.07), (2.0, 0.15), (1.61, 0.08), (3.95, 0.13))
    # EU limits: 2.55 m wide, 4.0 m high.  What a network calls a truck is as often a car or a van:
    # 4 of 5 on pictures with truth, and vans on KITTI (benchmark/distance.py, truck_for_van).
    truck: Size = _size((3.2, 0.25), (1.85, 0.2), (2.3, 0.2), (9.0, 0.35), odd_share=0.5)
    engineering_vehicle: Size = _size((2.9, 0.2), (2.9, 0.4), (2.4, 0.15), (6.0, 0.35))
    # EU limit of width 2.55 m; the odd ones are minibuses
    bus: Size = _size((3.1, 0.08), (2.6, 0.2), (2.5, 0.05), (11.5, 0.2))
    bicycle: Size = _size((1.74, 0.05), (1.6, 0.15), (0.6, 0.25), (1.75, 0.1))  # 5 cyclists
    motorcycle: Size = _size((1.65, 0.08), (1.6, 0.2), (0.8, 0.2), (2.1, 0.1))
    # 8 pedestrians; the odd ones are children
    pedestrian: Size = _size((1.68, 0.06), (1.4, 0.2), (0.6, 0.3), (0.6, 0.4))
    vehicle: Size = _size((1.56, 0.1), (2.5, 0.3), (1.7, 0.15), (4.3, 0.35))
    cycle: Size = _size((1.72, 0.07), (1.6, 0.2), (0.65, 0.25), (1.85, 0.15))
    unknown: Size = _size((1.6, 0.4), (1.6, 0.6), (1.2, 0.6), (2.0, 0.8))

    def of(self, kinds: Sequence[ObjectClass]) -> Floats:
        """Return the columns HEIGHT..ODD_SHARE, shape (N, 9)."""
        return np.asarray(self.table[np.array(kinds, int)])

    @cached_property
    def table(self) -> Floats:
        """The columns of every class, a row for each by its number."""
        return np.array([_row(getattr(self, kind.name.lower())) for kind in ObjectClass])


def _row(size: Size) -> tuple[float, ...]:
    return (
        log(size.height_m),
        size.height_sd,
        log(size.width_m),
        size.width_sd,
        log(size.length_m),
        size.length_sd,
        log(size.odd_height_m),
        size.odd_height_sd,
        size.odd_share,
    )
