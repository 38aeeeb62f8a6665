"""The eye of a drive without pictures: what image detectors would have made of the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from vigil.base.errors import InputError
from vigil.base.records import (
    Detection,
    Moment,
    Mounting,
    ObjectClass,
    Percepts,
    TruthScene,
    Verdict,
)
from vigil.geometry import CameraModel
from vigil.geometry.camera_model import Floats
from vigil_sim.noise.detector import EDGES, Crowd, Detector
from vigil_sim.noise.errors import Memory, Swing, stream, tails
from vigil_sim.noise.finding import FIRST_CAMERA, Naming, sight
from vigil_sim.noise.lines import Lines
from vigil_sim.noise.outlines import Solids, View, rows_of
from vigil_sim.noise.settings import NoiseSettings

NS = 1e-9
LASTING, SCORE = 4, 3
"""Errors that last: of range, middle, width and score; the last one is of the network's mind."""
NEAR_M = 1.0


class Eye:
    """Sees what detectors of this noise would, camera by camera; the first one sees the lines."""

    def __init__(
        self,
        noise: NoiseSettings,
        models: Mapping[str, CameraModel],
        mountings: Sequence[Mounting],
        seed: int,
        scale: float = 1.0,
    ) -> None:
        """Place cameras where they really sit: `mountings` may differ from what a moment says.

        `scale` multiplies sigmas, misses, ghosts and wrong classes.
        """
        if scale < 1.0:
            raise InputError(f"noise x{scale:g} would undercut the floors; x1 is the least")
        self._noise, self._scale = noise, scale
        self.watermark = f"detections from the truth of a simulation, noise x{scale:g}"
        memory_s, edges_s = noise.range.memory_s, noise.edges.memory_s
        self._memory = Memory(
            (seed, "objects"),
            (memory_s, edges_s, edges_s, noise.misses.score_memory_s),
            fresh=EDGES * len(models),
            even=FIRST_CAMERA + len(models),
        )
        self._swing = Swing(noise.pitching, stream(seed, "pitching"))
        self._naming = Naming(noise.classes, scale)
        placed = {mounting.camera: mounting for mounting in mountings}
        views = [View(model, placed[name]) for name, model in models.items()]
        self._detectors = [Detector(noise, view, seed, scale, n) for n, view in enumerate(views)]
        self._lines = Lines(noise.lines, views[0], seed, scale)
        self._stamp_ns: int | None = None

    def percepts(self, truth: TruthScene, moment: Moment) -> Percepts:
        """Return what is recognised at the moment of the truth; cameras not on time see nothing."""
        crowd = self._crowd(truth)
        on_time = {one.camera for one in moment.cameras if one.verdict is Verdict.ON_TIME}
        found: list[Detection] = []
        for detector in self._detectors:
            seen = detector.look(crowd)  # time passes for it, used or not
            found += seen if detector.name in on_time else ()
        lines = self._lines.look(truth.lanes, crowd.down_rad, crowd.seconds)
        return Percepts(
            stamp_ns=truth.stamp_ns,
            moment=replace(moment, watermarks=(*moment.watermarks, self.watermark)),
            detections=tuple(sorted(found, key=lambda one: -one.score)),
            lanes=lines if self._detectors[0].name in on_time else (),
            drivable=(),
            superseded=0,
        )

    def _crowd(self, truth: TruthScene) -> Crowd:
        before_ns = truth.stamp_ns if self._stamp_ns is None else self._stamp_ns
        self._stamp_ns = truth.stamp_ns
        seconds = (truth.stamp_ns - before_ns) * NS
        ids, kinds = [one.id for one in truth.objects], [one.kind for one in truth.objects]
        # Edges last as long as the range: they are of the same box.
        renewed_ps = np.zeros((len(ids), LASTING))
        renewed_ps[:, :SCORE] = self._noise.range.renewed_ps(_growth_ps(truth))[:, None]
        rows, state, fresh, even = self._memory.advance(ids, seconds, renewed_ps)
        marks = self._memory.marks
        people = np.array([kind >= ObjectClass.CYCLE for kind in kinds], bool)
        return Crowd(
            solids=Solids.of(rows_of(truth.objects)),
            names=self._naming.names(kinds, marks, rows, even, seconds),
            people=people,
            state=tails(state, self._noise.freedom),
            fresh=fresh,
            even=even,
            marks=marks,
            rows=rows,
            seconds=seconds,
            sight=sight(self._noise.misses, truth, people),
            speed_mps=truth.vehicle.speed_mps.value or 0.0,
            down_rad=self._scale * self._swing.advance(seconds),
        )


def _growth_ps(truth: TruthScene) -> Floats:
    """Return how fast pictures grow, (N,): the closing speed over the range."""
    pairs = [(one.closing_mps, max(abs(one.x_m), NEAR_M)) for one in truth.objects]
    closing_mps, range_m = np.array(pairs).reshape(-1, 2).T
    return np.asarray(closing_mps / range_m)
