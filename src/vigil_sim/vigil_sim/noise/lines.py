"""Lane lines as a camera finds them: off by a little for a while, seen not too far, at times not.

All lines err together as our nose goes up and down: with the nose down by an angle, a line c0 to
the side opens by c0 / height times that angle.
"""

from collections.abc import Sequence
from math import hypot

import numpy as np

from vigil.base.records import LaneLine, LineType
from vigil.geometry.camera_model import Floats
from vigil_sim.noise.errors import Flags, Memory, Rows, missed
from vigil_sim.noise.outlines import View
from vigil_sim.noise.settings import LineErrors

COEFFICIENTS = 4
REACH = COEFFICIENTS
"""Errors that last: c0..c3, then how far it is seen."""
MISS, KIND, RENEW = range(3)
"""Even numbers of a step."""
SHORTEST_M = 6.0
"""As perception's `length_min_m`: shorter paint is an arrow or a letter."""
POINTS = 8
"""Points of a line in the picture: calibration and drawing use them."""
EVENLY: Floats = np.linspace(0.0, 1.0, POINTS)
NAMELESS = 100
"""Lines that are not beside our lane or the next ones are counted from here."""


def about_us(pivot_m: float) -> Floats:
    """Return what errors of a curve about x = pivot_m do to its c0..c3, (4, 4); c3's is its own."""
    p = pivot_m
    return np.array(
        [
            [1.0, -p, p**2, 0.0],
            [0.0, 1.0, -2.0 * p, 0.0],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )


class Lines:
    """The lines that one camera finds."""

    def __init__(self, settings: LineErrors, view: View, seed: int, scale: float) -> None:
        self._settings, self._view, self._scale = settings, view, scale
        memories_s = [settings.memory_s] * (COEFFICIENTS + 1)
        self._memory = Memory((seed, "lines"), memories_s, fresh=0, even=3)
        s = settings
        sds = np.array([s.offset_sd_m, s.angle_sd, s.curvature_sd_pm, s.change_sd_pm2])
        self._errors = sds * about_us(s.pivot_m)
        self._sds = np.sqrt((self._errors**2).sum(axis=1)).tolist()

    def look(
        self, lines: Sequence[LaneLine], down_rad: float, seconds: float
    ) -> tuple[LaneLine, ...]:
        """Return what is found of the true lines, left to right; headlamps light their paint."""
        if not lines:
            return ()
        ids = [line.place or NAMELESS + number for number, line in enumerate(lines)]
        rows, state, _, even = self._memory.advance(ids, seconds)
        found = self._found(lines, rows, even, seconds)
        nameless = self._nameless(rows, even, seconds)
        curves = self._curves(lines, state, down_rad)
        near_m, far_m = self._reach_m(lines, state[:, REACH])
        points_px = self._points_px(curves, near_m, far_m)
        held = self._view.holds(points_px)
        said = np.column_stack([curves, near_m, far_m]).tolist()
        picks = np.flatnonzero(found & (far_m - near_m >= SHORTEST_M)).tolist()
        return tuple(
            self._seen(lines[n], said[n], points_px[n, held[n]], nameless=nameless[n])
            for n in picks
        )

    def _found(self, lines: Sequence[LaneLine], rows: Rows, even: Floats, seconds: float) -> Flags:
        """Return which are found: paint that is worn or gone is missed as often."""
        s, marks = self._settings, self._memory.marks
        painted = np.array([line.probability for line in lines])
        share = 1.0 - (1.0 - min(self._scale * s.missed, 1.0)) * painted
        gone = missed(marks[rows, MISS], share, even[:, MISS], seconds, s.burst_s)
        marks[rows, MISS] = gone
        return np.asarray(~gone & (share < 1.0))

    def _nameless(self, rows: Rows, even: Floats, seconds: float) -> Flags:
        """Return whose type cannot be told, each for a while."""
        s, marks = self._settings, self._memory.marks
        renewed = even[:, RENEW] < 1.0 - np.exp(-seconds / s.memory_s)
        anew = renewed | np.isnan(marks[rows, KIND])
        marks[rows, KIND] = np.where(anew, even[:, KIND], marks[rows, KIND])
        return np.asarray(marks[rows, KIND] < self._scale * s.nameless)

    def _curves(self, lines: Sequence[LaneLine], state: Floats, down_rad: float) -> Floats:
        curves = np.array([(a.c0_m, a.c1, a.c2_pm, a.c3_pm2) for a in lines])
        curves += self._scale * state[:, :COEFFICIENTS] @ self._errors.T
        curves[:, 1] += curves[:, 0] * down_rad / self._view.mounting.z_m
        return curves

    def _reach_m(self, lines: Sequence[LaneLine], error: Floats) -> tuple[Floats, Floats]:
        """Return from where and to where each is seen, (N,) each."""
        s = self._settings
        reach_m = s.reach_m * np.exp(self._scale * s.reach_sd * error)
        near_m = np.maximum([line.x_min_m for line in lines], self._view.nearest_m)
        return near_m, np.minimum([line.x_max_m for line in lines], reach_m)

    def _points_px(self, curves: Floats, near_m: Floats, far_m: Floats) -> Floats:
        """Return where lines run in the picture, (N, POINTS, 2), bottom first, evenly in rows."""
        near_pm, far_pm = 1.0 / near_m[:, None], 1.0 / np.maximum(far_m, near_m)[:, None]
        x_m = 1.0 / (near_pm + EVENLY * (far_pm - near_pm))
        c0, c1, c2, c3 = curves.T[..., None]
        points_m = np.zeros((*x_m.shape, 3))
        points_m[..., 0], points_m[..., 1] = x_m, ((c3 * x_m + c2) * x_m + c1) * x_m + c0
        return self._view.pixels(points_m)

    def _seen(
        self,
        line: LaneLine,
        said: Sequence[float],
        points_px: Floats,
        *,
        nameless: bool,
    ) -> LaneLine:
        s, mounting = self._settings, self._view.mounting
        c0, c1, c2, c3, near_m, far_m = said
        c0_sd, c1_sd, c2_sd, c3_sd = self._sds
        return LaneLine(
            camera=mounting.camera,
            place=line.place,
            kind=LineType.UNKNOWN if nameless else line.kind,
            color=line.color,
            probability=s.probability * line.probability,
            c0_m=c0,
            c1=c1,
            c2_pm=c2,
            c3_pm2=c3,
            c0_sd_m=c0_sd,
            c1_sd=hypot(c1_sd, c0 * mounting.pitch_sd_rad / mounting.z_m),
            c2_sd_pm=c2_sd,
            c3_sd_pm2=c3_sd,
            x_min_m=near_m,
            x_max_m=far_m,
            age_s=0.0,
            points_px=points_px,
        )
