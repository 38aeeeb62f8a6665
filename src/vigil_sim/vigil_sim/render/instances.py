"""Things to draw, as arrays: which mesh, where, in which colours, with which lamps and labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]
FLOATS = 28
"""Of one instance on the card: three rows of the matrix, two colours, lamps, labels."""


@dataclass(frozen=True)
class Instances:
    """Some copies of some meshes."""

    names: npt.NDArray[np.str_]
    """(n,), of the meshes."""
    world_from_mesh: Floats
    """(n, 3, 4)."""
    surface: Floats32
    """(n, 16): first and second colour; lamps: brake, left, right, lit; id, class, dirt."""
    radii_m: Floats
    """(n,), of spheres about their origins that hold them."""

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, chosen: npt.NDArray[np.generic]) -> "Instances":
        return Instances(
            self.names[chosen],
            self.world_from_mesh[chosen],
            self.surface[chosen],
            self.radii_m[chosen],
        )

    def groups(self, origin_m: Floats) -> Iterator[tuple[str, Floats32]]:
        """Yield what the card needs, (n, 28), by mesh, in a world with its origin there."""
        block = np.empty((len(self), FLOATS), np.float32)
        moved = self.world_from_mesh.copy()
        moved[:, :, 3] -= origin_m
        block[:, :12] = moved.reshape(-1, 12)
        block[:, 12:] = self.surface
        for name in np.unique(self.names):
            yield str(name), block[self.names == name]


def joined(parts: Sequence[Instances]) -> Instances:
    """Return all of several as one."""
    return Instances(
        np.concatenate([part.names for part in parts]),
        np.concatenate([part.world_from_mesh for part in parts]),
        np.concatenate([part.surface for part in parts]),
        np.concatenate([part.radii_m for part in parts]),
    )


def surface(
    first: Sequence[float],
    second: Sequence[float],
    lamps: Sequence[float],
    kind: int,
    number: int,
    dirt: float,
) -> list[float]:
    """Return one row of Instances.surface."""
    labels = [(number & 255) / 255.0, (number >> 8) / 255.0, kind / 255.0, dirt]
    return [*first, 1.0, *second, 1.0, *lamps, *labels]


def sized(world_from_thing: Floats, scale: Sequence[float]) -> Floats:
    """Return the matrix (3, 4) of a mesh that stands there (4, 4), with a scale for each axis."""
    return np.asarray(world_from_thing[:3] * (*scale, 1.0))
