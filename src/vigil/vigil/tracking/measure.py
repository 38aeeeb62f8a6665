"""Boxes into the filter: bearing, span, height and foot of each.

With camera height h, the foot of a box falls h / r below the horizon (ground plane) and the box
rises height / r (known size).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vigil.base.records import Mounting
from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import (
    BEAR,
    FOOT,
    LIFT,
    LOG,
    RATE,
    TALL,
    TOP,
    TURN,
    WIDE,
    Filter,
    Rows,
)
from vigil.tracking.shared import BIG, HIGH, PITCH
from vigil.tracking.sightings import Sightings

Complexes = npt.NDArray[np.complex128]
LEAST_M = 0.5


@dataclass(frozen=True)
class Look:
    """Objects from where one camera stands, at its exposure: N rows."""

    log: Floats
    """ln of the distance on the ground."""
    bearing_rad: Floats
    turn: Complexes
    """Derivative of ln w by ln z, where the object is at z of the eye and at w of the camera."""
    late_s: float

    def d_log(self, mean: Floats) -> Floats:
        """Return derivatives of `log` by states (N, S)."""
        return self._by_state(mean, self.turn.real, -self.turn.imag)

    def d_bearing(self, mean: Floats) -> Floats:
        """Return derivatives of `bearing_rad` by states (N, S)."""
        return self._by_state(mean, self.turn.imag, self.turn.real)

    def _by_state(self, mean: Floats, by_log: Floats, by_bearing: Floats) -> Floats:
        rows = np.zeros(mean.shape)
        rows[:, LOG], rows[:, BEAR] = by_log, by_bearing
        rows[:, RATE], rows[:, TURN] = by_log * self.late_s, by_bearing * self.late_s
        return rows


def look(mean: Floats, offset_m: tuple[float, float], late_s: float, turning_radps: float) -> Look:
    """Return states (N, S) as seen from a place `offset_m` off the eye, `late_s` after it.

    Places on the ground are complex numbers, x + iy: ln z = ln r + i bearing.
    """
    log = mean[:, LOG] + mean[:, RATE] * late_s
    bearing = mean[:, BEAR] + (mean[:, TURN] - turning_radps) * late_s
    z = np.exp(log + 1j * bearing)
    w = z - complex(*offset_m)
    far = np.maximum(np.abs(w), LEAST_M)
    return Look(np.log(far), np.arctan2(w.imag, w.real), z * w.conj() / far**2, late_s)


def measure(
    bank: Filter,
    rows: Rows,
    seen: Sightings,
    picks: Rows,
    place: "Place",
) -> None:
    """Update objects `rows` with the boxes `picks` of one camera."""
    if not len(rows):
        return
    edge, cut = seen.edge_sd_rad[picks], seen.cut[picks]
    bank.edge_rad[rows] = edge
    new = bank.settings.edge_white * edge
    upright, standing = seen.uncut[picks], seen.footed[picks]
    _height(bank, rows[upright], place, seen.rise[picks[upright]], new[upright])
    whole = ~(cut[:, 0] | cut[:, 2])
    _width(bank, rows[whole], place, seen.span_rad[picks[whole]], new[whole])
    _bearing(bank, rows, place, seen, picks, edge)
    _foot(bank, rows[standing], place, seen.foot[picks[standing]], new[standing])


@dataclass(frozen=True)
class Place:
    """Where a camera stands relative to the eye, and when it looked."""

    mounting: Mounting
    offset_m: tuple[float, float]
    late_s: float
    turning_radps: float
    bias: int
    """State of the filter that is the bias of this camera; what else all share follows."""
    slope_rad: float
    """By how much feet lie too high, as known before this look."""
    slope_sd_rad: float

    def look(self, mean: Floats) -> Look:
        """Return states as seen from here."""
        return look(mean, self.offset_m, self.late_s, self.turning_radps)


def _height(bank: Filter, rows: Rows, place: Place, rise: Floats, sd: Floats) -> None:
    """Take in ln rise = ln height - ln r: known size, and growth without any scale.

    Edges count by the rise that is expected: by the one that was measured, boxes that happen to be
    too large would weigh more than those too small, and things would seem near and slow.
    """
    mean = bank.mean[rows]
    view = place.look(mean)
    expected = mean[:, TALL] + mean[:, place.bias + BIG] - view.log
    per_rise = np.exp(-expected)
    jacobian = -view.d_log(mean)
    jacobian[:, TALL] += 1.0
    jacobian[:, TOP] += per_rise
    jacobian[:, FOOT] -= per_rise
    jacobian[:, place.bias + BIG] += 1.0
    expected += (mean[:, TOP] - mean[:, FOOT]) * per_rise
    bank.update(rows, np.log(rise) - expected, jacobian, 2.0 * (sd * per_rise) ** 2)


def _width(bank: Filter, rows: Rows, place: Place, span: Floats, sd: Floats) -> None:
    """Take in ln span = ln width - ln r: apparent width, so growth more than scale."""
    mean = bank.mean[rows]
    view = place.look(mean)
    jacobian = -view.d_log(mean)
    jacobian[:, WIDE] += 1.0
    expected = mean[:, WIDE] - view.log
    variance = 2.0 * (sd * np.exp(-expected)) ** 2
    bank.update(rows, np.log(span) - expected, jacobian, variance)


def _bearing(
    bank: Filter, rows: Rows, place: Place, seen: Sightings, picks: Rows, sd: Floats
) -> None:
    """Take the middle of the box; where one side is cut, the other side and half the width."""
    mean = bank.mean[rows]
    view = place.look(mean)
    half = 0.5 * np.exp(mean[:, WIDE] - view.log)
    doubt = half**2 * (bank.covariance[rows, WIDE, WIDE] + bank.covariance[rows, LOG, LOG])
    left_cut, right_cut = seen.cut[picks, 0], seen.cut[picks, 2]
    middle = np.where(left_cut, seen.right_rad[picks] + half, seen.bearing_rad[picks])
    middle = np.where(right_cut & ~left_cut, seen.left_rad[picks] - half, middle)
    variance = np.where(left_cut | right_cut, sd**2 + doubt, 0.5 * sd**2)
    variance = np.where(left_cut & right_cut, half**2 + doubt, variance)
    off = middle - view.bearing_rad
    turned = np.arctan2(np.sin(off), np.cos(off))
    bank.update(rows, turned, view.d_bearing(mean), variance)


def _foot(bank: Filter, rows: Rows, place: Place, foot: Floats, sd: Floats) -> None:
    """Take in foot slope = -h / r + lift + edge + bias + pitching: the ground plane.

    The height h is that of the mounting and a share more.
    """
    mean = bank.mean[rows]
    view = place.look(mean)
    fall = place.mounting.z_m * np.exp(-view.log)
    jacobian = fall[:, None] * view.d_log(mean)
    jacobian[:, place.bias + HIGH] -= fall
    expected = -fall * (1.0 + mean[:, place.bias + HIGH])
    for error in (LIFT, FOOT, place.bias, place.bias + PITCH):
        jacobian[:, error] += 1.0
        expected += mean[:, error]
    bank.update(rows, foot - expected, jacobian, sd**2)
