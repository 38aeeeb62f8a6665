"""Recorded buses: candump, ASC, BLF, TRC, MF4, CSV and SQLite logs, as python-can reads them."""

import sqlite3
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import can
from can.io.generic import MessageReader

from vigil.base.errors import InputError
from vigil.base.records import CanFrame, CanFrames
from vigil.vehicle import wire

try:  # python-can reads MF4 through asammdf, an extra; it is loaded with python-can where it is
    from asammdf.blocks.utils import MdfException
except ImportError:
    MdfException = can.CanError

CLOCK_SET_BACK_NS = 1_000_000_000
"""Channels of a log may be out of order by their buffers, never by a second: that is its clock."""
READ_ERRORS = (
    can.CanError, MdfException, ArithmeticError, AttributeError, LookupError, OSError, ValueError,
    TypeError, EOFError, struct.error, zlib.error, sqlite3.Error,
)  # fmt: skip
"""What python-can's readers raise over a file that is not what its name says."""


def open_log(path: Path) -> Iterator[CanFrame]:
    """Yield the frames of a log in order, stamped in ns of the log's own clock, never backwards.

    Remote frames are left out: they carry nothing.  Error frames stay.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such CAN log")
    try:
        reader = can.LogReader(path)
    except NotImplementedError as error:
        raise InputError(
            f"{path}: MF4 needs the package asammdf: pip install vigil[mf4]"
        ) from error
    except READ_ERRORS as error:
        raise InputError(f"{path}: is no CAN log: {_words(error)}") from error
    return _frames(path, reader)


def batched(frames: Iterable[CanFrame], period_s: float = 0.01) -> Iterator[CanFrames]:
    """Group frames into bursts that span a period, as a live bus hands them over."""
    period_ns = round(period_s * 1e9)
    burst: list[CanFrame] = []
    for frame in frames:
        if burst and frame.arrival_ns - burst[0].arrival_ns >= period_ns:
            yield CanFrames(burst[-1].arrival_ns, tuple(burst))
            burst = []
        burst.append(frame)
    if burst:
        yield CanFrames(burst[-1].arrival_ns, tuple(burst))


def _frames(path: Path, reader: MessageReader) -> Iterator[CanFrame]:
    newest_ns, shift_ns, count = None, 0, 0
    try:
        for message in reader:
            if message.is_remote_frame:
                continue
            # Logs are exact to the microsecond, a float of today's seconds to a quarter of one.
            stamp_ns = round(message.timestamp * 1e6) * 1000 + shift_ns
            if newest_ns is not None and stamp_ns < newest_ns:
                if newest_ns - stamp_ns > CLOCK_SET_BACK_NS:
                    shift_ns += newest_ns - stamp_ns
                stamp_ns = newest_ns
            newest_ns = stamp_ns
            count += 1
            yield wire.record(message, bus_name(message.channel), stamp_ns)
    except READ_ERRORS as error:
        raise InputError(f"{path}: cannot be read past frame {count}: {_words(error)}") from error
    finally:
        reader.stop()


def bus_name(channel: object) -> str:
    """Return the name of a bus: formats that number their channels give can0, can1, ..."""
    name = str(0 if channel is None else channel)
    return f"can{name}" if name.isdecimal() else name


def _words(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
