"""Distorted pictures from undistorted ones: a pinhole that is large enough, and a map into it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from vigil.geometry import CameraModel, Distortion

WIDEST_TANGENT = 2.75
"""70 degrees off the axis: farther out a flat picture grows without bound, and stays black."""
LARGEST_PX = 4096
MARGIN_PX = 2


@dataclass(frozen=True)
class Lens:
    """How the picture of a camera comes out of that of a pinhole."""

    pinhole: CameraModel
    places: npt.NDArray[np.float32] | None
    """(height, width, 2): u and v in the pinhole's picture, 0 to 1, of each pixel; -1: nowhere.

    None: the camera is a pinhole itself.
    """

    def nearest(
        self, labels: npt.NDArray[Any], rows_px: tuple[int, int], first_px: int
    ) -> npt.NDArray[Any]:
        """Return labels of rows of the camera's picture from those of the pinhole's.

        The latter begin with row `first_px`; where the camera sees nothing they are 0.
        """
        if self.places is None:
            return np.ascontiguousarray(labels)
        places = self.places[rows_px[0] : rows_px[1]]
        columns, rows = np.moveaxis((places * self.pinhole.size_wh_px).astype(np.int32), -1, 0)
        height, width = labels.shape
        found: npt.NDArray[Any] = labels[
            np.clip(rows - first_px, 0, height - 1), np.clip(columns, 0, width - 1)
        ]
        found[places[..., 0] < 0.0] = 0
        return found

    def rows_px(self, first: int, last: int) -> tuple[int, int]:
        """Return which rows of the pinhole's picture these rows of the camera's come from."""
        if self.places is None:
            return first, last
        v = self.places[first:last, :, 1]
        seen = v[v >= 0.0] * self.pinhole.height_px
        if not len(seen):
            return 0, 1
        return (
            max(int(seen.min()) - MARGIN_PX, 0),
            min(int(seen.max()) + MARGIN_PX + 1, self.pinhole.height_px),
        )


@lru_cache(maxsize=16)
def lens_of(model: CameraModel) -> Lens:
    """Return the lens of a camera; the pinhole resolves its middle as finely as it does."""
    if model.distortion is Distortion.NONE:
        return Lens(model, None)
    rays = _rays(model)
    known = np.isfinite(rays).all(axis=-1) & (np.abs(rays) <= WIDEST_TANGENT).all(axis=-1)
    low, high = rays[known].min(axis=0), rays[known].max(axis=0)
    focal_px = np.minimum((model.fx_px, model.fy_px), (LARGEST_PX - 2 * MARGIN_PX) / (high - low))
    centre = MARGIN_PX - low * focal_px
    size = np.ceil((high - low) * focal_px + 2 * MARGIN_PX).astype(int)
    pinhole = CameraModel(model.name, *size.tolist(), *focal_px.tolist(), *centre.tolist())
    places = (rays * focal_px + centre + 0.5) / size
    places[~known] = -1.0
    return Lens(pinhole, places.astype(np.float32))


def _rays(model: CameraModel) -> npt.NDArray[np.float64]:
    """Return x and y of the ray of each pixel, (height, width, 2)."""
    width, height = model.size_wh_px
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    pixels = np.stack([columns, rows], -1).reshape(-1, 2).astype(float)
    return model.rays(pixels)[:, :2].reshape(height, width, 2)
