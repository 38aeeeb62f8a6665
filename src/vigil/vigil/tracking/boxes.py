"""Where the boxes of known objects will be in the next picture: one bank for each camera.

Middle, width and height move independently at constant velocity (Kalman, as in SORT), each with
noise in proportion to the height of the box, and in seconds rather than frames.
"""

import numpy as np
import numpy.typing as npt

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import Rows
from vigil.tracking.settings import Association

Flags = npt.NDArray[np.bool_]


class Boxes:
    """Means (N, 4, 2) and covariances (N, 4, 3) of cx, cy, w, h and their speeds."""

    def __init__(self, settings: Association) -> None:
        self._settings = settings
        self.mean: Floats = np.empty((0, 4, 2))
        self.spread: Floats = np.empty((0, 4, 3))
        """Variance of the place, covariance, variance of the speed."""
        self.unseen_s: Floats = np.empty(0)
        """Since this camera last saw it; infinite: never."""

    @property
    def live(self) -> Flags:
        """Which objects this camera saw lately, so that its boxes mean something."""
        return np.asarray(self.unseen_s <= self._settings.memory_s)

    def append(self, count: int) -> None:
        """Add objects that this camera does not see yet."""
        self.mean = np.concatenate([self.mean, np.zeros((count, 4, 2))])
        self.spread = np.concatenate([self.spread, np.ones((count, 4, 3))])
        self.unseen_s = np.append(self.unseen_s, np.full(count, np.inf))

    def keep(self, rows: Flags) -> None:
        """Drop the other objects."""
        self.mean, self.spread = self.mean[rows], self.spread[rows]
        self.unseen_s = self.unseen_s[rows]

    def predict(self, seconds: float) -> None:
        """Move every box on."""
        self.unseen_s = self.unseen_s + seconds
        scale = np.maximum(self.mean[:, 3, 0], 1.0)[:, None]
        power = (self._settings.acceleration_sd * scale) ** 2
        place, both, speed = _columns(self.spread)
        self.mean[:, :, 0] += self.mean[:, :, 1] * seconds
        self.mean[:, 2:, 0] = np.maximum(self.mean[:, 2:, 0], 1.0)
        place += 2.0 * seconds * both + seconds**2 * speed + power * (seconds**4 / 4.0)
        both += seconds * speed + power * (seconds**3 / 2.0)
        speed += power * seconds**2

    def update(self, rows: Rows, xyxy_px: Floats, edge_sd_px: Floats) -> None:
        """Take in boxes (M, 4) of objects; the first one sets the place."""
        if not len(rows):
            return
        seen = middles(xyxy_px)
        noise = self.noise(seen[:, 3], edge_sd_px)[:, None]
        known = self.live[rows]
        self.unseen_s[rows] = 0.0
        if not known.all():
            self._start(rows[~known], seen[~known], noise[~known])
            rows, seen, noise = rows[known], seen[known], noise[known]
        spread = self.spread[rows]
        place, both, speed = _columns(spread)
        gain = spread[..., :2] / (place + noise)[..., None]
        self.mean[rows] += (seen - self.mean[rows, :, 0])[..., None] * gain
        speed -= gain[..., 1] * both
        both -= gain[..., 0] * both
        place -= gain[..., 0] * place
        self.spread[rows] = spread

    def noise(self, height_px: Floats, edge_sd_px: Floats) -> Floats:
        """Return the variance of a measured middle, (N,)."""
        return np.asarray((self._settings.edge_noise * height_px) ** 2 + edge_sd_px**2)

    def _start(self, rows: Rows, seen: Floats, noise: Floats) -> None:
        self.mean[rows, :, 0], self.mean[rows, :, 1] = seen, 0.0
        self.spread[rows, :, 0], self.spread[rows, :, 1] = noise, 0.0
        self.spread[rows, :, 2] = (self._settings.velocity_sd * seen[:, 3:]) ** 2


def _columns(spread: Floats) -> tuple[Floats, Floats, Floats]:
    """Return views of variance of the place, covariance, variance of the speed."""
    return spread[..., 0], spread[..., 1], spread[..., 2]


def middles(xyxy_px: Floats) -> Floats:
    """Return cx, cy, w, h of boxes (N, 4)."""
    low, high = xyxy_px[:, :2], xyxy_px[:, 2:]
    return np.concatenate([(low + high) / 2.0, high - low], axis=1)
