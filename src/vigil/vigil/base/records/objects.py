"""Objects on the road: where, how fast, how sure, in which lane, and where they will be."""

from dataclasses import dataclass, field
from enum import IntEnum

from vigil.base.records.arrays import (
    Covariances2,
    Points2,
    Series,
    no_covariances,
    no_points,
    no_series,
)
from vigil.base.records.percepts import ObjectClass


class TrackState(IntEnum):
    """How fresh an object is."""

    UNKNOWN = 0
    NEW = 1  # first seen now: its motion is not known yet
    MEASURED = 2  # seen in this moment
    COASTED = 3  # not seen in this moment, carried on


class RangeSource(IntEnum):
    """What the distance of an object rests on."""

    UNKNOWN = 0
    GROUND = 1  # its foot on the road plane
    SIZE = 2  # the known size of its class
    FUSED = 3  # both
    COASTED = 4  # prediction alone


class Motion(IntEnum):
    """How an object moves over the ground."""

    UNKNOWN = 0
    STANDING = 1  # never seen moving
    STOPPED = 2  # stands now, seen moving before
    MOVING = 3  # our way
    ONCOMING = 4
    CROSSING = 5
    PARKED = 6  # standing beside the lanes


class LanePlace(IntEnum):
    """Lane of an object, counted from ours."""

    UNKNOWN = 0
    EGO = 1
    LEFT = 2
    RIGHT = 3
    NEXT_LEFT = 4
    NEXT_RIGHT = 5
    OFF_ROAD = 6


class LaneChange(IntEnum):
    """How an object changes its lane."""

    UNKNOWN = 0
    NONE = 1
    CUT_IN_LEFT = 2  # from the left into our lane
    CUT_IN_RIGHT = 3
    CUT_OUT_LEFT = 4  # out of our lane to the left
    CUT_OUT_RIGHT = 5
    OTHER_LEFT = 6  # between two other lanes, leftwards
    OTHER_RIGHT = 7


class Lamp(IntEnum):
    """A lamp of another vehicle."""

    UNKNOWN = 0
    OFF = 1
    ON = 2


@dataclass(frozen=True, slots=True)
class ObjectView:
    """Where one camera sees an object."""

    camera: str
    """Name of the camera."""
    left_px: float
    """Left edge of its box, px."""
    top_px: float
    """Top edge, px."""
    right_px: float
    """Right edge, px."""
    bottom_px: float
    """Bottom edge, px."""
    score: float
    """Confidence of the detection, 0..1."""


@dataclass(frozen=True, slots=True)
class PredictedPath:
    """Where an object will be, relative to us: it needs no speed of our own."""

    times_s: Series = field(default_factory=no_series)
    """Seconds after the stamp, 0 to 3."""
    gap_offset_m: Points2 = field(default_factory=no_points)
    """At each time, relative to us then: gap along our own path, offset to its left, m."""
    covariance_m2: Covariances2 = field(default_factory=no_covariances)
    """Covariance of each point, m²: gap, gap with offset, offset."""


@dataclass(frozen=True, slots=True)
class RoadObject:
    """One object followed over time and over cameras, relative to us, in the ego frame."""

    id: int
    """Its own for as long as it is followed, 1 and up; never used twice in a drive."""
    kind: ObjectClass
    """What it is; a parent class where it could not be told."""
    kind_probability: float
    """That the class is right, 0..1."""
    existence_probability: float
    """That it is there at all, 0..1."""
    state: TrackState
    """New, measured in this moment, or carried on."""
    age_s: float
    """Since it was first seen, s."""
    unseen_s: float
    """Since it was last seen, s."""
    x_m: float
    """Distance: from our front bumper to its nearest face, forward, m."""
    x_sd_m: float
    """Standard deviation of x_m, m."""
    range_source: RangeSource
    """What the distance rests on."""
    y_m: float
    """Lateral distance: middle of its nearest face, left is positive, m."""
    y_sd_m: float
    """Standard deviation of y_m, m."""
    vx_mps: float | None
    """Relative speed, m/s: negative means the gap closes; unknown: seen too briefly."""
    vx_sd_mps: float | None
    """Standard deviation of vx_mps."""
    vy_mps: float | None
    """Relative lateral speed, m/s, left is positive; unknown: seen too briefly."""
    vy_sd_mps: float | None
    """Standard deviation of vy_mps."""
    ax_mps2: float | None
    """Relative longitudinal acceleration, m/s²; unknown: seen too briefly."""
    ax_sd_mps2: float | None
    """Standard deviation of ax_mps2."""
    speed_mps: float | None
    """Its own speed over the ground along our heading, m/s; unknown: ours is."""
    speed_sd_mps: float | None
    """Standard deviation of speed_mps."""
    ttc_s: float | None
    """Time to collision with the present speeds, s; unknown: the gap does not close."""
    ttc_sd_s: float | None
    """Standard deviation of ttc_s."""
    scale_rate_ps: float | None
    """Growth of its picture, 1/s: the inverse is a time to collision without any distance."""
    scale_rate_sd_ps: float | None
    """Standard deviation of scale_rate_ps."""
    bearing_rad: float
    """Direction from our front bumper, rad, left is positive."""
    bearing_sd_rad: float
    """Standard deviation of bearing_rad."""
    bearing_rate_radps: float | None
    """Change of bearing_rad, rad/s; near 0 with a closing gap is a collision course."""
    bearing_rate_sd_radps: float | None
    """Standard deviation of bearing_rate_radps."""
    width_m: float | None
    """Width, m."""
    width_sd_m: float | None
    """Standard deviation of width_m."""
    height_m: float | None
    """Height, m."""
    height_sd_m: float | None
    """Standard deviation of height_m."""
    length_m: float | None
    """Length, m; unknown from behind."""
    length_sd_m: float | None
    """Standard deviation of length_m."""
    heading_rad: float | None
    """Its heading relative to ours, rad, left is positive; unknown: it stands, or is new."""
    motion: Motion
    """How it moves over the ground."""
    lane: LanePlace
    """Its lane, counted from ours."""
    lane_probability: float
    """That the lane is right, 0..1."""
    lane_offset_m: float | None
    """From the middle of our own path, at its distance, left is positive, m."""
    lane_change: LaneChange
    """How it changes its lane."""
    brake_lamp: Lamp
    """Its brake lamps."""
    left_indicator: Lamp
    """Its left turn signal."""
    right_indicator: Lamp
    """Its right turn signal."""
    plate: str
    """Licence plate; empty: not read."""
    path: PredictedPath
    """Where it will be in the next 3 s, relative to us."""
    views: tuple[ObjectView, ...]
    """Where the cameras see it; empty while it is carried on."""
