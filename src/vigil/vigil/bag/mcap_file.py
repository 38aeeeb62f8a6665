"""One MCAP file of a bag, read in order of log time."""

import heapq
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO

from mcap.reader import SeekingReader
from mcap.records import Channel as McapChannel
from mcap.summary import Summary

from vigil.bag.mcap_index import MAGIC, Index, by_summary, by_walking
from vigil.bag.storage import REPAIR, Channel, Entry
from vigil.base.errors import InputError

QOS = "offered_qos_profiles"
"""Key of a channel's metadata, as rosbag2 writes it."""


class _Reader(SeekingReader):
    """The reader of the library, given an index that it need not read."""

    def __init__(self, stream: IO[bytes], summary: Summary) -> None:
        super().__init__(stream, validate_crcs=True)
        self._given = summary

    def get_summary(self) -> Summary:
        return self._given


class McapFile:
    """Reads an .mcap file."""

    def __init__(self, path: Path, *, damaged: bool) -> None:
        self._path, self._stream = path, path.open("rb")
        try:
            self._index = self._find_index(damaged=damaged)
        except InputError:
            self.close()
            raise
        self.damage = tuple(f"{path}: {text}" for text in self._index.damage)
        self.metadata = self._index.metadata
        first, last = self._index.times_ns or (0, 0)
        self.span_ns = (first, last)
        self.channels = tuple(self._channels())

    def entries(self, topics: Collection[str]) -> Iterator[Entry]:
        """Yield the messages of some topics in order of log time."""
        channels = self._index.summary.channels
        kinds = {c.topic: self._kind(c) for c in channels.values() if c.topic in topics}
        try:
            rows = heapq.merge(self._chunked(kinds), self._loose(kinds), key=lambda row: row[0])
            for log_ns, topic, raw in rows:
                yield Entry(topic, log_ns, kinds[topic], raw)
        # Whatever a decompressor says of broken bytes: each library has errors of its own.
        except Exception as error:
            raise InputError(f"{self._path}: is broken: {error}; {REPAIR}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _find_index(self, *, damaged: bool) -> Index:
        if self._stream.read(len(MAGIC)) != MAGIC:
            raise InputError(f"{self._path}: is no MCAP file: it does not begin like one")
        known = None if damaged else by_summary(self._stream)
        index = known or by_walking(self._stream, self._path.stat().st_size)
        if index.damage and not damaged:
            raise InputError(
                f"{self._path}: {index.damage[0]}; {index.counts.total()} messages are left;"
                f" {REPAIR}"
            )
        return index

    def _chunked(self, topics: Mapping[str, str]) -> Iterator[tuple[int, str, bytes]]:
        if self._index.summary.chunk_indexes and topics:
            reader = _Reader(self._stream_again(), self._index.summary)
            for _, channel, message in reader.iter_messages(topics):
                yield message.log_time, channel.topic, message.data

    def _loose(self, topics: Mapping[str, str]) -> Iterator[tuple[int, str, bytes]]:
        for log_ns, place, length, key in sorted(self._index.loose):
            topic = self._index.summary.channels[key].topic
            if topic in topics:
                self._stream.seek(place)
                yield log_ns, topic, self._stream.read(length)

    def _stream_again(self) -> IO[bytes]:
        """Return the file for one more reader: the library seeks before each read."""
        self._stream.seek(0)
        return self._stream

    def _kind(self, channel: McapChannel) -> str:
        schema = self._index.summary.schemas.get(channel.schema_id)
        return schema.name if schema else ""

    def _channels(self) -> Iterator[Channel]:
        summary, counts = self._index.summary, self._index.counts
        for key, channel in summary.channels.items():
            schema = summary.schemas.get(channel.schema_id)
            text, encoding = (schema.data.decode(), schema.encoding) if schema else ("", "")
            qos = channel.metadata.get(QOS, "")
            yield Channel(channel.topic, self._kind(channel), counts[key], text, encoding, qos)
