"""What our own vehicle says of itself: raw CAN frames, decoded samples, the state at one moment."""

from dataclasses import dataclass, fields
from enum import IntEnum

from vigil.base.records.arrays import Bytes


class SignalState(IntEnum):
    """How far a signal can be trusted."""

    UNKNOWN = 0  # no such signal on this car, or 'not available' on the bus
    VALID = 1  # measured, interpolated between two samples, or held within its cycle
    EXTRAPOLATED = 2  # carried forward from the last sample: the later one had not come
    STALE = 3  # older than three cycles
    INVALID = 4  # checksum or counter failed for three cycles
    ASSUMED = 5  # a constant of the configuration, not measured: watermarked


class Gear(IntEnum):
    """Position of the gear lever."""

    UNKNOWN = 0
    PARK = 1
    REVERSE = 2
    NEUTRAL = 3
    DRIVE = 4


class Wiper(IntEnum):
    """What the front wipers do."""

    UNKNOWN = 0
    OFF = 1
    INTERMITTENT = 2
    SLOW = 3
    FAST = 4


@dataclass(frozen=True, slots=True)
class CanFrame:
    """One frame as it was on the bus."""

    arrival_ns: int
    """Arrival on the car clock, ns."""
    bus: str
    """Name of the bus, part of every mapping: the same id means different things on two buses."""
    can_id: int
    """Arbitration id, 0..0x7FF or 0..0x1FFFFFFF."""
    extended: bool
    """The id has 29 bits."""
    fd: bool
    """A CAN FD frame, up to 64 bytes."""
    error: bool
    """An error frame: it carries no signal."""
    data: Bytes
    """Payload, 0..64 bytes."""


@dataclass(frozen=True, slots=True)
class CanFrames:
    """A burst of frames: one message for each would cost more than the decoding."""

    stamp_ns: int
    """Arrival of the newest frame in it, car clock, ns."""
    frames: tuple[CanFrame, ...]
    """In order of arrival."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One decoded value of one field of `VehicleState`."""

    field: str
    """Name of the field of VehicleState that this value is for, its unit included."""
    value: float | None
    """In the unit that the field's name ends in; unknown: the bus said 'not available'."""
    sampled_ns: int
    """When the frame that carried it arrived, car clock, ns."""
    cycle_s: float
    """Time between two samples of this field, as configured, s: three of them make it stale."""
    state: SignalState
    """VALID, UNKNOWN ('not available'), INVALID (checksum, counter) or ASSUMED."""


@dataclass(frozen=True, slots=True)
class VehicleSamples:
    """What one burst of CAN frames said."""

    stamp_ns: int
    """Arrival of the newest frame in it, car clock, ns."""
    samples: tuple[Sample, ...]
    """In order of arrival."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One quantity of our vehicle at one moment; unit in the name of the field that holds it."""

    value: float | None = None
    """Unknown unless the state is VALID, EXTRAPOLATED, STALE (the last one) or ASSUMED."""
    age_s: float | None = None
    """Moment minus the newest sample used, s; negative when that came later; unknown: no sample."""
    state: SignalState = SignalState.UNKNOWN
    """How far the value can be trusted."""

    @property
    def trusted(self) -> float | None:
        """The value where it may be relied on, else None: a stale or failed signal is no number."""
        good = (SignalState.VALID, SignalState.EXTRAPOLATED, SignalState.ASSUMED)
        return self.value if self.state in good else None


@dataclass(frozen=True, slots=True)
class VehicleState:
    """How our own vehicle moves and what its driver does, at one moment."""

    speed_mps: Signal = Signal()
    """Forward speed, m/s, 0 or more; the gear says whether it is backwards."""
    yaw_rate_radps: Signal = Signal()
    """Rate of turn, rad/s, left is positive."""
    acceleration_mps2: Signal = Signal()
    """Longitudinal acceleration, m/s², forward is positive."""
    lateral_acceleration_mps2: Signal = Signal()
    """Lateral acceleration, m/s², left is positive."""
    steering_angle_rad: Signal = Signal()
    """Angle of the steering wheel, rad, left is positive."""
    gear: Signal = Signal()
    """A number of `Gear`."""
    engine_speed_rpm: Signal = Signal()
    """Engine speed, 1/min."""
    left_indicator: Signal = Signal()
    """Left turn signal: 1 on, 0 off."""
    right_indicator: Signal = Signal()
    """Right turn signal: 1 on, 0 off."""
    accelerator: Signal = Signal()
    """Accelerator pedal, share of its travel, 0..1."""
    brake: Signal = Signal()
    """Brake pedal: 0 free .. 1; a switch gives 0 or 1."""
    wiper: Signal = Signal()
    """A number of `Wiper`."""

    @property
    def gear_position(self) -> Gear:
        """The gear lever, UNKNOWN unless it can be trusted."""
        return Gear(int(self.gear.trusted or 0))


VEHICLE_FIELDS: tuple[str, ...] = tuple(field.name for field in fields(VehicleState))
"""Names of all quantities of our vehicle, as samples and mappings spell them."""
