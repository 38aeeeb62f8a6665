"""The stage: what was recognised at one moment becomes the road at that moment."""

from collections.abc import Mapping
from dataclasses import replace

from vigil.base.records import (
    Detection,
    Gear,
    Health,
    HealthLevel,
    Moment,
    Percepts,
    Scene,
    Verdict,
)
from vigil.geometry import Body, CameraModel
from vigil.tracking.filter import OwnMotion
from vigil.tracking.followed import Followed
from vigil.tracking.lanes import LaneLines
from vigil.tracking.objects import Surroundings, road_objects
from vigil.tracking.path import OwnPath
from vigil.tracking.settings import TrackingSettings

NS = 1e-9
ROOM = "tracking"


class Tracking:
    """Follows objects and lanes; ids are its own and never used twice."""

    def __init__(
        self, settings: TrackingSettings, models: Mapping[str, CameraModel], body: Body
    ) -> None:
        self._settings = settings
        self._followed = Followed(settings, models)
        self._lanes = LaneLines(settings.lanes)
        self._path = OwnPath(settings.lanes, settings.placing, body)
        self._stamp_ns: int | None = None
        self._speed_mps: float | None = None

    def update(self, percepts: Percepts) -> Scene:
        """Return the road at the moment that the percepts speak of."""
        health = self._restart_after_a_jump(percepts.stamp_ns)
        moment = percepts.moment
        own = self._own_motion(percepts.stamp_ns, moment)
        lanes = self._lanes.update(percepts.lanes, own)
        path = self._path.update(lanes, moment.vehicle)
        self._followed.predict(own, moment.mountings)
        health += self._look(percepts, own)
        self._followed.hold_standing(own)
        self._followed.bury(percepts.stamp_ns, own.seconds)
        around = Surroundings(percepts.stamp_ns, path, own.speed_mps, own.turning_radps)
        self._stamp_ns, self._speed_mps = percepts.stamp_ns, own.speed_mps
        return Scene(
            stamp_ns=percepts.stamp_ns,
            moment=replace(moment, health=(*moment.health, *health)) if health else moment,
            objects=road_objects(self._followed, around, self._settings),
            lanes=lanes,
            path=path,
            drivable=percepts.drivable,
        )

    def _restart_after_a_jump(self, stamp_ns: int) -> list[Health]:
        """Forget everything but the last id when time goes back or leaps."""
        if self._stamp_ns is None:
            return []
        seconds = (stamp_ns - self._stamp_ns) * NS
        if 0.0 <= seconds <= self._settings.life.max_gap_s:
            return []
        self._followed.clear()
        self._lanes.clear()
        self._stamp_ns = self._speed_mps = None
        text = f"time went on by {seconds:.3f} s at once: every object was started afresh"
        return [Health(ROOM, HealthLevel.WARN, text)]

    def _own_motion(self, stamp_ns: int, moment: Moment) -> OwnMotion:
        speed = moment.vehicle.speed_mps.trusted
        if speed is not None and moment.vehicle.gear_position is Gear.REVERSE:
            speed = -speed
        turning = moment.vehicle.yaw_rate_radps.trusted
        seconds = 0.0 if self._stamp_ns is None else (stamp_ns - self._stamp_ns) * NS
        before = speed if self._speed_mps is None else self._speed_mps
        return OwnMotion(
            seconds=seconds,
            speed_mps=speed,
            turning_radps=turning,
            gained_mps=0.0 if speed is None or before is None else speed - before,
        )

    def _look(self, percepts: Percepts, own: OwnMotion) -> list[Health]:
        """Take in camera by camera; say which cannot be used, and what else is missing."""
        looks: dict[str, list[Detection]] = {
            report.camera: []
            for report in percepts.moment.cameras
            if report.verdict is Verdict.ON_TIME
        }
        for found in percepts.detections:
            looks.setdefault(found.camera, []).append(found)
        health = []
        for camera, things in looks.items():
            if reason := self._followed.look(camera, things, percepts, own):
                health.append(Health(f"{ROOM}/{camera}", HealthLevel.ERROR, reason))
        if own.speed_mps is None:
            text = "no speed of our own: objects have no speed over the ground"
            health.append(Health(ROOM, HealthLevel.WARN, text))
        return health
