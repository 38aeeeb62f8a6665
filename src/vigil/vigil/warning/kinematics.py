"""How two vehicles come together: time to collision, smallest gap, deceleration, with their doubt.

Relative numbers are those of the records: a negative speed closes the gap.  Each estimate is taken
as normal and independent of the others, for the records carry no covariance between them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import erfc, hypot, inf, sqrt
from typing import Protocol

TOUCHING_M = 0.1
"""A gap that is no gap: it keeps v²/2x finite."""

NEVER_S = 3600.0
"""A collision later than this is none: two speeds that differ by rounding alone."""


def chance_positive(mean: float, sd: float) -> float:
    """Return the probability that a normal quantity is above zero."""
    if sd <= 0.0:
        return 0.5 if mean == 0.0 else float(mean > 0.0)
    return 0.5 * erfc(-mean / sd / sqrt(2.0))


def shrunk(value: float, sd: float) -> float:
    """Return what counts of a number that is usually zero: none within its deviation.

    The estimator of James and Stein (1961), its positive part: well beyond its deviation nearly all
    of it counts.
    """
    return value * max(1.0 - (sd / value) ** 2, 0.0) if abs(value) > sd else 0.0


class Approach(Protocol):
    """How one object comes closer, whatever that was measured by."""

    @property
    def ttc_s(self) -> float | None:
        """Time to collision, s; None: there is none ahead."""

    @property
    def ttc_sd_s(self) -> float | None:
        """Standard deviation of ttc_s."""

    @property
    def closing_probability(self) -> float:
        """That the gap closes now, 0..1."""

    def within(self, time_s: float) -> float:
        """Return the probability of a collision within some time, 0..1."""


@dataclass(frozen=True, slots=True)
class GapApproach:
    """An approach by gap, relative speed and relative acceleration: x + v t + ½ a t²."""

    gap_m: float
    gap_sd_m: float
    speed_mps: float
    speed_sd_mps: float
    acceleration_mps2: float
    acceleration_sd_mps2: float

    @property
    def ttc_s(self) -> float | None:
        """2x / (sqrt(v² + 2 x a) + v) with closing v and a (openpilot); None where no root is."""
        gap_m = max(self.gap_m, 0.0)
        closing_mps, gain_mps2 = -self.speed_mps, -self.acceleration_mps2
        discriminant = closing_mps**2 + 2.0 * gap_m * gain_mps2
        if discriminant < 0.0:
            return None
        denominator = sqrt(discriminant) + closing_mps
        return 2.0 * gap_m / denominator if 2.0 * gap_m < NEVER_S * denominator else None

    @property
    def ttc_sd_s(self) -> float | None:
        """First order: the doubt of the gap at that time over the speed at that time."""
        ttc_s = self.ttc_s
        if ttc_s is None:
            return None
        speed_mps = abs(self.speed_mps + self.acceleration_mps2 * ttc_s)
        return self._gap_sd_m(ttc_s) / speed_mps if speed_mps > 0.0 else None

    @property
    def closing_probability(self) -> float:
        """That the gap closes now."""
        return chance_positive(-self.speed_mps, self.speed_sd_mps)

    def within(self, time_s: float) -> float:
        """Return the chance that the smallest gap until then is none, and that it was closing.

        ttc < T holds where min x(t) < 0 for t in 0..T; x(t) is linear in the three normal
        estimates, so that its chance needs no linearised ttc, which fails near zero speed.
        """
        nearest_s = self._nearest_s(time_s)
        mean_mps = self.speed_mps + 0.5 * self.acceleration_mps2 * nearest_s
        mean_sd_mps = hypot(self.speed_sd_mps, 0.5 * nearest_s * self.acceleration_sd_mps2)
        touching = chance_positive(-self._gap_at_m(nearest_s), self._gap_sd_m(nearest_s))
        return min(touching, chance_positive(-mean_mps, mean_sd_mps))

    def _nearest_s(self, time_s: float) -> float:
        """When the gap is smallest: at the end, unless it opens again before."""
        if self.speed_mps < 0.0 < self.acceleration_mps2:
            return min(time_s, -self.speed_mps / self.acceleration_mps2)
        return time_s

    def _gap_at_m(self, time_s: float) -> float:
        return self.gap_m + time_s * (self.speed_mps + 0.5 * self.acceleration_mps2 * time_s)

    def _gap_sd_m(self, time_s: float) -> float:
        from_speed_m = self.speed_sd_mps * time_s
        from_acceleration_m = 0.5 * self.acceleration_sd_mps2 * time_s**2
        return hypot(self.gap_sd_m, from_speed_m, from_acceleration_m)


@dataclass(frozen=True, slots=True)
class ScaleApproach:
    """An approach by the growth of a picture: 1 / rate is the time to collision (Lee 1976)."""

    rate_ps: float
    rate_sd_ps: float

    @property
    def ttc_s(self) -> float | None:
        """Inverse of the growth, speeds taken as constant."""
        return 1.0 / self.rate_ps if self.rate_ps * NEVER_S > 1.0 else None

    @property
    def ttc_sd_s(self) -> float | None:
        """First order."""
        return None if self.ttc_s is None else self.rate_sd_ps * self.ttc_s**2

    @property
    def closing_probability(self) -> float:
        """That the picture grows."""
        return chance_positive(self.rate_ps, self.rate_sd_ps)

    def within(self, time_s: float) -> float:
        """Return the chance that it grows faster than 1 / T."""
        return chance_positive(self.rate_ps - 1.0 / time_s, self.rate_sd_ps)


def required_deceleration_mps2(
    gap_m: float, own_mps: float, other_mps: float, other_acceleration_mps2: float
) -> float:
    """Return the constant deceleration that keeps us from touching; 0 where none is needed.

    A lead that brakes either still rolls when the speeds are equal, or has stopped before (the two
    cases of CAMP, Kiefer et al. 1999).  One that comes towards us is met on the way.  One that
    speeds up is taken to keep its speed: nobody promised that it goes on.
    """
    gap_m, own_mps = max(gap_m, TOUCHING_M), max(own_mps, 0.0)
    closing_mps, braking_mps2 = own_mps - other_mps, max(-other_acceleration_mps2, 0.0)
    if other_mps < 0.0:
        return own_mps * (own_mps - 2.0 * other_mps) / (2.0 * gap_m)
    if braking_mps2 > 0.0 and (2.0 * gap_m * braking_mps2 > closing_mps * other_mps):
        return own_mps**2 / (2.0 * gap_m + other_mps**2 / braking_mps2)
    return braking_mps2 + closing_mps**2 / (2.0 * gap_m) if closing_mps > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest gap of a braking that is yet to come, and what its doubt rests on."""

    gap_m: float
    rolling_s: float
    """How long the other one rolls until then: what a doubt of its speed is worth."""

    def sd_m(self, gap_sd_m: float, speed_sd_mps: float, acceleration_sd_mps2: float) -> float:
        """First order: where the gap is smallest, its own time does not count."""
        rolling_s = self.rolling_s
        return hypot(gap_sd_m, rolling_s * speed_sd_mps, 0.5 * rolling_s**2 * acceleration_sd_mps2)


def smallest_gap(
    gap_m: float,
    own_mps: float,
    slowing_mps2: float,
    delay_s: float,
    deceleration_mps2: float,
    other_mps: float,
    other_mps2: float,
) -> Least:
    """Return the smallest gap when we slow as we do, and brake after a delay until we stand.

    The other one brakes on until it stands; that it goes on to speed up, nobody promised.  One that
    comes towards us keeps its speed.  A negative gap: too late by so much.
    """
    until_s = min(delay_s, own_mps / slowing_mps2) if slowing_mps2 > 0.0 else delay_s
    then_mps = max(own_mps - slowing_mps2 * delay_s, 0.0)
    way_m = until_s * (own_mps - 0.5 * slowing_mps2 * until_s)
    braking_mps2 = max(-other_mps2, 0.0) if other_mps >= 0.0 else 0.0
    stops_s = other_mps / braking_mps2 if braking_mps2 > 0.0 else inf

    def least(braked_s: float) -> tuple[float, float]:
        time_s = until_s + braked_s
        rolling_s = min(time_s, stops_s)
        other_m = rolling_s * (other_mps - 0.5 * braking_mps2 * rolling_s)
        own_m = way_m + braked_s * (then_mps - 0.5 * deceleration_mps2 * braked_s)
        return gap_m + other_m - own_m, rolling_s

    found = [least(0.0), least(then_mps / deceleration_mps2)]
    same_s = _same_speed_s(then_mps, deceleration_mps2, other_mps, braking_mps2, until_s)
    if 0.0 < same_s < min(then_mps / deceleration_mps2, stops_s - until_s):
        found.append(least(same_s))
    return Least(*min(found))


def _same_speed_s(
    own_mps: float, own_mps2: float, other_mps: float, other_mps2: float, since_s: float
) -> float:
    """Return when two that brake are equally fast; the other one since some time before."""
    surplus_mps2 = own_mps2 - other_mps2
    if surplus_mps2 <= 0.0:
        return inf
    return (own_mps - other_mps + other_mps2 * since_s) / surplus_mps2


def with_doubt(
    function: Callable[..., float], values: tuple[float, ...], sds: tuple[float, ...]
) -> tuple[float, float]:
    """Return a function of independent estimates and its deviation, by central differences."""
    spread = 0.0
    for index, sd in enumerate(sds):
        above, below = list(values), list(values)
        above[index] += sd
        below[index] -= sd
        spread = hypot(spread, 0.5 * (function(*above) - function(*below)))
    return function(*values), spread
