"""What a log would give: each field, its rate and age, what is wrong, and what could be mapped."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import VEHICLE_FIELDS, CanFrame, Health, Sample, SignalState
from vigil.vehicle.layout import Address, MessageLayout
from vigil.vehicle.logs import batched, open_log
from vigil.vehicle.settings import BusSettings, VehicleSettings
from vigil.vehicle.state import Vehicle
from vigil.vehicle.suggest import Suggestion, fitting, suggestions


@dataclass(frozen=True)
class FieldReport:
    """What came of one field."""

    field: str
    message: str
    """Empty: not mapped."""
    bus: str
    fills: bool
    samples: int
    unknown: int
    """Samples that said 'not available' or what no car can do."""
    invalid: int
    """Samples of a message that failed its checksum or counter."""
    rate_hz: float
    age_s: float | None
    """Of the newest sample when the log ended."""
    low: float | None
    high: float | None
    checksum: str
    """'2487 of 2487 right', 'unchecked', or empty where no frame came."""
    reason: str
    """Why it does not fill, else empty."""


@dataclass(frozen=True)
class Traffic:
    """One message of the log."""

    bus: str
    can_id: int
    extended: bool
    frames: int
    rate_hz: float
    mapped: bool


@dataclass(frozen=True)
class Survey:
    """All that `vigil vehicle check` prints."""

    duration_s: float
    frames: int
    fields: tuple[FieldReport, ...]
    """In the order of VehicleState."""
    traffic: tuple[Traffic, ...]
    """By bus and id."""
    suggestions: tuple[Suggestion, ...]
    """Signals of the databases that occur in the log and look like a field that does not fill."""
    health: tuple[Health, ...]


Heard = Mapping[Address, Sequence[CanFrame]]
"""The frames of a log by bus, id, and whether the id has 29 bits."""


def survey(settings: VehicleSettings, log: Path, dbc: Path | None = None) -> Survey:
    """Run a log through the mapping; `dbc` takes the place of the databases of every bus."""
    frames = tuple(open_log(log))
    if dbc is not None:
        settings = _with_database(settings, dbc, {frame.bus for frame in frames})
    return survey_frames(settings, frames)


def survey_frames(settings: VehicleSettings, frames: Sequence[CanFrame]) -> Survey:
    """Run frames through the mapping; what the databases lack is a finding, not an error."""
    if not frames:
        raise InputError("the log holds no CAN frame")
    usable, faults = _usable(settings)
    vehicle, samples, heard = Vehicle(usable), defaultdict(list), defaultdict(list)
    for burst in batched(frames):
        for sample in vehicle.update(burst).samples:
            samples[sample.field].append(sample)
    for frame in frames:
        if not frame.error:
            heard[frame.bus, frame.can_id, frame.extended].append(frame)
    span = (frames[0].arrival_ns, frames[-1].arrival_ns)
    fields = tuple(
        _report(usable, name, samples[name], heard, span, faults.get(name, ""))
        for name in VEHICLE_FIELDS
    )
    return Survey(
        duration_s=(span[1] - span[0]) / 1e9,
        frames=len(frames),
        fields=fields,
        traffic=_traffic(usable, heard, span),
        suggestions=suggestions(usable, [one.field for one in fields if not one.fills], heard),
        health=vehicle.health(span[1]),
    )


def _with_database(settings: VehicleSettings, dbc: Path, heard: set[str]) -> VehicleSettings:
    if not dbc.is_file():
        raise InputError(f"{dbc}: there is no such CAN database")
    buses = {
        name: settings.buses.get(name, BusSettings()).model_copy(update={"dbc": (str(dbc),)})
        for name in sorted({*settings.buses, *heard})
    }
    return settings.model_copy(update={"buses": buses})


def _usable(settings: VehicleSettings) -> tuple[VehicleSettings, dict[str, str]]:
    """Return the settings without the fields that the databases do not hold, and why not."""
    verdicts = {name: _fault(settings, name) for name in settings.fields}
    faults = {name: fault for name, fault in verdicts.items() if fault}
    fields = {name: field for name, field in settings.fields.items() if name not in faults}
    # Not read live: a survey must not depend on an interface.
    buses = {name: bus.model_copy(update={"channel": ""}) for name, bus in settings.buses.items()}
    return settings.model_copy(update={"fields": fields, "buses": buses}), faults


def _fault(settings: VehicleSettings, name: str) -> str:
    """Return why a mapped field cannot be read, or nothing."""
    try:
        MessageLayout(settings, settings.fields[name].message, (name,))
    except ConfigurationError as error:
        return str(error)
    return ""


def _report(
    settings: VehicleSettings,
    name: str,
    samples: Sequence[Sample],
    heard: Heard,
    span: tuple[int, int],
    fault: str,
) -> FieldReport:
    values = [sample.value for sample in samples if sample.value is not None]
    mapped = settings.fields.get(name)
    layout = MessageLayout(settings, mapped.message, (name,)) if mapped else None
    frames = heard.get(layout.address, ()) if layout else ()
    return FieldReport(
        field=name,
        message=layout.name if layout else "",
        bus=layout.bus if layout else "",
        fills=bool(values),
        samples=len(samples),
        unknown=sum(sample.state is SignalState.UNKNOWN for sample in samples),
        invalid=sum(sample.state is SignalState.INVALID for sample in samples),
        rate_hz=_rate_hz(len(samples), span),
        age_s=(span[1] - samples[-1].sampled_ns) / 1e9 if samples else None,
        low=min(values, default=None),
        high=max(values, default=None),
        checksum=_checksum(layout, frames) if layout and frames else "",
        reason="" if values else fault or _why_empty(settings, name, layout, bool(frames)),
    )


def _why_empty(
    settings: VehicleSettings, name: str, layout: MessageLayout | None, heard: bool
) -> str:
    if name in settings.assumed:
        return f"assumed: {settings.assumed[name]}"
    if layout is None:
        return "not mapped"
    if not heard:
        return f"message {layout.name} ({layout.can_id:#x}) is not on {layout.bus}"
    return "every sample is unknown or invalid"


def _checksum(layout: MessageLayout, frames: Sequence[CanFrame]) -> str:
    """Return the verdict, or which algorithm would fit where none is configured."""
    payloads = [frame.data.tobytes() for frame in frames]
    if layout.checked:
        return f"{sum(map(layout.intact, payloads))} of {len(payloads)} right"
    return f"unchecked{''.join(f'; {name} would fit' for name in fitting(layout.can_id, payloads))}"


def _traffic(settings: VehicleSettings, heard: Heard, span: tuple[int, int]) -> tuple[Traffic, ...]:
    mapped = {
        MessageLayout(settings, field.message, (name,)).address
        for name, field in settings.fields.items()
    }
    return tuple(
        Traffic(
            *address, len(heard[address]), _rate_hz(len(heard[address]), span), address in mapped
        )
        for address in sorted(heard)
    )


def _rate_hz(count: int, span: tuple[int, int]) -> float:
    return count / max((span[1] - span[0]) / 1e9, 1e-9)
