"""Boxes of nothing: shadows, signs and bushes by the road, reflections that go with us."""

from dataclasses import dataclass
from math import exp

from numpy.random import Generator

from vigil.base.records import ObjectClass
from vigil_sim.noise.settings import Ghosts

PASSED_M = 1.0
NARROW = 0.4
"""Width over height of what is taken for a person: posts, doorways."""
FLAT_M = 0.1
"""Length of what a ghost looks like: it has a face and no side."""


@dataclass
class Ghost:
    """One of them, in the ego frame."""

    x_m: float
    y_m: float
    width_m: float
    height_m: float
    score: float
    kind: ObjectClass
    standing: bool
    left_s: float

    @property
    def row(self) -> tuple[float, ...]:
        """What `Solids.of` takes."""
        return (self.x_m, self.y_m, 0.0, 0.0, FLAT_M, self.width_m, self.height_m)


class Haunting:
    """The ghosts of one camera."""

    def __init__(self, settings: Ghosts, random: Generator, scale: float) -> None:
        self._settings, self._random = settings, random
        self._rate_ps = scale * settings.per_100_s / 100.0
        self._ghosts: list[Ghost] = []

    def advance(self, seconds: float, speed_mps: float) -> list[Ghost]:
        """Return who is there `seconds` later; who stands comes nearer at our speed."""
        for ghost in self._ghosts:
            ghost.left_s -= seconds
            ghost.x_m -= seconds * speed_mps * ghost.standing
        self._ghosts = [a for a in self._ghosts if a.left_s > 0.0 and a.x_m > PASSED_M]
        for _ in range(self._random.poisson(self._rate_ps * seconds)):
            self._ghosts.append(self._born(speed_mps))
        return self._ghosts

    def _born(self, speed_mps: float) -> Ghost:
        s, random = self._settings, self._random
        standing = random.random() < s.standing
        near_m, far_m = s.ahead_m
        x_m = 1.0 / random.uniform(1.0 / far_m, 1.0 / near_m)
        passed_m = PASSED_M + s.least_life_s * speed_mps * standing
        walks = random.random() < s.people
        height_m = s.height_m * exp(s.height_sd * random.standard_normal())
        width_m = height_m * (NARROW if walks else 1.0)
        return Ghost(
            x_m=x_m + passed_m,
            y_m=random.normal(0.0, s.side_sd_m),
            width_m=width_m * exp(s.height_sd * random.standard_normal()),
            height_m=height_m,
            score=min(s.score + random.exponential(s.score_excess), 0.95),
            kind=ObjectClass.PEDESTRIAN if walks else ObjectClass.CAR,
            standing=standing,
            left_s=s.least_life_s + random.exponential(s.mean_life_s - s.least_life_s),
        )
