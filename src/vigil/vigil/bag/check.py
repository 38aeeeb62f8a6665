"""Looks through a whole bag and says what is in it, and what is wrong with it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from vigil.bag.read import BagReader
from vigil.bag.storage import Channel, Entry
from vigil.bag.topics import EVERYBODY, find
from vigil.base.errors import InputError

Progress = Callable[[int, int], None]
"""Is told how many of how many messages are done."""
GAP_PERIODS = 3.0
"""A gap is three periods of the topic: what makes a signal stale on the bus, too."""


@dataclass(frozen=True, slots=True)
class TopicReport:
    """One topic of a bag."""

    topic: str
    kind: str
    count: int
    promised: int | None
    """What metadata.yaml says; None without it."""
    rate_hz: float | None
    """Messages a second of log time; None below two messages."""
    longest_gap_s: float | None
    """Between two messages, in order of log time."""
    gaps: int
    """How often the topic paused for three of its periods or more."""
    disordered: int
    """Stamps that lie before the one that arrived before."""
    ahead: int
    """Stamps that lie after their arrival: two clocks."""
    undecodable: int
    fault: str
    """What the first undecodable message says."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole bag."""

    path: Path
    duration_s: float
    count: int
    metadata: dict[str, str]
    topics: tuple[TopicReport, ...]
    problems: tuple[str, ...]
    """One sentence each; empty: the bag is whole."""

    @property
    def verdict(self) -> str:
        """The one sentence to read first."""
        size = f"{self.count} messages on {len(self.topics)} topics in {self.duration_s:.1f} s"
        if not self.problems:
            return f"{self.path}: whole: {size}"
        more = f" and {len(self.problems) - 1} more" if len(self.problems) > 1 else ""
        return f"{self.path}: {size}; {self.problems[0]}{more}"


@dataclass(slots=True)
class _Tally:
    """What is counted of one topic on the way."""

    log_ns: list[int] = field(default_factory=list)
    last_stamp_ns: int = 0
    disordered: int = 0
    ahead: int = 0
    undecodable: int = 0
    fault: str = ""


def check(path: Path, progress: Progress | None = None) -> Report:
    """Read every message of a bag, decode it, and say what was found; damage is no error here."""
    with BagReader(path, damaged=True) as bag:
        tallies = {topic: _Tally() for topic in bag.topics}
        for done, entry in enumerate(bag.entries(), 1):
            _look(tallies[entry.topic], bag, entry)
            if progress:
                progress(done, bag.count)
        promised = bag.promised
        topics = tuple(
            _topic_report(
                channel, tallies[name], None if promised is None else promised.get(name, 0)
            )
            for name, channel in sorted(bag.topics.items())
        )
        first_ns, last_ns = bag.span_ns
        return Report(
            path=path,
            duration_s=(last_ns - first_ns) / 1e9,
            count=sum(topic.count for topic in topics),
            metadata=bag.metadata,
            topics=topics,
            problems=tuple(_problems(bag, topics)),
        )


def _look(tally: _Tally, bag: BagReader, entry: Entry) -> None:
    tally.log_ns.append(entry.log_ns)
    try:
        message = bag.message(entry)
    except InputError as error:
        tally.undecodable += 1
        tally.fault = tally.fault or str(error)
        return
    stamp_ns = _stamp_ns(message)
    if stamp_ns:
        tally.disordered += stamp_ns < tally.last_stamp_ns
        tally.ahead += stamp_ns > entry.log_ns
        tally.last_stamp_ns = stamp_ns


def _stamp_ns(message: Any) -> int:
    """Return the stamp of a message's header; 0 where it has none."""
    stamp = getattr(getattr(message, "header", None), "stamp", None)
    return 0 if stamp is None else int(stamp.sec) * 1_000_000_000 + int(stamp.nanosec)


def _topic_report(channel: Channel, tally: _Tally, promised: int | None) -> TopicReport:
    log_ns = np.array(tally.log_ns, np.int64)
    steps_s = (log_ns[1:] - log_ns[:-1]) / 1e9
    period_s = float(np.median(steps_s)) if steps_s.size else 0.0
    span_s = float(steps_s.sum())
    return TopicReport(
        topic=channel.topic,
        kind=channel.kind,
        count=len(tally.log_ns),
        promised=promised,
        rate_hz=steps_s.size / span_s if span_s else None,
        longest_gap_s=float(steps_s.max()) if steps_s.size else None,
        gaps=int((steps_s >= GAP_PERIODS * period_s).sum()) if period_s else 0,
        disordered=tally.disordered,
        ahead=tally.ahead,
        undecodable=tally.undecodable,
        fault=tally.fault,
    )


def _problems(bag: BagReader, topics: tuple[TopicReport, ...]) -> Iterator[str]:
    yield from bag.damage
    there = Counter({topic.topic: topic.count for topic in topics})
    for name, promised in (bag.promised or {}).items():
        if there[name] != promised:
            yield f"{name} has {there[name]} messages, metadata.yaml says {promised}"
    for topic in topics:
        if topic.undecodable:
            yield f"{topic.undecodable} of {topic.count} on {topic.topic}: {topic.fault}"
        line = find(topic.topic)
        if topic.disordered and not (line and line.publisher == EVERYBODY):
            yield f"{topic.disordered} of {topic.count} stamps on {topic.topic} go back in time"
        if topic.ahead:
            yield f"{topic.ahead} of {topic.count} stamps on {topic.topic} lie after their arrival"
