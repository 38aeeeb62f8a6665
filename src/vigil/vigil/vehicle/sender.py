"""Sends our frames, if and only if the configuration says so in every respect."""

from collections.abc import Iterable

import can

from vigil.base.errors import InputError
from vigil.base.records import CanFrame, Health, HealthLevel
from vigil.vehicle import wire
from vigil.vehicle.bus import open_bus
from vigil.vehicle.settings import VehicleSettings

NAME = "vehicle/broadcast"


class Sender:
    """One bus to send on, with an allow-list of ids; listen-only unless `transmit` is true.

    A bus that refuses (bus-off, unplugged, nobody acknowledges) is closed and opened again after
    a pause.  Frames of that time are dropped and counted: an old alert is worse than none.
    """

    def __init__(self, settings: VehicleSettings) -> None:
        self._settings = settings.broadcast
        self._bus: can.BusABC | None = None
        self._retry_ns = 0
        self._trouble = ""
        self._sent = self._dropped = self._refused = 0
        if self._settings.transmit:
            self._port = settings.buses[self._settings.bus]
            self._bus = open_bus(self._settings.bus, self._port)

    def send(self, frames: Iterable[CanFrame], now_ns: int) -> None:
        """Send frames, each at most once."""
        if not self._settings.transmit:
            return
        self._restart(now_ns)
        for frame in frames:
            if frame.can_id not in self._settings.ids or frame.bus != self._settings.bus:
                self._refused += 1
            elif self._bus is None:
                self._dropped += 1
            else:
                self._send(self._bus, frame, now_ns)

    def _send(self, bus: can.BusABC, frame: CanFrame, now_ns: int) -> None:
        try:
            bus.send(wire.message(frame))
        except (can.CanError, OSError) as error:
            self._trouble = " ".join(str(error).split()) or type(error).__name__
            self._dropped += 1
            self._retry_ns = now_ns + round(self._settings.restart_s * 1e9)
            self.close()
        else:
            self._sent += 1
            self._trouble = ""

    def _restart(self, now_ns: int) -> None:
        if self._bus is not None or now_ns < self._retry_ns:
            return
        try:
            self._bus = open_bus(self._settings.bus, self._port)
        except InputError as error:
            self._trouble = str(error)
            self._retry_ns = now_ns + round(self._settings.restart_s * 1e9)

    def health(self) -> Health:
        """Return whether alerts reach the bus."""
        if not self._settings.transmit:
            return Health(NAME, HealthLevel.OK, "listen-only: transmit is false")
        counts = f"{self._sent} sent, {self._dropped} dropped, {self._refused} not allowed"
        if self._trouble:
            return Health(NAME, HealthLevel.ERROR, f"cannot send: {self._trouble}; {counts}")
        return Health(NAME, HealthLevel.OK, counts)

    def close(self) -> None:
        """Let the bus go."""
        if self._bus is not None:
            self._bus.shutdown()
            self._bus = None
