"""All sensors of the car as one stream of what arrives, in the order in which it does."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

from vigil.base.errors import ConfigurationError
from vigil.base.records import CanFrames, NmeaSentence, SensorEvent
from vigil.camera import CameraRig
from vigil.vehicle import VehicleSettings
from vigil_sim.scenario.sensors import CameraTiming, SensorSuite
from vigil_sim.sensors.camera import Camera, Exposure
from vigil_sim.sensors.can import buses
from vigil_sim.sensors.gnss import Gnss
from vigil_sim.sensors.imu import Imu, ImuReading
from vigil_sim.sensors.past import Past
from vigil_sim.sensors.timing import Beat, Timing
from vigil_sim.world.snapshot import Snapshot

Said = Exposure | CanFrames | ImuReading | tuple[NmeaSentence, ...]


class Sensor(Protocol):
    """What all sensors share; each is asked for every beat, in order, lost ones included."""

    @property
    def name(self) -> str:
        """As `SensorEvent` has it."""

    timing: Timing

    def measure(self, event: SensorEvent, past: Past) -> Said:
        """Return what it measured."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One measurement at its arrival, or when it should have come."""

    due_ns: int
    event: SensorEvent
    said: Said
    """Also where the event is lost: nobody but the truth may look at it then."""


class Suite:
    """Hand it the world step by step; it says what has arrived by then."""

    def __init__(self, sensors: Sequence[Sensor]) -> None:
        self.cameras = {one.camera: one for one in sensors if isinstance(one, Camera)}
        """By name, the leading one first."""
        self._past = Past()
        self._stream = heapq.merge(*map(_beats, sensors), key=lambda one: one[0].due_ns)
        self._next = next(self._stream, None)

    def arrivals(self, snapshot: Snapshot) -> Iterator[Arrival]:
        """Take the world as it is now; yield what arrived since it was last handed over."""
        self._past.add(snapshot)
        while self._next is not None and self._next[0].due_ns <= snapshot.time_ns:
            (beat, sensor), self._next = self._next, next(self._stream, None)
            yield Arrival(beat.due_ns, beat.event, sensor.measure(beat.event, self._past))


def suite_of(
    settings: SensorSuite,
    rig: CameraRig,
    vehicle: VehicleSettings,
    seed: int,
    start_ns: int,
) -> Suite:
    """Return the sensors of a scenario on the car of a configuration."""
    known = [camera.name for camera in rig.cameras]
    for name in settings.cameras:
        if name not in known:
            raise ConfigurationError(
                f"sensors.cameras: there is no camera '{name}'; the configuration has"
                f" {', '.join(known)}"
            )
    timings = {name: settings.cameras.get(name, CameraTiming()) for name in known}
    return Suite(
        [
            *(Camera(one, timings[one.name], seed, start_ns) for one in rig.cameras),
            *buses(vehicle, settings.can, seed, start_ns),
            Imu(settings.imu, seed, start_ns),
            Gnss(settings.gnss, seed, start_ns),
        ]
    )


def in_true_order(events: Sequence[SensorEvent]) -> tuple[SensorEvent, ...]:
    """Return events as `SensorEvents` wants them."""
    return tuple(sorted(events, key=attrgetter("true_ns", "sensor")))


def _beats(sensor: Sensor) -> Iterator[tuple[Beat, Sensor]]:
    return ((beat, sensor) for beat in sensor.timing)
