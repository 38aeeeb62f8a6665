"""Which box is which object: similarity of boxes, gates on motion, two stages by score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from vigil.base.records import ObjectClass
from vigil.geometry.camera_model import Floats
from vigil.tracking.boxes import Boxes, corners, middles
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


def assign(similarity: Floats, least: Floats | float) -> Pairs:
    """Return the assignment of greatest total similarity, pairs below the least left out."""
    if not similarity.size:
        return Pairs.none()
    allowed = np.where(similarity >= least, similarity, FORBIDDEN)
    rows, picks = linear_sum_assignment(allowed, maximize=True)
    good = allowed[rows, picks] > FORBIDDEN
    return Pairs(rows[good], picks[good])


def two_stages(similarity: Floats, scores: Floats, settings: Association) -> Pairs:
    """Assign good detections first, doubtful ones to the objects that are left (ByteTrack)."""
    high = np.flatnonzero(scores >= settings.high_score)
    low = np.flatnonzero((scores < settings.high_score) & (scores >= settings.low_score))
    first = assign(similarity[:, high], settings.min_similarity)
    left = np.setdiff1d(np.arange(len(similarity)), first.rows)
    second = assign(similarity[np.ix_(left, low)], settings.min_similarity_low)
    return Pairs(first.rows, high[first.picks]) + Pairs(left[second.rows], low[second.picks])


def overlap(a_xyxy: Floats, b_xyxy: Floats) -> Floats:
    """Return the intersection over union of boxes (N, 4) and (M, 4), shape (N, M)."""
    a, b = a_xyxy[:, None], b_xyxy[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.maximum(sides, 0.0).prod(-1)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    return np.asarray(shared / np.maximum(areas - shared, 1e-9))


def box_similarity(boxes: Boxes, seen: Sightings, away: Floats, settings: Association) -> Floats:
    """Return how alike objects and detections are where motion allows the pair, else 0, (N, M).

    Overlap of the boxes, each made larger (C-BIoU, Yang et al. 2023: fast things do not overlap),
    blended with how well the detection fits the object's place on the road, `away` its distance.
    """
    found = middles(seen.xyxy_px)
    noise = boxes.noise(found[:, 3], seen.edge_sd_px)
    spread = boxes.spread[:, None, :, 0] + noise[None, :, None]
    off = ((found[None] - boxes.mean[:, None, :, 0]) ** 2 / spread).sum(-1)
    allowed = (off <= settings.gate_sd**2) & boxes.live[:, None]
    here = larger(boxes.mean[:, :, 0], settings.buffer)
    alike = overlap(here, larger(found, settings.buffer))
    near = np.exp(-0.5 * away / settings.place_scale)
    return np.where(allowed, alike + settings.place_weight * (near - alike), FORBIDDEN)


def larger(middle: Floats, share: float) -> Floats:
    """Return boxes (N, 4) of cx, cy, w, h, made larger by a share of their size on each side."""
    return corners(middle * (1.0, 1.0, 1.0 + 2.0 * share, 1.0 + 2.0 * share))


def same_sort(mine: npt.NDArray[np.int_], theirs: Sequence[ObjectClass]) -> Flags:
    """Tell which objects (by parent class) and detections can be the same thing, (N, M)."""
    parents = np.array([kind.parent for kind in theirs], int)
    a, b = mine[:, None], parents[None]
    # A rider is a pedestrian until the cycle under him is found, and again when it is lost.
    riding = np.minimum(a, b) >= ObjectClass.CYCLE
    return np.asarray((a == b) | (a == 0) | (b == 0) | riding)
