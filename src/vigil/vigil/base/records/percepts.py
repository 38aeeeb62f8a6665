"""What the networks recognised at one moment."""

from dataclasses import dataclass, field
from enum import IntEnum

from vigil.base.records.arrays import Points2, no_points
from vigil.base.records.frames import Moment


class ObjectClass(IntEnum):
    """What a thing is; a network that cannot tell a class says the parent class."""

    UNKNOWN = 0
    VEHICLE = 1  # parent of car, truck, engineering vehicle, bus
    CAR = 2
    TRUCK = 3
    ENGINEERING_VEHICLE = 4
    BUS = 5
    CYCLE = 6  # parent of bicycle, motorcycle; its rider is part of it
    BICYCLE = 7
    MOTORCYCLE = 8
    PEDESTRIAN = 9

    @property
    def parent(self) -> "ObjectClass":
        """The coarser class: VEHICLE, CYCLE, PEDESTRIAN or UNKNOWN."""
        if ObjectClass.VEHICLE <= self <= ObjectClass.BUS:
            return ObjectClass.VEHICLE
        if ObjectClass.CYCLE <= self <= ObjectClass.MOTORCYCLE:
            return ObjectClass.CYCLE
        return self


class LinePlace(IntEnum):
    """Which line of the road this is, seen from us."""

    UNKNOWN = 0
    LEFT = 1  # left line of our lane
    RIGHT = 2
    NEXT_LEFT = 3  # far line of the lane to our left
    NEXT_RIGHT = 4


class LineType(IntEnum):
    """How a line is painted."""

    UNKNOWN = 0
    SOLID = 1
    DASHED = 2
    DOUBLE = 3
    BOTTS_DOTS = 4
    ROAD_EDGE = 5  # no paint: where the road ends


class LineColor(IntEnum):
    """Colour of the paint."""

    UNKNOWN = 0
    WHITE = 1
    YELLOW = 2
    BLUE = 3


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing in one picture."""

    camera: str
    """Name of the camera."""
    kind: ObjectClass
    """What it is; a parent class where the network cannot tell."""
    score: float
    """The network's confidence, 0..1; not a probability."""
    left_px: float
    """Left edge, px of the camera's full picture; (0, 0) is the centre of its first pixel."""
    top_px: float
    """Top edge, px."""
    right_px: float
    """Right edge, px."""
    bottom_px: float
    """Bottom edge, px."""
    edge_sd_px: float
    """Standard deviation of each edge, px."""
    truncated: bool
    """Touches the border of the picture, so that an edge is not the thing's own."""

    @property
    def xyxy_px(self) -> tuple[float, float, float, float]:
        """The box: left, top, right, bottom."""
        return (self.left_px, self.top_px, self.right_px, self.bottom_px)


@dataclass(frozen=True, slots=True)
class LaneLine:
    """One line of the road: y = c0 + c1 x + c2 x² + c3 x³ in the ego frame, x_min_m..x_max_m."""

    camera: str
    """Camera that saw it; empty: fused over cameras and time."""
    place: LinePlace
    """Which line it is, seen from us."""
    kind: LineType
    """Solid, dashed, ...; UNKNOWN: cannot tell."""
    color: LineColor
    """Colour of the paint; UNKNOWN: cannot tell."""
    probability: float
    """That there is such a line, 0..1."""
    c0_m: float
    """Lateral offset at the front bumper, m, left is positive."""
    c1: float
    """Tangent of its angle to our heading, left is positive."""
    c2_pm: float
    """Half its curvature, 1/m, left is positive."""
    c3_pm2: float
    """A sixth of its curvature's change, 1/m²."""
    c0_sd_m: float
    """Standard deviation of c0_m."""
    c1_sd: float
    """Standard deviation of c1."""
    c2_sd_pm: float
    """Standard deviation of c2_pm."""
    c3_sd_pm2: float
    """Standard deviation of c3_pm2."""
    x_min_m: float
    """Where it was seen from, m ahead."""
    x_max_m: float
    """Where it was seen to, m ahead."""
    age_s: float
    """How long it has been followed, s; 0 in percepts."""
    points_px: Points2 = field(default_factory=no_points)
    """Its paint in the picture, px, bottom first."""

    def y_m(self, x_m: float) -> float:
        """Return the lateral place of the line x_m ahead."""
        return self.c0_m + x_m * (self.c1 + x_m * (self.c2_pm + x_m * self.c3_pm2))


@dataclass(frozen=True, slots=True)
class DrivableArea:
    """Road that can be driven on, as one camera sees it."""

    camera: str
    """Camera that saw it."""
    probability: float
    """Mean confidence inside, 0..1."""
    outline_px: Points2
    """Outline in the picture, px."""
    outline_ego_m: Points2
    """Outline on the road, ego frame, m, cut where the road plane ends being trusted."""


@dataclass(frozen=True, slots=True)
class Percepts:
    """What was recognised at one moment, camera by camera."""

    stamp_ns: int
    """The moment it speaks of, car clock, ns."""
    moment: Moment
    """What was known before."""
    detections: tuple[Detection, ...]
    """Best first."""
    lanes: tuple[LaneLine, ...]
    """Left to right."""
    drivable: tuple[DrivableArea, ...]
    """One for each camera that a network segments."""
    superseded: int
    """Frame sets that newer ones replaced, unseen, since the last one perceived."""
