"""Road objects: what the tracks and the filter know, as records."""

from dataclasses import dataclass
from math import atan2, hypot

import numpy as np

from vigil.base.records import (
    Detection,
    EgoPath,
    Lamp,
    LaneChange,
    LanePlace,
    Motion,
    ObjectView,
    PredictedPath,
    RoadObject,
    TrackState,
)
from vigil.geometry.camera_model import Floats
from vigil.tracking.followed import Followed
from vigil.tracking.kinematics import Kinematics, kinematics
from vigil.tracking.places import lane_change, lane_places, path_offsets_m, predicted
from vigil.tracking.settings import TrackingSettings
from vigil.tracking.tracks import Track

NS = 1e-9


@dataclass(frozen=True)
class Surroundings:
    """What objects are placed in."""

    stamp_ns: int
    path: EgoPath
    speed_mps: float | None
    turning_radps: float | None


@dataclass(frozen=True)
class Placed:
    """Columns of N objects relative to our path."""

    offset_m: list[float]
    drift_mps: list[float]
    drift_sd_mps: list[float]
    lanes: list[LanePlace]
    probabilities: list[float]
    paths: list[PredictedPath]


def road_objects(
    followed: Followed, around: Surroundings, settings: TrackingSettings
) -> tuple[RoadObject, ...]:
    """Return the objects that the scene shows, nearest first."""
    tracks = followed.tracks
    if not tracks:
        return ()
    now = kinematics(followed.bank, followed.sizes, followed.eye_m, around.turning_radps or 0.0)
    placed, numbers = _placed(now, around, settings), now.lists()
    shown = [
        _road_object(track, i, numbers, placed, around, settings)
        for i, track in enumerate(tracks)
        if track.shown(around.stamp_ns, settings.life)
    ]
    return tuple(sorted(shown, key=lambda thing: thing.x_m))


def _placed(now: Kinematics[Floats], around: Surroundings, settings: TrackingSettings) -> Placed:
    path = around.path
    middle, slope, doubt = path_offsets_m(path, now.x_m)
    offset, offset_sd = now.y_m - middle, np.hypot(now.y_sd_m, doubt)
    ground = 0.0 if around.speed_mps is None else around.speed_mps
    turning = 0.0 if around.turning_radps is None else around.turning_radps
    # A path that is fixed to the road moves through the ego frame as we do.
    sliding = slope * ground - turning * now.x_m if around.turning_radps is not None else 0.0
    drift = now.vy_mps - slope * now.vx_mps - sliding
    lanes, probabilities = lane_places(offset, offset_sd, path.width_m)
    start = np.array([now.x_m, now.vx_mps, now.ax_mps2, offset, drift])
    sds = np.array([now.x_sd_m, now.vx_sd_mps, now.ax_sd_mps2, offset_sd, now.vy_sd_mps])
    paths = predicted(
        start,
        sds**2,
        settings.range.acceleration_sd_mps2,
        settings.range.lateral_noise_mps2,
        settings.placing,
    )
    return Placed(
        offset.tolist(),
        drift.tolist(),
        now.vy_sd_mps.tolist(),
        lanes,
        probabilities.tolist(),
        paths,
    )


def _road_object(
    track: Track,
    i: int,
    now: Kinematics[list[float]],
    placed: Placed,
    around: Surroundings,
    settings: TrackingSettings,
) -> RoadObject:
    vx, vx_sd = now.vx_mps[i], now.vx_sd_mps[i]
    known = _known(now.scale_rate_ps[i], now.scale_rate_sd_ps[i], vx_sd, settings)
    speed = None
    if known and around.speed_mps is not None:
        speed = around.speed_mps + vx - (around.turning_radps or 0.0) * now.y_m[i]
    across = now.vy_mps[i] + (around.turning_radps or 0.0) * now.x_m[i]
    drift, drift_sd = placed.drift_mps[i], placed.drift_sd_mps[i]
    motion = _motion(track, speed, vx_sd, drift, drift_sd, placed.lanes[i], settings)
    closing = known and vx < 0.0
    return RoadObject(
        id=track.id,
        kind=track.kind,
        kind_probability=track.kind_probability,
        existence_probability=track.existence,
        state=_state(track, known),
        age_s=(around.stamp_ns - track.born_ns) * NS,
        unseen_s=track.unseen_s(around.stamp_ns),
        x_m=now.x_m[i],
        x_sd_m=now.x_sd_m[i],
        range_source=track.range_source,
        y_m=now.y_m[i],
        y_sd_m=now.y_sd_m[i],
        vx_mps=vx if known else None,
        vx_sd_mps=vx_sd if known else None,
        vy_mps=now.vy_mps[i] if known else None,
        vy_sd_mps=now.vy_sd_mps[i] if known else None,
        ax_mps2=now.ax_mps2[i] if known else None,
        ax_sd_mps2=now.ax_sd_mps2[i] if known else None,
        speed_mps=speed,
        speed_sd_mps=None if speed is None else vx_sd,
        ttc_s=now.ttc_s[i] if closing else None,
        ttc_sd_s=now.ttc_sd_s[i] if closing else None,
        scale_rate_ps=now.scale_rate_ps[i] if known else None,
        scale_rate_sd_ps=now.scale_rate_sd_ps[i] if known else None,
        bearing_rad=now.bearing_rad[i],
        bearing_sd_rad=now.bearing_sd_rad[i],
        bearing_rate_radps=now.bearing_rate_radps[i] if known else None,
        bearing_rate_sd_radps=now.bearing_rate_sd_radps[i] if known else None,
        width_m=now.width_m[i],
        width_sd_m=now.width_sd_m[i],
        height_m=now.height_m[i],
        height_sd_m=now.height_sd_m[i],
        length_m=None,
        length_sd_m=None,
        heading_rad=_heading_rad(speed, across, settings),
        motion=motion,
        lane=placed.lanes[i],
        lane_probability=placed.probabilities[i],
        lane_offset_m=placed.offset_m[i],
        lane_change=_change(placed, i, around, settings) if known else LaneChange.UNKNOWN,
        brake_lamp=Lamp.UNKNOWN,
        left_indicator=Lamp.UNKNOWN,
        right_indicator=Lamp.UNKNOWN,
        plate="",
        path=placed.paths[i] if known else PredictedPath(),
        views=tuple(_view(found) for found in track.views.values()),
    )


def _known(rate_ps: float, rate_sd_ps: float, vx_sd_mps: float, settings: TrackingSettings) -> bool:
    """Tell whether its motion is known: by growth, by speed, or by its time to collision.

    What is near grows fast and doubtfully, while its speed is well known.
    """
    by_growth = max(settings.range.speed_known_sd, 0.5 * abs(rate_ps))
    return rate_sd_ps < by_growth or vx_sd_mps < settings.range.speed_known_sd_mps


def _change(placed: Placed, i: int, around: Surroundings, settings: TrackingSettings) -> LaneChange:
    return lane_change(
        placed.offset_m[i],
        placed.drift_mps[i],
        placed.drift_sd_mps[i],
        around.path.width_m,
        settings.placing,
    )


def _state(track: Track, known: bool) -> TrackState:
    if not track.views:
        return TrackState.COASTED
    return TrackState.MEASURED if known else TrackState.NEW


def _heading_rad(
    speed_mps: float | None, across_mps: float, settings: TrackingSettings
) -> float | None:
    """Return where it goes, relative to where we do; unknown: it stands, or our speed is lost."""
    if speed_mps is None or hypot(speed_mps, across_mps) < 2.0 * settings.placing.moving_mps:
        return None
    return atan2(across_mps, speed_mps)


def _motion(
    track: Track,
    speed_mps: float | None,
    sd_mps: float,
    drift_mps: float,
    drift_sd_mps: float,
    lane: LanePlace,
    settings: TrackingSettings,
) -> Motion:
    """Return how it moves over the ground; unknown without our own speed."""
    if speed_mps is None:
        return Motion.UNKNOWN
    limit = settings.placing.moving_mps
    along, across = max(limit, 2.0 * sd_mps), max(limit, 2.0 * drift_sd_mps)
    if abs(drift_mps) > max(across, abs(speed_mps)):
        return Motion.CROSSING
    if abs(speed_mps) > along:
        track.moved = True
        return Motion.MOVING if speed_mps > 0.0 else Motion.ONCOMING
    if sd_mps > 2.0 * limit or abs(speed_mps) > limit:
        return Motion.UNKNOWN
    if track.moved:
        return Motion.STOPPED
    beside = lane not in {LanePlace.EGO, LanePlace.UNKNOWN}
    return Motion.PARKED if beside else Motion.STANDING


def _view(found: Detection) -> ObjectView:
    return ObjectView(found.camera, *found.xyxy_px, found.score)
