"""A stand-in for a detector: truth boxes with the errors, misses and ghosts of a real one.

An edge errs by a share that stays with the object while its picture stays as it is, and a white
share from frame to frame.  The share that stays fades with time, and with the size of the picture:
a lead at a constant gap is seen wrongly in the same way for seconds, so that averaging gains
little, and a car that comes nearer is seen anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from scipy.special import ndtr, stdtrit

from vigil.base.records import Detection, ObjectClass
from vigil.evaluation.truth import TrueObject
from vigil.geometry import CameraModel
from vigil.geometry.camera_model import Floats


@dataclass(frozen=True)
class Errors:
    """How a detector errs on things that are clear, or on such that something hides.

    Edges are left, top, right, bottom, in units of `DetectorNoise.unit_px`; shares and scores are
    for the heights of `DetectorNoise.heights_px`.
    """

    scale: tuple[float, float, float, float]
    """Scale of Student's t of each edge."""
    freedom: tuple[float, float, float, float]
    """Its degrees of freedom: few are heavy tails."""
    bias: tuple[float, float, float, float]
    """Median error of each edge."""
    found: tuple[float, ...]
    """Share that is found at all."""
    scores: tuple[tuple[float, float, float], ...]
    """Quantiles .1, .5, .9 of the score."""


@dataclass(frozen=True)
class DetectorNoise:
    """How one detector errs, each number measured."""

    edge_sd_px: float
    """Unit of the error of an edge of a small box."""
    edge_sd_share: float
    """Of the box's height, added in square."""
    clear: Errors
    """Of things that nothing hides."""
    hidden: Errors
    """Of things of which a nearer one covers 5 % or more."""
    white_sd: float
    """Part of the error that changes from frame to frame, in the same units."""
    memory_s: float
    """How long the rest stays while the picture does not change."""
    memory_growth: float
    """Growth of the picture, as a logarithm, that renews the rest."""
    heights_px: tuple[float, ...]
    """Heights that shares and scores are given for."""
    ghosts: float
    """Boxes in a frame that belong to nothing."""
    ghost_score: tuple[float, float]
    """Least score and mean excess (exponential) of a ghost."""
    ghost_height_px: tuple[float, float]
    """Median height of a ghost and sd of its logarithm."""
    truck_for_van: float
    """Share of vans that are called truck."""

    def unit_px(self, height_px: float) -> float:
        """Return what edges of a box so high err by."""
        return float(np.hypot(self.edge_sd_px, self.edge_sd_share * height_px))


@dataclass
class _Habit:
    """What stays with one object: standard normal numbers for four edges and for being found."""

    edges: Floats
    found: float
    kind: ObjectClass
    log_height: float


@dataclass
class Jitter:
    """Sees what a detector with this noise would; the random numbers come from outside."""

    noise: DetectorNoise
    model: CameraModel
    random: Generator
    _habits: dict[int, _Habit] = field(default_factory=dict)

    def detect(
        self, truth: Sequence[TrueObject], seconds: float
    ) -> list[tuple[Detection, TrueObject | None]]:
        """Return detections, and whose they are (None: a ghost), `seconds` after the last ones."""
        seen: list[tuple[Detection, TrueObject | None]] = []
        for one in truth:
            habit = self._habit(one, seconds)
            errors = self.noise.hidden if _covered(one, truth) else self.noise.clear
            height_px = one.xyxy_px[3] - one.xyxy_px[1]
            share = float(np.interp(height_px, self.noise.heights_px, errors.found))
            rank = float(ndtr(habit.found))
            if rank < share:
                score = self._score(errors, height_px, 1.0 - rank / share)
                seen.append((self._box(one, habit, errors, score), one))
        seen += [(self._ghost(), None) for _ in range(self.random.poisson(self.noise.ghosts))]
        return sorted(seen, key=lambda pair: -pair[0].score)

    def _habit(self, one: TrueObject, seconds: float) -> _Habit:
        log_height = log(max(one.xyxy_px[3] - one.xyxy_px[1], 1.0))
        old = self._habits.get(one.id)
        if old is None:
            van = one.name == "Van" and self.random.random() < self.noise.truck_for_van
            kind = ObjectClass.TRUCK if van else one.kind
            edges, found = self.random.normal(size=4), self.random.normal()
        else:
            kind, faded = old.kind, seconds / self.noise.memory_s
            grown = abs(log_height - old.log_height) / self.noise.memory_growth
            edges = _renewed(old.edges, exp(-faded - grown), self.random.normal(size=4))
            found = _renewed(old.found, exp(-faded), self.random.normal())
        habit = _Habit(edges, found, kind, log_height)
        self._habits[one.id] = habit
        return habit

    def _box(self, one: TrueObject, habit: _Habit, errors: Errors, score: float) -> Detection:
        left, top, right, bottom = one.xyxy_px
        unit_px = self.noise.unit_px(bottom - top)
        # Rank by rank from the normal to Student's t: heavy tails that stay with the object.
        tails = stdtrit(errors.freedom, ndtr(habit.edges))
        staying = np.array(errors.bias) + np.array(errors.scale) * tails
        error_px = unit_px * (staying + self.noise.white_sd * self.random.normal(size=4))
        limit_px = MOST * np.tile([right - left, bottom - top], 2)
        box = np.array(one.xyxy_px) + np.clip(error_px, -limit_px, limit_px)
        return self._detection(box, habit.kind, score, unit_px)

    def _ghost(self) -> Detection:
        median_px, spread = self.noise.ghost_height_px
        height_px = median_px * exp(spread * self.random.normal())
        width_px = height_px * exp(0.3 * self.random.normal())
        x_px = self.random.uniform(0.0, self.model.width_px)
        y_px = self.model.cy_px + self.random.normal(0.0, 0.1 * self.model.height_px)
        least, excess = self.noise.ghost_score
        score = min(least + self.random.exponential(excess), 0.95)
        half = np.array([-width_px, -height_px, width_px, height_px]) / 2.0
        box = np.array([x_px, y_px, x_px, y_px]) + half
        return self._detection(box, ObjectClass.CAR, score, self.noise.edge_sd_px)

    def _score(self, errors: Errors, height_px: float, rank: float) -> float:
        quantiles = np.array(errors.scores)
        low, middle, high = (
            float(np.interp(height_px, self.noise.heights_px, column)) for column in quantiles.T
        )
        return float(np.interp(rank, [0.0, 0.1, 0.5, 0.9, 1.0], [0.1, low, middle, high, 0.95]))

    def _detection(self, box: Floats, kind: ObjectClass, score: float, unit_px: float) -> Detection:
        last = np.tile(self.model.size_wh_px, 2) - 1.0
        inside = np.clip(box, 0.0, last)
        cut = bool((inside < unit_px).any() or (last - inside < unit_px).any())
        left, top, right, bottom = map(float, inside)
        return Detection(self.model.name, kind, score, left, top, right, bottom, unit_px, cut)


COVERED = 0.05
"""A nearer thing over this share of a box hides it: as in the fit."""
MOST = 0.3
"""No edge is off by more of the box's side: less overlap than an IoU of 0.45 is no match."""


def _covered(one: TrueObject, truth: Sequence[TrueObject]) -> bool:
    """Whether a thing whose foot is lower in the picture covers part of this one."""
    left, top, right, bottom = one.xyxy_px
    for other in truth:
        a, b, c, d = other.xyxy_px
        if other is not one and d > bottom:
            area = max(min(right, c) - max(left, a), 0.0) * max(min(bottom, d) - max(top, b), 0.0)
            if area >= COVERED * (right - left) * (bottom - top):
                return True
    return False


V = TypeVar("V", float, Floats)


def _renewed(old: V, keep: float, fresh: V) -> V:
    """Return a standard normal number that keeps a share of an old one."""
    return keep * old + sqrt(1.0 - keep**2) * fresh
