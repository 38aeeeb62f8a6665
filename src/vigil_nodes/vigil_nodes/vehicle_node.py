"""Vehicle node: the bus, or frames of a topic, in; samples out; alerts back onto the bus."""

from vigil.bag import topics
from vigil.base.records import CanFrames, Targets
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil.vehicle import Vehicle
from vigil.vehicle.broadcast import Broadcast
from vigil.vehicle.bus import LiveBuses
from vigil.vehicle.sender import Sender
from vigil_nodes.diagnostics import Diagnostics
from vigil_nodes.room_node import RoomNode
from vigil_nodes.topics import announce, listen

TAKE_S = 0.01
"""Time between two looks at the live buses: a burst is one message."""
ASSUME_S = 0.05
"""Time between two samples of an assumed value: half the cycle that the room states."""
HEALTH_S = 1.0


class VehicleNode(RoomNode):
    """Carries CAN to `vigil.vehicle` and what it says to whoever asks."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__("vehicle")
        settings = Rooms(configuration).vehicle
        self._vehicle, self._buses = Vehicle(settings), LiveBuses(settings, self._now_ns)
        self.opened.callback(self._buses.close)
        self._sender = Sender(settings)
        self.opened.callback(self._sender.close)
        self._tell = announce(self, topics.SAMPLES)
        self._tell_frames = announce(self, topics.CAN)
        self._diagnostics = Diagnostics(self)
        self.create_timer(HEALTH_S, self._tell_health)
        if self._vehicle.watermarks:
            self.create_timer(ASSUME_S, self._assume)
        if any(bus.channel for bus in settings.buses.values()):
            self.create_timer(TAKE_S, self._take)
        else:
            listen(self, topics.CAN, self._on_frames)
        if settings.broadcast.transmit:
            self._broadcast = Broadcast(settings)
            listen(self, topics.TARGETS, self._on_targets)

    def _take(self) -> None:
        frames = self._buses.take()
        if frames is not None:
            self._tell_frames(frames)
            self._on_frames(frames)

    def _on_frames(self, frames: CanFrames) -> None:
        samples = self._vehicle.update(frames)
        if samples.samples:
            self._tell(samples)

    def _on_targets(self, targets: Targets) -> None:
        self._sender.send(self._broadcast.frames(targets), self._now_ns())

    def _assume(self) -> None:
        if now_ns := self._now_ns():
            self._tell(self._vehicle.tick(now_ns))

    def _tell_health(self) -> None:
        parts = (*self._vehicle.health(self._now_ns()), *self._buses.health())
        self._diagnostics.tell((*parts, self._sender.health()))

    def _now_ns(self) -> int:
        return int(self.get_clock().now().nanoseconds)
