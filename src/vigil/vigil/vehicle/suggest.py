"""Guesses for a mapping: signals whose names look like a field, checksums that fit every frame."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cantools.database import DecodeError
from cantools.database.can import Message, Signal

from vigil.base.records import CanFrame
from vigil.vehicle import dbc
from vigil.vehicle.checksum import CHECKSUMS
from vigil.vehicle.layout import Address
from vigil.vehicle.settings import VehicleSettings

KEPT_FRAMES = 1000
"""Of each message: enough to see whether a signal moves."""
MOST = 5
"""Suggestions for one field: more would not be read."""
WORDS: Mapping[str, str] = {
    "speed_mps": r"speed|velocity|veh_?spd|vxv|vehv",
    "yaw_rate_radps": r"yaw",
    "acceleration_mps2": r"accel_?(x|long|net)|long.*acc|ax_",
    "lateral_acceleration_mps2": r"accel_?(y|lat)|lat.*acc|ay_",
    "steering_angle_rad": r"(steer|swa|strg).*(ang|whl)|steer_?angle",
    "gear": r"gear|prnd|shift.*(lever|pos)|selector",
    "engine_speed_rpm": r"rpm|eng.*(speed|spd)|n_?mot",
    "left_indicator": r"turn_?(signal|ind)|blink|indicator|direction_?lamp",
    "right_indicator": r"turn_?(signal|ind)|blink|indicator|direction_?lamp",
    "accelerator": r"gas_?pedal|accel.*ped|ped.*pos|throttle|driver.?demand",
    "brake": r"brake?_?(press|ped|switch|active|lights?)|brk_?(ped|sw|on)",
    "wiper": r"wip(er|ing)",
}
"""Field → what its signal is called in databases of many makers, as a pattern."""


@dataclass(frozen=True)
class Suggestion:
    """A signal that might be a field."""

    field: str
    bus: str
    can_id: int
    message: str
    signal: str
    unit: str
    rate_hz: float
    low: float
    high: float
    """Range in the log, in the unit of the database."""


def suggestions(
    settings: VehicleSettings, fields: Sequence[str], heard: Mapping[Address, Sequence[CanFrame]]
) -> tuple[Suggestion, ...]:
    """Return signals that occur in the log and look like one of these fields, moving ones first."""
    found: list[Suggestion] = []
    for message, address in _messages(settings, heard):
        for field in fields:
            for signal in message.signals:
                if re.search(WORDS[field], signal.name, re.IGNORECASE):
                    found += _suggestion(field, address, message, signal, heard[address])
    best: list[Suggestion] = []
    for field in fields:
        mine = [one for one in found if one.field == field]
        mine.sort(key=lambda one: (one.low == one.high, -one.rate_hz))
        best += mine[:MOST]
    return tuple(best)


def fitting(can_id: int, payloads: Sequence[bytes]) -> list[str]:
    """Return the checksums that the last byte of every frame obeys, if frames vary at all."""
    kept = [payload for payload in payloads[:KEPT_FRAMES] if payload]
    if len(set(kept)) < 3:  # noqa: PLR2004 - two frames agree with a wrong rule by chance
        return []
    return [
        name
        for name, checksum in CHECKSUMS.items()
        if name not in ("honda", "autosar_e2e_p01")  # half a byte; needs its data id
        and all(checksum(can_id, payload[:-1], 0) == payload[-1] for payload in kept)
    ]


def _messages(
    settings: VehicleSettings, heard: Mapping[Address, Sequence[CanFrame]]
) -> list[tuple[Message, Address]]:
    """Return the messages of the databases that the log holds, first database first."""
    found: dict[Address, Message] = {}
    for bus, can_id, extended in heard:
        for database in dbc.of_bus(settings, bus) if bus in settings.buses else ():
            for message in database.messages:
                if (message.frame_id, message.is_extended_frame) == (can_id, extended):
                    found.setdefault((bus, can_id, extended), message)
    return [(message, address) for address, message in found.items()]


def _suggestion(
    field: str, address: Address, message: Message, signal: Signal, frames: Sequence[CanFrame]
) -> list[Suggestion]:
    values = [_number(message, signal, frame.data.tobytes()) for frame in frames[:KEPT_FRAMES]]
    known = [value for value in values if value is not None]
    if not known:
        return []
    span_s = (frames[-1].arrival_ns - frames[0].arrival_ns) / 1e9
    return [
        Suggestion(
            field=field,
            bus=address[0],
            can_id=address[1],
            message=message.name,
            signal=signal.name,
            unit=signal.unit or "",
            rate_hz=(len(frames) - 1) / span_s if span_s else 0.0,
            low=min(known),
            high=max(known),
        )
    ]


def _number(message: Message, signal: Signal, data: bytes) -> float | None:
    try:
        values = message.decode(data, decode_choices=False, allow_truncated=True)
    except DecodeError:
        return None
    value = values.get(signal.name) if isinstance(values, dict) else None
    return float(value) if isinstance(value, (int, float)) else None
