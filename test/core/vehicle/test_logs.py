"""Logs of every format: frames, buses, stamps that never go back, and files that are broken."""

import gzip
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import can
import pytest

from vigil.base.errors import InputError
from vigil.vehicle.logs import batched, bus_name, open_log

Make = Callable[..., Any]
SHARED = Path(__file__).parents[4] / "shared"
CAN = SHARED / "data/can"
needs_data = pytest.mark.skipif(not CAN.exists(), reason="needs the recorded logs of shared/data")


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    return path


def test_a_candump_line_keeps_its_bus_its_id_and_its_microsecond(tmp_path: Path) -> None:
    log = write(
        tmp_path / "drive.log",
        "(1533224000.000013) can0 2C1#0014DF14BBCA3A91",
        "(1533224000.000500) can1 18DAF110#01",
        "(1533224000.000600) can1 123##1AABB",
    )
    first, second, third = open_log(log)
    assert (first.arrival_ns, first.bus, first.can_id) == (1533224000_000013_000, "can0", 0x2C1)
    assert first.data.tobytes() == bytes.fromhex("0014DF14BBCA3A91")
    assert (second.bus, second.extended, second.fd) == ("can1", True, False)
    assert third.fd


def test_stamps_never_go_back(tmp_path: Path) -> None:
    log = write(
        tmp_path / "drive.log",
        "(1000.000000) can0 001#00",
        "(999.999000) can1 002#00",  # another channel's buffer
        "(1000.500000) can0 003#00",
        "(10.000000) can0 004#00",  # the clock was set back
        "(10.250000) can0 005#00",
    )
    stamps = [frame.arrival_ns / 1e9 for frame in open_log(log)]
    assert stamps == [1000.0, 1000.0, 1000.5, 1000.5, 1000.75]


@pytest.mark.parametrize("suffix", ["asc", "blf", "log", "trc", "csv", "db", "mf4", "asc.gz"])
def test_what_python_can_writes_is_read_back(tmp_path: Path, suffix: str) -> None:
    if suffix == "mf4":
        pytest.importorskip("asammdf")
    path = tmp_path / f"drive.{suffix}"
    sent = [
        can.Message(
            timestamp=1533224000 + n / 100,
            arbitration_id=0x100 + n,
            is_extended_id=False,
            data=bytes((n, 255 - n)),
            channel=0,
            is_rx=True,
        )
        for n in range(20)
    ]
    with can.Logger(path) as writer:
        for message in sent:
            writer(message)
    frames = list(open_log(path))
    assert [(f.can_id, f.data.tobytes()) for f in frames] == [
        (m.arbitration_id, bytes(m.data)) for m in sent
    ]
    steps = {b.arrival_ns - a.arrival_ns for a, b in pairwise(frames)}
    assert all(abs(step - 10_000_000) <= 1_000_000 for step in steps)  # TRC keeps milliseconds
    assert len({frame.bus for frame in frames}) == 1


@pytest.mark.parametrize(
    ("channel", "name"), [(None, "can0"), (1, "can1"), ("2", "can2"), ("vcan0", "vcan0")]
)
def test_a_bus_without_a_name_gets_one(channel: object, name: str) -> None:
    assert bus_name(channel) == name


def test_a_log_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none.log: there is no such CAN log"):
        open_log(tmp_path / "none.log")


def test_a_format_that_nobody_reads_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"drive.xyz: is no CAN log"):
        open_log(write(tmp_path / "drive.xyz", "?"))


def test_a_broken_log_says_how_far_it_was_read(tmp_path: Path) -> None:
    log = write(tmp_path / "drive.log", "(1.000000) can0 001#00", "and then the disk was full")
    frames = open_log(log)
    assert next(frames).can_id == 1
    with pytest.raises(InputError, match=r"drive.log: cannot be read past frame 1"):
        next(frames)


@pytest.mark.parametrize("suffix", ["blf", "mf4", "db", "log.gz"])
def test_a_file_that_is_not_what_its_name_says_is_one_sentence(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"drive.{suffix}"
    path.write_bytes(gzip.compress(b"(1.0) can0 001#00\n")[:-9] if "gz" in suffix else b"nonsense")
    with pytest.raises(InputError, match=r"drive\."):
        list(open_log(path))


def test_bursts_span_a_period_and_lose_nothing(frame: Make) -> None:
    frames = [frame(n, b"", t_s=n * 0.003) for n in range(11)]
    bursts = list(batched(frames, period_s=0.01))
    assert [len(burst.frames) for burst in bursts] == [4, 4, 3]
    assert [frame for burst in bursts for frame in burst.frames] == frames
    assert all(burst.stamp_ns == burst.frames[-1].arrival_ns for burst in bursts)


@needs_data
@pytest.mark.parametrize(
    ("folder", "pattern", "files"),
    [
        ("format_samples_python-can", "*.asc*", 11),
        ("format_samples_python-can", "*.blf", 3),
        ("format_samples_python-can", "*.trc", 4),
    ],
)
def test_every_sample_of_every_format_reads(folder: str, pattern: str, files: int) -> None:
    pytest.importorskip("asammdf")
    paths = sorted((CAN / folder).glob(pattern))
    assert len(paths) == files
    for path in paths:
        frames = list(open_log(path))
        remote_only = "Remote" in path.name
        assert bool(frames) is not remote_only, path.name
        stamps = [frame.arrival_ns for frame in frames]
        assert stamps == sorted(stamps)


@needs_data
def test_a_j1939_log_with_29_bit_ids_reads_whole() -> None:
    pytest.importorskip("asammdf")
    frames = list(open_log(CAN / "j1939_mf4/FCBF0606_00000001.MF4"))
    assert len(frames) == 1815
    assert {frame.extended for frame in frames} == {True}
