"""Fields of our vehicle's state → frames, through the same mapping and database as the way in.

Importers use it to give a drive that was recorded without CAN the frames that its car would have
sent, so that everything behind the bus is exercised as on the road.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from cantools.database.can import Signal

from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import CanFrame
from vigil.vehicle.fields import number
from vigil.vehicle.layout import FieldLayout, MessageLayout
from vigil.vehicle.settings import VehicleSettings
from vigil.vehicle.state import mapped_fields

NEAR = 0.5
"""An enumeration is met by the nearest of its values: a pedal of 0.8 is a switch that is on."""


class Encoder:
    """Makes the frames of the car, each message in its cycle."""

    def __init__(self, settings: VehicleSettings) -> None:
        self._messages = [
            _Outgoing(MessageLayout(settings, name, fields))
            for bus in settings.buses
            for name, fields in mapped_fields(settings, bus).items()
        ]
        self.fields = tuple(name for message in self._messages for name in message.fields)
        """What can be encoded."""

    def frames(
        self, values: Mapping[str, float | str | None], stamp_ns: int
    ) -> tuple[CanFrame, ...]:
        """Return the frames that are due and carry one of these fields; None: not available."""
        for name in values:
            if name not in self.fields:
                raise ConfigurationError(
                    f"vehicle.fields: '{name}' is not mapped; there are {', '.join(self.fields)}"
                )
        numbers = {
            name: None if value is None else number(name, value, "encode")
            for name, value in values.items()
        }
        found = (message.frame(numbers, stamp_ns) for message in self._messages)
        return tuple(frame for frame in found if frame is not None)


class _Outgoing:
    """One message, its counter and when it is due."""

    def __init__(self, layout: MessageLayout) -> None:
        self._layout = layout
        self._due_ns: int | None = None
        self._counter = 0
        self.fields = tuple(field.name for field in layout.fields)
        if layout.message.is_multiplexed():
            raise ConfigurationError(
                f"vehicle.messages.{layout.name}: a multiplexed message cannot be encoded"
            )

    def frame(self, values: Mapping[str, float | None], stamp_ns: int) -> CanFrame | None:
        given = [field for field in self._layout.fields if field.name in values]
        if not given or (self._due_ns is not None and stamp_ns < self._due_ns):
            return None
        values = {**self._rest(given), **values}
        fields = [field for field in self._layout.fields if field.name in values]
        layout, cycle_ns = self._layout, round(self._layout.cycle_s * 1e9)
        # The next one keeps to the beat, unless this one came more than a beat late.
        beat_ns = stamp_ns if self._due_ns is None else self._due_ns
        self._due_ns = max(beat_ns, stamp_ns - cycle_ns + 1) + cycle_ns
        return CanFrame(
            arrival_ns=stamp_ns,
            bus=layout.bus,
            can_id=layout.can_id,
            extended=layout.extended,
            fd=layout.message.is_fd,
            error=False,
            data=np.frombuffer(self._payload(fields, values), np.uint8),
        )

    def _rest(self, given: Sequence[FieldLayout]) -> dict[str, None]:
        """Return the fields that this message says too: nothing is invented for them."""
        said = {signal.name for field in given for signal in field.signals}
        rest = [
            field
            for field in self._layout.fields
            if not said.issuperset(signal.name for signal in field.signals)
        ]
        for field in rest:
            if not field.settings.not_available:
                raise InputError(
                    f"message {self._layout.name} cannot be sent without {field.name}:"
                    " give it, or map a value that means 'not available'"
                )
        return dict.fromkeys(field.name for field in rest)

    def _payload(self, fields: Sequence[FieldLayout], values: Mapping[str, float | None]) -> bytes:
        layout = self._layout
        raw = {signal.name: int(signal.raw_initial or 0) for signal in layout.message.signals}
        named = [field for field in fields if field.values]
        for field in fields:
            value = values[field.name]
            if value is None:
                raw.update(_not_available(field))
            elif not field.values:
                raw.update(_measured(field, value))
        raw.update(
            _enumerated([field for field in named if values[field.name] is not None], values)
        )
        if layout.settings.counter is not None:
            raw[layout.settings.counter.signal] = self._counter
            self._counter = (self._counter + 1) % layout.modulo
        data = bytes(layout.message.encode(raw, scaling=False, strict=False))
        if not layout.checked:
            return data
        return layout.checksum_place.written(data, layout.checksum(data))


def _not_available(field: FieldLayout) -> dict[str, int]:
    if not field.settings.not_available:
        raise InputError(f"{field.name}: the mapping has no raw value for 'not available'")
    return {signal.name: field.settings.not_available[0] for signal in field.signals}


def _measured(field: FieldLayout, value: float) -> dict[str, int]:
    """Share a value out among its signals: each gets all of a mean, the rest of a sum."""
    rest = (value - field.settings.offset) / field.factor
    raw = {}
    for signal in field.signals:
        bits = round((rest - float(signal.offset)) / float(signal.scale))
        low, high = _range(signal)
        raw[signal.name] = min(max(bits, low), high)
        if field.settings.combine == "sum":
            rest -= raw[signal.name] * float(signal.scale) + float(signal.offset)
    back = field.value(raw)
    step = max(abs(float(signal.scale) * field.factor) for signal in field.signals)
    if back is None or abs(back - value) > step:
        names = " + ".join(signal.name for signal in field.signals)
        raise InputError(f"{field.name}: {value:g} does not fit into {names} ({back})")
    return raw


def _range(signal: Signal) -> tuple[int, int]:
    bits = int(signal.length)
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signal.is_signed else (0, (1 << bits) - 1)


def _enumerated(
    fields: Sequence[FieldLayout], values: Mapping[str, float | None]
) -> dict[str, int]:
    """Find the raw value that says all fields of a signal at once: both indicators share one."""
    raw: dict[str, int] = {}
    for name in {field.signals[0].name: None for field in fields}:
        sharing = [field for field in fields if field.signals[0].name == name]
        best = min(sharing[0].values, key=lambda one: _misses(sharing, values, one))
        if _misses(sharing, values, best) > NEAR:
            wanted = ", ".join(f"{field.name} {values[field.name]:g}" for field in sharing)
            raise InputError(f"no value of {name} says {wanted}")
        raw[name] = best
    return raw


def _misses(fields: Sequence[FieldLayout], values: Mapping[str, float | None], raw: int) -> float:
    """Return how far the worst of some fields would be off with a raw value."""
    distances = []
    for field in fields:
        value, said = values[field.name], field.values.get(raw)
        distances.append(abs(said - value) if said is not None and value is not None else np.inf)
    return float(max(distances))
