"""What a value of each field of `VehicleState` may be: units it can be had from, limits, names."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from vigil.base.errors import ConfigurationError
from vigil.base.records import VEHICLE_FIELDS, Gear, Wiper

G_MPS2 = 9.80665
"""Standard gravity, ISO 80000-3."""


@dataclass(frozen=True)
class Quantity:
    """One field: factors to our unit, the range a real car keeps to, names of its values."""

    low: float
    high: float
    units: Mapping[str, float] = field(default_factory=dict)
    """Unit as a DBC writes it → factor to ours; empty: it has no unit."""
    names: Mapping[str, int] = field(default_factory=dict)
    magnitude: bool = False
    """The sign is dropped: our field has none."""
    share: bool = False
    """It is a share, so that rounding past 0 or 1 is cut off."""

    def plausible(self, value: float) -> float | None:
        """Return the value as the field holds it, or None where no real car can have it."""
        if not self.low <= value <= self.high:  # false for NaN too
            return None
        if self.share:
            return min(max(value, 0.0), 1.0)
        return abs(value) if self.magnitude else value


def _lower(kind: type[Gear] | type[Wiper]) -> dict[str, int]:
    return {member.name.lower(): int(member) for member in kind}


_SPEED = {"m/s": 1.0, "km/h": 1 / 3.6, "kph": 1 / 3.6, "mph": 0.44704, "kn": 1852 / 3600}
_ACCELERATION = {"m/s^2": 1.0, "m/s2": 1.0, "m/s²": 1.0, "g": G_MPS2}
_SHARE = {"": 1.0, "share": 1.0, "%": 0.01}
_SWITCH = {"off": 0, "on": 1}

QUANTITIES: Mapping[str, Quantity] = {
    # Backwards a car does 15 m/s at most; the fastest forwards stays below 120 m/s.
    "speed_mps": Quantity(-15.0, 120.0, _SPEED, magnitude=True),
    "yaw_rate_radps": Quantity(-3.0, 3.0, {"rad/s": 1.0, "deg/s": math.pi / 180}),
    # Tyres carry about 1 g and a crash more; 20 m/s² is what such sensors measure.
    "acceleration_mps2": Quantity(-20.0, 20.0, _ACCELERATION),
    "lateral_acceleration_mps2": Quantity(-20.0, 20.0, _ACCELERATION),
    # Three turns each way.
    "steering_angle_rad": Quantity(-19.0, 19.0, {"rad": 1.0, "deg": math.pi / 180}),
    "gear": Quantity(0, 4, names=_lower(Gear)),
    "engine_speed_rpm": Quantity(0.0, 12000.0, {"rpm": 1.0, "1/min": 1.0, "U/min": 1.0}),
    "left_indicator": Quantity(0, 1, names=_SWITCH),
    "right_indicator": Quantity(0, 1, names=_SWITCH),
    "accelerator": Quantity(-0.02, 1.02, _SHARE, names=_SWITCH, share=True),
    "brake": Quantity(-0.02, 1.02, _SHARE, names=_SWITCH, share=True),
    "wiper": Quantity(0, 4, names=_lower(Wiper)),
}


def quantity(name: str, where: str) -> Quantity:
    """Return what is known of a field, or say which fields there are."""
    if name not in QUANTITIES:
        raise ConfigurationError(
            f"{where}: there is no vehicle field '{name}'; there are {', '.join(VEHICLE_FIELDS)}"
        )
    return QUANTITIES[name]


def number(name: str, value: float | str, where: str) -> float:
    """Return a value of a field written as number or name: ('gear', 'drive') → 4.0."""
    known = quantity(name, where)
    if isinstance(value, str):
        if value not in known.names:
            choice = ", ".join(known.names) or "a number is needed"
            raise ConfigurationError(f"{where}: '{value}' is no value of {name}: {choice}")
        return float(known.names[value])
    if known.plausible(float(value)) is None:
        raise ConfigurationError(
            f"{where}: {value} is outside {known.low:g}..{known.high:g} of {name}"
        )
    return float(value)
