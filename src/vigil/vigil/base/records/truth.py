"""What was really so: only a simulator or a reference system can say it; nothing judges by it."""

from dataclasses import dataclass

from vigil.base.records.objects import Lamp, LaneChange, LanePlace, Motion
from vigil.base.records.percepts import DrivableArea, LaneLine, ObjectClass
from vigil.base.records.scene import EgoPath
from vigil.base.records.vehicle import VehicleState


@dataclass(frozen=True, slots=True)
class TruthView:
    """How one camera could see a thing."""

    camera: str
    """Name of the camera."""
    left_px: float
    """Left edge of what is visible of it, px."""
    top_px: float
    """Top edge, px."""
    right_px: float
    """Right edge, px."""
    bottom_px: float
    """Bottom edge, px."""
    whole_left_px: float
    """Left edge of all of it, hidden or outside the picture, px."""
    whole_top_px: float
    """Top edge, px."""
    whole_right_px: float
    """Right edge, px."""
    whole_bottom_px: float
    """Bottom edge, px."""
    visible_share: float
    """Of its part inside the picture that nothing nearer hides, 0..1."""
    inside_share: float
    """Of its whole box that lies inside the picture, 0..1."""


@dataclass(frozen=True, slots=True)
class TruthObject:
    """One thing as it is; x, y, z are of the middle of its footprint, ego frame."""

    id: int
    """Its own throughout the drive, 1 and up; masks hold it."""
    name: str
    """As the scenario calls it."""
    kind: ObjectClass
    """What it is."""
    model: str
    """Which mesh: 'sedan', 'excavator'."""
    x_m: float
    """Forward of our front bumper, m."""
    y_m: float
    """To the left, m."""
    z_m: float
    """Above the road at our bumper, m."""
    yaw_rad: float
    """Its heading relative to ours, rad, left is positive."""
    length_m: float
    """Length, m."""
    width_m: float
    """Width, m."""
    height_m: float
    """Height, m."""
    gap_m: float
    """Along the road, from our front bumper to its nearest face, m; negative: beside or behind."""
    offset_m: float
    """Of its middle from ours, across the road, left is positive, m."""
    speed_mps: float
    """Its own speed along the road, m/s; negative: it comes towards us."""
    lateral_speed_mps: float
    """Its own speed across the road, m/s, left is positive."""
    acceleration_mps2: float
    """Its own acceleration along the road, m/s²."""
    closing_mps: float
    """How fast the gap closes, m/s; negative: it opens."""
    ttc_s: float | None
    """Gap over closing speed, s; unknown: the gap does not close, or it is not ahead."""
    headway_s: float | None
    """Gap over our speed, s; unknown: we stand, or it is not ahead."""
    in_path: bool
    """It is ahead and its width touches the strip that our body sweeps along the road, now."""
    lane: LanePlace
    """Its lane, counted from ours."""
    lane_change: LaneChange
    """How it changes its lane now; cut-ins and cut-outs are those of our lane."""
    motion: Motion
    """How it moves over the ground."""
    brake_lamp: Lamp
    """Its brake lamps."""
    left_indicator: Lamp
    """Its left turn signal."""
    right_indicator: Lamp
    """Its right turn signal."""
    plate: str
    """Its licence plate; empty: it has none."""
    views: tuple[TruthView, ...]
    """How cameras could see it; empty: no picture was made."""


@dataclass(frozen=True, slots=True)
class TruthScene:
    """Everything that was so at one moment."""

    stamp_ns: int
    """True time, car clock, ns."""
    vehicle: VehicleState
    """Our own vehicle, exact."""
    dive_rad: float
    """How far our body, and cameras with it, nods on its springs, rad; nose down is positive."""
    objects: tuple[TruthObject, ...]
    """Nearest first."""
    lanes: tuple[LaneLine, ...]
    """Lines of the road near us as curves, left to right, whether painted or worn."""
    path: EgoPath
    """The middle of our lane."""
    drivable: tuple[DrivableArea, ...]
    """Road that each camera could see; empty: no picture was made."""
    lead_id: int
    """The nearest vehicle ahead in our path; 0: none."""
    cut_in_id: int
    """What is coming into our lane; 0: nothing."""
    targets_ahead: int
    """How many things are ahead of us in our lane and the next ones."""
    left_zone_id: int
    """The nearest vehicle ahead in the lane to our left; 0: none."""
    right_zone_id: int
    """The nearest vehicle ahead in the lane to our right; 0: none."""
    touching: tuple[int, ...]
    """What our body touches."""
    light: str
    """Light, as the scenario calls it."""
    weather: str
    """Weather, as the scenario calls it."""


@dataclass(frozen=True, slots=True)
class SensorEvent:
    """What one sensor really did once."""

    sensor: str
    """Name of the sensor: 'camera/front', 'can/car', 'imu', 'gnss'."""
    sequence: int
    """Counts from 0, lost ones included."""
    true_ns: int
    """When it really measured (start of exposure), car clock, ns."""
    stamp_ns: int
    """What it wrote down, by its own clock and policy, ns."""
    arrival_ns: int
    """When it arrived, car clock, ns; 0: never."""
    lost: bool
    """It never arrived."""
    frozen: bool
    """It repeated an earlier measurement."""


@dataclass(frozen=True, slots=True)
class SensorEvents:
    """What sensors did since the last time this was said."""

    stamp_ns: int
    """True time, car clock, ns."""
    events: tuple[SensorEvent, ...]
    """By true time."""


@dataclass(frozen=True, slots=True)
class NmeaSentence:
    """One line of a GNSS receiver (NMEA 0183)."""

    stamp_ns: int
    """What the receiver's clock says, ns."""
    sentence: str
    """With checksum, without line end: '$GNRMC,…*6A'."""
