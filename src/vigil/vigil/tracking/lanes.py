"""Lines of the road, followed over time: a Kalman filter over c0..c3 of each.

What a camera saw is moved along with our own motion before the next look is blended in, so that
a line lives on through dashes, shadows and a car that covers it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TypeVar

import numpy as np
from scipy.linalg.lapack import dposv

from vigil.base.records import LaneLine, LineColor, LinePlace, LineType
from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import OwnMotion
from vigil.tracking.settings import Lanes

LOOK_M = (4.0, 12.0)
"""Where two curves are compared: near us, where lines are seen best."""
Looks = tuple[float, float]
"""Lateral places there."""


@dataclass(slots=True)
class Line:
    """One line that is followed."""

    coefficients: list[float]
    covariance: Floats
    reach_m: tuple[float, float]
    probability: float
    age_s: float = 0.0
    unseen_s: float = 0.0
    kinds: dict[LineType, float] = field(default_factory=dict)
    colors: dict[LineColor, float] = field(default_factory=dict)

    @property
    def looks_m(self) -> Looks:
        """Where it is at the places of comparison."""
        return _looks_m(self.coefficients)

    def vote(self, seen: LaneLine) -> None:
        """Count type and colour; old votes fade."""
        _count(self.kinds, seen.kind, seen.probability)
        _count(self.colors, seen.color, seen.probability)


FADE = 0.9


K = TypeVar("K", LineType, LineColor)


def _count(votes: dict[K, float], what: K, weight: float) -> None:
    for key in votes:
        votes[key] *= FADE
    if what:
        votes[what] = votes.get(what, 0.0) + weight


class LaneLines:
    """The lines of the road around us."""

    def __init__(self, settings: Lanes) -> None:
        self._settings = settings
        self._lines: list[Line] = []
        s = settings
        sds = (s.offset_noise_m, s.angle_noise, s.curvature_noise_pm, s.change_noise_pm2)
        self._noise_ps = np.diag(np.square(sds))

    def clear(self) -> None:
        """Forget all lines."""
        self._lines = []

    def update(self, seen: tuple[LaneLine, ...], own: OwnMotion) -> tuple[LaneLine, ...]:
        """Move on, blend in what was seen now, return the fused lines, left to right."""
        self._move(own)
        for look in sorted(seen, key=lambda look: -look.probability):
            if look.probability >= self._settings.min_probability:
                self._blend(look)
        self._lines = [a for a in self._lines if a.unseen_s <= self._settings.max_unseen_s]
        self._merge()
        return placed(self._lines)

    def _move(self, own: OwnMotion) -> None:
        d, seconds = own.travelled_m, own.seconds
        # The same curve about a point d further on, turned against our own turn.
        shift = np.array(
            [[1, d, d**2, d**3], [0, 1, 2 * d, 3 * d**2], [0, 0, 1, 3 * d], [0, 0, 0, 1]]
        )
        noise = self._noise_ps * seconds
        for line in self._lines:
            c0, c1, c2, c3 = line.coefficients
            line.coefficients = [
                c0 + d * (c1 + d * (c2 + d * c3)),
                c1 + d * (2.0 * c2 + 3.0 * d * c3) - own.turned_rad,
                c2 + 3.0 * d * c3,
                c3,
            ]
            line.covariance = shift @ line.covariance @ shift.T + noise
            line.reach_m = (max(line.reach_m[0] - d, 0.0), max(line.reach_m[1] - d, 0.0))
            line.age_s += seconds
            line.unseen_s += seconds

    def _blend(self, seen: LaneLine) -> None:
        look, sds = _columns(seen)
        looks_m = _looks_m(look)
        gaps_m = [_gap_m(line.looks_m, looks_m) for line in self._lines]
        if not gaps_m or min(gaps_m) > self._settings.same_line_m:
            self._lines.append(_born(seen))
            return
        found = self._lines[gaps_m.index(min(gaps_m))]
        # Solves for the transposed gain: covariances are symmetric.
        _, gain, _ = dposv(found.covariance + np.diag(np.square(sds)), found.covariance)
        innovation = np.subtract(look, found.coefficients)
        found.coefficients = (found.coefficients + innovation @ gain).tolist()
        found.covariance = found.covariance - gain.T @ found.covariance
        found.reach_m = (
            min(found.reach_m[0], seen.x_min_m) if found.unseen_s else seen.x_min_m,
            max(found.reach_m[1] * REACH_MEMORY, seen.x_max_m),
        )
        found.probability += PROBABILITY_GAIN * (seen.probability - found.probability)
        found.unseen_s = 0.0
        found.vote(seen)

    def _merge(self) -> None:
        """Drop the younger of two lines that have come together."""
        kept: list[Line] = []
        for line in sorted(self._lines, key=lambda line: -line.age_s):
            looks_m, least_m = line.looks_m, self._settings.same_line_m / 2
            if all(_gap_m(other.looks_m, looks_m) > least_m for other in kept):
                kept.append(line)
        self._lines = kept


REACH_MEMORY = 0.95
PROBABILITY_GAIN = 0.3


def _looks_m(coefficients: Sequence[float]) -> Looks:
    c0, c1, c2, c3 = coefficients
    near_m, far_m = LOOK_M
    return (
        c0 + near_m * (c1 + near_m * (c2 + near_m * c3)),
        c0 + far_m * (c1 + far_m * (c2 + far_m * c3)),
    )


def _gap_m(one: Looks, other: Looks) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _columns(seen: LaneLine) -> tuple[list[float], list[float]]:
    """Return coefficients and their standard deviations."""
    sds = (seen.c0_sd_m, seen.c1_sd, seen.c2_sd_pm, seen.c3_sd_pm2)
    return [seen.c0_m, seen.c1, seen.c2_pm, seen.c3_pm2], [max(sd, 1e-9) for sd in sds]


def _born(seen: LaneLine) -> Line:
    look, sds = _columns(seen)
    covariance = np.diag(np.square(sds))
    line = Line(look, covariance, (seen.x_min_m, seen.x_max_m), seen.probability)
    line.vote(seen)
    return line


def _record(line: Line, place: LinePlace) -> LaneLine:
    c0, c1, c2, c3 = line.coefficients
    s0, s1, s2, s3 = (sqrt(variance) for variance in line.covariance.diagonal().tolist())
    fade = max(1.0 - line.unseen_s, 0.0)
    return LaneLine(
        camera="",
        place=place,
        kind=max(line.kinds, key=lambda kind: line.kinds[kind], default=LineType.UNKNOWN),
        color=max(line.colors, key=lambda color: line.colors[color], default=LineColor.UNKNOWN),
        probability=line.probability * fade,
        c0_m=c0,
        c1=c1,
        c2_pm=c2,
        c3_pm2=c3,
        c0_sd_m=s0,
        c1_sd=s1,
        c2_sd_pm=s2,
        c3_sd_pm2=s3,
        x_min_m=line.reach_m[0],
        x_max_m=line.reach_m[1],
        age_s=line.age_s,
    )


def placed(lines: Sequence[Line]) -> tuple[LaneLine, ...]:
    """Return the records of lines left to right, each with its place as seen from us."""
    ordered = sorted(lines, key=lambda line: -line.looks_m[0])
    left = [line for line in ordered if line.coefficients[0] > 0.0][::-1]
    right = [line for line in ordered if line.coefficients[0] <= 0.0]
    places = {id(line): LinePlace.UNKNOWN for line in ordered}
    for side, names in ((left, LEFT_PLACES), (right, RIGHT_PLACES)):
        places.update((id(line), name) for line, name in zip(side, names, strict=False))
    return tuple(_record(line, places[id(line)]) for line in ordered)


LEFT_PLACES = (LinePlace.LEFT, LinePlace.NEXT_LEFT)
RIGHT_PLACES = (LinePlace.RIGHT, LinePlace.NEXT_RIGHT)
