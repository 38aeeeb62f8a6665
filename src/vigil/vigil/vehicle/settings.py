"""Section `vehicle`: which bus, message and signal carries each field of `VehicleState`."""

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from vigil.base.errors import ConfigurationError
from vigil.base.records import VEHICLE_FIELDS
from vigil.base.settings import Configuration, Settings
from vigil.vehicle.checksum import Algorithm
from vigil.vehicle.fields import number, quantity

MAX_CAN_ID = 0x1FFFFFFF
"""29 bits, ISO 11898-1."""


class BusSettings(Settings):
    """One CAN bus: its databases, and the interface that it is read from while driving."""

    dbc: tuple[str, ...] = Field(
        default=(),
        description="databases: absolute, or relative to the working folder, to one of"
        " dbc_path or to the configuration; the first that holds a message wins",
    )
    interface: str = Field(default="socketcan", description="python-can's name of the driver")
    channel: str = Field(default="", description="python-can's channel; empty: not read live")
    bitrate_bps: int | None = Field(
        default=None,
        ge=10_000,
        le=1_000_000,
        description="only for interfaces that set it; socketcan has it from 'ip link'",
    )
    fd: bool = Field(default=False, description="open the channel for CAN FD")
    options: dict[str, str | int | float | bool] = Field(
        default={}, description="further arguments of the python-can interface"
    )


class ChecksumSettings(Settings):
    """How a message is protected against corruption."""

    algorithm: Algorithm = Field(default="none", description="'none' is shown as unchecked")
    signal: str = Field(default="", description="signal that holds it; empty: the last byte")
    data_id: int = Field(default=0, ge=0, le=0xFFFF, description="of the AUTOSAR profiles")


class CounterSettings(Settings):
    """How a message is protected against loss and against a sender that hangs."""

    signal: str = Field(description="signal that holds it")
    modulo: int | None = Field(
        default=None, ge=2, le=65536, description="it wraps to 0 here; unset: as its bits allow"
    )


class MessageSettings(Settings):
    """One message of a bus, named as in the database."""

    bus: str = Field(description="the same id means different things on two buses")
    cycle_ms: float = Field(gt=0, le=60_000, description="three cycles make a field stale")
    checksum: ChecksumSettings = ChecksumSettings()
    counter: CounterSettings | None = None


class FieldSettings(Settings):
    """One field: where its value stands and how it is turned into our unit."""

    message: str = Field(description="one of `messages`")
    signal: tuple[str, ...] = Field(min_length=1, description="name, or names to be combined")
    combine: Literal["sum", "mean"] = Field(
        default="sum", description="of several signals: coarse and fine part, or four wheels"
    )
    unit: str | None = Field(default=None, description="of the bus; unset: as the database says")
    scale: float = Field(
        default=1.0, ge=-1e6, le=1e6, description="after the unit; -1 turns the sign"
    )
    offset: float = Field(default=0.0, ge=-1e6, le=1e6, description="after the scale, in our unit")
    values: dict[int, bool | float | str] = Field(
        default={}, description="raw value → value or its name; others are unknown"
    )
    not_available: tuple[int, ...] = Field(
        default=(), description="raw values that mean 'not available': unknown, never 0"
    )
    faults: tuple[str, ...] = Field(
        default=(), description="signals of the message that make the field unknown unless 0"
    )

    @field_validator("signal", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class BroadcastSettings(Settings):
    """Alerts out on CAN: nothing is sent unless all of this is written."""

    transmit: bool = Field(default=False, description="listen-only unless true")
    bus: str = Field(default="", description="one of `buses`")
    ids: tuple[int, ...] = Field(default=(), description="the only ids that may be sent")
    on_input_bus: bool = Field(
        default=False, description="allow a bus that fields are read from: it is the car's own"
    )
    dbc: str = Field(default="vigil_alerts.dbc", description="layout of the alerts")
    restart_s: float = Field(
        default=1.0, ge=0.1, le=60.0, description="pause after bus-off; sooner disturbs the bus"
    )

    @field_validator("ids")
    @classmethod
    def _possible(cls, ids: tuple[int, ...]) -> tuple[int, ...]:
        for can_id in ids:
            if not 0 <= can_id <= MAX_CAN_ID:
                raise ValueError(f"{can_id} is no CAN id (0..{MAX_CAN_ID:#x})")
        return ids


class VehicleSettings(Settings):
    """Everything that the room `vehicle` is told."""

    dbc_path: tuple[str, ...] = Field(default=(), description="folders that databases lie in")
    buses: dict[str, BusSettings] = Field(default={}, description="by the name frames carry")
    messages: dict[str, MessageSettings] = Field(default={}, description="by name in the database")
    fields: dict[str, FieldSettings] = Field(default={}, description="by name in VehicleState")
    assumed: dict[str, bool | float | str] = Field(
        default={}, description="constants in place of the bus: they win, and are watermarked"
    )
    broadcast: BroadcastSettings = BroadcastSettings()

    @classmethod
    def of(cls, configuration: Configuration) -> "VehicleSettings":
        """Return the section of a configuration, databases beside its file included."""
        settings = configuration.section("vehicle", cls)
        if "vehicle" not in configuration.files:
            return settings
        folder = configuration.files["vehicle"].parent
        beside = tuple(str(folder / entry) for entry in ("", *settings.dbc_path))
        return settings.model_copy(update={"dbc_path": (*settings.dbc_path, *beside)})

    @model_validator(mode="after")
    def _hangs_together(self) -> "VehicleSettings":
        """Raise our own error: pydantic's would quote the whole section."""
        for name, message in self.messages.items():
            _known(f"vehicle.messages.{name}.bus", message.bus, self.buses)
        for name, field in self.fields.items():
            where = f"vehicle.fields.{name}"
            quantity(name, where)
            _known(f"{where}.message", field.message, self.messages)
            for raw, value in field.values.items():
                number(name, value, f"{where}.values.{raw}")
        for name, value in self.assumed.items():
            number(name, value, "vehicle.assumed")
        self._may_send()
        return self

    def _may_send(self) -> None:
        out = self.broadcast
        if not out.transmit:
            return
        _known("vehicle.broadcast.bus", out.bus, self.buses)
        if not out.ids:
            raise ConfigurationError("vehicle.broadcast.ids: transmit needs the ids it may send")
        inputs = {self.messages[field.message].bus for field in self.fields.values()}
        if out.bus in inputs and not out.on_input_bus:
            raise ConfigurationError(
                f"vehicle.broadcast.bus: fields are read from '{out.bus}'; name another bus,"
                " or write on_input_bus: true"
            )

    @property
    def assumed_values(self) -> dict[str, float]:
        """Assumed constants as numbers, in the order of VehicleState."""
        return {
            name: number(name, self.assumed[name], "vehicle.assumed")
            for name in VEHICLE_FIELDS
            if name in self.assumed
        }

    @property
    def watermarks(self) -> tuple[str, ...]:
        """What is assumed instead of measured."""
        return tuple(f"assumed {name} {value:g}" for name, value in self.assumed_values.items())

    @property
    def dbc_folders(self) -> tuple[Path, ...]:
        """Folders to look for a database in."""
        return tuple(Path(folder).expanduser() for folder in self.dbc_path)


def _known(where: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise ConfigurationError(
            f"{where}: '{name}' is not configured; there are {', '.join(known) or 'none'}"
        )
