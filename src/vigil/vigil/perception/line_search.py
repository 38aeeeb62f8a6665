"""Finds which lines there are: lines of one road run side by side.

All lines share a heading and a curvature, so they are searched for together: every hypothesis of
heading, curvature and error of the camera's pitch moves the points of paint to offsets at x = 0,
and the one that gathers them best wins (a Hough transform, with the score of Ballard 1981).
"""

from dataclasses import dataclass

import numpy as np

from vigil.perception.paint_points import PaintPoints
from vigil.perception.picture import Floats

HEADINGS = np.linspace(-0.14, 0.14, 15)
"""Tangent of our angle to the road: 8 degrees are a lane change at 20 km/h."""
CURVATURES_PM = np.linspace(-0.008, 0.008, 21)
"""Half the curvature: a radius of 62 m."""
SPREADS_PM = np.array([-0.016, 0.0, 0.016])
"""A pitch that is 1.2 degrees off opens or closes the lines, by angle over height."""
BIN_M = 0.3
SIDE_M = 16.0
VOTING_M = 35.0
"""Farther paint is too uncertain to vote."""
CELL_M = (1.0, 0.2)
"""One vote for each cell of road, along and across: near rows are many."""
APART_M = 0.75
"""Nearer lines are one, or double."""


@dataclass(frozen=True)
class Guess:
    """A line as the search saw it."""

    offset_m: float
    heading: float
    curvature_pm: float
    votes: float


def search(points: PaintPoints, votes_min: float) -> list[Guess]:
    """Return the lines that paint suggests, most votes first."""
    voters = _voters(points.ego_m)
    if not len(voters):
        return []
    hypotheses = _hypotheses()
    histogram = _histogram(voters, hypotheses)
    score = (histogram**2).sum(axis=1) * _plausibility(hypotheses)
    best = int(score.argmax())
    heading, curvature, spread = hypotheses[best]
    return [
        Guess(offset, heading - spread * offset, curvature, votes)
        for offset, votes in _peaks(histogram[best], votes_min)
    ]


def _voters(ego_m: Floats) -> Floats:
    near = ego_m[ego_m[:, 0] < VOTING_M]
    cells = np.floor(near / CELL_M).astype(np.int64)
    keys = cells[:, 0] * 1000 + cells[:, 1]
    return near[np.unique(keys, return_index=True)[1]]


def _hypotheses() -> Floats:
    grids = np.meshgrid(HEADINGS, CURVATURES_PM, SPREADS_PM, indexing="ij")
    return np.stack([grid.ravel() for grid in grids], axis=1)


def _plausibility(hypotheses: Floats) -> Floats:
    """Prefer going straight along a straight road where paint leaves the choice."""
    far = ((hypotheses / np.array([0.15, 0.01, 0.03])) ** 2).sum(axis=1)
    return np.asarray(np.exp(-far / 2))


def _histogram(voters: Floats, hypotheses: Floats) -> Floats:
    """Return votes by hypothesis and offset, smoothed over three bins."""
    x, y = voters.T
    heading, curvature, spread = hypotheses.T[:, :, None]
    offsets = y + x * (spread * y - heading - x * curvature)
    count = int(2 * SIDE_M / BIN_M)
    bins = np.clip((offsets + SIDE_M) / BIN_M, 0, count - 1).astype(np.int64)
    bins += np.arange(len(hypotheses))[:, None] * count
    votes = np.bincount(bins.ravel(), minlength=len(hypotheses) * count)
    histogram = votes.reshape(len(hypotheses), count).astype(float)
    histogram[:, [0, -1]] = 0.0
    smooth: Floats = histogram.copy()
    smooth[:, 1:] += histogram[:, :-1] / 2
    smooth[:, :-1] += histogram[:, 1:] / 2
    return smooth


def _peaks(row: Floats, votes_min: float) -> list[tuple[float, float]]:
    """Return offset and votes of each peak, highest first, none too near a higher one."""
    left, rest = row.copy(), []
    apart = round(APART_M / BIN_M)
    while (votes := left.max()) >= votes_min:
        at = int(left.argmax())
        around = slice(max(at - 1, 0), at + 2)
        middle = np.average(np.arange(len(row))[around], weights=row[around])
        rest.append((float((middle + 0.5) * BIN_M - SIDE_M), float(votes)))
        left[max(at - apart, 0) : at + apart + 1] = 0.0
    return rest
