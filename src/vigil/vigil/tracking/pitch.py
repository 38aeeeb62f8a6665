"""The lasting error of a camera's pitch, as the feet and sizes of objects show it."""

from math import exp, sqrt

from vigil.base.records import Mounting
from vigil.tracking.settings import RangeFilter

MEMORY_S = 120.0
"""How long it is believed: load and tank change a car's rest pitch over minutes."""


class PitchBias:
    """One angle: what all feet of one camera lie too high, as a slope."""

    def __init__(self, settings: RangeFilter) -> None:
        self._settings = settings
        self._pitch_rad: float | None = None
        self._variance = 0.0
        self.rad = 0.0

    @property
    def sd_rad(self) -> float:
        """Standard deviation of `rad`."""
        return sqrt(self._variance)

    def pass_time(self, mounting: Mounting, seconds: float) -> None:
        """Follow the mounting: when it is corrected, the rest of its error shrinks."""
        prior = max(mounting.pitch_sd_rad**2 - self._settings.pitching_sd_rad**2, LEAST_RAD**2)
        if self._pitch_rad is None:
            self._pitch_rad, self._variance = mounting.pitch_rad, prior
        self.rad -= mounting.pitch_rad - self._pitch_rad
        self._pitch_rad = mounting.pitch_rad
        fade = exp(-seconds / MEMORY_S)
        self.rad *= fade
        self._variance = min(self._variance, prior) * fade**2 + prior * (1.0 - fade**2)

    def learn(self, lift_rad: float, lift_variance: float) -> float:
        """Take in one object's slope error; return by how much the bias moved."""
        spread = lift_variance + self._settings.slope_sd_rad**2
        gain = self._variance / (self._variance + spread)
        moved = gain * lift_rad
        self.rad += moved
        self._variance *= 1.0 - gain
        return moved


LEAST_RAD = 1e-4
