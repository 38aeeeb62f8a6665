"""What a rendered picture brings along, pixel by pixel, and what its classes mean."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vigil.base.errors import InputError

ROAD, PAINT, PAVEMENT, TERRAIN = 20, 21, 22, 23
"""Of the class mask: what lies on the ground."""


class Seen(Protocol):
    """A picture of the renderer."""

    @property
    def classes(self) -> npt.NDArray[np.uint8] | None:
        """(height, width): what each pixel shows."""

    @property
    def instances(self) -> npt.NDArray[np.uint16] | None:
        """(height, width): Placed.id, 0 for what does not move."""

    @property
    def depth_m(self) -> npt.NDArray[np.float32] | None:
        """(height, width): along the optical axis, infinite where nothing is."""


@dataclass(frozen=True, slots=True)
class Masks:
    """The same, known to be there."""

    classes: npt.NDArray[np.uint8]
    instances: npt.NDArray[np.uint16]
    depth_m: npt.NDArray[np.float32]

    @property
    def ground(self) -> npt.NDArray[np.bool_]:
        """Where the picture shows road, paint, pavement or terrain."""
        return np.asarray((self.classes >= ROAD) & (self.classes <= TERRAIN))

    @property
    def road(self) -> npt.NDArray[np.bool_]:
        """Where it shows road with its paint."""
        return np.asarray((self.classes == ROAD) | (self.classes == PAINT))


def masks_of(picture: Seen) -> Masks:
    """Return the masks of a picture."""
    if picture.classes is None or picture.instances is None or picture.depth_m is None:
        raise InputError("this picture was rendered without masks and depth: ask for its labels")
    return Masks(picture.classes, picture.instances, picture.depth_m)
