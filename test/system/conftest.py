"""One real drive that all tests of the system read: real road, real CAN, real ROS graph."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from vigil.bag import BagReader, BagWriter
from vigil.bag.make import Made, make_bag
from vigil_nodes import demo

SHARED = Path(__file__).resolve().parents[3] / "shared"
PATIENCE_S = 60.0
"""For the longest drive: 9 s of road, start, end, and a machine that is busy otherwise."""
SHORT_NS = 2_400_000_000
"""Of road in a short drive: 60 pictures."""
MEMORY = Path("/dev/shm")  # noqa: S108 - where Fast DDS puts its segments
DOMAINS = count(os.getpid() % 60)
"""Each drive has a domain of its own; Linux has 101."""


@dataclass(frozen=True)
class Driven:
    """A drive that has ended."""

    bag: Path
    status: int
    said: str
    """What its processes wrote to the terminal."""


@pytest.fixture(scope="session", autouse=True)
def _clean_memory() -> Iterator[None]:
    """Remove the shared memory that killed processes of this session left behind."""
    before = set(MEMORY.glob("*fastdds_*"))
    yield
    for left in set(MEMORY.glob("*fastdds_*")) - before:
        if left.name not in held_memory():
            left.unlink(missing_ok=True)


def held_memory() -> set[str]:
    """Return the names of shared memory that some process still has open."""
    held: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            held |= set(re.findall(rf"{MEMORY}/(\S+)", (process / "maps").read_text()))
            held |= {file.readlink().name for file in (process / "fd").iterdir()}
    return held


@pytest.fixture(scope="session")
def sets() -> list[str]:
    """Return where networks and database are; skip where they are not."""
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there: clips, networks, database")
    return demo._sets(SHARED)


@pytest.fixture(scope="session")
def road(sets: list[str], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the bag of the highway."""
    return make_bag(tmp_path_factory.mktemp("road") / "road", *demo._inputs(SHARED, sets))


@pytest.fixture(scope="session")
def short_road(road: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its beginning."""
    path = tmp_path_factory.mktemp("road") / "short"
    with BagReader(road.path) as reader, BagWriter(path, reader.metadata) as writer:
        end_ns = reader.span_ns[0] + SHORT_NS
        for entry in reader.entries():
            if entry.log_ns < end_ns:
                writer.write_raw(entry.topic, entry.kind, entry.log_ns, entry.raw)
    return path


class Graph:
    """The processes of one drive, started as the demo starts them, in a domain of their own."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log.txt"
        here = {"ROS_DOMAIN_ID": str(next(DOMAINS)), "ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST"}
        self._environment = os.environ | here
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str], **named: Any) -> "subprocess.Popen[bytes]":
        """Start a process that writes into the log."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, **named
            )
        self._started.append(process)
        return process

    def drive(self, sets: Sequence[str], *flags: str, **named: Any) -> "subprocess.Popen[bytes]":
        """Start a drive that is fed by a player."""
        settings = [word for text in sets for word in ("--set", text)]
        return self.start([*demo.DRIVE, *flags, *settings, *demo.SIM_TIME], **named)

    def play(self, bag: Path) -> "subprocess.Popen[bytes]":
        """Start a player."""
        return self.start([*demo.PLAY, str(bag)])

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so; fail where it does not become so."""
        end_s = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end_s, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        """Return what all processes wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Let no process stay."""
        for process in self._started:
            process.kill()
            process.wait(timeout=PATIENCE_S)


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    """Return an empty graph."""
    made = Graph(tmp_path)
    yield made
    made.close()


def driven(folder: Path, road: Path, sets: Sequence[str], *flags: str) -> Driven:
    """Play a road into a recorded drive, until both have ended."""
    graph, bag = Graph(folder), folder / "bag"
    try:
        driving = graph.drive(sets, "--until-played", "--record", str(bag), *flags)
        graph.play(road).wait(timeout=PATIENCE_S)
        return Driven(bag, driving.wait(timeout=PATIENCE_S), graph.said())
    finally:
        graph.close()


@pytest.fixture(scope="session")
def drive(road: Made, sets: list[str], tmp_path_factory: pytest.TempPathFactory) -> Driven:
    """Return the one drive, in one process."""
    marked = [*sets, f"sync.watermarks=['{road.watermark}']"]
    return driven(tmp_path_factory.mktemp("drive"), road.path, marked)


@pytest.fixture(scope="session")
def split_drive(
    short_road: Path, sets: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Driven:
    """Return a short drive in two processes."""
    return driven(tmp_path_factory.mktemp("split"), short_road, sets, "--split")
