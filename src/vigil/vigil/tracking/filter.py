"""One Kalman filter for each object: distance, growth, bearing and size together.

State of each object, seen from one point of ours (the eye):

    LOG   λ = ln r       r: distance on the ground, m
    RATE  u = ṙ / r      1/s; -1/u is the time to collision, whatever the scale
    PUSH  κ = a / r      its acceleration away from us, 1/s²
    BEAR  β              bearing, rad
    TURN  w              rate of the line of sight in axes that do not turn with us, rad/s
    TALL  ln height
    WIDE  ln apparent width
    LIFT  slope error of its own foot, rad: road that is no plane

and, for each camera, what all objects share: BIAS, the lasting slope error of its pitch, and
PITCH, the car's pitching of the moment (`shared.py`).

These are the modified polar coordinates of Aidala and Hammel (IEEE TAC 1983): what a camera cannot
know, the scale, stands alone in λ and the sizes, and does not spoil what it can, u and w.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vigil.geometry.camera_model import Floats
from vigil.tracking.settings import RangeFilter

LOG, RATE, PUSH, BEAR, TURN, TALL, WIDE, LIFT = range(8)
OWN = 8
"""States of its own; those that all objects share follow."""
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class OwnMotion:
    """How we move, and what we did since the last moment."""

    seconds: float
    """Since the last moment."""
    speed_mps: float | None
    """Forward speed, negative backwards; unknown: lost."""
    turning_radps: float | None
    """Yaw rate, left is positive; unknown: lost."""
    gained_mps: float
    """Change of our speed; 0 where it is unknown."""

    @property
    def turned_rad(self) -> float:
        """Change of our heading; 0 where it is unknown."""
        return (self.turning_radps or 0.0) * self.seconds

    @property
    def travelled_m(self) -> float:
        """Way we made; 0 where it is unknown."""
        return (self.speed_mps or 0.0) * self.seconds


def lift_variance(mean: Floats, settings: RangeFilter) -> Floats:
    """Return how far the feet of objects may be off the plane, as slopes, squared, (N,)."""
    near = np.exp(-2.0 * mean[:, LOG]) * settings.unevenness_m**2
    aside = np.sin(mean[:, BEAR]) ** 2 * settings.crossfall_rad**2
    return np.asarray(settings.slope_sd_rad**2 + near + aside)


class Filter:
    """Means (N, S) and covariances (N, S, S) of S states; rows are objects."""

    def __init__(self, settings: RangeFilter, shared: int) -> None:
        self._settings = settings
        states = OWN + shared
        self.mean: Floats = np.empty((0, states))
        self.covariance: Floats = np.empty((0, states, states))

    def __len__(self) -> int:
        """Return the number of objects."""
        return len(self.mean)

    def append(self, mean: Floats, covariance: Floats) -> None:
        """Add objects: (M, S) and (M, S, S)."""
        self.mean = np.concatenate([self.mean, mean])
        self.covariance = np.concatenate([self.covariance, covariance])

    def keep(self, rows: npt.NDArray[np.bool_]) -> None:
        """Drop the other objects."""
        self.mean, self.covariance = self.mean[rows], self.covariance[rows]

    def predict(self, own: OwnMotion) -> None:
        """Move every object one step on, at constant velocity plus a fading acceleration."""
        if not len(self.mean):
            return
        jacobian = self._step(own)
        p = self.covariance
        p[:, :OWN] = jacobian @ p[:, :OWN]
        p[:, :, :OWN] = p[:, :, :OWN] @ jacobian.transpose(0, 2, 1)
        p[:, :OWN, :OWN] += self._noise(own.seconds)

    def update(self, rows: Rows, innovation: Floats, jacobian: Floats, variance: Floats) -> None:
        """Take in one number for each of some objects: (M,), (M, S), (M,)."""
        covariance = self.covariance[rows]
        with_state = np.einsum("nij,nj->ni", covariance, jacobian)
        spread = np.einsum("ni,ni->n", with_state, jacobian)
        limit = self._settings.outlier_sd * np.sqrt(spread + variance)
        # Huber: what is too far off is taken as noisier, until it is just at the limit.
        excess = np.maximum(np.abs(innovation) / limit, 1.0) ** 2
        total = (spread + variance) * excess
        gain = with_state / total[:, None]
        self.mean[rows] += gain * innovation[:, None]
        self.covariance[rows] = covariance - gain[:, :, None] * with_state[:, None, :]

    def _step(self, own: OwnMotion) -> Floats:
        """Move the means; return the Jacobian (N, 8, 8)."""
        dt, s = own.seconds, self.mean
        u, w, push = s[:, RATE].copy(), s[:, TURN].copy(), s[:, PUSH].copy()
        gained = own.gained_mps * np.exp(-s[:, LOG])
        cos, sin = np.cos(s[:, BEAR]), np.sin(s[:, BEAR])
        along = np.maximum(1.0 + u * dt + 0.5 * push * dt**2, 0.05)
        across = w * dt
        fast, side = u + push * dt - gained * cos, w + gained * sin
        norm = along**2 + across**2
        memory = np.exp(-dt / self._settings.acceleration_memory_s)
        lift = np.exp(-dt / self._settings.slope_memory_s)
        rate, turn = (fast * along + side * across) / norm, (side * along - fast * across) / norm
        s[:, LOG] += 0.5 * np.log(norm)
        s[:, BEAR] += np.arctan2(across, along) - own.turned_rad
        s[:, RATE], s[:, TURN] = rate, turn
        s[:, PUSH] *= memory / np.sqrt(norm)
        s[:, LIFT] *= lift
        f = np.broadcast_to(np.eye(OWN), (len(s), OWN, OWN)).copy()
        f[:, LOG, RATE], f[:, LOG, TURN] = along * dt / norm, across * dt / norm
        f[:, LOG, PUSH] = 0.5 * along * dt**2 / norm
        f[:, BEAR, RATE], f[:, BEAR, TURN] = -across * dt / norm, along * dt / norm
        f[:, RATE, RATE] = (along + fast * dt - 2.0 * rate * along * dt) / norm
        f[:, RATE, TURN] = (across + side * dt - 2.0 * rate * across * dt) / norm
        f[:, RATE, PUSH] = along * dt / norm
        f[:, RATE, LOG] = gained * cos
        f[:, TURN, TURN] = (along - fast * dt - 2.0 * turn * across * dt) / norm
        f[:, TURN, RATE] = (side * dt - across - 2.0 * turn * along * dt) / norm
        f[:, PUSH, PUSH] = memory / np.sqrt(norm)
        f[:, LIFT, LIFT] = lift
        return np.asarray(f)

    def _noise(self, dt: float) -> Floats:
        """Return the noise of one step (N, 8, 8): accelerations count less the farther away."""
        settings, near = self._settings, np.exp(-2.0 * self.mean[:, LOG])
        forget = 1.0 - np.exp(-2.0 * dt / settings.acceleration_memory_s)
        relax = 1.0 - np.exp(-2.0 * dt / settings.slope_memory_s)
        noise = np.zeros((len(near), OWN))
        noise[:, PUSH] = near * settings.acceleration_sd_mps2**2 * forget
        noise[:, RATE] = near * (0.3 * settings.lateral_noise_mps2) ** 2 * dt
        noise[:, TURN] = near * settings.lateral_noise_mps2**2 * dt
        noise[:, TALL] = settings.height_noise**2 * dt
        noise[:, WIDE] = settings.width_noise**2 * dt
        noise[:, LIFT] = lift_variance(self.mean, settings) * relax
        return np.asarray(noise[:, :, None] * np.eye(OWN))
