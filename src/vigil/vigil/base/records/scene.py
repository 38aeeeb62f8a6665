"""The road at one moment: its objects, its lines, its signs, and where we go."""

from dataclasses import dataclass
from enum import IntEnum

from vigil.base.records.frames import Moment
from vigil.base.records.objects import RoadObject
from vigil.base.records.percepts import DrivableArea, LaneLine


class PathSource(IntEnum):
    """What our own predicted path rests on."""

    UNKNOWN = 0
    STRAIGHT = 1  # nothing known: straight ahead
    YAW_RATE = 2
    STEERING = 3
    LANES = 4


class SignKind(IntEnum):
    """Kind of a road sign."""

    UNKNOWN = 0
    SPEED_LIMIT = 1
    END_OF_LIMIT = 2
    PARKING = 3


@dataclass(frozen=True, slots=True)
class EgoPath:
    """Where we go: offset y = c0 + c1 x + c2 x² of the middle of our path, ego frame."""

    source: PathSource
    """What it rests on."""
    c0_m: float
    """Offset at the front bumper, m: 0 unless the path is the middle of the lane."""
    c1: float
    """Tangent of its angle to our heading."""
    c2_pm: float
    """Half its curvature, 1/m, left is positive."""
    c2_sd_pm: float
    """Standard deviation of c2_pm."""
    width_m: float
    """Width of our lane, m; a standard one where no line is seen."""
    width_sd_m: float
    """Standard deviation of width_m."""

    def y_m(self, x_m: float) -> float:
        """Return where the middle of our path is, x_m ahead."""
        return self.c0_m + x_m * (self.c1 + x_m * self.c2_pm)


@dataclass(frozen=True, slots=True)
class Sign:
    """One road sign."""

    kind: SignKind
    """What it says."""
    limit_mps: float | None
    """The limit, m/s; unknown: not a limit, or not read."""
    probability: float
    """That it was read right, 0..1."""
    x_m: float
    """Distance ahead, m."""
    y_m: float
    """To the left, m."""


@dataclass(frozen=True, slots=True)
class Driver:
    """State of our driver, on two axes; no room fills it yet."""

    attention_level: int
    """0 attentive .. 3; meaningless while attention_reason is not empty."""
    attention_reason: str
    """Why attention is not known; empty: it is."""
    fatigue_level: int
    """0 alert .. 3; meaningless while fatigue_reason is not empty."""
    fatigue_reason: str
    """Why fatigue is not known; empty: it is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything known about the road at one moment."""

    stamp_ns: int
    """The moment it speaks of, car clock, ns."""
    moment: Moment
    """What was known before."""
    objects: tuple[RoadObject, ...]
    """Nearest first."""
    lanes: tuple[LaneLine, ...]
    """Lines fused over cameras and time, left to right."""
    path: EgoPath
    """Where we go."""
    drivable: tuple[DrivableArea, ...]
    """As the cameras saw it."""
    signs: tuple[Sign, ...] = ()
    """Road signs; empty: no room reads them yet."""
    driver: Driver | None = None
    """Our driver; unknown: no cabin camera."""
