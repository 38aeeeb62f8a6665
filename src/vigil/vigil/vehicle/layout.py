"""One mapped message, ready for use: how its payload becomes values of fields, and is checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cantools.database import DecodeError
from cantools.database.can import Message, Signal

from vigil.base.errors import ConfigurationError
from vigil.vehicle import dbc
from vigil.vehicle.checksum import CHECKSUMS
from vigil.vehicle.fields import Quantity, number, quantity
from vigil.vehicle.settings import FieldSettings, MessageSettings, VehicleSettings

Raw = Mapping[str, int | float]
"""Signal → value as on the bus, before scale and offset."""
Address = tuple[str, int, bool]
"""Bus, id, and whether the id has 29 bits: what a frame is known by."""
WHOLE_BYTE = 0xFF
LOW_HALF = 0xF


@dataclass(frozen=True)
class FieldLayout:
    """Where one field stands in a message."""

    name: str
    settings: FieldSettings
    quantity: Quantity
    signals: tuple[Signal, ...]
    factor: float
    """Unit of the bus → our unit, sign included."""
    values: Mapping[int, float]
    """Raw value → ours, where the field is an enumeration."""

    def carried(self, raw: Raw) -> bool:
        """Tell whether this frame holds the field: a multiplexed one comes in turns."""
        return all(signal.name in raw for signal in self.signals)

    def value(self, raw: Raw) -> float | None:
        """Return our value, or None where the bus says 'not available' or what no car can do."""
        if any(raw.get(fault) for fault in self.settings.faults):
            return None
        found = [raw[signal.name] for signal in self.signals]
        if any(one in self.settings.not_available for one in found):
            return None
        if self.values:
            return self.values.get(int(found[0]))
        total = sum(
            float(one) * signal.scale + signal.offset
            for one, signal in zip(found, self.signals, strict=True)
        )
        if self.settings.combine == "mean":
            total /= len(found)
        return self.quantity.plausible(total * self.factor + self.settings.offset)


@dataclass(frozen=True)
class Place:
    """Some bits of one byte of a payload, where a checksum stands."""

    byte: int
    """Counted from the front, or from the end where negative."""
    shift: int
    mask: int

    def read(self, data: bytes) -> int:
        """Return the number that stands here."""
        return data[self.byte] >> self.shift & self.mask

    def written(self, data: bytes, value: int) -> bytes:
        """Return the payload with a number put here."""
        changed = bytearray(data)
        changed[self.byte] &= WHOLE_BYTE ^ self.mask << self.shift
        changed[self.byte] |= value << self.shift
        return bytes(changed)

    def covered(self, data: bytes) -> bytes:
        """Return what a checksum here covers: all but itself."""
        if self.mask != WHOLE_BYTE:
            return self.written(data, 0)
        byte = self.byte % len(data)
        return data[:byte] + data[byte + 1 :]


class MessageLayout:
    """One mapped message of one bus."""

    def __init__(self, settings: VehicleSettings, name: str, fields: Iterable[str]) -> None:
        self.name = name
        self.settings: MessageSettings = settings.messages[name]
        self.bus = self.settings.bus
        self.cycle_s = self.settings.cycle_ms / 1e3
        self.message = dbc.message_of(settings, self.bus, name)
        self.can_id: int = self.message.frame_id
        self.extended: bool = self.message.is_extended_frame
        self.fields = tuple(_field(self.message, key, settings.fields[key]) for key in fields)
        self.checksum_place = _checksum_place(self.message, self.settings)
        self.modulo = _modulo(self.message, self.settings)
        self._mapped = _only(self.message, self._needed())
        self._checksum = CHECKSUMS.get(self.settings.checksum.algorithm)

    @property
    def address(self) -> Address:
        """What frames of this message are known by."""
        return self.bus, self.can_id, self.extended

    @property
    def checked(self) -> bool:
        """Tell whether a checksum is configured."""
        return self._checksum is not None

    def raw(self, data: bytes) -> Raw | None:
        """Return the raw values of the mapped signals, or None where the frame is too short."""
        try:
            values = self._mapped.decode(data, decode_choices=False, scaling=False)
        except DecodeError:
            return None
        return values if isinstance(values, dict) else None

    def checksum(self, data: bytes) -> int:
        """Return the checksum that this payload should carry; 0 where none is configured."""
        if self._checksum is None:
            return 0
        covered = self.checksum_place.covered(data)
        return self._checksum(self.can_id, covered, self.settings.checksum.data_id)

    def intact(self, data: bytes) -> bool:
        """Tell whether the checksum is right, or none is configured."""
        if self._checksum is None:
            return True
        place = self.checksum_place
        return len(data) > max(place.byte, 0) and place.read(data) == self.checksum(data)

    def _needed(self) -> set[str]:
        names = {signal.name for field in self.fields for signal in field.signals}
        names.update(fault for field in self.fields for fault in field.settings.faults)
        if self.settings.counter is not None:
            names.add(self.settings.counter.signal)
        return names


def _field(message: Message, name: str, settings: FieldSettings) -> FieldLayout:
    where = f"vehicle.fields.{name}"
    dbc.require_signals(message, (*settings.signal, *settings.faults), where)
    signals = tuple(message.get_signal_by_name(one) for one in settings.signal)
    if settings.values and len(signals) > 1:
        raise ConfigurationError(f"{where}: 'values' needs one signal, not {len(signals)}")
    known = quantity(name, where)
    values = {raw: number(name, value, where) for raw, value in settings.values.items()}
    factor = 1.0 if values else _factor(known, settings, signals, where)
    return FieldLayout(name, settings, known, signals, factor, values)


def _factor(
    known: Quantity, settings: FieldSettings, signals: tuple[Signal, ...], where: str
) -> float:
    unit = settings.unit if settings.unit is not None else (signals[0].unit or "")
    if not known.units:
        raise ConfigurationError(
            f"{where}: 'values' is needed: raw value → {', '.join(known.names)}"
        )
    if unit not in known.units:
        raise ConfigurationError(
            f"{where}: unit '{unit}' of {signals[0].name} is none of"
            f" {', '.join(repr(one) for one in known.units)}; write 'unit'"
        )
    return known.units[unit] * settings.scale


def _checksum_place(message: Message, settings: MessageSettings) -> Place:
    """Return where the checksum stands: its signal, or the last byte (honda: its low half)."""
    checksum = settings.checksum
    if not checksum.signal:
        return Place(-1, 0, LOW_HALF if checksum.algorithm == "honda" else WHOLE_BYTE)
    where = f"vehicle.messages.{message.name}.checksum"
    dbc.require_signals(message, (checksum.signal,), where)
    signal = message.get_signal_by_name(checksum.signal)
    byte, bit = divmod(signal.start, 8)
    # A DBC gives the lowest bit of an Intel signal and the highest bit of a Motorola one.
    shift = bit if signal.byte_order == "little_endian" else bit - signal.length + 1
    if shift < 0 or shift + signal.length > 8:  # noqa: PLR2004 - bits of a byte
        raise ConfigurationError(f"{where}: '{signal.name}' must lie inside one byte")
    return Place(byte, shift, (1 << signal.length) - 1)


def _modulo(message: Message, settings: MessageSettings) -> int:
    counter = settings.counter
    if counter is None:
        return 0
    dbc.require_signals(message, (counter.signal,), f"vehicle.messages.{message.name}.counter")
    bits: int = message.get_signal_by_name(counter.signal).length
    return counter.modulo or 1 << bits


def _only(message: Message, names: set[str]) -> Message:
    """Return the message with some signals and their multiplexers: decoding costs a signal each."""
    wanted = set(names)
    for name in names:
        selector = message.get_signal_by_name(name).multiplexer_signal
        while selector is not None:
            wanted.add(selector)
            selector = message.get_signal_by_name(selector).multiplexer_signal
    signals = [signal for signal in message.signals if signal.name in wanted]
    length = max((_last_byte(signal) + 1 for signal in signals), default=0)
    return Message(
        message.frame_id,
        message.name,
        length,
        signals,
        strict=False,
        is_extended_frame=message.is_extended_frame,
    )


def _last_byte(signal: Signal) -> int:
    byte, bit = divmod(int(signal.start), 8)
    before = bit if signal.byte_order == "little_endian" else 7 - bit
    return byte + (before + int(signal.length) - 1) // 8
