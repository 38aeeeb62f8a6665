"""Everything that is followed: tracks, the filter and one bank of boxes for each camera.

Row i of every bank is track i.  Cameras are taken one after the other, so that what the first one
sees is already known when the second looks: nothing is counted twice where they overlap.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from vigil.base.records import Detection, Mounting, Percepts
from vigil.geometry import CameraModel
from vigil.tracking.association import (
    Pairs,
    assign,
    box_similarity,
    others,
    same_sort,
    two_stages,
    worth,
)
from vigil.tracking.birth import newborn
from vigil.tracking.boxes import Boxes
from vigil.tracking.filter import Filter, OwnMotion, Rows
from vigil.tracking.fit import BODY_SD, MEASURES, road_distance
from vigil.tracking.measure import Place, measure
from vigil.tracking.scale import Heights
from vigil.tracking.settings import TrackingSettings
from vigil.tracking.shared import Shared
from vigil.tracking.sightings import Sightings, sightings
from vigil.tracking.standing import hold_standing
from vigil.tracking.tracks import Track

NS = 1e-9
LEAST_NEAR = 1e-3
"""Just inside the gate."""


class Followed:
    """Objects that are followed, shown or not."""

    def __init__(self, settings: TrackingSettings, models: Mapping[str, CameraModel]) -> None:
        self._settings = settings
        self._models = models
        self._last_id = 0
        self.eye_m = (0.0, 0.0)
        """Where the filter looks from, x and y of the ego frame."""
        self.sizes = settings.sizes.of(())
        """What is known of the classes of all objects, `Sizes.of`."""
        self.clear()

    def clear(self) -> None:
        """Forget all objects; ids go on."""
        self.tracks: list[Track] = []
        self.shared = Shared(self._settings.range, tuple(self._models))
        self.bank = Filter(self._settings.range, len(self.shared.mean))
        self._heights = Heights()
        self._boxes = {name: Boxes(self._settings.association) for name in self._models}

    def predict(self, own: OwnMotion, mountings: Sequence[Mounting]) -> None:
        """Move everything on to this moment."""
        known = [mounting for mounting in mountings if mounting.camera in self._models]
        if known and not self.tracks:
            self.eye_m = (known[0].x_m, known[0].y_m)
        self.bank.predict(own)
        self.shared.predict(self.bank, own.seconds)
        self.shared.follow(self.bank, known)
        for boxes in self._boxes.values():
            boxes.predict(own.seconds)
        for track in self.tracks:
            track.views.clear()
            track.missed = track.footed = track.sized = False

    def look(
        self, camera: str, found: Sequence[Detection], percepts: Percepts, own: OwnMotion
    ) -> str:
        """Take in what one camera saw; return why it cannot be used, or nothing."""
        moment = percepts.moment
        mounting = next((a for a in moment.mountings if a.camera == camera), None)
        if camera not in self._models or mounting is None:
            return f"camera '{camera}' has no calibration: its {len(found)} detections are unused"
        late_ns = next((r.exposure_ns for r in moment.cameras if r.camera == camera), 0)
        place = self._place(mounting, (late_ns - percepts.stamp_ns) * NS if late_ns else 0.0, own)
        seen = sightings(found, self._models[camera], mounting, self._settings.range.edge_floor_px)
        pairs = self._associate(camera, seen, place)
        for row in others(self._boxes[camera].live, pairs.rows).tolist():
            self.tracks[row].missed = True
        pairs += self._bear(seen, pairs.picks, place, percepts.stamp_ns)
        measure(self.bank, pairs.rows, seen, pairs.picks, place)
        self._boxes[camera].update(
            pairs.rows, seen.xyxy_px[pairs.picks], seen.edge_sd_px[pairs.picks]
        )
        footed, uncut = seen.footed.tolist(), seen.uncut.tolist()
        for row, pick in zip(pairs.rows.tolist(), pairs.picks.tolist(), strict=True):
            track = self.tracks[row]
            track.see(found[pick], percepts.stamp_ns, self._settings.life)
            track.footed |= footed[pick]
            track.sized |= uncut[pick]
        self.sizes = self._settings.sizes.of([track.kind for track in self.tracks])
        self._heights.update(self.bank, self.sizes)
        self.shared.agree(self.bank)
        return ""

    def hold_standing(self, own: OwnMotion) -> None:
        """Let what was never seen moving, and seems to stand, stand."""
        still = np.flatnonzero([not track.moved for track in self.tracks])
        if hold_standing(self.bank, still, own, self._settings.range):
            self.shared.agree(self.bank)

    def bury(self, stamp_ns: int, seconds: float) -> None:
        """Forget what was not seen for too long."""
        life = self._settings.life
        for track in self.tracks:
            if track.missed and not track.views:
                track.miss(seconds, life)
        alive = [track.alive(stamp_ns, life) for track in self.tracks]
        if all(alive):
            return
        keep = np.array(alive)
        self.tracks = [track for track, kept in zip(self.tracks, keep, strict=True) if kept]
        self.bank.keep(keep)
        self.sizes = self.sizes[keep]
        self._heights.keep(keep)
        for boxes in self._boxes.values():
            boxes.keep(keep)

    def _place(self, mounting: Mounting, late_s: float, own: OwnMotion) -> Place:
        slope_rad, slope_sd_rad = self.shared.slope(mounting.camera)
        return Place(
            mounting=mounting,
            offset_m=(mounting.x_m - self.eye_m[0], mounting.y_m - self.eye_m[1]),
            late_s=late_s,
            turning_radps=own.turning_radps or 0.0,
            bias=self.shared.column(mounting.camera),
            slope_rad=slope_rad,
            slope_sd_rad=slope_sd_rad,
        )

    def _associate(self, camera: str, seen: Sightings, place: Place) -> Pairs:
        """Return pairs: first by boxes in this picture, then by place from other cameras."""
        if not self.tracks or not len(seen):
            return Pairs.none()
        rules, boxes = self._settings.association, self._boxes[camera]
        parents = np.array([track.kind.parent for track in self.tracks], int)
        sort = same_sort(parents, seen.kinds)
        away = road_distance(self.bank.mean, self.bank.covariance, seen, place, 0.0)
        alike = box_similarity(boxes, seen, away, rules) * worth(boxes, seen, rules)
        pairs = two_stages(alike * sort, seen.scores, rules)
        rows = others(boxes.unseen_s > rules.memory_s, pairs.rows)
        picks = others(seen.scores >= rules.low_score, pairs.picks)
        if not len(rows) or not len(picks):
            return pairs
        away = road_distance(self.bank.mean[rows], self.bank.covariance[rows], seen, place, BODY_SD)
        near = np.maximum(1.0 - away / (MEASURES * rules.other_camera_gate_sd**2), 0.0)
        more = assign((near * sort[rows])[:, picks], LEAST_NEAR)
        return pairs + Pairs(rows[more.rows], picks[more.picks])

    def _bear(self, seen: Sightings, taken: Rows, place: Place, stamp_ns: int) -> Pairs:
        """Start tracks from good detections that belong to nobody."""
        picks = others(seen.scores >= self._settings.life.birth_score, taken)
        if not len(picks):
            return Pairs.none()
        rows = np.arange(len(self.tracks), len(self.tracks) + len(picks))
        sizes = self._settings.sizes.of([seen.kinds[pick] for pick in picks])
        own = newborn(seen, picks, place, sizes, self._settings.range)
        self.bank.append(*self.shared.joined(*own), seen.edge_sd_rad[picks])
        self._heights.append(sizes)
        for boxes in self._boxes.values():
            boxes.append(len(picks))
        for _ in picks:
            self._last_id += 1
            self.tracks.append(Track(self._last_id, stamp_ns, stamp_ns))
        return Pairs(rows, picks)
