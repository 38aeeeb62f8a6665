"""One camera's detector: what stands on the road becomes boxes, as it would err."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vigil.base.records import Detection, ObjectClass
from vigil.geometry.camera_model import Floats
from vigil_sim.noise.errors import Flags, Rows, missed, stream
from vigil_sim.noise.finding import FIRST_CAMERA, Finding
from vigil_sim.noise.ghosts import Haunting
from vigil_sim.noise.outlines import NEAREST_M, Solids, View, areas_px2, uncovered
from vigil_sim.noise.settings import FLOOR_M, NoiseSettings

RANGE, SIDE, WIDTH, SCORE = range(4)
"""Errors that last, each AR(1)."""
EDGES = 4
SCORE_MIN, SCORE_MAX = 0.1, 0.95
"""Perception hands on no box below the one; YOLOX-nano says no more than the other."""
WHOLE = 0.95
"""Of which less than this shows, something hides a part."""


@dataclass(frozen=True)
class Crowd:
    """All things at one moment, N of them, and what chance has for them."""

    solids: Solids
    names: Sequence[ObjectClass]
    """What detectors call them."""
    people: Flags
    """Walkers and riders, (N,)."""
    state: Floats
    """Errors that last, (N, 4), of variance 1."""
    fresh: Floats
    """New errors of four edges for each camera, standard normal."""
    even: Floats
    """Even numbers of this step."""
    marks: Floats
    """Of the memory: who was missed."""
    rows: Rows
    """Where in the marks, (N,)."""
    seconds: float
    """Since the last moment."""
    sight: Floats
    """How well light and air let us see each, (N,), 1 on a clear day."""
    speed_mps: float
    """Our own."""
    down_rad: float
    """Our nose."""


class Detector:
    """Looks through one camera."""

    def __init__(
        self, noise: NoiseSettings, view: View, seed: int, scale: float, number: int
    ) -> None:
        self.name = view.model.name
        self._noise, self._view, self._scale, self._number = noise, view, scale, number
        self._finding = Finding(noise.misses, scale)
        self._haunting = Haunting(noise.ghosts, stream(seed, "ghosts", self.name), scale)

    def look(self, crowd: Crowd) -> list[Detection]:
        """Return what it finds."""
        view = self._view
        true_px, wrong_px, ranges_m = self._boxes(crowd)
        inside_px = view.inside(true_px)
        left_px, shown = uncovered(inside_px, ranges_m)
        inside = areas_px2(inside_px) / np.maximum(areas_px2(true_px), 1.0)
        heights_px = inside_px[:, 3] - inside_px[:, 1]
        clear_px = crowd.sight * heights_px
        picks = self._found(crowd, self._finding.missed(crowd.people, clear_px, shown, inside))
        hidden = left_px[picks] != inside_px[picks]
        boxes_px = np.where(hidden, left_px[picks], wrong_px[picks])
        boxes_px += self._edge_errors(crowd, picks, heights_px[picks], shown[picks] < WHOLE)
        scores = self._finding.scores(clear_px[picks], shown[picks], crowd.state[picks, SCORE])
        names = [crowd.names[n] for n in picks.tolist()]
        return self._records(boxes_px, scores, names) + self._ghosts(crowd)

    def _found(self, crowd: Crowd, share: Floats) -> Rows:
        column = FIRST_CAMERA + self._number
        before, even = crowd.marks[crowd.rows, column], crowd.even[:, column]
        gone = missed(before, share, even, crowd.seconds, self._noise.misses.burst_s)
        crowd.marks[crowd.rows, column] = gone
        return np.flatnonzero(~gone & (share < 1.0))

    def _boxes(self, crowd: Crowd) -> tuple[Floats, Floats, Floats]:
        """Return true boxes, those as wrong as ranges are, and the ranges.

        A wrong range is that of the same thing somewhat nearer or farther: foot, height and width
        agree on it.
        """
        view, solids = self._view, crowd.solids
        ranges_m = view.ranges_m(solids)
        heights_px = view.model.fy_px * solids.height_m / np.maximum(ranges_m, NEAREST_M)
        share = self._scale * self.range_sd(ranges_m, heights_px) * crowd.state[:, RANGE]
        moved_m = view.moved(solids, ranges_m * np.expm1(share))
        true_px, wrong_px = view.boxes_twice_px(solids.corners_m, moved_m, crowd.down_rad)
        return true_px, wrong_px, ranges_m

    def range_sd(self, ranges_m: Floats, heights_px: Floats) -> Floats:
        """Return sd of ln range, (N,): what was fitted, or the floor where that is more."""
        s = self._noise.range
        rise = (s.floor_60m - s.floor_30m) / (FLOOR_M[1] - FLOOR_M[0])
        floor = np.maximum(s.floor_30m + rise * (ranges_m - FLOOR_M[0]), 0.0)
        fitted = np.hypot(s.height_sd_px / np.maximum(heights_px, 1.0), s.height_sd_share)
        return np.maximum(floor, fitted)

    def _units_px(self, heights_px: Floats) -> Floats:
        edges = self._noise.edges
        return np.hypot(edges.sd_px, edges.sd_share * heights_px)

    def _edge_errors(self, crowd: Crowd, picks: Rows, heights_px: Floats, hidden: Flags) -> Floats:
        """Return errors of the edges beside those of the range, (N, 4)."""
        edges, first = self._noise.edges, EDGES * self._number
        white = edges.white * crowd.fresh[picks, first : first + EDGES]
        side = edges.side * crowd.state[picks, SIDE]
        half = 0.5 * edges.width * crowd.state[picks, WIDTH]
        white[:, 0] += side - half
        white[:, 2] += side + half
        hard = self._scale * np.where(hidden, edges.hidden, 1.0) * self._units_px(heights_px)
        return np.asarray(hard[:, None] * white)

    def _ghosts(self, crowd: Crowd) -> list[Detection]:
        ghosts = self._haunting.advance(crowd.seconds, crowd.speed_mps)
        if not ghosts:
            return []
        solids = Solids.of(np.array([ghost.row for ghost in ghosts]))
        scores = np.array([ghost.score for ghost in ghosts])
        names = [ghost.kind for ghost in ghosts]
        return self._records(self._view.boxes_px(solids.corners_m, crowd.down_rad), scores, names)

    def _records(
        self, boxes_px: Floats, scores: Floats, names: Sequence[ObjectClass]
    ) -> list[Detection]:
        inside_px = self._view.inside(boxes_px)
        units_px = self._units_px(inside_px[:, 3] - inside_px[:, 1])
        near: Flags = self._view.margins_px(boxes_px) < units_px[:, None]
        return [
            Detection(self.name, name, min(score, SCORE_MAX), left, top, right, bottom, unit, cut)
            for (left, top, right, bottom), name, score, unit, cut in zip(
                inside_px.tolist(),
                names,
                scores.tolist(),
                units_px.tolist(),
                near.max(axis=1).tolist(),
                strict=True,
            )
            if right > left + 1.0 and bottom > top + 1.0 and score >= SCORE_MIN
        ]
