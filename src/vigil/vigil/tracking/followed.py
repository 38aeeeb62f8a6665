"""Everything that is followed: tracks, the filter and one bank of boxes for each camera.

Row i of every bank is track i.  Cameras are taken one after the other, so that what the first one
sees is already known when the second looks: nothing is counted twice where they overlap.
"""

from collections.abc import Mapping, Sequence
from math import hypot

import numpy as np

from vigil.base.records import Detection, Mounting, Percepts
from vigil.geometry import CameraModel
from vigil.tracking.association import (
    Pairs,
    assign,
    box_similarity,
    place_similarity,
    same_sort,
    two_stages,
)
from vigil.tracking.birth import newborn
from vigil.tracking.boxes import Boxes
from vigil.tracking.filter import LIFT, Filter, OwnMotion, Rows
from vigil.tracking.measure import Place, measure
from vigil.tracking.pitch import PitchBias
from vigil.tracking.settings import TrackingSettings
from vigil.tracking.sightings import Sightings, sightings
from vigil.tracking.tracks import Track

NS = 1e-9


class Followed:
    """Objects that are followed, shown or not."""

    def __init__(self, settings: TrackingSettings, models: Mapping[str, CameraModel]) -> None:
        self._settings = settings
        self._models = models
        self._last_id = 0
        self.eye_m = (0.0, 0.0)
        """Where the filter looks from, x and y of the ego frame."""
        self.clear()

    def clear(self) -> None:
        """Forget all objects; ids go on."""
        self.tracks: list[Track] = []
        self.bank = Filter(self._settings.range)
        self._boxes = {name: Boxes(self._settings.association) for name in self._models}
        self._bias = {name: PitchBias(self._settings.range) for name in self._models}

    def predict(self, own: OwnMotion, mountings: Sequence[Mounting]) -> None:
        """Move everything on to this moment."""
        known = [mounting for mounting in mountings if mounting.camera in self._models]
        if known and not self.tracks:
            self.eye_m = (known[0].x_m, known[0].y_m)
        for mounting in known:
            self._bias[mounting.camera].pass_time(mounting, own.seconds)
        doubt = max((self._bias[a.camera].sd_rad for a in known), default=0.0)
        self.bank.predict(own, hypot(self._settings.range.slope_sd_rad, doubt))
        for boxes in self._boxes.values():
            boxes.predict(own.seconds)
        for track in self.tracks:
            track.views.clear()

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
        pairs += self._bear(seen, pairs.picks, place, percepts.stamp_ns)
        measure(self.bank, pairs.rows, seen, pairs.picks, place)
        self._boxes[camera].update(
            pairs.rows, seen.xyxy_px[pairs.picks], seen.edge_sd_px[pairs.picks]
        )
        for row, pick in zip(pairs.rows, pairs.picks, strict=True):
            self.tracks[row].see(found[pick], percepts.stamp_ns, self._settings.life)
        self._learn_pitch(camera, pairs.rows, percepts.stamp_ns)
        return ""

    def bury(self, stamp_ns: int, seconds: float) -> None:
        """Forget what was not seen for too long."""
        life = self._settings.life
        for track in self.tracks:
            if not track.views:
                track.miss(seconds, life)
        keep = np.array([track.alive(stamp_ns, life) for track in self.tracks], bool)
        if keep.all():
            return
        self.tracks = [track for track, kept in zip(self.tracks, keep, strict=True) if kept]
        self.bank.keep(keep)
        for boxes in self._boxes.values():
            boxes.keep(keep)

    def _place(self, mounting: Mounting, late_s: float, own: OwnMotion) -> Place:
        bias = self._bias[mounting.camera]
        return Place(
            mounting=mounting,
            offset_m=(mounting.x_m - self.eye_m[0], mounting.y_m - self.eye_m[1]),
            late_s=late_s,
            turning_radps=own.turning_radps or 0.0,
            pitch_bias_rad=bias.rad,
            pitch_bias_sd_rad=bias.sd_rad,
            pitching_rad=self._settings.range.pitching_sd_rad,
        )

    def _associate(self, camera: str, seen: Sightings, place: Place) -> Pairs:
        """Return pairs: first by boxes in this picture, then by place from other cameras."""
        if not self.tracks or not len(seen):
            return Pairs.none()
        rules, boxes = self._settings.association, self._boxes[camera]
        parents = np.array([track.kind.parent for track in self.tracks], int)
        sort = same_sort(parents, seen.kinds)
        pairs = two_stages(box_similarity(boxes, seen, rules) * sort, seen.scores, rules)
        rows = np.setdiff1d(np.flatnonzero(boxes.unseen_s > rules.lost_s), pairs.rows)
        picks = np.setdiff1d(np.flatnonzero(seen.scores >= rules.low_score), pairs.picks)
        if not len(rows) or not len(picks):
            return pairs
        fit = place_similarity(self.bank.mean[rows], self.bank.covariance[rows], seen, place, rules)
        more = assign((fit * sort[rows])[:, picks], 1e-3)
        return pairs + Pairs(rows[more.rows], picks[more.picks])

    def _bear(self, seen: Sightings, taken: Rows, place: Place, stamp_ns: int) -> Pairs:
        """Start tracks from good detections that belong to nobody."""
        good = np.flatnonzero(seen.scores >= self._settings.life.birth_score)
        picks = np.setdiff1d(good, taken)
        if not len(picks):
            return Pairs.none()
        rows = np.arange(len(self.tracks), len(self.tracks) + len(picks))
        self.bank.append(*newborn(seen, picks, place, self._settings.sizes, self._settings.range))
        for boxes in self._boxes.values():
            boxes.append(len(picks))
        for _ in picks:
            self._last_id += 1
            self.tracks.append(Track(self._last_id, stamp_ns, stamp_ns))
        return Pairs(rows, picks)

    def _learn_pitch(self, camera: str, rows: Rows, stamp_ns: int) -> None:
        """Let each object tell once, when it is old enough, how far off the pitch is."""
        for row in rows:
            track = self.tracks[row]
            if track.voted or (stamp_ns - track.born_ns) * NS < VOTE_AGE_S:
                continue
            track.voted = True
            mean, variance = self.bank.mean[row, LIFT], self.bank.covariance[row, LIFT, LIFT]
            self.bank.mean[:, LIFT] -= self._bias[camera].learn(float(mean), float(variance))


VOTE_AGE_S = 1.5
