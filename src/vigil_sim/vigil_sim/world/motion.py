"""Ways to change speed and to move across the road."""

from dataclasses import dataclass
from math import copysign, cos, inf, pi, sin, sqrt
from typing import NamedTuple, Protocol


def towards(error: float, now: float, limit: float, jerk: float, dt_s: float) -> float:
    """Return the next acceleration on the way to a speed that is `error` above ours.

    It rises by the jerk to the limit, and falls by it again so that it ends as the speed is there.
    """
    wanted = copysign(min(limit, sqrt(2.0 * jerk * abs(error))), error)
    return now + min(max(wanted - now, -jerk * dt_s), jerk * dt_s)


class Across(NamedTuple):
    """Place, m, speed, m/s, and acceleration, m/s², across the road, left is positive."""

    d_m: float
    mps: float
    mps2: float


class Path(Protocol):
    """Where across the road something is to be at a time of the scenario."""

    @property
    def end_s(self) -> float:
        """When it has arrived; inf: it goes on."""
        ...

    @property
    def goal_m(self) -> float:
        """Where it will be in the end, or is on average."""
        ...

    def at(self, time_s: float) -> Across:
        """Return where it is to be."""
        ...


@dataclass(frozen=True, slots=True)
class Straight:
    """Keeps its place, or drifts from a moment on."""

    goal_m: float
    drift_mps: float = 0.0
    from_s: float = 0.0
    end_s: float = inf

    def at(self, time_s: float) -> Across:
        """Return where it is to be."""
        drifting = self.drift_mps and time_s > self.from_s
        if not drifting:
            return Across(self.goal_m, 0.0, 0.0)
        return Across(self.goal_m + self.drift_mps * (time_s - self.from_s), self.drift_mps, 0.0)


@dataclass(frozen=True, slots=True)
class Change:
    """A lane change: the quintic that begins and ends without speed and acceleration.

    It is the one of least jerk (Takahashi 1989; Werling 2010).
    """

    from_m: float
    goal_m: float
    begin_s: float
    over_s: float

    @property
    def end_s(self) -> float:
        """When it has arrived."""
        return self.begin_s + self.over_s

    def at(self, time_s: float) -> Across:
        """Return where it is to be."""
        u = min(max((time_s - self.begin_s) / self.over_s, 0.0), 1.0)
        way = self.goal_m - self.from_m
        return Across(
            self.from_m + way * u**3 * (10.0 - 15.0 * u + 6.0 * u * u),
            way * 30.0 * (u * (1.0 - u)) ** 2 / self.over_s,
            way * 60.0 * u * (1.0 - u) * (1.0 - 2.0 * u) / self.over_s**2,
        )


@dataclass(frozen=True, slots=True)
class Swing:
    """Swings about a place; the first period grows from nothing."""

    goal_m: float
    amplitude_m: float
    period_s: float
    begin_s: float
    end_s: float = inf

    def at(self, time_s: float) -> Across:
        """Return where it is to be."""
        t, w = time_s - self.begin_s, 2.0 * pi / self.period_s
        grown = min(t / self.period_s, 1.0)
        growing = 1.0 / self.period_s if grown < 1.0 else 0.0
        wave, slope = self.amplitude_m * sin(w * t), self.amplitude_m * w * cos(w * t)
        return Across(
            self.goal_m + grown * wave,
            grown * slope + growing * wave,
            2.0 * growing * slope - grown * w * w * wave,
        )
