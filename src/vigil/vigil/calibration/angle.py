"""One angle of a mounting, found from many frames that each see it shaken."""

from dataclasses import dataclass
from math import hypot, sqrt

FREEDOM = 4.0
"""Student's t with 4 degrees of freedom: a frame four sd off counts a quarter (Roth 2013)."""
SPREAD_S = 30.0
"""How much driving the spread of single frames is learned from."""
SPREAD_RANGE = 3.0
"""The spread stays within a third and three times what was expected of it."""


@dataclass
class Angle:
    """A recursive mean with doubt: a Kalman filter of one state with heavy-tailed measurements.

    Frames within one swing of the car err alike, so a frame counts by the time it stands for:
    its variance is multiplied by swing_s / dt_s.
    """

    mean_rad: float
    sd_rad: float
    spread_rad: float
    """Standard deviation of a single frame about the mean: the car's own motion."""
    swing_s: float
    drift_rad_per_sqrt_s: float

    def __post_init__(self) -> None:
        self._expected_rad = self.spread_rad

    def update(self, found_rad: float, found_sd_rad: float, dt_s: float) -> None:
        """Take what one frame says, dt_s after the last one."""
        prior = self.sd_rad**2 + self.drift_rad_per_sqrt_s**2 * dt_s
        single = found_sd_rad**2 + self.spread_rad**2
        rest = found_rad - self.mean_rad
        trust = (FREEDOM + 1.0) / (FREEDOM + rest**2 / (prior + single))
        noise = single * max(self.swing_s / dt_s, 1.0) / min(trust, 1.0)
        gain = prior / (prior + noise)
        self.mean_rad += gain * rest
        self.sd_rad = sqrt((1.0 - gain) * prior)
        self._learn_spread(rest, found_sd_rad, dt_s)

    def _learn_spread(self, rest: float, found_sd_rad: float, dt_s: float) -> None:
        known = hypot(self.sd_rad, found_sd_rad)
        seen = min(max(rest**2 - known**2, 0.0), 9.0 * self.spread_rad**2)
        share = min(dt_s / SPREAD_S, 1.0)
        spread = sqrt(self.spread_rad**2 + share * (seen - self.spread_rad**2))
        low, high = self._expected_rad / SPREAD_RANGE, self._expected_rad * SPREAD_RANGE
        self.spread_rad = min(max(spread, low), high)
