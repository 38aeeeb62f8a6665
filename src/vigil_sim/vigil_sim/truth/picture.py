"""What a rendered picture brings along, pixel by pixel."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vigil.base.errors import InputError
from vigil_sim.world import Classes

CM_PER_M, FARTHEST_CM = 100.0, 65_535


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
        return np.asarray((self.classes >= Classes.ROAD) & (self.classes <= Classes.TERRAIN))

    @property
    def road(self) -> npt.NDArray[np.bool_]:
        """Where it shows road with its paint."""
        return np.asarray((self.classes == Classes.ROAD) | (self.classes == Classes.LINE))


def masks_of(picture: Seen) -> Masks:
    """Return the masks of a picture."""
    if picture.classes is None or picture.instances is None or picture.depth_m is None:
        raise InputError("this picture was rendered without masks and depth: ask for its labels")
    return Masks(picture.classes, picture.instances, picture.depth_m)


def depth_cm(depth_m: npt.NDArray[np.float32]) -> npt.NDArray[np.uint16]:
    """Return depth as a picture of 16 bits: 0 says that nothing is there, 65535: 655 m or more."""
    finite = np.nan_to_num(depth_m * CM_PER_M, posinf=0.0)
    return np.asarray(np.minimum(np.round(finite), FARTHEST_CM), np.uint16)
