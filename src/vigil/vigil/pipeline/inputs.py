"""What a bag holds for the rooms: frames and vehicle samples, in the order of their arrival."""

from collections.abc import Iterator
from typing import Any

from vigil.bag import foreign, topics
from vigil.bag.read import BagReader
from vigil.bag.storage import Entry
from vigil.base.errors import ConfigurationError
from vigil.base.records import CanFrames, Frame, VehicleSamples
from vigil.camera import TopicDecoder
from vigil.pipeline.rooms import Rooms
from vigil.vehicle import Vehicle

CAN_KINDS = (topics.CAN.kind, foreign.CLASSIC, foreign.FLEXIBLE)
TICK_NS = 50_000_000
"""Time between two samples of an assumed value: half the cycle that the room vehicle states."""

Input = Frame | VehicleSamples


class Inputs:
    """Reads a bag once; iterate for (arrival, input)."""

    def __init__(self, reader: BagReader, rooms: Rooms) -> None:
        self._reader = reader
        self._vehicle = Vehicle(rooms.vehicle)
        self._decoders = {address: TopicDecoder(c) for address, c in camera_topics(rooms).items()}
        self.watermarks = reader.watermarks
        """What the bag says of inputs that are not what they seem."""
        reader.need(list(self._decoders))
        buses = [name for name, info in reader.topics.items() if info.kind in CAN_KINDS]
        self._speaking = buses or [n for n in (topics.SAMPLES.name,) if n in reader.topics]

    @property
    def topics(self) -> tuple[str, ...]:
        """What is read of the bag."""
        return (*self._decoders, *self._speaking)

    @property
    def count(self) -> int:
        """How many messages that is, for a bar of progress."""
        return sum(self._reader.topics[name].count for name in self.topics)

    def __iter__(self) -> Iterator[tuple[Entry, Input]]:
        ticked_ns = 0
        for entry in self._reader.entries(self.topics):
            if self._vehicle.watermarks and entry.log_ns >= ticked_ns + TICK_NS:
                ticked_ns = entry.log_ns
                yield entry, self._vehicle.tick(entry.log_ns)
            yield entry, self._read(entry)

    def _read(self, entry: Entry) -> Input:
        if entry.topic in self._decoders:
            message = self._reader.message(entry)
            return frame_of(message, self._decoders[entry.topic], entry.log_ns)
        record = self._reader.record(entry)
        return self._vehicle.update(record) if isinstance(record, CanFrames) else record


def camera_topics(rooms: Rooms) -> dict[str, Any]:
    """Return the settings of each camera by the topic that feeds it, or raise."""
    for camera in rooms.rig.cameras:
        if camera.source.kind != "topic":
            raise ConfigurationError(
                f"camera {camera.name} is fed by a {camera.source.kind}; to replay a bag, set its"
                f" source to kind 'topic' and name the topic"
            )
    return {camera.source.address: camera for camera in rooms.rig.cameras}


def exposure_ns(message: Any) -> int:
    """Return when a picture message was exposed: its header says so."""
    return int(message.header.stamp.sec * 1_000_000_000 + message.header.stamp.nanosec)


def frame_of(message: Any, decoder: TopicDecoder, arrival_ns: int) -> Frame:
    """Return the frame that a picture message holds."""
    if hasattr(message, "format"):
        return decoder.compressed(exposure_ns(message), arrival_ns, message.data)
    return decoder.raw(
        exposure_ns(message),
        arrival_ns,
        message.encoding,
        message.width,
        message.height,
        message.step,
        message.data,
        bool(message.is_bigendian),
    )
