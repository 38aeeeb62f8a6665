"""A store of seeds that were driven: it can be stopped at any time, and goes on where it was.

One line of JSON for each seed, appended when the drive has ended; what a killed process left half
written is passed over and driven again.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scipy.stats import chi2

from vigil.base.errors import InputError
from vigil_sim.protocol.exposure import FLOORS, Exposure

PER_KM = 10_000.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What one minute of traffic gave."""

    seed: int
    settings: str
    """Fingerprint of tracking and warning."""
    noise: float
    exposure: Exposure
    false: dict[str, int]
    """False warnings of each judge, ours under its own name."""
    missed: dict[str, int]
    """Hard brakings that no warning of a judge announced."""
    reasons: tuple[str, ...] = ()
    """The sentences of our false ones."""


@dataclass
class Store:
    """All entries of one file that belong to one fingerprint and one noise."""

    path: Path
    settings: str
    noise: float
    entries: dict[int, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in _read(self.path):
            if entry.settings == self.settings and entry.noise == self.noise:
                self.entries[entry.seed] = entry

    def missing(self, seeds: Iterable[int]) -> Iterator[int]:
        """Yield the seeds that were not driven yet."""
        return (seed for seed in seeds if seed not in self.entries)

    def add(self, entry: Entry) -> None:
        """Keep an entry; raise where it belongs to other settings."""
        if (entry.settings, entry.noise) != (self.settings, self.noise):
            raise InputError(
                f"{self.path}: seed {entry.seed} was driven with settings {entry.settings} and"
                f" noise {entry.noise:g}, the table is of {self.settings} and {self.noise:g}: void"
            )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(entry)) + "\n")
        self.entries[entry.seed] = entry

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


def _read(path: Path) -> Iterator[Entry]:
    if not path.exists():
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    yield from filter(None, map(_entry, lines))


def _entry(line: str) -> Entry | None:
    try:
        values = json.loads(line)
        exposure = Exposure(**values.pop("exposure"))
        return Entry(**{**values, "exposure": exposure, "reasons": tuple(values["reasons"])})
    except (json.JSONDecodeError, KeyError, TypeError):
        return None
