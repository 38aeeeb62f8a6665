"""Live buses: a thread reads each one without pause, the caller takes what has come, in bursts.

A timer that took one frame a tick would fall behind a full bus (about 8000 frames/s at 1 Mbit/s);
here every frame waits until it is taken.  We only listen; whether the controller acknowledges
is its own mode ('ip link set can0 type can listen-only on').
"""

import socket
from collections import deque
from collections.abc import Callable
from threading import Event, Thread

import can

from vigil.base.errors import InputError
from vigil.base.records import CanFrame, CanFrames, Health, HealthLevel
from vigil.vehicle import wire
from vigil.vehicle.settings import BusSettings, VehicleSettings

WAITING_FRAMES = 200_000
"""About 25 s of a full bus: a caller that long away gets the newest, and the loss is counted."""
POLL_S = 0.1
"""How soon a quiet reader notices that it is to stop."""
REOPEN_S = 1.0
"""Pause before a bus that failed is opened again."""
RECEIVE_BYTES = 4 << 20
"""Room in the kernel for about 5000 frames, while this process is held up; Linux gives at most
net.core.rmem_max, whose default is a twentieth of it."""
OPEN_ERRORS = (
    can.CanError, OSError, ValueError, TypeError, ImportError, NotImplementedError,
)  # fmt: skip
"""What python-can's drivers raise where a bus cannot be had."""


def open_bus(name: str, settings: BusSettings) -> can.BusABC:
    """Open a bus, or say in one sentence why it cannot be had."""
    arguments: dict[str, str | int | float | bool] = dict(settings.options)
    if settings.bitrate_bps is not None:
        arguments["bitrate"] = settings.bitrate_bps
    if settings.fd:
        arguments["fd"] = True
    channel = int(settings.channel) if settings.channel.isdecimal() else settings.channel
    try:
        bus = can.Bus(channel=channel, interface=settings.interface, **arguments)  # type: ignore[arg-type]
        if (port := getattr(bus, "socket", None)) is not None:  # socketcan
            port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    except OPEN_ERRORS as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise InputError(
            f"bus '{name}' ({settings.interface} {settings.channel}) cannot be opened: {words}"
        ) from error
    return bus


class LiveBuses:
    """Every bus of the configuration that has a channel, read until closed."""

    def __init__(self, settings: VehicleSettings, now_ns: Callable[[], int]) -> None:
        self._readers: list[_Reader] = []
        try:
            for name, bus in settings.buses.items():
                if bus.channel:
                    self._readers.append(_Reader(name, bus, now_ns))
        except InputError:
            self.close()
            raise

    def take(self) -> CanFrames | None:
        """Return everything that came since the last call, in order of arrival; None: nothing."""
        frames = [frame for reader in self._readers for frame in reader.drain()]
        if not frames:
            return None
        frames.sort(key=lambda frame: frame.arrival_ns)
        return CanFrames(frames[-1].arrival_ns, tuple(frames))

    def health(self) -> tuple[Health, ...]:
        """Return how each bus does."""
        return tuple(reader.health() for reader in self._readers)

    def close(self) -> None:
        """Stop reading; what has not been taken is still there to take."""
        for reader in self._readers:
            reader.stop.set()
        for reader in self._readers:
            reader.join()


class _Reader(Thread):
    """Reads one bus into a queue, and opens it again when it fails."""

    def __init__(self, name: str, settings: BusSettings, now_ns: Callable[[], int]) -> None:
        super().__init__(name=f"vehicle-{name}", daemon=True)
        self.stop = Event()
        self._bus_name, self._settings, self._now_ns = name, settings, now_ns
        self._waiting: deque[CanFrame] = deque(maxlen=WAITING_FRAMES)
        self._heard = self._lost = 0
        self._trouble = ""
        self._bus: can.BusABC | None = open_bus(name, settings)
        self.start()

    def run(self) -> None:
        """Read until told to stop."""
        while not self.stop.is_set():
            self._read_until_it_fails()
        self._shut()

    def _read_until_it_fails(self) -> None:
        try:
            self._bus = self._bus or open_bus(self._bus_name, self._settings)
            self._trouble = ""
            self._read(self._bus)
        except (can.CanError, OSError, InputError) as error:
            self._trouble = " ".join(str(error).split()) or type(error).__name__
            self._shut()
            self.stop.wait(REOPEN_S)

    def _read(self, bus: can.BusABC) -> None:
        while not self.stop.is_set():
            message = bus.recv(POLL_S)
            if message is None or message.is_remote_frame:
                continue
            self._lost += len(self._waiting) == WAITING_FRAMES
            self._waiting.append(wire.record(message, self._bus_name, self._now_ns()))
            self._heard += 1

    def _shut(self) -> None:
        if self._bus is not None:
            self._bus.shutdown()
            self._bus = None

    def drain(self) -> list[CanFrame]:
        """Return what is waiting now, and no more: a full bus would never let go."""
        return [self._waiting.popleft() for _ in range(len(self._waiting))]

    def health(self) -> Health:
        """Return how this bus does."""
        name, heard = f"vehicle/{self._bus_name}/bus", f"{self._heard} frames"
        if self._trouble:
            return Health(name, HealthLevel.ERROR, f"not readable: {self._trouble}")
        if self._lost:
            lost = f"{heard}, {self._lost} lost: they were not taken in time"
            return Health(name, HealthLevel.WARN, lost)
        return Health(name, HealthLevel.OK, heard)
