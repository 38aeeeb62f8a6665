"""What the frame sets of a drive say: verdicts, lost frames, vehicle signals, health."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from vigil.base.records import (
    VEHICLE_FIELDS,
    HealthLevel,
    Moment,
    Signal,
    SignalState,
    VehicleSamples,
    Verdict,
)

UNITS = {
    "mps2": "m/s²",
    "mps": "m/s",
    "radps": "rad/s",
    "rad": "rad",
    "rpm": "1/min",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a part of the system had to say, over all moments that it said so."""

    name: str
    level: HealthLevel
    message: str
    """As it was last said: numbers in it move."""
    first_s: float
    last_s: float
    count: int


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """One quantity of our vehicle over a drive."""

    name: str
    unit: str
    rate_hz: float | None
    """Samples a second; unknown: the bag holds no samples of it."""
    mean_age_s: float | None
    worst_age_s: float | None
    low: float | None
    high: float | None
    shares: tuple[tuple[SignalState, float], ...]
    """States that it was in and their shares, largest first."""


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What became of the frames of one camera."""

    camera: str
    verdicts: tuple[tuple[Verdict, int], ...]
    """How many sets each verdict was given in."""
    lost: int
    """Frames that no set used: late, superseded by a newer one, or corrupt."""


class Sets:
    """Gathers one moment after the other."""

    def __init__(self) -> None:
        self.times_s: list[float] = []
        self.verdicts: dict[str, list[Verdict]] = {}
        self.watermarks: dict[str, None] = {}
        self._lost: Counter[str] = Counter()
        self._signals: dict[str, list[Signal]] = defaultdict(list)
        self._samples: Counter[str] = Counter()
        self._notes: dict[tuple[str, HealthLevel], Note] = {}

    def take(self, time_s: float, moment: Moment) -> None:
        """Add one moment."""
        for report in moment.cameras:
            # A camera that was not configured before was UNKNOWN so far.
            column = self.verdicts.setdefault(report.camera, [Verdict.UNKNOWN] * len(self.times_s))
            column.append(report.verdict)
            self._lost[report.camera] += report.lost
        self.times_s.append(time_s)
        for column in self.verdicts.values():
            column.extend([Verdict.UNKNOWN] * (len(self.times_s) - len(column)))
        for name in VEHICLE_FIELDS:
            self._signals[name].append(getattr(moment.vehicle, name))
        self.watermarks.update(dict.fromkeys(moment.watermarks))
        self.take_health(time_s, moment)

    def take_health(self, time_s: float, moment: Moment) -> None:
        """Add what the parts had to say; later stages add to what was said with the set."""
        for part in moment.health:
            if part.level is HealthLevel.OK:
                continue
            key = (part.name, part.level)
            new = Note(part.name, part.level, part.message, time_s, time_s, 0)
            before = self._notes.get(key, new)
            count = before.count + (before.count == 0 or before.last_s < time_s)
            self._notes[key] = replace(
                before, message=part.message, last_s=max(time_s, before.last_s), count=count
            )

    def take_samples(self, samples: VehicleSamples) -> None:
        """Count samples."""
        self._samples.update(sample.field for sample in samples.samples)

    def notes(self) -> tuple[Note, ...]:
        """Return what was said, worst first."""
        return tuple(sorted(self._notes.values(), key=lambda n: (-n.level, n.first_s)))

    def cameras(self) -> tuple[CameraFacts, ...]:
        """Return what became of frames, camera by camera."""
        return tuple(
            CameraFacts(name, tuple(sorted(Counter(column).items())), self._lost[name])
            for name, column in self.verdicts.items()
        )

    def signals(self, length_s: float) -> tuple[SignalFacts, ...]:
        """Return each quantity of our vehicle."""
        return tuple(self._facts(name, self._signals[name], length_s) for name in VEHICLE_FIELDS)

    def _facts(self, field: str, column: list[Signal], length_s: float) -> SignalFacts:
        ages_s = [signal.age_s for signal in column if signal.age_s is not None]
        values = [signal.trusted for signal in column if signal.trusted is not None]
        count = self._samples[field]
        name, unit = spelt(field)
        return SignalFacts(
            name=name,
            unit=unit,
            rate_hz=count / length_s if count and length_s > 0 else None,
            mean_age_s=sum(ages_s) / len(ages_s) if ages_s else None,
            worst_age_s=max(ages_s, default=None),
            low=min(values, default=None),
            high=max(values, default=None),
            shares=tuple(
                (state, times / len(column))
                for state, times in Counter(signal.state for signal in column).most_common()
            ),
        )


def spelt(field: str) -> tuple[str, str]:
    """Return 'yaw rate' and 'rad/s' of yaw_rate_radps."""
    words, _, suffix = field.rpartition("_")
    if suffix in UNITS:
        return words.replace("_", " "), UNITS[suffix]
    return field.replace("_", " "), ""
