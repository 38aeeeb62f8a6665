"""Where everything is in an MCAP file: by its summary, else by walking through it once."""

import struct
from collections import Counter
from dataclasses import dataclass, field
from typing import IO

from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.reader import SeekingReader
from mcap.records import Channel, Chunk, ChunkIndex, Message, Metadata, Schema
from mcap.stream_reader import breakup_chunk
from mcap.summary import Summary

MAGIC = b"\x89MCAP0\r\n"
NOTES = "vigil"
"""Name of the metadata record that holds what our writer noted."""
HEAD = struct.Struct("<BQ")  # opcode and length, before each record
MESSAGE = struct.Struct("<HIQQ")  # channel, sequence, log time, publish time


@dataclass
class Index:
    """What a file holds, and where."""

    summary: Summary = field(default_factory=Summary)
    counts: Counter[int] = field(default_factory=Counter)
    """Messages of each channel."""
    loose: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Log time, place, length and channel of each message outside the chunks."""
    metadata: dict[str, str] = field(default_factory=dict)
    times_ns: list[int] = field(default_factory=list)
    """Log times, of which the first and the last matter."""
    damage: list[str] = field(default_factory=list)


def by_summary(stream: IO[bytes]) -> Index | None:
    """Return what the summary of a whole file says; None where it does not say enough."""
    stream.seek(-len(MAGIC), 2)
    if stream.read() != MAGIC:
        return None
    stream.seek(0)
    reader = SeekingReader(stream)
    try:
        summary = reader.get_summary()
        notes = [note.metadata for note in reader.iter_metadata() if note.name == NOTES]
    except (McapError, OSError, ValueError, struct.error):
        return None
    told = summary.statistics if summary else None
    if summary is None or told is None or len(summary.channels) != told.channel_count:
        return None
    if told.message_count and not summary.chunk_indexes:
        return None
    index = Index(summary, Counter(told.channel_message_counts))
    index.times_ns = [told.message_start_time, told.message_end_time] * bool(told.message_count)
    index.metadata = {key: text for note in notes for key, text in note.items()}
    return index


def by_walking(stream: IO[bytes], size: int) -> Index:
    """Return what can be read of a file, whether it was finished or not."""
    index, place = Index(), len(MAGIC)
    while place + HEAD.size <= size:
        stream.seek(place)
        opcode, length = HEAD.unpack(stream.read(HEAD.size))
        start, place = place, place + HEAD.size + length
        if opcode == Opcode.FOOTER and place + len(MAGIC) <= size:
            return index
        if opcode == Opcode.FOOTER or place > size:
            break
        try:
            _take(index, stream, opcode, start, length)
        # Whatever a decompressor says of broken bytes: each library has errors of its own.
        except Exception as error:  # noqa: BLE001
            index.damage.append(f"the record at byte {start} is broken: {error}")
    index.damage.append(f"was cut off at byte {size}, before its end was written")
    return index


def _take(index: Index, stream: IO[bytes], opcode: int, start: int, length: int) -> None:
    """Note one record of the outer file."""
    if opcode == Opcode.CHUNK:
        _take_chunk(index, Chunk.read(ReadDataStream(stream)), start, length)
    elif opcode == Opcode.MESSAGE:
        channel, _, log_ns, _ = MESSAGE.unpack(stream.read(MESSAGE.size))
        data = start + HEAD.size + MESSAGE.size
        index.loose.append((log_ns, data, length - MESSAGE.size, channel))
        _count(index, channel, log_ns)
    elif opcode == Opcode.SCHEMA:
        schema = Schema.read(ReadDataStream(stream))
        index.summary.schemas[schema.id] = schema
    elif opcode == Opcode.CHANNEL:
        found = Channel.read(ReadDataStream(stream))
        index.summary.channels[found.id] = found
    elif opcode == Opcode.METADATA:
        note = Metadata.read(ReadDataStream(stream))
        index.metadata |= note.metadata if note.name == NOTES else {}


def _take_chunk(index: Index, chunk: Chunk, start: int, length: int) -> None:
    for record in breakup_chunk(chunk, validate_crc=True):
        if isinstance(record, Schema):
            index.summary.schemas[record.id] = record
        elif isinstance(record, Channel):
            index.summary.channels[record.id] = record
        elif isinstance(record, Message):
            _count(index, record.channel_id, record.log_time)
    index.summary.chunk_indexes.append(
        ChunkIndex(
            chunk_length=HEAD.size + length,
            chunk_start_offset=start,
            compression=chunk.compression,
            compressed_size=len(chunk.data),
            message_end_time=chunk.message_end_time,
            message_index_length=0,
            message_index_offsets={},
            message_start_time=chunk.message_start_time,
            uncompressed_size=chunk.uncompressed_size,
        )
    )


def _count(index: Index, channel: int, log_ns: int) -> None:
    index.counts[channel] += 1
    first, last = index.times_ns or (log_ns, log_ns)
    index.times_ns = [min(first, log_ns), max(last, log_ns)]
