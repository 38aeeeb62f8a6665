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
    TOP   error of the upper edge of its boxes that stays for a while, rad
    FOOT  the same of the lower edge

and, for each camera, what all objects share: BIAS, the lasting slope error of its pitch, and
PITCH, the car's pitching of the moment (`shared.py`).

These are the modified polar coordinates of Aidala and Hammel (IEEE TAC 1983): what a camera cannot
know, the scale, stands alone in λ and the sizes, and does not spoil what it can, u and w.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt

from vigil.geometry.camera_model import Floats
from vigil.tracking.settings import RangeFilter

LOG, RATE, PUSH, BEAR, TURN, TALL, WIDE, LIFT, TOP, FOOT = range(10)
OWN = 10
"""States of its own; those that all objects share follow."""
SQUARE = 0.2
"""Logarithm of width over height up to which a thing may be a car's face, KITTI: 0.05 +- 0.12."""
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


def staying(edge_rad: Floats, settings: RangeFilter) -> Floats:
    """Return the variance of that part of an edge's error that stays from frame to frame."""
    return np.asarray((1.0 - settings.edge_white**2) * edge_rad**2)


def diagonals(matrices: Floats) -> Floats:
    """Return a view, (N, S), of the diagonals of matrices (N, S, S)."""
    return np.asarray(np.einsum("nii->ni", matrices))


class Filter:
    """Means (N, S) and covariances (N, S, S) of S states; rows are objects."""

    def __init__(self, settings: RangeFilter, shared: int) -> None:
        self.settings = settings
        states = OWN + shared
        self.mean: Floats = np.empty((0, states))
        self.covariance: Floats = np.empty((0, states, states))
        self.edge_rad: Floats = np.empty(0)
        """Standard deviation of the edges of the last box, (N,)."""

    def __len__(self) -> int:
        """Return the number of objects."""
        return len(self.mean)

    def append(self, mean: Floats, covariance: Floats, edge_rad: Floats) -> None:
        """Add objects: (M, S), (M, S, S) and (M,)."""
        self.edge_rad = np.append(self.edge_rad, edge_rad)
        self.mean = np.concatenate([self.mean, mean])
        self.covariance = np.concatenate([self.covariance, covariance])

    def keep(self, rows: npt.NDArray[np.bool_]) -> None:
        """Drop the other objects."""
        self.mean, self.covariance = self.mean[rows], self.covariance[rows]
        self.edge_rad = self.edge_rad[rows]

    def predict(self, own: OwnMotion) -> None:
        """Move every object one step on, at constant velocity plus a fading acceleration."""
        if not len(self.mean):
            return
        jacobian = self._step(own)
        p = self.covariance
        p[:, :OWN] = jacobian @ p[:, :OWN]
        p[:, :, :OWN] = p[:, :, :OWN] @ jacobian.transpose(0, 2, 1)
        diagonals(p)[:, :OWN] += self._noise(own.seconds)

    def update(self, rows: Rows, innovation: Floats, jacobian: Floats, variance: Floats) -> None:
        """Take in one number for each of some objects: (M,), (M, S), (M,)."""
        covariance = self.covariance[rows]
        with_state = (covariance @ jacobian[:, :, None])[:, :, 0]
        spread = (with_state * jacobian).sum(1)
        limit = self.settings.outlier_sd * np.sqrt(spread + variance)
        # Huber: what is too far off is taken as noisier, until it is just at the limit.
        excess = np.maximum(np.abs(innovation) / limit, 1.0) ** 2
        total = (spread + variance) * excess
        gain = with_state / total[:, None]
        self.mean[rows] += gain * innovation[:, None]
        covariance -= gain[:, :, None] * with_state[:, None, :]
        self.covariance[rows] = covariance

    def _step(self, own: OwnMotion) -> Floats:
        """Move the means; return the Jacobian (N, OWN, OWN)."""
        dt, s = own.seconds, self.mean
        u, w, push = s[:, RATE].copy(), s[:, TURN].copy(), s[:, PUSH].copy()
        gained = own.gained_mps * np.exp(-s[:, LOG])
        cos, sin = np.cos(s[:, BEAR]), np.sin(s[:, BEAR])
        along = np.maximum(1.0 + u * dt + 0.5 * push * dt**2, 0.05)
        across = w * dt
        fast, side = u + push * dt - gained * cos, w + gained * sin
        norm = along**2 + across**2
        memory = exp(-dt / self.settings.acceleration_memory_s)
        lift = exp(-dt / self.settings.slope_memory_s)
        edge = self._edge_memory(dt)
        rate, turn = (fast * along + side * across) / norm, (side * along - fast * across) / norm
        s[:, LOG] += 0.5 * np.log(norm)
        s[:, BEAR] += np.arctan2(across, along) - own.turned_rad
        s[:, RATE], s[:, TURN] = rate, turn
        s[:, PUSH] *= memory / np.sqrt(norm)
        s[:, LIFT] *= lift
        s[:, TOP] *= edge
        s[:, FOOT] *= edge
        f = np.zeros((len(s), OWN, OWN))
        diagonals(f)[:] = 1.0
        along_s, across_s = along * (dt / norm), across * (dt / norm)
        f[:, LOG, RATE], f[:, LOG, TURN] = along_s, across_s
        f[:, LOG, PUSH] = 0.5 * dt * along_s
        f[:, BEAR, RATE], f[:, BEAR, TURN] = -across_s, along_s
        f[:, RATE, RATE] = (along + fast * dt) / norm - 2.0 * rate * along_s
        f[:, RATE, TURN] = (across + side * dt) / norm - 2.0 * rate * across_s
        f[:, RATE, PUSH] = along_s
        f[:, RATE, LOG] = gained * cos
        f[:, TURN, TURN] = (along - fast * dt) / norm - 2.0 * turn * across_s
        f[:, TURN, RATE] = (side * dt - across) / norm - 2.0 * turn * along_s
        f[:, PUSH, PUSH] = memory / np.sqrt(norm)
        f[:, LIFT, LIFT] = lift
        f[:, TOP, TOP] = f[:, FOOT, FOOT] = edge
        return f

    def _edge_memory(self, dt: float) -> Floats:
        """Return the share of an edge's error that is left; a box that grows is seen anew."""
        settings = self.settings
        faded = 1.0 / settings.edge_memory_s + np.abs(self.mean[:, RATE]) / settings.edge_growth
        return np.asarray(np.exp(-dt * faded))

    def _turning(self) -> Floats:
        """Return how fast apparent widths change, (logarithm)² per second.

        A vehicle seen from behind is about as wide as high; one that shows its side, and whatever
        walks, changes its outline as it turns, and that must not be taken for growth.
        """
        outline = np.abs(self.mean[:, WIDE] - self.mean[:, TALL])
        settings = self.settings
        sided = np.minimum(np.maximum(outline / SQUARE - 1.0, 0.0), 1.0)
        noise = settings.width_noise + sided * (settings.turning_noise - settings.width_noise)
        return np.asarray(noise**2)

    def _noise(self, dt: float) -> Floats:
        """Return variances of one step (N, OWN): accelerations count less the farther away."""
        settings, near = self.settings, np.exp(-2.0 * self.mean[:, LOG])
        forget = 1.0 - exp(-2.0 * dt / settings.acceleration_memory_s)
        relax = 1.0 - exp(-2.0 * dt / settings.slope_memory_s)
        noise = np.zeros((len(near), OWN))
        noise[:, PUSH] = near * settings.acceleration_sd_mps2**2 * forget
        noise[:, RATE] = near * settings.forward_noise_mps2**2 * dt
        noise[:, TURN] = near * settings.lateral_noise_mps2**2 * dt
        noise[:, TALL] = settings.height_noise**2 * dt
        drift = staying(self.edge_rad, settings) * (1.0 - self._edge_memory(dt) ** 2)
        span = np.exp(self.mean[:, WIDE] - self.mean[:, LOG])
        noise[:, WIDE] = self._turning() * dt + 2.0 * drift / span**2
        noise[:, LIFT] = lift_variance(self.mean, settings) * relax
        noise[:, TOP] = noise[:, FOOT] = drift
        return noise
