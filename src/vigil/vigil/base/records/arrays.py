"""Arrays that records hold; the second part of an annotation is the shape that a message loses."""

from typing import Annotated

import numpy as np
import numpy.typing as npt

Bytes = Annotated[npt.NDArray[np.uint8], (-1,)]
"""Raw bytes, shape (N,)."""

Series = Annotated[npt.NDArray[np.float64], (-1,)]
"""Plain numbers, shape (N,)."""

Points2 = Annotated[npt.NDArray[np.float64], (-1, 2)]
"""Points in a plane, shape (N, 2)."""

Covariances2 = Annotated[npt.NDArray[np.float64], (-1, 3)]
"""Covariances of points in a plane, shape (N, 3): xx, xy, yy."""


def no_series() -> Series:
    """Return an empty series."""
    return np.empty(0)


def no_points() -> Points2:
    """Return an empty list of points."""
    return np.empty((0, 2))


def no_covariances() -> Covariances2:
    """Return an empty list of covariances."""
    return np.empty((0, 3))
