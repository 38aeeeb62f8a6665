"""The world at one moment: what pictures, truth and sensors are made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from vigil.base.records import ObjectClass


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing at one moment; its origin is on the ground under the middle of its footprint.

    The world frame has its origin where the road begins, x along it there, y left, z up.  On the
    road a place is s along its reference line and d to the left of that; the reference line parts
    the two directions (it is the left edge of lane 0).
    """

    id: int
    """1 and up, in the order of the scenario; 0: ourselves."""
    name: str
    model: str
    """One of scenario.settings.Model."""
    kind: ObjectClass
    length_m: float
    width_m: float
    height_m: float
    s_m: float
    d_m: float
    x_m: float
    y_m: float
    z_m: float
    yaw_rad: float
    speed_mps: float
    """Along the road, negative: against its direction."""
    lateral_mps: float
    """Across the road, left is positive."""
    acceleration_mps2: float
    """Along the road."""
    brake: bool
    left: bool
    right: bool
    """Brake lamps and turn signals: whether they are switched on, blinking or not."""
    lit: bool
    """Head and tail lamps."""
    gait_rad: float
    """Phase of legs, pedals and wheels."""
    color: int
    """0..11, of the paints."""
    variant: int
    """0..3: what differs between two of one model, as clothes."""
    heading_rad: float = 0.0
    """Against the road where it is, left is positive; pi: it faces us."""
    plate: str = ""
    """Licence plate; empty: it has none."""
    pitch_rad: float = 0.0
    """Of the road between its axles, along it, nose down is positive; people stay upright."""
    dive_rad: float = 0.0
    """How far its body nods on its springs, nose down is positive; known of ourselves alone."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that moves, at one true time."""

    time_ns: int
    """True time, car clock."""
    ego: Placed
    things: tuple[Placed, ...]
    vehicle: Mapping[str, float]
    """Our own car, exact, by the names of VehicleState (gear and wiper as numbers)."""
