"""A store of seeds that were driven: it can be stopped at any time, and goes on where it was.

One line of JSON for each seed, appended when the drive has ended; what a killed process left half
written is passed over and driven again.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from scipy.stats import chi2

from vigil.base.errors import InputError, OutputError
from vigil_sim.protocol.exposure import FLOORS, Exposure

PER_KM = 10_000.0


@dataclass(frozen=True, slots=True)
class Basis:
    """What every figure of a table has in common; a table from two of them is void."""

    settings: str
    """Fingerprint of tracking and warning."""
    errors: str
    """Fingerprint of the noise of the detector."""
    noise: float
    """Factor on it."""

    def __str__(self) -> str:
        return f"settings {self.settings}, noise {self.errors} x{self.noise:g}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one minute of traffic gave."""

    seed: int
    basis: Basis
    exposure: Exposure
    false: dict[str, int]
    """False warnings of each judge, ours under its own name."""
    missed: dict[str, int]
    """Hard brakings that no warning of a judge announced."""
    reasons: tuple[str, ...] = ()
    """Our false ones, each with what was true and why it was said."""
    contact: str = ""
    """What the driver himself ran into: a defect of the minute, and it ends there."""


@dataclass
class Store:
    """All entries of one file that have one basis; those of others stay where they are."""

    path: Path
    basis: Basis
    entries: dict[int, Entry] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, basis: Basis) -> "Store":
        """Return what a file holds of a basis; there may be no file yet."""
        found = {entry.seed: entry for entry in _read(path) if entry.basis == basis}
        return cls(path, basis, found)

    def missing(self, seeds: Iterable[int]) -> Iterator[int]:
        """Yield the seeds that were not driven yet."""
        return (seed for seed in seeds if seed not in self.entries)

    def add(self, entry: Entry) -> None:
        """Keep an entry; raise where it has another basis."""
        if entry.basis != self.basis:
            raise InputError(
                f"{self.path}: seed {entry.seed} was driven with {entry.basis}, the table has"
                f" {self.basis}: void"
            )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file:
                file.write(_after_half_a_line(file) + json.dumps(asdict(entry)).encode() + b"\n")
        except OSError as error:
            raise OutputError(f"{self.path}: cannot keep seed {entry.seed}: {error}") from error
        self.entries[entry.seed] = entry

    def of(self, seeds: Iterable[int]) -> "Store":
        """Return what it holds of some seeds alone."""
        wanted = set(seeds)
        entries = {seed: entry for seed, entry in self.entries.items() if seed in wanted}
        return Store(self.path, self.basis, entries)

    @property
    def exposure(self) -> Exposure:
        """All that was met."""
        return sum((entry.exposure for entry in self.entries.values()), Exposure())

    def below_floor(self) -> tuple[str, ...]:
        """Return the names of what was met too rarely for the figure to count."""
        met = self.exposure.per_100_km()
        return tuple(name for name, floor in FLOORS.items() if met[name] < floor)

    def false(self, judge: str) -> int:
        """Return the false warnings of a judge."""
        return sum(entry.false.get(judge, 0) for entry in self.entries.values())

    def missed(self, judge: str) -> int:
        """Return the hard brakings that it did not announce."""
        return sum(entry.missed.get(judge, 0) for entry in self.entries.values())

    def upper_bound(self, judge: str) -> float:
        """Return the 95 % upper bound of its false warnings in 10 000 km."""
        return poisson_upper(self.false(judge)) / max(self.exposure.km, 1e-9) * PER_KM


def poisson_upper(count: int, confidence: float = 0.95) -> float:
    """Return the one-sided upper bound of a Poisson mean (Garwood 1936): 3.0 for none."""
    return float(chi2.ppf(confidence, 2 * (count + 1)) / 2.0)


def _after_half_a_line(file: BinaryIO) -> bytes:
    """Return what separates a new line from one that a killed process left without its end."""
    if not file.seek(0, SEEK_END):
        return b""
    file.seek(-1, SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


def _read(path: Path) -> Iterator[Entry]:
    if not path.exists():
        return
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read as a store: {error}") from error
    yield from filter(None, map(_entry, lines))


def _entry(line: str) -> Entry | None:
    try:
        values = json.loads(line)
        parts = {"basis": Basis(**values["basis"]), "exposure": Exposure(**values["exposure"])}
        return Entry(**{**values, **parts, "reasons": tuple(values["reasons"])})
    except (json.JSONDecodeError, KeyError, TypeError):
        return None
