"""CAN frames in, samples of our vehicle's state out, by the mapping of the configuration."""

from vigil.base.records import (
    VEHICLE_FIELDS,
    CanFrame,
    CanFrames,
    Health,
    HealthLevel,
    Sample,
    SignalState,
    VehicleSamples,
)
from vigil.vehicle.guard import Guard, Judgement
from vigil.vehicle.layout import MessageLayout
from vigil.vehicle.settings import VehicleSettings

ASSUMED_CYCLE_S = 0.1
"""How often an assumed value may be expected: each tick, and ticks come at 10 Hz or faster."""

Key = tuple[int, bool]
"""Id, and whether it has 29 bits."""


class Vehicle:
    """Decodes what is mapped and judges it; everything else on the bus costs a look-up.

    A bus that is read live has its databases checked at once.  Any other has them checked at its
    first frame: a mapping without its database does no harm while no such frame comes.
    """

    def __init__(self, settings: VehicleSettings) -> None:
        self._settings = settings
        self._assumed = settings.assumed_values
        self._readers: dict[str, dict[Key, tuple[MessageLayout, Guard]]] = {}
        self._strangers: set[str] = set()
        self._error_frames: dict[str, int] = {}
        for name, bus in settings.buses.items():
            if bus.channel:
                self._open(name)

    @property
    def watermarks(self) -> tuple[str, ...]:
        """What is assumed instead of measured."""
        return self._settings.watermarks

    def check(self) -> None:
        """Raise unless every mapped message and signal is in the databases at hand."""
        for bus in self._settings.buses:
            self._open(bus)

    def update(self, frames: CanFrames) -> VehicleSamples:
        """Return the samples that a burst of frames carried."""
        samples: list[Sample] = []
        for frame in frames.frames:
            readers = self._readers.get(frame.bus)
            if readers is None:
                readers = self._open(frame.bus)
            if frame.error:
                self._error_frames[frame.bus] = self._error_frames.get(frame.bus, 0) + 1
                continue
            reader = readers.get((frame.can_id, frame.extended))
            if reader is not None:
                samples += _samples(frame, *reader)
        return VehicleSamples(frames.stamp_ns, tuple(samples))

    def tick(self, now_ns: int) -> VehicleSamples:
        """Return the assumed samples: they need no frame."""
        return VehicleSamples(
            now_ns,
            tuple(
                Sample(name, value, now_ns, ASSUMED_CYCLE_S, SignalState.ASSUMED)
                for name, value in self._assumed.items()
            ),
        )

    def health(self, now_ns: int) -> tuple[Health, ...]:
        """Return how each mapped message does, and what is odd about the buses."""
        guards = [guard for readers in self._readers.values() for _, guard in readers.values()]
        return (
            *(guard.health(now_ns) for guard in guards),
            *(self._stranger(bus) for bus in sorted(self._strangers)),
            *(
                Health(f"vehicle/{bus}", HealthLevel.WARN, f"error frames: {count}")
                for bus, count in self._error_frames.items()
            ),
        )

    def _open(self, bus: str) -> dict[Key, tuple[MessageLayout, Guard]]:
        if bus not in self._settings.buses:
            self._strangers.add(bus)
        layouts = [
            MessageLayout(self._settings, name, fields)
            for name, fields in mapped_fields(self._settings, bus).items()
        ]
        readers = {(one.can_id, one.extended): (one, Guard(one)) for one in layouts}
        return self._readers.setdefault(bus, readers)

    def _stranger(self, bus: str) -> Health:
        known = ", ".join(self._settings.buses) or "none"
        return Health(
            f"vehicle/{bus}",
            HealthLevel.WARN,
            f"frames come from bus '{bus}', which is not configured ({known})",
        )


def mapped_fields(settings: VehicleSettings, bus: str) -> dict[str, list[str]]:
    """Return message → fields that are read from it on a bus; assumed fields are not read."""
    found: dict[str, list[str]] = {}
    for name in VEHICLE_FIELDS:
        field = settings.fields.get(name)
        if field is None or name in settings.assumed:
            continue
        if settings.messages[field.message].bus == bus:
            found.setdefault(field.message, []).append(name)
    return found


def _samples(frame: CanFrame, layout: MessageLayout, guard: Guard) -> list[Sample]:
    """Return the samples of one mapped frame: none where it is bad, until that makes it invalid."""
    data = frame.data.tobytes()
    raw = layout.raw(data)
    judgement = guard.judge(data, raw, frame.arrival_ns)
    if guard.invalid:
        return [
            Sample(field.name, None, frame.arrival_ns, layout.cycle_s, SignalState.INVALID)
            for field in layout.fields
        ]
    if judgement is not Judgement.GOOD or raw is None:
        return []
    samples = []
    for field in layout.fields:
        if field.carried(raw):
            value = field.value(raw)
            state = SignalState.UNKNOWN if value is None else SignalState.VALID
            samples.append(Sample(field.name, value, frame.arrival_ns, layout.cycle_s, state))
    return samples
