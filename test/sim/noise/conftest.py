"""A straight road with whatever a test puts on it, and an eye that looks along it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from vigil.base.records import (
    EgoPath,
    Lamp,
    LaneChange,
    LaneLine,
    LanePlace,
    LineColor,
    LinePlace,
    LineType,
    Motion,
    Mounting,
    ObjectClass,
    PathSource,
    Percepts,
    Signal,
    SignalState,
    TruthObject,
    TruthScene,
    VehicleState,
)
from vigil.geometry import CameraModel
from vigil_sim.noise import Eye, NoiseSettings, fitted, moment_of

MODEL = CameraModel("front", 1280, 720, 1200.0, 1200.0, 639.5, 359.5)
MOUNTING = Mounting(
    "front", -1.5, 0.0, 1.3, 0.0, 0.0, 0.0, 0.02, 0.005, 0.005, 0.005, estimated=False
)
NS_PER_S = 1e9
SEEN: dict[ObjectClass, tuple[float, float, float]] = {
    ObjectClass.CAR: (4.5, 1.8, 1.5),
    ObjectClass.TRUCK: (8.5, 2.5, 3.6),
    ObjectClass.PEDESTRIAN: (0.5, 0.5, 1.75),
}
"""Length, width, height."""


def make_thing(
    x_m: float, y_m: float = 0.0, kind: ObjectClass = ObjectClass.CAR, number: int = 1
) -> TruthObject:
    """Return a thing whose nearest face is x_m ahead of our bumper."""
    length_m, width_m, height_m = SEEN[kind]
    return TruthObject(
        id=number,
        name=f"thing{number}",
        kind=kind,
        model=kind.name.lower(),
        x_m=x_m + length_m / 2.0,
        y_m=y_m,
        z_m=0.0,
        yaw_rad=0.0,
        length_m=length_m,
        width_m=width_m,
        height_m=height_m,
        gap_m=x_m,
        offset_m=y_m,
        speed_mps=20.0,
        lateral_speed_mps=0.0,
        acceleration_mps2=0.0,
        closing_mps=0.0,
        ttc_s=None,
        headway_s=None,
        in_path=abs(y_m) < 1.8,
        lane=LanePlace.EGO,
        lane_change=LaneChange.UNKNOWN,
        motion=Motion.MOVING,
        brake_lamp=Lamp.OFF,
        left_indicator=Lamp.OFF,
        right_indicator=Lamp.OFF,
        plate="",
        views=(),
    )


def make_line(place: LinePlace, c0_m: float, probability: float = 1.0) -> LaneLine:
    """Return a straight line of the road, exact."""
    solid, white = LineType.SOLID, LineColor.WHITE
    straight = (c0_m, 0.0, 0.0, 0.0)
    sds = (0.0, 0.0, 0.0, 0.0)
    return LaneLine("", place, solid, white, probability, *straight, *sds, 0.0, 100.0, 0.0)


LANES = (make_line(LinePlace.LEFT, 1.75), make_line(LinePlace.RIGHT, -1.75))


def make_scene(stamp_s: float, *things: TruthObject, speed_mps: float = 20.0) -> TruthScene:
    """Return a moment on a clear day on a straight road."""
    return TruthScene(
        stamp_ns=round(stamp_s * NS_PER_S),
        vehicle=VehicleState(speed_mps=Signal(speed_mps, 0.0, SignalState.VALID)),
        dive_rad=0.0,
        objects=things,
        lanes=LANES,
        path=EgoPath(PathSource.LANES, 0.0, 0.0, 0.0, 0.0, 3.5, 0.0),
        drivable=(),
        lead_id=0,
        cut_in_id=0,
        targets_ahead=0,
        left_zone_id=0,
        right_zone_id=0,
        touching=(),
        light="day",
        weather="clear",
    )


@dataclass
class Watch:
    """An eye that looks at the same scene again and again."""

    noise: NoiseSettings = field(default_factory=lambda: without_ghosts(fitted()))
    seed: int = 1
    scale: float = 1.0

    def look(self, scene: TruthScene, times: int, every_s: float = 0.05) -> Iterator[Percepts]:
        """Yield what it sees each time."""
        eye = Eye(self.noise, {MODEL.name: MODEL}, [MOUNTING], self.seed, self.scale)
        for number in range(times):
            now = replace(scene, stamp_ns=round(number * every_s * NS_PER_S))
            yield eye.percepts(now, moment_of(now, [MOUNTING], number))


def without_ghosts(noise: NoiseSettings) -> NoiseSettings:
    """Return the noise without ghosts: what is seen is there."""
    ghosts = noise.ghosts.model_copy(update={"per_100_s": 0.0})
    return noise.model_copy(update={"ghosts": ghosts})
