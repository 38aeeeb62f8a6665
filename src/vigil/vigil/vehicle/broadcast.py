"""Alerts as CAN frames, by a database of our own: config/vigil_alerts.dbc."""

from collections.abc import Mapping

import numpy as np
from cantools.database.can import Message, Signal

from vigil.base.errors import ConfigurationError
from vigil.base.records import CanFrame, Function, Target, Targets
from vigil.vehicle import dbc
from vigil.vehicle.checksum import CHECKSUMS
from vigil.vehicle.settings import VehicleSettings

ALERTS = "VIGIL_ALERTS"
LEAD = "VIGIL_LEAD"
COUNTER_MODULO = 16
"""The alive counter of the alerts, as far as four bits hold it."""
FUNCTIONS: Mapping[Function, str] = {
    Function.FORWARD_COLLISION: "FORWARD_COLLISION",
    Function.PEDESTRIAN_COLLISION: "PEDESTRIAN_COLLISION",
    Function.EMERGENCY_BRAKING: "EMERGENCY_BRAKING",
    Function.CUT_IN: "CUT_IN",
    Function.HEADWAY: "HEADWAY",
    Function.LANE_DEPARTURE_LEFT: "LANE_DEPARTURE_LEFT",
    Function.LANE_DEPARTURE_RIGHT: "LANE_DEPARTURE_RIGHT",
}
"""Warning → signal that holds its level."""

Values = Mapping[str, float | None]
"""Signal → value in its unit; None: not available, all bits set."""


class Broadcast:
    """Makes the frames of one cycle; it sends nothing."""

    def __init__(self, settings: VehicleSettings) -> None:
        out = settings.broadcast
        path = dbc.find(out.dbc, settings.dbc_folders)
        database = dbc.read(path)
        try:
            self._messages = [database.get_message_by_name(name) for name in (ALERTS, LEAD)]
        except KeyError as error:
            raise ConfigurationError(f"{path}: has no message {error}") from error
        self._bus = out.bus

    def frames(self, targets: Targets) -> tuple[CanFrame, ...]:
        """Return the frames that say what the driver is told; level NONE is said too."""
        counter = targets.alerts.counter % COUNTER_MODULO
        contents = (_alerts(targets), _lead(targets))
        return tuple(
            CanFrame(
                arrival_ns=targets.stamp_ns,
                bus=self._bus,
                can_id=message.frame_id,
                extended=message.is_extended_frame,
                fd=False,
                error=False,
                data=np.frombuffer(_payload(message, values, counter), np.uint8),
            )
            for message, values in zip(self._messages, contents, strict=True)
        )


def _alerts(targets: Targets) -> Values:
    levels = {alert.function: float(alert.level) for alert in targets.alerts.alerts}
    return {
        "STATE": targets.alerts.state,
        "LEVEL": targets.alerts.level,
        **{signal: levels.get(function) for function, signal in FUNCTIONS.items()},
        "HEADWAY_LEVEL": targets.headway_level,
        "LEFT_ZONE": targets.left_zone.state,
        "RIGHT_ZONE": targets.right_zone.state,
        "STOP_AND_GO": targets.stop_and_go,
        "CUT_IN_TTC": targets.cut_in_ttc_s,
        "TARGETS_AHEAD": targets.targets_ahead,
        "SUPPRESSED": any(alert.suppression for alert in targets.alerts.alerts),
    }


def _lead(targets: Targets) -> Values:
    lead: Target | None = next((target for target in targets.targets if target.lead), None)
    if lead is None:
        return {"PRESENT": 0, "OBJECT_ID": 0}
    return {
        "PRESENT": 1,
        "DISTANCE": lead.gap_m,
        "RELATIVE_SPEED": lead.relative_speed_mps,
        "TTC": lead.ttc_s,
        "TIME_GAP": lead.headway_s,
        "OBJECT_ID": lead.object_id & 0xFF,
    }


def _payload(message: Message, values: Values, counter: int) -> bytes:
    raw = {signal.name: _raw(signal, values.get(signal.name)) for signal in message.signals}
    raw.update(COUNTER=counter, CRC=0)
    data = bytes(message.encode(raw, scaling=False, strict=False))
    return bytes((CHECKSUMS["crc8_j1850"](message.frame_id, data[1:], 0),)) + data[1:]


def _raw(signal: Signal, value: float | None) -> int:
    """Return the bits of a value; too large a one is the largest that is not 'not available'."""
    not_available = (1 << int(signal.length)) - 1
    if value is None:
        return not_available
    # An enumeration uses every value of its bits; a measured quantity keeps the last one free.
    largest = not_available if float(signal.scale) == 1.0 else not_available - 1
    steps = round((float(value) - float(signal.offset)) / float(signal.scale))
    return min(max(steps, 0), largest)
