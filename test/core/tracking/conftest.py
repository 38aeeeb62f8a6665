"""A flat road with boxes for cars, seen by cameras: what perception would say of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from vigil.base.records import (
    CameraReport,
    Detection,
    Failsafe,
    LaneLine,
    LineColor,
    LinePlace,
    LineType,
    Moment,
    Mounting,
    ObjectClass,
    Percepts,
    Scene,
    Signal,
    SignalState,
    VehicleState,
    Verdict,
)
from vigil.geometry import Body, CameraModel, image_points_px
from vigil.tracking import Tracking, TrackingSettings

SIZE_WH_PX = (1280, 720)


@dataclass(frozen=True)
class Thing:
    """A box on the road: x of its nearest face from our bumper, y of the middle of that face."""

    x_m: float
    y_m: float
    width_m: float = 1.7
    height_m: float = 1.54
    kind: ObjectClass = ObjectClass.CAR
    score: float = 0.9


def camera(name: str = "front", yaw_rad: float = 0.0) -> tuple[CameraModel, Mounting]:
    """Make a camera behind the windscreen, 65 degrees wide."""
    model = CameraModel(name, *SIZE_WH_PX, 1000.0, 1000.0, 639.5, 359.5)
    mounting = Mounting(
        name, -1.5, 0.0, 1.3, 0.0, 0.0, yaw_rad, 0.02, 0.002, 0.005, 0.002, estimated=False
    )
    return model, mounting


def signal(value: float | None) -> Signal:
    """Make a signal that can be trusted, or none."""
    return Signal() if value is None else Signal(value, 0.0, SignalState.VALID)


def line(y_m: float, bend_pm: float = 0.0, name: str = "front") -> LaneLine:
    """Make a line of the road as a camera sees it now."""
    return LaneLine(
        camera=name,
        place=LinePlace.UNKNOWN,
        kind=LineType.DASHED,
        color=LineColor.WHITE,
        probability=0.9,
        c0_m=y_m,
        c1=0.0,
        c2_pm=bend_pm,
        c3_pm2=0.0,
        c0_sd_m=0.05,
        c1_sd=0.005,
        c2_sd_pm=2e-4,
        c3_sd_pm2=1e-6,
        x_min_m=3.0,
        x_max_m=50.0,
        age_s=0.0,
    )


@dataclass
class Drive:
    """Our car on that road; each `see` is one moment."""

    cameras: tuple[tuple[CameraModel, Mounting], ...] = field(default_factory=lambda: (camera(),))
    speed_mps: float | None = 20.0
    yaw_rate_radps: float | None = 0.0
    steering_rad: float | None = None
    step_s: float = 0.05
    noise_px: float = 0.0
    settings: TrackingSettings = field(default_factory=TrackingSettings)

    def __post_init__(self) -> None:
        self.stage = Tracking(self.settings, {m.name: m for m, _ in self.cameras}, Body())
        self.stamp_ns = 1_000_000_000
        self._number = 0
        self._random = np.random.default_rng(0)

    def see(self, things: Sequence[Thing] = (), lanes: Sequence[LaneLine] = ()) -> Scene:
        """Let every camera look once, then let a step of time pass."""
        found = tuple(d for pair in self.cameras for d in self.detections(things, *pair))
        percepts = Percepts(self.stamp_ns, self.moment(), found, tuple(lanes), (), 0)
        scene = self.stage.update(percepts)
        self.stamp_ns += round(self.step_s * 1e9)
        self._number += 1
        return scene

    def moment(self) -> Moment:
        """Say what is known besides the pictures."""
        reports = tuple(
            CameraReport(
                model.name,
                Verdict.ON_TIME,
                self.stamp_ns,
                self.stamp_ns,
                self._number,
                0.0,
                0.0,
                0,
                Failsafe.UNKNOWN,
                "",
            )
            for model, _ in self.cameras
        )
        vehicle = VehicleState(
            speed_mps=signal(self.speed_mps),
            yaw_rate_radps=signal(self.yaw_rate_radps),
            steering_angle_rad=signal(self.steering_rad),
        )
        return Moment(self._number, reports, vehicle, tuple(m for _, m in self.cameras))

    def detections(
        self, things: Sequence[Thing], model: CameraModel, mounting: Mounting
    ) -> list[Detection]:
        """Return boxes around the nearest faces, cut at the border of the picture."""
        found = []
        for thing in things:
            half = thing.width_m / 2
            corners = [
                (thing.x_m, thing.y_m + side, z)
                for side in (-half, half)
                for z in (0, thing.height_m)
            ]
            points = image_points_px(model, mounting, np.array(corners))
            if not np.isfinite(points).all():
                continue
            box = np.concatenate([points.min(0), points.max(0)])
            box += self._random.normal(0.0, self.noise_px, 4) if self.noise_px else 0.0
            far = np.array([*SIZE_WH_PX, *SIZE_WH_PX]) - 1.0
            kept = np.clip(box, 0.0, far)
            if kept[2] - kept[0] < 4 or kept[3] - kept[1] < 4:
                continue
            found.append(
                Detection(
                    camera=model.name,
                    kind=thing.kind,
                    score=thing.score,
                    left_px=float(kept[0]),
                    top_px=float(kept[1]),
                    right_px=float(kept[2]),
                    bottom_px=float(kept[3]),
                    edge_sd_px=max(self.noise_px, 1.0),
                    truncated=bool((kept != box).any()),
                )
            )
        return found


def moved(thing: Thing, x_m: float = 0.0, y_m: float = 0.0) -> Thing:
    """Return a thing somewhere else."""
    return replace(thing, x_m=thing.x_m + x_m, y_m=thing.y_m + y_m)


def follow(drive: Drive, place: Callable[[float], Thing], seconds: float) -> Scene:
    """Follow one thing whose place is a function of time; return the last scene."""
    steps = round(seconds / drive.step_s)
    scenes = [drive.see([place(i * drive.step_s)]) for i in range(steps + 1)]
    return scenes[-1]


@pytest.fixture
def drive() -> Drive:
    """One front camera, 20 m/s, straight ahead."""
    return Drive()
