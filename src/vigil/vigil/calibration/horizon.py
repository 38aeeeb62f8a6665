"""Where the lines of a road meet: the direction of travel as one picture shows it.

With the camera's roll taken out, a line of the road at lateral place d and curvature k appears at
    x = x_h + s (y - y_h) + b / (y - y_h),    s = -d cos(pitch) / height,   b = -k height / 2,
so that all lines share x_h, y_h and b (the hyperbola of Guiducci 1999, "Parametric model of the
perspective projection of a road").  Then pitch = atan(-y_h) and yaw = atan(x_h cos(pitch)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, cos, sin, tan

import numpy as np

from vigil.base.records import Mounting
from vigil.calibration.settings import CalibrationSettings
from vigil.geometry.camera_model import CameraModel, Floats

STEPS = 8
STILL = 1e-5
"""A step this small, rad, ends the fit: a hundredth of a pixel."""
HUBER = 1.345
"""95 % efficiency on Gaussian errors (Huber 1981)."""
SHARED = 3
"""Parameters that all lines share: x_h, y_h, b."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """What one picture says of the mounting, with doubt."""

    pitch_rad: float
    pitch_sd_rad: float
    yaw_rad: float
    yaw_sd_rad: float
    curvature_pm: float
    slopes: tuple[float, ...]
    """Of each line given, left lines first: positive slopes lie to the right of the camera."""


def flat_rays(model: CameraModel, mounting: Mounting, points_px: Floats) -> Floats:
    """Return pixels (N, 2) as rays x right, y down at z = 1, (N, 2), with the roll taken out."""
    rays = model.rays(points_px)
    c, s = cos(mounting.roll_rad), sin(mounting.roll_rad)
    return np.column_stack([rays[:, 0] * c - rays[:, 1] * s, rays[:, 0] * s + rays[:, 1] * c])


def find_horizon(
    lines: Sequence[Floats], mounting: Mounting, error: float, settings: CalibrationSettings
) -> Horizon | None:
    """Fit the lines (each (N, 2), of `flat_rays`) around a mounting; None where they do not tell.

    `error` is that of one point, in the unit of the rays.
    """
    fit = _Fit(lines, mounting, settings)
    values = fit.first()
    for _ in range(STEPS):
        step, covariance = fit.step(values, error)
        values = values + step
        if not np.all(np.isfinite(values)) or abs(values[1] - fit.y_0) > settings.max_angle_rad:
            return None
        if np.abs(step[:2]).max() < STILL:
            break
    pitch_rad = atan(-values[1])
    yaw_rad = atan(values[0] * cos(pitch_rad))
    return Horizon(
        pitch_rad=pitch_rad,
        pitch_sd_rad=float(np.sqrt(covariance[1, 1])),
        yaw_rad=yaw_rad,
        yaw_sd_rad=float(np.sqrt(covariance[0, 0])),
        curvature_pm=-2.0 * float(values[2]) / mounting.z_m,
        slopes=tuple(float(slope) for slope in values[SHARED:]),
    )


class _Fit:
    """Gauss-Newton with Huber's weights; a prior on the curvature keeps short lines straight."""

    def __init__(
        self, lines: Sequence[Floats], mounting: Mounting, settings: CalibrationSettings
    ) -> None:
        self._x = np.concatenate([line[:, 0] for line in lines])
        self._y = np.concatenate([line[:, 1] for line in lines])
        self._line = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
        count = np.bincount(self._line)
        self._worth = np.minimum(1.0, settings.independent_points / count)[self._line]
        self._bend_sd = settings.curvature_sd_pm * mounting.z_m / 2.0
        self._nearest = mounting.z_m / settings.max_reach_m
        self.x_0 = tan(mounting.yaw_rad) / cos(mounting.pitch_rad)
        self.y_0 = -tan(mounting.pitch_rad)

    def first(self) -> Floats:
        """Return the mounting's own horizon, a straight road and each line's mean slope."""
        slope = (self._x - self.x_0) / np.maximum(self._y - self.y_0, self._nearest)
        return np.concatenate(
            [[self.x_0, self.y_0, 0.0], np.bincount(self._line, slope) / np.bincount(self._line)]
        )

    def step(self, values: Floats, error: float) -> tuple[Floats, Floats]:
        """Return the next step and the covariance of the parameters."""
        fall = np.maximum(self._y - values[1], self._nearest)
        slope, bend = values[SHARED:][self._line], values[2]
        rest = self._x - (values[0] + slope * fall + bend / fall)
        jacobian = np.zeros((len(rest), len(values)))
        jacobian[:, 0] = 1.0
        jacobian[:, 1] = bend / fall**2 - slope
        jacobian[:, 2] = 1.0 / fall
        jacobian[np.arange(len(rest)), SHARED + self._line] = fall
        scale = max(error, 1.4826 * float(np.median(np.abs(rest))))  # MAD of a Gaussian
        weight = self._worth * np.minimum(1.0, HUBER * scale / np.maximum(np.abs(rest), 1e-12))
        information = (jacobian.T * weight) @ jacobian / scale**2
        gradient = (jacobian.T * weight) @ rest / scale**2
        information[2, 2] += self._bend_sd**-2
        gradient[2] -= bend * self._bend_sd**-2
        covariance = np.linalg.pinv(information)
        return covariance @ gradient, covariance
