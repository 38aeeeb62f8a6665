"""A recorded drive as columns: the bag is read once, and nothing here knows how it is shown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from vigil.bag import BagReader, topics
from vigil.base.records import (
    FrameSet,
    Level,
    Scene,
    Series,
    Targets,
    VehicleSamples,
    WarningState,
)
from vigil.review.episodes import Episode, Episodes
from vigil.review.sets import Sets
from vigil.view.words import most_urgent

T = TypeVar("T")
READ = (topics.SAMPLES.name, topics.FRAME_SET.name, topics.SCENE.name, topics.TARGETS.name)
NS_PER_S, NS_PER_MS = 1e9, 1e6
WHOLE = "all stages"
FROM_EXPOSURE = "exposure to warning"
LONGEST_S = 60.0
"""Stages of a replay work on another clock than the stamps; a longer way than this was no way."""


class Progress(Protocol):
    """How long work shows where it is; the bar of the command line is one."""

    def __call__(self, items: Iterable[T], total: int | None, doing: str) -> Iterator[T]:
        """Yield the items."""


def silently(items: Iterable[T], total: int | None, doing: str) -> Iterator[T]:  # noqa: ARG001
    """Yield the items and show nothing."""
    yield from items


@dataclass(frozen=True)
class Drive:
    """One recorded drive; the series have one value for each moment that was judged."""

    name: str
    metadata: Mapping[str, str]
    start_ns: int
    """Stamp of the first moment, car clock, ns: time 0 of everything here."""
    stamps_ns: tuple[int, ...]
    times_s: Series
    speed_mps: Series
    """NaN: unknown, here and below."""
    distance_m: Series
    """Of the lead."""
    distance_sd_m: Series
    ttc_s: Series
    """The lowest of the lead, of who cuts in, and of who was warned of."""
    ttc_sd_s: Series
    levels: tuple[Level, ...]
    states: tuple[tuple[WarningState, str], ...]
    """Each with its reasons."""
    latency_ms: Mapping[str, Series]
    """By stage, working time; what waited in between counts in 'all stages'."""
    episodes: tuple[Episode, ...]
    sets: Sets
    set_count: int
    """Frame sets that were made: those perceived, and those that newer ones replaced."""

    @property
    def length_s(self) -> float:
        """From the first to the last moment, s."""
        return float(self.times_s[-1]) if len(self.times_s) else 0.0

    @property
    def superseded(self) -> int:
        """Frame sets that newer ones replaced before they were perceived."""
        return self.set_count - len(self.times_s)

    @property
    def watermarks(self) -> tuple[str, ...]:
        """Where an input is not what it seems, as the moments or the bag say."""
        noted = self.metadata.get("watermark", "").split("; ")
        return tuple(dict.fromkeys((*self.sets.watermarks, *filter(None, noted))))

    @property
    def travelled_m(self) -> float:
        """How far we drove where our speed was known, m."""
        known = np.nan_to_num(self.speed_mps)
        return float(np.sum((known[1:] + known[:-1]) / 2 * np.diff(self.times_s)))


@dataclass
class _Columns:
    """What grows while the bag is read."""

    stamps_ns: list[int] = field(default_factory=list)
    rows: list[tuple[float, ...]] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    states: list[tuple[WarningState, str]] = field(default_factory=list)
    latency_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def read_drive(bag: Path, same_alert_s: float, progress: Progress = silently) -> Drive:
    """Read a bag that Vigil wrote."""
    with BagReader(bag) as reader:
        reader.need((topics.SCENE.name, topics.TARGETS.name))
        names = [name for name in READ if name in reader.topics]
        total = sum(reader.topics[name].count for name in names)
        gatherer = _Gatherer(same_alert_s, with_sets=topics.FRAME_SET.name in names)
        for entry, record in progress(reader.records(names), total, "reading the bag"):
            gatherer.take(entry.topic, record)
        return gatherer.drive(bag, reader.metadata)


class _Gatherer:
    """Takes records in the order of their arrival."""

    def __init__(self, same_alert_s: float, *, with_sets: bool) -> None:
        self._with_sets = with_sets
        self._start_ns: int | None = None
        self._sets, self._episodes, self._columns = Sets(), Episodes(same_alert_s), _Columns()
        self._numbers: set[int] = set()
        self._scenes: dict[int, Scene] = {}

    def take(self, topic: str, record: Any) -> None:
        """Add one record."""
        if topic == topics.SAMPLES.name:
            samples: VehicleSamples = record
            self._sets.take_samples(samples)
            return
        time_s = self._time_s(record.stamp_ns)
        self._numbers.add(record.moment.number)
        if topic == topics.FRAME_SET.name:
            frame_set: FrameSet = record
            self._sets.take(time_s, frame_set.moment)
        elif topic == topics.SCENE.name:
            scene: Scene = record
            self._scenes = {scene.stamp_ns: scene}  # its targets follow at once
        else:
            self._take_targets(time_s, record)

    def drive(self, bag: Path, metadata: Mapping[str, str]) -> Drive:
        """Return all columns."""
        columns, numbers = self._columns, self._numbers
        series = np.array(columns.rows).reshape(-1, 6).T
        return Drive(
            name=bag.resolve().name,
            metadata=metadata,
            start_ns=self._start_ns or 0,
            stamps_ns=tuple(columns.stamps_ns),
            times_s=series[0],
            speed_mps=series[1],
            distance_m=series[2],
            distance_sd_m=series[3],
            ttc_s=series[4],
            ttc_sd_s=series[5],
            levels=tuple(columns.levels),
            states=tuple(columns.states),
            latency_ms={name: np.array(column) for name, column in columns.latency_ms.items()},
            episodes=self._episodes.all(),
            sets=self._sets,
            set_count=max(numbers) - min(numbers) + 1 if numbers else 0,
        )

    def _time_s(self, stamp_ns: int) -> float:
        if self._start_ns is None:
            self._start_ns = stamp_ns
        return (stamp_ns - self._start_ns) / NS_PER_S

    def _take_targets(self, time_s: float, targets: Targets) -> None:
        columns = self._columns
        columns.stamps_ns.append(targets.stamp_ns)
        columns.rows.append((time_s, *_row(self._scenes.get(targets.stamp_ns), targets)))
        columns.levels.append(targets.alerts.level)
        columns.states.append((targets.alerts.state, "; ".join(targets.alerts.state_reasons)))
        for stage, took_ms in _latency_ms(targets):
            columns.latency_ms[stage].append(took_ms)
        self._episodes.take(time_s, targets)
        if self._with_sets:
            self._sets.take_health(time_s, targets.moment)
        else:
            self._sets.take(time_s, targets.moment)


def _row(scene: Scene | None, targets: Targets) -> tuple[float, ...]:
    """Return speed, distance with doubt, time to collision with doubt."""
    speed = targets.moment.vehicle.speed_mps.trusted
    first = most_urgent(targets)
    things = scene.objects if scene else ()
    lead = next((thing for thing in things if thing.id == targets.lead_id), None)
    numbers = (
        speed,
        lead.x_m if lead else None,
        lead.x_sd_m if lead else None,
        first.ttc_s if first else None,
        first.ttc_sd_s if first else None,
    )
    return tuple(nan if number is None else float(number) for number in numbers)


def _latency_ms(targets: Targets) -> Iterator[tuple[str, float]]:
    trail = targets.moment.latency
    for step in trail:
        yield step.stage, (step.ended_ns - step.started_ns) / NS_PER_MS
    if trail:
        yield WHOLE, (trail[-1].ended_ns - trail[0].queued_ns) / NS_PER_MS
        age_ms = (trail[-1].ended_ns - targets.stamp_ns) / NS_PER_MS
        if 0.0 <= age_ms <= LONGEST_S * 1000.0:
            yield FROM_EXPOSURE, age_ms
