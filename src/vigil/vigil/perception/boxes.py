"""Boxes of one picture as arrays; records are made of the few that remain."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Boxes:
    """Boxes, best first or not, in pixels whose (0, 0) is a corner of the picture."""

    xyxy_px: Floats
    """Left, top, right, bottom; shape (N, 4)."""
    scores: Floats
    """Confidence, shape (N,)."""
    kinds: Numbers
    """Numbers of ObjectClass, shape (N,)."""

    @classmethod
    def none(cls) -> "Boxes":
        """Return no boxes."""
        return cls(np.empty((0, 4)), np.empty(0), np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.scores)

    def take(self, index: npt.NDArray[np.generic]) -> "Boxes":
        """Return some of them, by numbers or by a mask."""
        return Boxes(self.xyxy_px[index], self.scores[index], self.kinds[index])

    @property
    def areas_px2(self) -> Floats:
        """Areas, shape (N,)."""
        sides = self.xyxy_px[:, 2:] - self.xyxy_px[:, :2]
        return np.asarray(sides[:, 0] * sides[:, 1])


def intersections_px2(first: Floats, second: Floats) -> Floats:
    """Return the areas that boxes (N, 4) and (M, 4) share, (N, M)."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    sides = np.clip(high - low, 0.0, None)
    return np.asarray(sides[..., 0] * sides[..., 1])
