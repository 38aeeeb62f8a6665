"""How noise is measured: what a detector made of things whose boxes are known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

import numpy as np
from scipy.optimize import least_squares, minimize
from scipy.stats import t as student

from vigil.base.records import Detection, LaneLine, LinePlace, ObjectClass
from vigil.evaluation.distance import overlap
from vigil.geometry.camera_model import Floats
from vigil_sim.noise.detector import WHOLE

Box = tuple[float, float, float, float]
SAME = 0.45
"""A box is a thing's from this overlap (intersection over union) on: as in distance.py's fit."""
NOBODYS = 0.2
"""A box below this overlap with every thing is a ghost."""
LINES_AT_M, SAME_LINE_M = 8.0, 0.8
"""Two lines are one if they are so near so far ahead."""
LAGS = 20
"""Frames over which errors are compared with themselves."""


@dataclass(frozen=True)
class Look:
    """One thing in one picture, and what the detector made of it."""

    thing: str
    """Whose it is: the same in all pictures of a drive."""
    stamp_s: float
    kind: ObjectClass
    true_px: Box
    shown: float
    """Share of it that nothing nearer hides."""
    alone: bool
    """Nothing overlaps it, before or behind: detectors take two things in a row for one."""
    cut: bool
    """By the border of the picture."""
    found: Detection | None

    @property
    def height_px(self) -> float:
        """Height of the true box."""
        return self.true_px[3] - self.true_px[1]

    @property
    def errors_px(self) -> tuple[float, ...]:
        """Found less true edges: left, top, right, bottom; NaN: not found."""
        box = (float("nan"),) * 4 if self.found is None else self.found.xyxy_px
        return tuple(a - b for a, b in zip(box, self.true_px, strict=True))

    @property
    def log_height(self) -> float:
        """Logarithm of found over true height; NaN: not found."""
        _, top, _, bottom = self.errors_px
        return float(np.log1p((bottom - top) / self.height_px))


@dataclass(frozen=True)
class LineLook:
    """One line of our lane at one moment, and what was found of it."""

    true: LaneLine
    found: LaneLine | None

    def error_m(self, x_m: float) -> float:
        """Return how far left of the true line it was found; NaN: not found."""
        return float("nan") if self.found is None else self.found.y_m(x_m) - self.true.y_m(x_m)


def line_looks(true: Iterable[LaneLine], found: Sequence[LaneLine]) -> list[LineLook]:
    """Return the lines of our lane, each with the nearest found one if it is near enough."""
    looks = []
    for line in true:
        if line.place in (LinePlace.LEFT, LinePlace.RIGHT):
            off_m = [abs(one.y_m(LINES_AT_M) - line.y_m(LINES_AT_M)) for one in found]
            near = bool(off_m) and min(off_m) < SAME_LINE_M
            looks.append(LineLook(line, found[off_m.index(min(off_m))] if near else None))
    return looks


def matched(
    found: Iterable[Detection], true_px: Sequence[Box]
) -> tuple[list[Detection | None], list[Detection]]:
    """Return whose box is whose, best scores first and whatever the class, and the ghosts."""
    owners: list[Detection | None] = [None] * len(true_px)
    ghosts = []
    for one in sorted(found, key=lambda detection: -detection.score):
        overlaps = [overlap(one.xyxy_px, box) for box in true_px]
        free = [n for n, owner in enumerate(owners) if owner is None]
        best = max(free, key=lambda n: overlaps[n], default=None)
        if best is not None and overlaps[best] >= SAME:
            owners[best] = one
        elif max(overlaps, default=0.0) < NOBODYS:
            ghosts.append(one)
    return owners, ghosts


def clear(looks: Iterable[Look]) -> list[Look]:
    """Return looks at things that nothing hides and no border cuts."""
    return [look for look in looks if look.shown >= WHOLE and not look.cut]


def alone(looks: Iterable[Look]) -> list[Look]:
    """Return looks at things that nothing is before or behind."""
    return [look for look in looks if look.alone]


def found(looks: Iterable[Look]) -> list[Look]:
    """Return looks that found their thing."""
    return [look for look in looks if look.found is not None]


def height_sd(looks: Sequence[Look], freedom: float) -> tuple[float, float]:
    """Return sd of a height as px and share, added in square: Student's t, most likely."""
    errors = np.array([look.log_height for look in looks])
    heights_px = np.array([look.height_px for look in looks])

    def doubt(guess: Floats) -> float:
        scale = np.hypot(np.exp(guess[0]) / heights_px, np.exp(guess[1]))
        likely = student.logpdf((errors - guess[2]) / scale, freedom) - np.log(scale)
        return -float(likely.sum())

    best = minimize(doubt, [0.7, -3.5, 0.0], method="Nelder-Mead").x
    wide = sqrt(freedom / (freedom - 2.0))
    return wide * float(np.exp(best[0])), wide * float(np.exp(best[1]))


def side_and_width(looks: Sequence[Look], unit_px: Callable[[float], float]) -> tuple[float, float]:
    """Return sd of the middle across and of the width in units of an edge, robustly."""
    units_px = np.array([unit_px(look.height_px) for look in looks])
    left, _, right, _ = np.array([look.errors_px for look in looks]).T / units_px
    return robust_sd((left + right) / 2.0), robust_sd(right - left)


def robust_sd(values: Floats) -> float:
    """Return 1.48 times the median distance from the median."""
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def missed_share(looks: Sequence[Look]) -> float:
    """Return the share that was not found; NaN of nothing."""
    return 1.0 - len(found(looks)) / len(looks) if looks else float("nan")


def tracks(looks: Iterable[Look]) -> Mapping[str, list[Look]]:
    """Return the looks at each thing, in order."""
    by_thing: dict[str, list[Look]] = defaultdict(list)
    for look in looks:
        by_thing[look.thing].append(look)
    return {name: sorted(those, key=lambda a: a.stamp_s) for name, those in by_thing.items()}


def memory_s(looks: Iterable[Look], period_s: float) -> tuple[float, float]:
    """Return how long errors of ln height last, and the share of their variance that is white.

    The autocorrelation over things of one class is (1 - white) exp(-lag / memory).
    """
    products: dict[int, list[float]] = defaultdict(list)
    for those in tracks(found(looks)).values():
        frames = [round(look.stamp_s / period_s) for look in those]
        errors = dict(zip(frames, (look.log_height for look in those), strict=True))
        for lag in range(LAGS + 1):
            products[lag] += [errors[n] * errors[n + lag] for n in errors if n + lag in errors]
    if not products[LAGS]:
        return float("nan"), float("nan")
    means = np.array([np.mean(products[lag]) for lag in range(LAGS + 1)])
    lags_s = period_s * np.arange(1, LAGS + 1)

    def off(guess: Floats) -> Floats:
        return np.asarray(guess[0] * np.exp(-lags_s / guess[1]) - means[1:] / means[0])

    stays, memory = least_squares(off, [0.8, 1.0], bounds=([0.0, 0.05], [1.0, 30.0])).x
    return float(memory), float(1.0 - stays)


def burst_s(looks: Iterable[Look], period_s: float) -> float:
    """Return how long a run of misses lasts on average between two sightings."""
    runs = [
        period_s * len(list(run))
        for those in tracks(looks).values()
        for gone, run in groupby(inner(those), key=lambda look: look.found is None)
        if gone
    ]
    return float(np.mean(runs)) if runs else float("nan")


def inner(those: Sequence[Look]) -> Sequence[Look]:
    """Return looks from the first sighting to the last."""
    seen = [n for n, look in enumerate(those) if look.found is not None]
    return those[seen[0] : seen[-1] + 1] if seen else []


def interval(
    estimate: Callable[[Sequence[Look]], float], looks: Sequence[Look], draws: int = 200
) -> tuple[float, float]:
    """Return 90 % of estimates from things drawn with replacement (bootstrap)."""
    groups = list(tracks(looks).values())
    random = np.random.default_rng(0)
    found_ones = []
    for _ in range(draws):
        picks = random.integers(len(groups), size=len(groups)).tolist()
        found_ones.append(estimate([look for n in picks for look in groups[n]]))
    low, high = np.nanquantile(found_ones, [0.05, 0.95])
    return float(low), float(high)
