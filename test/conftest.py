"""A made-up drive that the tests of pictures, page and report share: no data is needed for it.

Ten seconds at 10 Hz on a straight road with three lanes: a truck on the right cuts in, becomes our
lead, brakes; a camera falls silent for a second; a pedestrian stands beside the road.
"""

from collections.abc import Callable
from math import hypot, nan
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from vigil.bag import BagWriter, topics
from vigil.bag.typestore import Types
from vigil.base.records import (
    Alert,
    Alerts,
    CameraReport,
    DrivableArea,
    EgoPath,
    Evidence,
    Failsafe,
    FrameSet,
    Function,
    Gear,
    HeadwayLevel,
    Health,
    HealthLevel,
    Lamp,
    LaneChange,
    LaneLine,
    LanePlace,
    Latency,
    Level,
    LineColor,
    LinePlace,
    LineType,
    Moment,
    Motion,
    Mounting,
    ObjectClass,
    ObjectView,
    PathSource,
    PredictedPath,
    RangeSource,
    RoadObject,
    Sample,
    Scene,
    Signal,
    SignalState,
    StopAndGo,
    Target,
    Targets,
    TrackState,
    VehicleSamples,
    VehicleState,
    Verdict,
    WarningState,
    Zone,
    ZoneState,
)
from vigil.base.settings import checked
from vigil.camera import CameraRig
from vigil.geometry import CameraModel, image_points_px

Picture = npt.NDArray[np.uint8]
START_NS = 1_700_000_000_000_000_000
CYCLE_S = 0.1
TYPES = Types()
SUPERSEDED = (50, 51)
"""Frame sets that newer ones replaced before they were perceived."""
MODEL = CameraModel("front", 960, 540, 800.0, 800.0, 479.5, 269.5)
MOUNTING = Mounting(
    "front", -1.5, 0.0, 1.4, 0.0, 0.02, 0.0, 0.02, 0.005, 0.005, 0.005, estimated=False
)
LANE_M = 3.6
SOLID, DASHED = LineType.SOLID, LineType.DASHED
LINES = (
    (LinePlace.NEXT_LEFT, 1.5, SOLID, LineColor.YELLOW),
    (LinePlace.LEFT, 0.5, DASHED, LineColor.WHITE),
    (LinePlace.RIGHT, -0.5, DASHED, LineColor.WHITE),
    (LinePlace.NEXT_RIGHT, -1.5, SOLID, LineColor.WHITE),
)


def px(points_m: list[tuple[float, ...]]) -> npt.NDArray[np.float64]:
    """Return where points of the ego frame appear."""
    return image_points_px(MODEL, MOUNTING, np.array(points_m, float))


def thing(
    number: int, kind: ObjectClass, x_m: float, y_m: float, vx_mps: float, vy_mps: float = 0.0
) -> RoadObject:
    """Return one object with everything that follows from its place and motion."""
    big = kind in {ObjectClass.TRUCK, ObjectClass.BUS}
    width_m = 2.5 if big else 0.6 if kind is ObjectClass.PEDESTRIAN else 1.8
    height_m = 3.2 if big else 1.7 if kind is ObjectClass.PEDESTRIAN else 1.5
    corners = px([(x_m, y_m + width_m / 2, height_m), (x_m, y_m - width_m / 2, 0.0)])
    times_s = np.arange(0.0, 3.1, 0.5)
    path = np.column_stack([x_m + vx_mps * times_s, y_m + vy_mps * times_s])
    spread = 0.05 + 0.1 * times_s
    closing = vx_mps < -0.5
    (left, top), (right, bottom) = corners.tolist()
    view = ObjectView("front", left, top, right, bottom, 0.87)
    return RoadObject(
        id=number, kind=kind, kind_probability=0.93, existence_probability=0.99,
        state=TrackState.MEASURED, age_s=4.0, unseen_s=0.0,
        x_m=x_m, x_sd_m=0.03 * x_m + 0.2, range_source=RangeSource.FUSED, y_m=y_m, y_sd_m=0.3,
        vx_mps=vx_mps, vx_sd_mps=0.6, vy_mps=vy_mps, vy_sd_mps=0.3, ax_mps2=0.0, ax_sd_mps2=0.8,
        speed_mps=25.0 + vx_mps, speed_sd_mps=0.6,
        ttc_s=x_m / -vx_mps if closing else None, ttc_sd_s=0.3 if closing else None,
        scale_rate_ps=None, scale_rate_sd_ps=None, bearing_rad=float(np.arctan2(y_m, x_m)),
        bearing_sd_rad=0.005, bearing_rate_radps=None, bearing_rate_sd_radps=None,
        width_m=width_m, width_sd_m=0.2, height_m=height_m, height_sd_m=0.2,
        length_m=9.0 if big else None, length_sd_m=1.0 if big else None, heading_rad=None,
        motion=Motion.MOVING, lane=LanePlace.UNKNOWN, lane_probability=0.9, lane_offset_m=y_m,
        lane_change=LaneChange.NONE, brake_lamp=Lamp.UNKNOWN, left_indicator=Lamp.UNKNOWN,
        right_indicator=Lamp.UNKNOWN, plate="",
        path=PredictedPath(times_s, path, np.column_stack([spread, 0 * spread, spread])),
        views=(view,) if np.isfinite(corners).all() and hypot(x_m, y_m) < 120 else (),
    )  # fmt: skip


def lane(place: LinePlace, lanes: float, kind: LineType, color: LineColor) -> LaneLine:
    """Return one straight line of the road."""
    offset_m = LANE_M * lanes
    return LaneLine(
        "", place, kind, color, 0.95, offset_m, 0.0, 0.00004, 0.0, 0.05, 0.002, 1e-5, 1e-7,
        3.0, 70.0, 6.0,
    )  # fmt: skip


def moment(index: int, speed_mps: float) -> Moment:
    """Return what was known of the moment: the second camera is missing from 6 s to 7 s."""
    stamp_ns = START_NS + round(index * CYCLE_S * 1e9)
    silent = 60 <= index < 70
    wide = CameraReport(
        "wide", Verdict.MISSING if silent else Verdict.ON_TIME, 0 if silent else stamp_ns,
        0 if silent else stamp_ns + 12_000_000, -1 if silent else index, None if silent else 0.002,
        None if silent else 0.03, 1 if silent else 0, Failsafe.UNKNOWN,
        "nothing came for 0.4 s" if silent else "",
    )  # fmt: skip
    front = CameraReport(
        "front", Verdict.ON_TIME, stamp_ns, stamp_ns + 10_000_000, index, 0.0, 0.03, 0,
        Failsafe.CLEAR, "",
    )  # fmt: skip
    trail, at = [], stamp_ns + 15_000_000
    for stage, cost_ms in (("sync", 0.3), ("perception", 21.0 + index % 7), ("tracking", 1.8)):
        trail.append(Latency(stage, at, at + 200_000, at + 200_000 + round(cost_ms * 1e6)))
        at = trail[-1].ended_ns
    words = "nothing came from camera wide for 0.4 s"
    return Moment(
        number=index,
        cameras=(front, wide),
        vehicle=VehicleState(
            speed_mps=Signal(speed_mps, 0.01, SignalState.VALID),
            yaw_rate_radps=Signal(0.001, 0.01, SignalState.VALID),
            gear=Signal(float(Gear.DRIVE), 0.3, SignalState.VALID),
            brake=Signal(None, None, SignalState.UNKNOWN),
        ),
        mountings=(MOUNTING,),
        latency=tuple(trail),
        health=(Health("camera/wide", HealthLevel.ERROR, words),) if silent else (),
        watermarks=("made-up drive",),
    )


def level_of(ttc_s: float | None) -> Level:
    """Return the level by the stages of the drive: 4 s, 3 s and 1.6 s before impact."""
    left_s = nan if ttc_s is None else ttc_s
    return Level(sum(left_s < limit_s for limit_s in (4.0, 3.0, 1.6)))


def answer(stamp_ns: int, scene: Scene, index: int, since_ns: dict[Level, int]) -> Targets:
    """Return what the warnings say of a scene: forward collision and cut-in alone."""
    lead = next(t for t in scene.objects if t.id == 2)
    inside = abs(lead.y_m) < LANE_M / 2
    level = level_of(lead.ttc_s) if inside else Level.NONE
    since_ns.setdefault(level, stamp_ns)
    cutting = not inside and index > 12
    ttc = nan if lead.ttc_s is None else lead.ttc_s
    forward = Alert(
        Function.FORWARD_COLLISION, level, lead.id if level else 0, since_ns[level],
        (Evidence("ttc_s", lead.ttc_s, 3.0), Evidence("gap_m", lead.x_m, None)),
        f"time to collision {ttc:.1f} s with #2 is below 4.0 s" if level else "no collision ahead",
        Level.NONE, "",
    )  # fmt: skip
    cut_in = Alert(
        Function.CUT_IN, Level.PRE_WARNING if cutting else Level.NONE, 2 if cutting else 0,
        START_NS + 1_300_000_000, (Evidence("crossing_s", 1.2, 2.0),),
        "#2 crosses our line in 1.2 s, below 2.0 s" if cutting else "nothing comes in",
        Level.NONE, "",
    )  # fmt: skip
    quiet = Alert(Function.HEADWAY, Level.NONE, 0, START_NS, (), "headway is safe", Level.NONE, "")
    degraded = 60 <= index < 70
    alerts = Alerts(
        stamp_ns, index, WarningState.DEGRADED if degraded else WarningState.ACTIVE,
        ("camera wide is missing",) if degraded else (), max(level, cut_in.level),
        (forward, cut_in, quiet),
    )  # fmt: skip
    speed = scene.moment.vehicle.speed_mps.value or 1.0
    target = Target(
        2, 0.98 if inside else 0.4, inside, False, lead.x_m, lead.ttc_s, lead.ttc_sd_s,
        lead.x_m / speed, 2.1, 0.3, False, lead.vx_mps,
    )  # fmt: skip
    return Targets(
        stamp_ns, scene.moment, (target,), 2 if inside else 0, 3, 0 if inside else 2, 1,
        lead.x_m / speed if inside else None, HeadwayLevel.SAFE, StopAndGo.UNKNOWN,
        2 if cutting else 0, None, Zone(ZoneState.OCCUPIED, 3),
        Zone(ZoneState.CUTTING_IN if cutting else ZoneState.CLEAR, 2 if cutting else 0),
        level, Level.NONE, level is Level.EMERGENCY, alerts,
    )  # fmt: skip


def drive(count: int) -> list[tuple[Scene, Targets]]:
    """Return the first moments of the drive, at most 100."""
    since_ns: dict[Level, int] = {}
    gap_m, closing_mps, speed_mps, pairs = 34.0, 1.0, 25.0, []
    outline = px([(4.0, 1.8), (4.0, -1.8), (60.0, -1.8), (60.0, 1.8)])
    ground = np.array([(4.0, 1.8), (4.0, -1.8), (60.0, -1.8), (60.0, 1.8)])
    for index in range(count):
        time_s = index * CYCLE_S
        brake = 4.5 * (4.5 < time_s < 6.6) - 8.0 * (time_s >= 6.6) * (closing_mps > 0)
        closing_mps = max(closing_mps + brake * CYCLE_S, -1.0)
        gap_m -= closing_mps * CYCLE_S
        speed_mps -= 8.0 * CYCLE_S * (time_s >= 6.6) * (speed_mps > 14)
        side = float(np.clip((time_s - 1.0) / 2.5, 0.0, 1.0))
        vy_mps = LANE_M / 2.5 if 0.0 < side < 1.0 else 0.0
        objects = (
            thing(2, ObjectClass.TRUCK, gap_m, -LANE_M * (1 - side), -closing_mps, vy_mps),
            thing(3, ObjectClass.CAR, 21.0 + 1.5 * time_s, LANE_M, 1.5),
            thing(4, ObjectClass.PEDESTRIAN, 62.0 - 5.0 * time_s, -7.2, -speed_mps),
            thing(5, ObjectClass.CAR, 48.0, 0.3 + LANE_M, 0.2),
        )
        stamp_ns = START_NS + round(time_s * 1e9)
        path = EgoPath(PathSource.LANES, 0.0, 0.0, 0.00004, 1e-5, LANE_M, 0.1)
        scene = Scene(
            stamp_ns, moment(index, speed_mps),
            tuple(sorted((o for o in objects if o.x_m > 0), key=lambda o: o.x_m)),
            tuple(lane(*line) for line in LINES), path,
            (DrivableArea("front", 0.97, outline, ground),),
        )  # fmt: skip
        pairs.append((scene, answer(stamp_ns, scene, index, since_ns)))
    return pairs


def picture(scene: Scene) -> Picture:
    """Return what the front camera could have seen: sky, road, paint, and blocks for objects."""
    image = np.zeros((MODEL.height_px, MODEL.width_px, 3), np.uint8)
    horizon = round(MODEL.cy_px - MODEL.fy_px * MOUNTING.pitch_rad)
    fade = np.linspace(0.0, 1.0, horizon)[:, None]
    image[:horizon] = ((1 - fade) * (190, 150, 110) + fade * (225, 215, 205))[:, None]
    image[horizon:] = (70, 95, 80)
    road = px([(2.0, 5.8), (2.0, -5.8), (300.0, -5.8), (300.0, 5.8)])
    cv2.fillPoly(image, [road.astype(np.int32)], (92, 90, 88), cv2.LINE_AA)
    for _, lanes, kind, color in LINES:
        paint = (90, 200, 230) if color is LineColor.YELLOW else (225, 225, 225)
        shift_m = (scene.moment.number * 2.5) % 12.0
        for x_m in np.arange(2.0, 120.0, 12.0 if kind is DASHED else 4.0):
            start = max(2.0, x_m - shift_m)
            y = LANE_M * lanes
            end = start + (3.0 if kind is DASHED else 4.5)
            band = px([(start, y + 0.07), (start, y - 0.07), (end, y - 0.07), (end, y + 0.07)])
            cv2.fillPoly(image, [band.astype(np.int32)], paint, cv2.LINE_AA)
    for far in scene.objects[::-1]:
        for view in far.views:
            box = [round(v) for v in (view.left_px, view.top_px, view.right_px, view.bottom_px)]
            shade = (60 + 25 * far.id, 50 + 11 * far.id, 70)
            cv2.rectangle(image, box[:2], box[2:], shade, -1)
            cv2.rectangle(image, box[:2], [box[2], (box[1] + box[3]) // 2], (40, 38, 35), -1)
    return image


@pytest.fixture(scope="session")
def made_drive() -> list[tuple[Scene, Targets]]:
    """Return a hundred moments of the made-up drive."""
    return drive(100)


@pytest.fixture(scope="session")
def made_picture() -> Callable[[Scene], Picture]:
    """Return a way to see a scene as the front camera could have."""
    return picture


@pytest.fixture(scope="session")
def front_model() -> CameraModel:
    """Return the lens of the made-up drive's front camera."""
    return MODEL


@pytest.fixture(scope="session")
def made_rig() -> CameraRig:
    """Return the cameras of the made-up drive."""
    common = {
        "width_px": MODEL.width_px, "height_px": MODEL.height_px, "fx_px": MODEL.fx_px,
        "fy_px": MODEL.fy_px, "cx_px": MODEL.cx_px, "cy_px": MODEL.cy_px,
        "mounting": {"z_m": MOUNTING.z_m, "pitch_deg": 1.15},
    }  # fmt: skip
    cameras = [
        {**common, "name": name, "source": {"kind": "topic", "address": topics.IMAGE.of(name)}}
        for name in ("front", "wide")
    ]
    return checked(CameraRig, {"cameras": cameras}, "made-up drive")


@pytest.fixture(scope="session")
def made_bag(
    made_drive: list[tuple[Scene, Targets]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a bag of the made-up drive, with the pictures of its front camera."""
    path = tmp_path_factory.mktemp("made") / "drive"
    with BagWriter(path, {"vigil_version": "0.1.0", "engines": "made up", "mode": "test"}) as bag:
        for scene, targets in made_drive:
            log_ns = scene.stamp_ns + 12_000_000
            bag.write_message(topics.COMPRESSED.of("front"), log_ns, jpeg_message(scene))
            samples = tuple(
                Sample("speed_mps", 25.0, log_ns - age_ns, 0.02, SignalState.VALID)
                for age_ns in (80_000_000, 60_000_000, 40_000_000, 20_000_000, 0)
            )
            bag.write(topics.SAMPLES.name, log_ns, VehicleSamples(log_ns, samples))
            bag.write(topics.FRAME_SET.name, log_ns, FrameSet(scene.stamp_ns, scene.moment))
            if scene.moment.number in SUPERSEDED:
                continue
            bag.write(topics.SCENE.name, log_ns + 25_000_000, scene)
            bag.write(topics.TARGETS.name, log_ns + 26_000_000, targets)
    return path


def jpeg_message(scene: Scene) -> Any:
    """Return the picture of a scene as sensor_msgs/CompressedImage."""
    seconds, nanoseconds = divmod(scene.stamp_ns, 1_000_000_000)
    stamp = TYPES.find("builtin_interfaces/msg/Time")(sec=seconds, nanosec=nanoseconds)
    header = TYPES.find("std_msgs/msg/Header")(stamp=stamp, frame_id="front")
    data = np.frombuffer(cv2.imencode(".jpg", picture(scene))[1].tobytes(), np.uint8)
    make = TYPES.find("sensor_msgs/msg/CompressedImage")
    return make(header=header, format="jpeg", data=data)
