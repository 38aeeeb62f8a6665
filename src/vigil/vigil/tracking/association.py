"""Which box is which object: similarity of boxes, gates on motion, two stages by score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from vigil.base.records import ObjectClass
from vigil.geometry.camera_model import Floats
from vigil.tracking.boxes import Boxes, middles
from vigil.tracking.filter import LIFT, TALL, WIDE, Rows
from vigil.tracking.measure import MOST_HIDDEN, Place
from vigil.tracking.settings import Association
from vigil.tracking.sightings import Sightings

Flags = npt.NDArray[np.bool_]
FORBIDDEN = 0.0
BODY_SD = 0.3
"""Two cameras see different sides of a body: the middles differ by this part of half its width."""


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


def box_similarity(boxes: Boxes, seen: Sightings, settings: Association) -> Floats:
    """Return overlap where the motion filter allows the pair, else 0, shape (N, M)."""
    found = middles(seen.xyxy_px)
    noise = boxes.noise(found[:, 3], seen.edge_sd_px)
    spread = boxes.spread[:, None, :, 0] + noise[None, :, None]
    off = (found[None] - boxes.mean[:, None, :, 0]) ** 2 / spread
    allowed = off.sum(-1) <= settings.gate_sd**2 * off.shape[-1] / 4.0
    return np.where(allowed & boxes.live[:, None], overlap(boxes.xyxy_px, seen.xyxy_px), FORBIDDEN)


def place_similarity(
    mean: Floats, covariance: Floats, seen: Sightings, place: Place, settings: Association
) -> Floats:
    """Return how well detections fit objects that this camera did not see before, (N, M).

    Bearing, height and foot are held against where another camera puts the object: 1 where they
    agree, 0 at the gate.
    """
    view = place.look(mean)
    fall = place.mounting.z_m * np.exp(-view.log)
    half = 0.5 * np.exp(mean[:, WIDE] - view.log)
    hidden = seen.hidden > MOST_HIDDEN
    upright = ~(seen.cut[:, 1] | seen.cut[:, 3] | hidden)
    bearing = _middle(seen, half) - view.bearing_rad[:, None]
    tall = np.where(upright, np.log(seen.rise) - (mean[:, TALL] - view.log)[:, None], 0.0)
    foot = np.where(seen.cut[:, 3] | hidden, 0.0, seen.foot + (fall - place.slope_rad)[:, None])
    angle = seen.edge_sd_rad**2
    off = bearing**2 / (
        _spread(covariance, view.d_bearing) + angle + BODY_SD**2 * half[:, None] ** 2
    )
    off += tall**2 / (_spread(covariance, _plus(-view.d_log, TALL)) + 2.0 * angle / seen.rise**2)
    drop = _plus(fall[:, None] * view.d_log, LIFT)
    off += foot**2 / (_spread(covariance, drop) + angle + place.slope_sd_rad**2)
    return np.asarray(np.maximum(1.0 - off / (3.0 * settings.other_camera_gate_sd**2), 0.0))


def _middle(seen: Sightings, half: Floats) -> Floats:
    """Return bearings (N, M) of the middles; a cut box has one side and half of our width."""
    from_right, from_left = seen.right_rad + half[:, None], seen.left_rad - half[:, None]
    middle = np.where(seen.cut[:, 0], from_right, seen.bearing_rad)
    return np.asarray(np.where(seen.cut[:, 2] & ~seen.cut[:, 0], from_left, middle))


def _spread(covariance: Floats, jacobian: Floats) -> Floats:
    return np.asarray(np.einsum("ni,nij,nj->n", jacobian, covariance, jacobian)[:, None])


def _plus(jacobian: Floats, state: int) -> Floats:
    jacobian[:, state] += 1.0
    return jacobian


def same_sort(mine: npt.NDArray[np.int_], theirs: Sequence[ObjectClass]) -> Flags:
    """Tell which objects (by parent class) and detections can be the same thing, (N, M)."""
    parents = np.array([kind.parent for kind in theirs], int)
    a, b = mine[:, None], parents[None]
    # A rider is a pedestrian until the cycle under him is found, and again when it is lost.
    riding = np.minimum(a, b) >= ObjectClass.CYCLE
    return np.asarray((a == b) | (a == 0) | (b == 0) | riding)
