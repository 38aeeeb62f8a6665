"""Made-up objects, scenes and drives for the warnings: perfect knowledge, exact kinematics."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from vigil.base.records import (
    Alert,
    CameraReport,
    EgoPath,
    Failsafe,
    Function,
    Gear,
    Lamp,
    LaneChange,
    LaneLine,
    LanePlace,
    LineColor,
    LinePlace,
    LineType,
    Moment,
    Motion,
    Mounting,
    ObjectClass,
    PathSource,
    PredictedPath,
    RangeSource,
    RoadObject,
    Scene,
    Signal,
    SignalState,
    Targets,
    TrackState,
    VehicleState,
    Verdict,
)
from vigil.geometry import Body
from vigil.warning import Warnings, WarningSettings

LANE_M = 3.6
TIMES_S = np.arange(0.0, 3.01, 0.25)
CYCLE_S = 0.05
START_NS = 1_000_000_000_000
PLACES = {
    -2: LanePlace.NEXT_RIGHT,
    -1: LanePlace.RIGHT,
    0: LanePlace.EGO,
    1: LanePlace.LEFT,
    2: LanePlace.NEXT_LEFT,
}


def predicted(
    x_m: float, y_m: float, vx_mps: float, vy_mps: float, ax_mps2: float, sd: float
) -> PredictedPath:
    """Carry an object on; its doubt grows with the time."""
    gaps_m = x_m + vx_mps * TIMES_S + 0.5 * ax_mps2 * TIMES_S**2
    variance = (sd * (0.2 + TIMES_S)) ** 2
    points = np.column_stack([gaps_m, y_m + vy_mps * TIMES_S])
    return PredictedPath(TIMES_S, points, np.column_stack([variance, 0.0 * variance, variance]))


def make_object(
    x_m: float = 30.0,
    vx_mps: float | None = 0.0,
    *,
    y_m: float = 0.0,
    vy_mps: float = 0.0,
    ax_mps2: float = 0.0,
    own_mps: float | None = 20.0,
    kind: ObjectClass = ObjectClass.CAR,
    sd: float = 0.02,
    **changes: Any,
) -> RoadObject:
    """Put an object somewhere, known to `sd` (m, m/s, m/s²); relative to an ego of own_mps."""
    width_m = {ObjectClass.PEDESTRIAN: 0.5, ObjectClass.BICYCLE: 0.5}.get(kind, 1.8)
    known = vx_mps is not None
    speed_mps = None if vx_mps is None or own_mps is None else own_mps + vx_mps
    closing = vx_mps is not None and vx_mps < 0.0
    rate_ps = None if vx_mps is None else -vx_mps / max(x_m, 0.1)
    thing = RoadObject(
        id=1, kind=kind, kind_probability=0.95, existence_probability=0.99,
        state=TrackState.MEASURED, age_s=3.0, unseen_s=0.0,
        x_m=x_m, x_sd_m=sd, range_source=RangeSource.FUSED, y_m=y_m, y_sd_m=sd,
        vx_mps=vx_mps, vx_sd_mps=sd if known else None,
        vy_mps=vy_mps if known else None, vy_sd_mps=sd if known else None,
        ax_mps2=ax_mps2 if known else None, ax_sd_mps2=sd if known else None,
        speed_mps=speed_mps, speed_sd_mps=None if speed_mps is None else sd,
        ttc_s=-x_m / vx_mps if vx_mps is not None and closing else None,
        ttc_sd_s=sd if closing else None,
        scale_rate_ps=rate_ps, scale_rate_sd_ps=0.01 * sd if known else None,
        bearing_rad=float(np.arctan2(y_m, x_m)), bearing_sd_rad=0.005,
        bearing_rate_radps=None, bearing_rate_sd_radps=None,
        width_m=width_m, width_sd_m=sd, height_m=1.5, height_sd_m=sd,
        length_m=None, length_sd_m=None, heading_rad=None,
        motion=Motion.STANDING if speed_mps is not None and speed_mps < 0.3 else Motion.MOVING,
        lane=PLACES.get(round(y_m / LANE_M), LanePlace.OFF_ROAD), lane_probability=0.95,
        lane_offset_m=y_m, lane_change=LaneChange.NONE, brake_lamp=Lamp.UNKNOWN,
        left_indicator=Lamp.UNKNOWN, right_indicator=Lamp.UNKNOWN, plate="",
        path=predicted(x_m, y_m, vx_mps, vy_mps, ax_mps2, sd) if vx_mps is not None
        else PredictedPath(), views=(),
    )  # fmt: skip
    return replace(thing, **changes)


def signal(value: float | None, state: SignalState = SignalState.VALID) -> Signal:
    """Return a fresh signal; None: the car has no such signal."""
    return Signal() if value is None else Signal(value, 0.01, state)


def make_line(
    place: LinePlace, c0_m: float, c1: float = 0.0, probability: float = 0.95
) -> LaneLine:
    """Paint a straight line."""
    return LaneLine(
        "", place, LineType.DASHED, LineColor.WHITE, probability, c0_m, c1, 0.0, 0.0,
        0.03, 0.001, 1e-6, 1e-9, 3.0, 60.0, 5.0,
    )  # fmt: skip


LINES = (make_line(LinePlace.LEFT, LANE_M / 2), make_line(LinePlace.RIGHT, -LANE_M / 2))
STRAIGHT = EgoPath(PathSource.LANES, 0.0, 0.0, 0.0, 1e-6, LANE_M, 0.1)
MOUNTING = Mounting(
    "front", -1.5, 0.0, 1.4, 0.0, 0.0, 0.0, 0.02, 0.005, 0.005, 0.005, estimated=True
)


def make_report(
    camera: str = "front",
    verdict: Verdict = Verdict.ON_TIME,
    failsafe: Failsafe = Failsafe.CLEAR,
    age_s: float = 0.03,
) -> CameraReport:
    """Judge the frame of one camera."""
    return CameraReport(camera, verdict, 0, 0, 0, 0.0, age_s, 0, failsafe, "")


def make_vehicle(speed_mps: float | None = 20.0, **signals: float | Signal | None) -> VehicleState:
    """Drive on a straight road in D with no blinker; signals by the name of their field."""
    usual: dict[str, float | Signal | None] = {
        "speed_mps": speed_mps,
        "yaw_rate_radps": 0.0,
        "acceleration_mps2": 0.0,
        "steering_angle_rad": 0.0,
        "gear": float(Gear.DRIVE),
        "left_indicator": 0.0,
        "right_indicator": 0.0,
        "accelerator": 0.0,
        "brake": 0.0,
    }
    given = {**usual, **signals}
    return VehicleState(
        **{name: each if isinstance(each, Signal) else signal(each) for name, each in given.items()}
    )


def make_scene(
    *objects: RoadObject,
    time_s: float = 0.0,
    vehicle: VehicleState | None = None,
    cameras: Sequence[CameraReport] = (make_report(),),
    mountings: Sequence[Mounting] = (MOUNTING,),
    lanes: Sequence[LaneLine] = LINES,
    path: EgoPath = STRAIGHT,
    **moment: Any,
) -> Scene:
    """Make a moment on a straight road."""
    vehicle = make_vehicle() if vehicle is None else vehicle
    known = Moment(0, tuple(cameras), vehicle, tuple(mountings), **moment)
    near = tuple(sorted(objects, key=lambda thing: thing.x_m))
    return Scene(START_NS + round(time_s * 1e9), known, near, tuple(lanes), path, ())


@dataclass
class Motions:
    """Two vehicles in one lane: the exact kinematics of a protocol's test."""

    own_mps: float
    other_mps: float
    gap_m: float
    other_mps2: float = 0.0
    own_mps2: float = 0.0
    y_m: float = 0.0
    kind: ObjectClass = ObjectClass.CAR

    def scenes(self, end_s: float = 20.0) -> Iterator[tuple[float | None, Scene]]:
        """Yield the true time to collision, acceleration counted, and the scene."""
        time_s = 0.0
        while time_s < end_s and self.gap_m > 0.0:
            closing_mps, gain_mps2 = self.own_mps - self.other_mps, self.own_mps2 - self.other_mps2
            thing = make_object(
                self.gap_m, -closing_mps, ax_mps2=-gain_mps2, own_mps=self.own_mps,
                y_m=self.y_m, kind=self.kind,
            )  # fmt: skip
            vehicle = make_vehicle(self.own_mps, acceleration_mps2=self.own_mps2)
            roots = np.roots([0.5 * gain_mps2, closing_mps, -self.gap_m])
            ahead = [float(r.real) for r in roots if abs(r.imag) < 1e-9 and r.real > 0.0]
            yield min(ahead, default=None), make_scene(thing, time_s=time_s, vehicle=vehicle)
            self._step()
            time_s += CYCLE_S

    def _step(self) -> None:
        self.gap_m -= (self.own_mps - self.other_mps) * CYCLE_S
        self.own_mps = max(self.own_mps + self.own_mps2 * CYCLE_S, 0.0)
        self.other_mps = max(self.other_mps + self.other_mps2 * CYCLE_S, 0.0)
        self.other_mps2 = self.other_mps2 if self.other_mps > 0.0 else 0.0
        self.own_mps2 = self.own_mps2 if self.own_mps > 0.0 else 0.0


def alert_of(targets: Targets, function: Function) -> Alert:
    """Return what one function says."""
    (alert,) = (each for each in targets.alerts.alerts if each.function is function)
    return alert


def play_all(warnings: Warnings, scenes: Iterable[Scene]) -> list[Targets]:
    """Return every answer."""
    return [warnings.update(scene) for scene in scenes]


def lasting(scene: Scene, duration_s: float = 2.0) -> list[Scene]:
    """Repeat a scene for some time: what it says comes true and stays so."""
    count = round(duration_s / CYCLE_S) + 1
    return [
        replace(scene, stamp_ns=scene.stamp_ns + round(i * CYCLE_S * 1e9)) for i in range(count)
    ]


@pytest.fixture
def warnings() -> Warnings:
    """Return a fresh stage with the settings that we ship."""
    return Warnings(WarningSettings(), Body())


@pytest.fixture(scope="session")
def fake_object() -> Callable[..., RoadObject]:
    """Return the maker of objects."""
    return make_object


@pytest.fixture(scope="session")
def fake_scene() -> Callable[..., Scene]:
    """Return the maker of scenes."""
    return make_scene


@pytest.fixture(scope="session")
def fake_vehicle() -> Callable[..., VehicleState]:
    """Return the maker of vehicle states."""
    return make_vehicle


@pytest.fixture(scope="session")
def fake_line() -> Callable[..., LaneLine]:
    """Return the maker of lines."""
    return make_line


@pytest.fixture(scope="session")
def fake_report() -> Callable[..., CameraReport]:
    """Return the maker of camera verdicts."""
    return make_report


@pytest.fixture(scope="session")
def motions() -> type[Motions]:
    """Return the two vehicles of a protocol's test."""
    return Motions


@pytest.fixture(scope="session")
def alert() -> Callable[[Targets, Function], Alert]:
    """Return the finder of one function's alert."""
    return alert_of


@pytest.fixture(scope="session")
def steady() -> Callable[..., list[Scene]]:
    """Return the way to repeat a scene for a while."""
    return lasting


@pytest.fixture(scope="session")
def play() -> Callable[[Warnings, Iterable[Scene]], list[Targets]]:
    """Return the way to show scenes to the stage."""
    return play_all
