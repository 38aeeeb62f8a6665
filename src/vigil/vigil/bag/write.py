"""Writes bags: a folder with one .mcap file and metadata.yaml, as rosbag2 writes them.

Chunks leave the process every second of log time: a recorder that is killed leaves a file that
`repair` and `BagReader(damaged=True)` read up to its last second.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from mcap.writer import CompressionType, Writer
from typing_extensions import Self

from vigil.bag import topics
from vigil.bag.disk import Disk
from vigil.bag.layout import METADATA, ROOT
from vigil.bag.mcap_file import QOS
from vigil.bag.mcap_index import NOTES
from vigil.bag.metadata import as_yaml, bag_facts, qos_yaml
from vigil.bag.mirror import Mirror
from vigil.bag.storage import Channel
from vigil.bag.typestore import Types
from vigil.base.errors import OutputError

FLUSH_NS = 1_000_000_000
"""Log time between two chunks: what a killed recorder loses at most."""
PNG = b"\x89PNG"
CHUNK_BYTES = 1 << 20
"""A reader decompresses a chunk whole: 1 MiB is half a second of pictures."""


class BagWriter:
    """A bag, open for writing; a full disk is said once, and `failure` keeps saying it."""

    def __init__(self, path: Path, metadata: Mapping[str, str]) -> None:
        self.path, self.failure = path, ""
        self._metadata = dict(metadata)
        self._types = Types()
        self._mirror = Mirror(self._types.find)
        self._channels: dict[str, tuple[int, Channel]] = {}
        self._counts: Counter[str] = Counter()
        self._schemas: dict[str, int] = {}
        self._span_ns: tuple[int, int] | None = None
        self._flushed_ns = 0
        self._open = True
        try:
            path.mkdir(parents=True)
            self._file = path / f"{path.resolve().name}_0.mcap"
            self._disk = Disk(self._file)
            self._writer = Writer(self._disk, CHUNK_BYTES, CompressionType.ZSTD)
            self._writer.start(profile="ros2", library="vigil")
            self._writer.add_metadata(NOTES, self._metadata)
        except FileExistsError:
            raise OutputError(f"{path}: is there already; a bag is never overwritten") from None
        except OSError as error:
            raise OutputError(f"{path}: no bag can be written: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def declare(self, channel: Channel) -> None:
        """Make a topic known before its first message; what is not told is looked up."""
        line = topics.find(channel.topic)
        qos = channel.qos or (qos_yaml(topics.PROFILES[line.qos]) if line else "")
        text = channel.definition or self._types.definition(channel.kind)
        encoding = channel.encoding or ("ros2msg" if text else "")
        if channel.definition:
            self._types.learn(channel.kind, text, encoding)
        if channel.kind not in self._schemas:
            schema = self._writer.register_schema(channel.kind, encoding, text.encode())
            self._schemas[channel.kind] = schema
        number = self._writer.register_channel(
            channel.topic,
            "cdr",
            self._schemas[channel.kind],
            {QOS: qos, "topic_type_hash": self._types.digest(channel.kind)},
        )
        self._channels[channel.topic] = number, replace(channel, qos=qos)

    def write(self, topic: str, log_ns: int, record: Any) -> None:
        """Write a record; log_ns is its arrival, car clock, ns."""
        self.write_message(topic, log_ns, self._mirror.message(record))

    def write_message(self, topic: str, log_ns: int, message: Any) -> None:
        """Write a message of rosbags."""
        self.write_raw(topic, message.__msgtype__, log_ns, self._types.encode(message))

    def write_picture(
        self, topic: str, camera: str, log_ns: int, exposure_ns: int, data: bytes
    ) -> None:
        """Write a JPEG or PNG as a CompressedImage."""
        find = self._types.find
        sec, nanosec = divmod(exposure_ns, 1_000_000_000)
        stamp = find("builtin_interfaces/msg/Time")(sec=sec, nanosec=nanosec)
        header = find("std_msgs/msg/Header")(stamp=stamp, frame_id=f"{camera}_optical_frame")
        words = "png" if data.startswith(PNG) else "jpeg"
        pixels = np.frombuffer(data, np.uint8)
        self.write_message(
            topic, log_ns, find("sensor_msgs/msg/CompressedImage")(header, words, pixels)
        )

    def write_raw(self, topic: str, kind: str, log_ns: int, cdr: bytes) -> None:
        """Write a message that is CDR already; nothing happens once writing has failed."""
        if self.failure:
            return
        with self._watched():
            if topic not in self._channels:
                self.declare(Channel(topic, kind))
            number, channel = self._channels[topic]
            if channel.kind != kind:
                raise OutputError(f"{topic}: carries {channel.kind} and cannot take {kind} too")
            self._writer.add_message(number, log_ns, cdr, publish_time=log_ns)
            self._counts[topic] += 1
            self._note_time(log_ns)

    def close(self) -> None:
        """Write what is left, the index and metadata.yaml."""
        if self._open:
            with self._watched():
                self._finish()

    def _note_time(self, log_ns: int) -> None:
        first, last = self._span_ns or (log_ns, log_ns)
        self._span_ns = min(first, log_ns), max(last, log_ns)
        if abs(log_ns - self._flushed_ns) >= FLUSH_NS:
            self._flushed_ns = log_ns
            self._writer.flush()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Say a fault of the disk once, after saving what can be saved."""
        try:
            yield
        except OSError as error:
            self._give_up(error.strerror or str(error))
        if self._disk.full and self._open:
            with suppress(OSError):
                self._finish()
            self._give_up(self._disk.full)

    def _give_up(self, reason: str) -> None:
        self._open = False
        self._disk.close()
        self.failure = (
            f"{self.path}: recording stopped after {self._counts.total()} messages"
            f" ({reason}); what was written is kept"
        )
        raise OutputError(self.failure)

    def _finish(self) -> None:
        self._open = False
        channels = [replace(c, count=self._counts[c.topic]) for _, c in self._channels.values()]
        digests = {channel.kind: self._types.digest(channel.kind) for channel in channels}
        span_ns = self._span_ns or (0, 0)
        facts = bag_facts(self._file.name, channels, digests, span_ns, self._metadata)
        self._writer.add_metadata("rosbag2", {"serialized_metadata": as_yaml(facts)})
        self._writer.finish()
        self._disk.close()
        self.path.joinpath(METADATA).write_text(as_yaml({ROOT: facts}), encoding="utf-8")
