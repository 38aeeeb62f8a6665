"""Reads bags: MCAP and sqlite3, split, compressed, with or without metadata, all messages or none.

The files are read by plain SQL and by the mcap library: the reader of `rosbags` yields a message
only where the profiles in file and metadata agree, and silently none where they do not.
"""

import heapq
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import zstandard
from typing_extensions import Self

from vigil.bag import foreign
from vigil.bag.layout import find_layout, unpacked
from vigil.bag.mcap_file import McapFile
from vigil.bag.mirror import Mirror
from vigil.bag.sqlite_file import SqliteFile
from vigil.bag.storage import REPAIR, WATERMARK, Channel, Entry, Storage
from vigil.bag.topics import record_of
from vigil.bag.typestore import Types
from vigil.base.errors import InputError

FORMATS: Mapping[str, Callable[..., Storage]] = {".mcap": McapFile, ".db3": SqliteFile}


class BagReader:
    """A bag, open for reading; `damaged` takes what can still be read of a broken one.

    `topics` tells type, count, definition and profiles of each topic, `promised` the counts of
    metadata.yaml (None without it), `metadata` what the writer noted, `damage` what is lost.
    """

    def __init__(self, path: Path, *, damaged: bool = False) -> None:
        self.path = path
        self._types = Types()
        self._mirror = Mirror(self._types.find)
        with ExitStack() as stack:
            layout = find_layout(path, damaged=damaged)
            self._storages = list(_opened(layout.files, stack, damaged=damaged))
            self.topics: Mapping[str, Channel] = _merged(self._storages)
            self.promised = layout.promised
            if not damaged:
                self._refuse_shortfall()
            self._stack = stack.pop_all()
        self._packed = layout.compressed_messages
        self.metadata = dict(layout.metadata)
        for storage in self._storages:
            self.metadata |= storage.metadata
        self.damage = tuple(text for storage in self._storages for text in storage.damage)
        self._faults = self._learn()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files."""
        self._stack.close()

    @property
    def span_ns(self) -> tuple[int, int]:
        """Log time of the first and the last message; (0, 0) for an empty bag."""
        spans = [storage.span_ns for storage in self._storages if storage.span_ns != (0, 0)]
        return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (0, 0)

    @property
    def watermarks(self) -> tuple[str, ...]:
        """Where an input is not what it seems, as the writer of the bag said."""
        said = self.metadata.get(WATERMARK, "")
        return tuple(said.split("; ")) if said else ()

    @property
    def count(self) -> int:
        """Number of messages on all topics."""
        return sum(topic.count for topic in self.topics.values())

    def need(self, topics: Collection[str]) -> None:
        """Raise where a topic is absent or empty."""
        for name in topics:
            if name not in self.topics or not self.topics[name].count:
                what = "is empty" if name in self.topics else "is not there"
                there = ", ".join(sorted(t for t, info in self.topics.items() if info.count))
                raise InputError(
                    f"{self.path}: the topic {name} {what}; with messages: {there or 'none'}"
                )

    def entries(self, topics: Collection[str] | None = None) -> Iterator[Entry]:
        """Yield messages as they lie there, in order of log time; of all topics by default."""
        wanted = set(self.topics if topics is None else topics)
        streams = [storage.entries(wanted) for storage in self._storages]
        for entry in heapq.merge(*streams, key=lambda entry: entry.log_ns):
            yield replace(entry, raw=_unpack(entry)) if self._packed else entry

    def message(self, entry: Entry) -> Any:
        """Return the decoded message."""
        try:
            return self._types.decode(entry.raw, entry.kind)
        except InputError as error:
            reason = self._faults.get(entry.kind, error)
            raise InputError(
                f"{self.path}: {entry.topic} at {entry.log_ns} ns: {reason}"
            ) from error

    def record(self, entry: Entry) -> Any:
        """Return the record: one of ours, or a burst of CAN frames from foreign messages."""
        message = self.message(entry)
        if entry.kind in (foreign.CLASSIC, foreign.FLEXIBLE):
            return foreign.can_frames(message, entry.kind, entry.topic, entry.log_ns)
        kind = record_of(entry.kind)
        if kind is None:
            raise InputError(f"{self.path}: {entry.topic} carries {entry.kind}, which is no record")
        try:
            return self._mirror.record(message, kind)
        except (AttributeError, ValueError) as error:
            raise InputError(
                f"{self.path}: {entry.topic} was recorded by another version of Vigil: {error}"
            ) from error

    def records(self, topics: Collection[str]) -> Iterator[tuple[Entry, Any]]:
        """Yield messages of some topics, each with its record."""
        for entry in self.entries(topics):
            yield entry, self.record(entry)

    def _refuse_shortfall(self) -> None:
        for name, promised in (self.promised or {}).items():
            found = self.topics[name].count if name in self.topics else 0
            if found < promised:
                raise InputError(
                    f"{self.path}: {name} has {found} messages, its metadata.yaml promises"
                    f" {promised}; {REPAIR}"
                )

    def _learn(self) -> dict[str, str]:
        """Take the definitions of the bag; return what is wrong with them, by type."""
        told = {info.kind: info for info in self.topics.values() if info.definition}
        faults = {k: self._types.learn(k, i.definition, i.encoding) for k, i in told.items()}
        return {kind: fault for kind, fault in faults.items() if fault}


def _opened(files: tuple[Path, ...], stack: ExitStack, *, damaged: bool) -> Iterator[Storage]:
    for file in unpacked(files, stack):
        kind = FORMATS.get(file.suffix)
        if kind is None:
            raise InputError(f"{file}: is neither .mcap nor .db3, the two formats of a ROS 2 bag")
        try:
            storage = kind(file, damaged=damaged)
        except (OSError, sqlite3.OperationalError) as error:
            raise InputError(f"{file}: cannot be opened: {error}") from error
        stack.callback(storage.close)
        yield storage


def _merged(storages: Collection[Storage]) -> dict[str, Channel]:
    """Return one line a topic: files of a split bag and publishers of one topic put together."""
    topics: dict[str, Channel] = {}
    for channel in (channel for storage in storages for channel in storage.channels):
        before = topics.get(channel.topic)
        count = channel.count + (before.count if before else 0)
        topics[channel.topic] = replace(before or channel, count=count)
    return topics


def _unpack(entry: Entry) -> bytes:
    """Return a message that rosbag2 compressed by itself."""
    try:
        return zstandard.ZstdDecompressor().decompressobj().decompress(entry.raw)
    except zstandard.ZstdError as error:
        raise InputError(
            f"{entry.topic} at {entry.log_ns} ns: cannot be decompressed: {error}"
        ) from error
