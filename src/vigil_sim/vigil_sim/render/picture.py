"""A rendered picture with its labels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Picture:
    """What one camera saw, and what that was, pixel by pixel."""

    bgr: npt.NDArray[np.uint8]
    """(height, width, 3)."""
    classes: npt.NDArray[np.uint8] | None
    """(height, width): ObjectClass for road users, Classes for all else; None: not wanted."""
    instances: npt.NDArray[np.uint16] | None
    """(height, width): Placed.id, 0 for what is no road user."""
    depth_m: npt.NDArray[np.float32] | None
    """(height, width): along the optical axis, infinite where nothing is."""
