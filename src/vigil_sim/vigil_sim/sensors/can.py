"""What our own car says on a bus, through whatever database and mapping is configured."""

from collections.abc import Iterator
from dataclasses import replace

from vigil.base.records import CanFrame, CanFrames, SensorEvent
from vigil.vehicle import VehicleSettings
from vigil.vehicle.encode import Encoder
from vigil.vehicle.state import mapped_fields
from vigil_sim.scenario.sensors import TimingSettings
from vigil_sim.sensors.past import Past
from vigil_sim.sensors.timing import Timing


class Bus:
    """One bus of the car: each beat sends what is due; the interface stamps what arrives."""

    def __init__(
        self, settings: VehicleSettings, bus: str, timing: TimingSettings, seed: int, start_ns: int
    ) -> None:
        self.name = f"can/{bus}"
        alone = settings.model_copy(update={"buses": {bus: settings.buses[bus]}})
        self._encoder = Encoder(alone)
        self._last: dict[tuple[int, bool], CanFrame] = {}
        self.timing = Timing(self.name, timing, seed, start_ns, stamped_ns=None)

    def measure(self, event: SensorEvent, past: Past) -> CanFrames:
        """Return the frames that were due; a frozen car repeats itself, counters included."""
        vehicle = past.at(event.true_ns).vehicle
        values = {name: vehicle[name] for name in self._encoder.fields if name in vehicle}
        due = self._encoder.frames(values, event.true_ns)
        if event.frozen:
            due = tuple(self._last.get((one.can_id, one.extended), one) for one in due)
        self._last.update({(one.can_id, one.extended): one for one in due})
        frames = tuple(replace(one, arrival_ns=event.stamp_ns) for one in due)
        return CanFrames(event.stamp_ns, frames)


def buses(
    settings: VehicleSettings, timing: TimingSettings, seed: int, start_ns: int
) -> Iterator[Bus]:
    """Yield every bus that a field is mapped to."""
    for bus in settings.buses:
        if mapped_fields(settings, bus):
            yield Bus(settings, bus, timing, seed, start_ns)
