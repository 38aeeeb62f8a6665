"""Which box is which object: similarity of boxes, gates on motion, two stages by score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from vigil.base.records import ObjectClass
from vigil.geometry.camera_model import Floats
from vigil.tracking.boxes import Boxes, middles
from vigil.tracking.filter import Rows
from vigil.tracking.settings import Association
from vigil.tracking.sightings import Sightings

Flags = npt.NDArray[np.bool_]
FORBIDDEN = 0.0


@dataclass(frozen=True)
class Pairs:
    """Objects and the detections that are theirs."""

    rows: Rows
    picks: Rows

    @classmethod
    def none(cls) -> "Pairs":
        """No pairs."""
        return cls(np.empty(0, np.intp), np.empty(0, np.intp))

    def __add__(self, other: "Pairs") -> "Pairs":
        """Put two lists together."""
        return Pairs(np.append(self.rows, other.rows), np.append(self.picks, other.picks))


def assign(similarity: Floats, least: float) -> Pairs:
    """Return the pairs (N, M) of greatest total similarity, those below the least left out."""
    if not similarity.size:
        return Pairs.none()
    allowed = np.where(similarity >= least, similarity, FORBIDDEN)
    rows, picks = linear_sum_assignment(allowed, maximize=True)
    good = allowed[rows, picks] > FORBIDDEN
    return Pairs(rows[good], picks[good])


def others(wanted: Flags, taken: Rows) -> Rows:
    """Return the numbers of what is wanted and not taken yet."""
    free = wanted.copy()
    free[taken] = False
    return np.flatnonzero(free)


def two_stages(similarity: Floats, scores: Floats, settings: Association) -> Pairs:
    """Assign good detections first, doubtful ones to the objects that are left (ByteTrack)."""
    high = np.flatnonzero(scores >= settings.high_score)
    low = np.flatnonzero((scores < settings.high_score) & (scores >= settings.low_score))
    first = assign(similarity[:, high], settings.min_similarity)
    if not len(low):
        return Pairs(first.rows, high[first.picks])
    left = others(np.ones(len(similarity), bool), first.rows)
    second = assign(similarity[np.ix_(left, low)], settings.min_similarity_low)
    return Pairs(first.rows, high[first.picks]) + Pairs(left[second.rows], low[second.picks])


def worth(boxes: Boxes, seen: Sightings, settings: Association) -> Floats:
    """Return how much a pair counts, (N, M): lately seen objects and sure boxes go first."""
    fresh = np.exp(-boxes.unseen_s / settings.stale_s)
    sure = np.minimum(seen.scores / max(settings.high_score, 1e-3), 1.0)
    return np.asarray(fresh[:, None] * sure**settings.score_power)


def overlap(middle_a: Floats, middle_b: Floats, share: Floats) -> Floats:
    """Return the intersection over union of boxes cx, cy, w, h (N, 4) and (M, 4), shape (N, M).

    For each of the N, both boxes grow by `share` (N,) of their size on each side.
    """
    grown = (1.0 + 2.0 * share)[:, None, None]
    a, b = middle_a[:, None], middle_b[None]
    size_a, size_b = a[..., 2:] * grown, b[..., 2:] * grown
    reach = (size_a + size_b) / 2.0 - np.abs(a[..., :2] - b[..., :2])
    sides = np.minimum(np.maximum(reach, 0.0), np.minimum(size_a, size_b))
    shared = _area(sides)
    return np.asarray(shared / (_area(size_a) + _area(size_b) - shared))


def _area(sides: Floats) -> Floats:
    return np.asarray(sides[..., 0] * sides[..., 1])


def box_similarity(boxes: Boxes, seen: Sightings, away: Floats, settings: Association) -> Floats:
    """Return how alike objects and detections are where motion allows the pair, else 0, (N, M).

    Overlap of the boxes, made larger (C-BIoU, Yang et al. 2023) where the motion is not known yet,
    blended with how well the detection fits the object's place on the road, `away` its distance.
    """
    found = middles(seen.xyxy_px)
    noise = boxes.noise(found[:, 3], seen.edge_sd_px)
    spread = boxes.spread[:, None, :, 0] + noise[None, :, None]
    off = ((found[None] - boxes.mean[:, None, :, 0]) ** 2 / spread).sum(-1)
    allowed = (off <= settings.gate_sd**2) & boxes.live[:, None]
    sides = boxes.mean[:, 2, 0] + boxes.mean[:, 3, 0]
    doubt = np.sqrt(boxes.spread[:, :2, 0]).sum(1) / np.maximum(sides, 2.0)
    share = np.minimum(settings.buffer * doubt, settings.most_buffer)
    alike = overlap(boxes.mean[:, :, 0], found, share)
    near = np.exp(-0.5 * away / settings.place_scale)
    return np.where(allowed, alike + settings.place_weight * (near - alike), FORBIDDEN)


def same_sort(mine: npt.NDArray[np.int_], theirs: Sequence[ObjectClass]) -> Flags:
    """Tell which objects (by parent class) and detections can be the same thing, (N, M)."""
    parents = np.array([kind.parent for kind in theirs], int)
    a, b = mine[:, None], parents
    # A rider is a pedestrian until the cycle under him is found, and again when it is lost.
    riding = np.minimum(a, b) >= ObjectClass.CYCLE
    return np.asarray((a == b) | (a == 0) | (b == 0) | riding)
