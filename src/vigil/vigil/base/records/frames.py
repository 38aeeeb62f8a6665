"""Frames, judged: what each camera delivered for one moment, and all else that was known then."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from vigil.base.records.vehicle import VehicleState


class Verdict(IntEnum):
    """What became of one camera's frame in a set."""

    UNKNOWN = 0
    ON_TIME = 1
    LATE = 2  # came after the deadline of its set; it is not in the set
    STALE = 3  # the newest frame at hand is too old for this moment; it is not used
    FROZEN = 4  # the same pixels as before; it is not used
    MISSING = 5  # the camera delivered nothing
    CORRUPT = 6  # what it delivered could not be decoded or has another size


class Failsafe(IntEnum):
    """Why a camera sees badly."""

    UNKNOWN = 0  # not judged
    CLEAR = 1
    LOW_SUN = 2
    BLUR = 3
    BLOCKED = 4
    DARK = 5


class HealthLevel(IntEnum):
    """As in diagnostic_msgs."""

    OK = 0
    WARN = 1
    ERROR = 2
    STALE = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of one camera; it never leaves the process that took it, so it is no message."""

    camera: str
    exposure_ns: int
    arrival_ns: int
    sequence: int
    """Counts every frame of this camera from 0, lost ones included where the source can tell."""
    image: npt.NDArray[np.uint8]
    """BGR, shape (height, width, 3); empty where the frame could not be decoded."""
    error: str = ""
    """Why there is no picture, or nothing."""


@dataclass(frozen=True, slots=True)
class CameraReport:
    """What became of one camera in one set."""

    camera: str
    """Name of the camera, as in the configuration."""
    verdict: Verdict
    """Whether the frame is used (ON_TIME), or why it is not."""
    exposure_ns: int
    """Exposure of the frame spoken of, car clock, ns; 0: there is none."""
    arrival_ns: int
    """Its arrival, car clock, ns; 0: there is none."""
    sequence: int
    """Number of the frame at its source; -1: there is none."""
    skew_s: float | None
    """Exposure minus the stamp of the set, s; unknown: no frame."""
    age_s: float | None
    """When the set went out minus exposure, s; unknown: no frame."""
    lost: int
    """Frames of this camera since the last set that no set used: late, superseded or corrupt."""
    failsafe: Failsafe
    """Why this camera sees badly; UNKNOWN: not judged."""
    reason: str
    """One sentence where the verdict is not ON_TIME, else empty."""


@dataclass(frozen=True, slots=True)
class Mounting:
    """Where a camera sits in the ego frame, with doubt; angles as in REP-103."""

    camera: str
    """Name of the camera."""
    x_m: float
    """Forward of the front bumper, m: negative for a camera behind the windscreen."""
    y_m: float
    """Left of the middle, m."""
    z_m: float
    """Above the road, m."""
    roll_rad: float
    """About x, rad: positive leans to the right."""
    pitch_rad: float
    """About y, rad: positive looks down."""
    yaw_rad: float
    """About z, rad: positive looks left."""
    height_sd_m: float
    """Standard deviation of z_m, m."""
    roll_sd_rad: float
    """Standard deviation of roll_rad, rad."""
    pitch_sd_rad: float
    """Standard deviation of pitch_rad, rad; it holds the vehicle's own pitching."""
    yaw_sd_rad: float
    """Standard deviation of yaw_rad, rad."""
    estimated: bool
    """False: as configured; true: found while driving."""


@dataclass(frozen=True, slots=True)
class Mountings:
    """Where all cameras sit, as one answer of the calibration."""

    stamp_ns: int
    """The moment it speaks of, car clock, ns."""
    mountings: tuple[Mounting, ...]
    """One for each configured camera."""


@dataclass(frozen=True, slots=True)
class Latency:
    """When one stage worked on this moment; wall time, left out of bit-equality."""

    stage: str
    """Name of the room."""
    queued_ns: int
    """When its input was there, car clock, ns."""
    started_ns: int
    """When it began, car clock, ns."""
    ended_ns: int
    """When it answered, car clock, ns."""


@dataclass(frozen=True, slots=True)
class Health:
    """How one part of the system does; nodes turn it into /diagnostics."""

    name: str
    """Room, and part of it: 'camera/front', 'vehicle/speed_mps'."""
    level: HealthLevel
    """OK, WARN (goes on, degraded), ERROR (does not deliver), STALE (nothing heard)."""
    message: str
    """One sentence with the value in it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What was known of one moment before anything was recognised; later records carry it."""

    number: int
    """Counts frame sets from 0."""
    cameras: tuple[CameraReport, ...]
    """One verdict for each configured camera."""
    vehicle: VehicleState
    """Our vehicle at the stamp of the record."""
    mountings: tuple[Mounting, ...]
    """Where the cameras sit, as last estimated."""
    latency: tuple[Latency, ...] = ()
    """Stages passed so far, oldest first."""
    health: tuple[Health, ...] = ()
    """Parts that have something to say; empty: all is well so far."""
    watermarks: tuple[str, ...] = ()
    """Where an input is not what it seems: 'constant speed', 'detections from truth'."""

    def mounting(self, camera: str) -> Mounting:
        """Return where a camera sits."""
        return next(mounting for mounting in self.mountings if mounting.camera == camera)


@dataclass(frozen=True, slots=True)
class FrameSet:
    """One moment as all cameras saw it, with a verdict on each."""

    stamp_ns: int
    """The moment it speaks of: exposure of the leading camera's frame, car clock, ns."""
    moment: Moment
    """Verdicts, vehicle state, mountings."""
    frames: tuple[Frame, ...] = field(default=(), compare=False, metadata={"local": True})
    """The frames judged ON_TIME; local: pixels stay in their process."""
