"""Finds which lines there are: lines of one road run side by side.

All lines share a heading and a curvature, so they are searched for together: every hypothesis of
heading, curvature and error of the camera's pitch moves the points of paint to offsets at x = 0,
and the one that gathers them best wins (a Hough transform, Duda and Hart 1972), first coarsely,
then around the winner.
"""

from dataclasses import dataclass

import numpy as np

from vigil.perception.picture import Floats

HEADINGS = np.linspace(-0.14, 0.14, 15)
"""Tangent of our angle to the road: 8 degrees are a lane change at 20 km/h."""
CURVATURES_PM = np.linspace(-0.008, 0.008, 21)
"""Half the curvature: a radius of 62 m."""
FINE_HEADINGS = np.array([-0.01, 0.0, 0.01])
FINE_CURVATURES_PM = np.array([-0.0004, 0.0, 0.0004])
SPREADS_PM = np.linspace(-0.024, 0.024, 7)
"""A pitch that is off opens or closes the lines, by angle over height: 1.8 degrees."""
WIDTHS = np.array([0.15, 0.01, 0.03])
"""Prefer going straight on a straight road with a true pitch where paint leaves the choice."""
BIN_M = 0.3
SIDE_M = 16.0
BINS = int(2 * SIDE_M / BIN_M)
VOTING_M = 35.0
"""Farther paint is too uncertain to vote."""
CELL_M = (1.0, 0.25)
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


def search(ego_m: Floats, votes_min: float) -> list[Guess]:
    """Return the lines that points of paint (N, 2) suggest, most votes first."""
    voters = _voters(ego_m)
    if not len(voters):
        return []
    coarse, _ = _vote(voters, COARSE)
    (heading, curvature, spread), histogram = _vote(voters, coarse + FINE)
    return [
        Guess(offset, heading - spread * offset, curvature, votes)
        for offset, votes in _peaks(histogram, votes_min)
    ]


def _product(*values: Floats) -> Floats:
    """Return every combination, one a row."""
    return np.stack([grid.ravel() for grid in np.meshgrid(*values, indexing="ij")], axis=1)


COARSE = _product(HEADINGS, CURVATURES_PM, np.zeros(1))
FINE = _product(FINE_HEADINGS, FINE_CURVATURES_PM, SPREADS_PM)


def _voters(ego_m: Floats) -> Floats:
    near = ego_m[ego_m[:, 0] < VOTING_M]
    cells = np.floor(near / CELL_M).astype(np.int64)
    return near[np.unique(cells[:, 0] * 1000 + cells[:, 1], return_index=True)[1]]


def _vote(voters: Floats, hypotheses: Floats) -> tuple[Floats, Floats]:
    """Return the hypothesis (3,) that gathers the points best, and its votes by offset."""
    x, y = voters.T
    # y - x (heading - spread y + curvature x), one row a hypothesis.
    offsets = y - hypotheses @ np.stack([x, x * x, -x * y])
    offsets = (offsets + SIDE_M) * (1 / BIN_M)
    bins = np.clip(offsets, 0, BINS - 1, out=offsets).astype(np.int32)
    bins += BINS * np.arange(len(hypotheses), dtype=np.int32)[:, None]
    votes = np.bincount(bins.ravel(), minlength=len(hypotheses) * BINS)
    histogram = votes.reshape(len(hypotheses), BINS).astype(np.float64)
    histogram[:, [0, -1]] = 0.0
    # The score of a histogram that is smoothed over three bins.
    score = ((histogram[:, :-1] + histogram[:, 1:]) ** 2).sum(axis=1)
    best = int((score * np.exp(-(((hypotheses / WIDTHS) ** 2) @ np.ones(3)) / 2)).argmax())
    return hypotheses[best], np.convolve(histogram[best], [0.5, 1.0, 0.5], "same")


def _peaks(row: Floats, votes_min: float) -> list[tuple[float, float]]:
    """Return offset and votes of each peak, highest first, none too near a higher one."""
    left, found = row.copy(), []
    apart = round(APART_M / BIN_M)
    while (votes := float(left.max())) >= votes_min:
        at = int(left.argmax())
        around = slice(max(at - 1, 0), at + 2)
        middle = np.average(np.arange(len(row))[around], weights=row[around])
        found.append((float((middle + 0.5) * BIN_M - SIDE_M), votes))
        left[max(at - apart, 0) : at + apart + 1] = 0.0
    return found
