"""How a camera turns directions into pixels: a pinhole with one of ROS's distortion models.

Pixels follow OpenCV: (0, 0) is the centre of the first pixel.  The optical frame is x right,
y down, z ahead (REP-103).
"""

from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
BEHIND_M = 1e-6
WIDEST_RAD = 1.56
"""89.4 degrees off the axis: beyond it a point of the picture says nothing of a plane ahead."""
STOP = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 50, 1e-10)
"""OpenCV's own 5 rounds leave up to several pixels in the corners of a wide lens."""


class Distortion(str, Enum):
    """Names as in sensor_msgs/CameraInfo."""

    NONE = "none"
    PLUMB_BOB = "plumb_bob"  # k1 k2 p1 p2 k3 (Brown 1966)
    RATIONAL = "rational_polynomial"  # k1 k2 p1 p2 k3 k4 k5 k6
    FISHEYE = "equidistant"  # k1 k2 k3 k4 (Kannala and Brandt 2006)


@dataclass(frozen=True)
class CameraModel:
    """Intrinsics and distortion of one camera, for pictures of one size."""

    name: str
    width_px: int
    height_px: int
    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    distortion: Distortion = Distortion.NONE
    coefficients: tuple[float, ...] = ()

    @cached_property
    def matrix(self) -> Floats:
        """The camera matrix K, shape (3, 3)."""
        return np.array(
            [[self.fx_px, 0.0, self.cx_px], [0.0, self.fy_px, self.cy_px], [0.0, 0.0, 1.0]]
        )

    @property
    def size_wh_px(self) -> tuple[int, int]:
        """Width and height of its pictures."""
        return (self.width_px, self.height_px)

    @property
    def rectified(self) -> "CameraModel":
        """The same camera after its pictures were rectified: same K, no distortion."""
        return replace(self, distortion=Distortion.NONE, coefficients=())

    def pixels(self, points_optical_m: Floats) -> Floats:
        """Return where points (N, 3) of the optical frame appear, (N, 2).

        NaN behind the camera, and where the polynomial of the lens turns back: it would fold what
        is far outside of the picture into it.
        """
        points = np.asarray(points_optical_m, float).reshape(-1, 3)
        pixels = np.full((len(points), 2), np.nan)
        reach, _ = self._limits
        depths_m = np.maximum(points[:, 2], BEHIND_M)
        seen = (points[:, 2] > BEHIND_M) & (_radii(points) / depths_m <= reach)
        if seen.any():
            pixels[seen] = self._project(points[seen])
        return pixels

    def rays(self, points_px: Floats) -> Floats:
        """Return directions (N, 3) in the optical frame, z = 1, of pixels (N, 2).

        NaN where no direction ahead leads to a pixel, as in the black rim of a fisheye.
        """
        points = np.asarray(points_px, float).reshape(-1, 2)
        if not len(points):
            return np.empty((0, 3))
        rays = np.ones((len(points), 3))
        rays[:, :2] = bent = (points - (self.cx_px, self.cy_px)) / (self.fx_px, self.fy_px)
        if self.distortion is not Distortion.NONE:
            reach, rim = self._limits
            rays[:, :2] = flat = self._undistort(points)
            rays[~((_radii(flat) <= reach) & (_radii(bent) <= rim)), :2] = np.nan
        return rays

    def _project(self, points: Floats) -> Floats:
        none = np.zeros(3)
        if self.distortion is Distortion.FISHEYE:
            found, _ = cv2.fisheye.projectPoints(
                points[:, None], none, none, self.matrix, self._coefficients
            )
        elif self.distortion is Distortion.NONE:
            return points[:, :2] / points[:, 2:] * (self.fx_px, self.fy_px) + (
                self.cx_px,
                self.cy_px,
            )
        else:
            found, _ = cv2.projectPoints(points, none, none, self.matrix, self._coefficients)
        return np.asarray(found, float).reshape(-1, 2)

    def _undistort(self, points: Floats) -> Floats:
        if self.distortion is Distortion.FISHEYE:
            found = cv2.fisheye.undistortPoints(points[:, None], self.matrix, self._coefficients)
        else:
            found = cv2.undistortPointsIter(
                points[:, None], self.matrix, self._coefficients, np.eye(3), np.eye(3), STOP
            )
        return np.asarray(found, float).reshape(-1, 2)

    @cached_property
    def _limits(self) -> tuple[float, float]:
        """How far off the axis wider still means farther out: tangent of the angle, focal lengths.

        Infinite without distortion.
        """
        if self.distortion is Distortion.NONE:
            return float("inf"), float("inf")
        angles_rad = np.linspace(0.0, WIDEST_RAD, 2000)
        radii = self._radius(angles_rad)
        back = np.flatnonzero(np.diff(radii) <= 0.0)
        last = back[0] if len(back) else len(radii) - 1
        fisheye = self.distortion is Distortion.FISHEYE
        rim = min(radii[last], np.pi / 2) if fisheye else radii[last]  # OpenCV clamps it there
        return float(np.tan(angles_rad[last])), float(rim)

    def _radius(self, angles_rad: Floats) -> Floats:
        """Return how far from the axis an angle off it appears, in focal lengths."""
        k = np.concatenate([self._coefficients, np.zeros(8)])
        if self.distortion is Distortion.FISHEYE:
            return np.asarray(angles_rad * (1.0 + _powers(angles_rad**2, k[:4])))
        flat = np.tan(angles_rad)
        above = 1.0 + _powers(flat**2, k[[0, 1, 4]])
        return np.asarray(flat * above / (1.0 + _powers(flat**2, k[5:8])))

    @cached_property
    def _coefficients(self) -> Floats:
        return np.asarray(self.coefficients, float)


def _powers(x: Floats, factors: Floats) -> Floats:
    """Return factors[0] x + factors[1] x² + ..."""
    return np.asarray(sum(factor * x ** (n + 1) for n, factor in enumerate(factors)))


def _radii(points: Floats) -> Floats:
    """Return how far points (N, 2 or more) lie from the axis."""
    return np.asarray(np.hypot(points[:, 0], points[:, 1]))
