"""Age of results where more comes than can be taken: newest first, beside a queue of ten.

    python benchmark/overload.py [--shared ../shared]

Four cameras deliver the highway clip at 30 Hz each, paced by threads of their own; sync makes sets
of their frames, and one thread runs perception with the default networks on all four pictures.  It
gets its sets from the mailbox of one that `vigil drive` has, or from a queue that keeps the last
ten, as a subscription of depth 10 does.  Age is from exposure to result.  The unit is the time that
the bare networks take for a set under the same load, the median of a turn.  The three take turns.
Every frame that came in must be accounted for.
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Event, Lock, Thread
from typing import Protocol

from measure import (
    RING,
    Bare,
    Goal,
    cameras,
    clip,
    configuration,
    finish,
    median,
    quantile,
    run,
    table,
)

from vigil.base.records import Frame, FrameSet
from vigil.inference import Engines, InferenceSettings
from vigil.perception import Perception, PerceptionSettings
from vigil.pipeline import Rooms
from vigil.sync import Sync, SyncSettings
from vigil_nodes.mailbox import Mailbox

GOAL = Goal(2.0)
RATE_HZ = 30.0
PICTURES = 60
DEPTH = 10
TURN_S = 5.0
TURNS = 5
FIRST = 2
"""Results of a turn that are not counted: nothing waited for them yet."""
Work = Callable[[FrameSet], object]


class Waiting(Protocol):
    """Where frame sets wait until perception is free."""

    def put(self, content: FrameSet) -> None:
        """Leave one."""
        ...

    def take(self) -> tuple[FrameSet, int] | None:
        """Wait for one; return it with the number dropped before it, None once closed."""
        ...

    def close(self) -> None:
        """Let whoever waits go, after what is left was taken."""
        ...


class Fifo:
    """A queue that keeps the last ten, oldest first."""

    def __init__(self) -> None:
        self._changed, self._sets = Condition(), deque[FrameSet](maxlen=DEPTH)
        self._dropped, self._closed = 0, False

    def put(self, content: FrameSet) -> None:
        """Leave a set; the eleventh drops the oldest."""
        with self._changed:
            self._dropped += len(self._sets) == DEPTH
            self._sets.append(content)
            self._changed.notify()

    def take(self) -> tuple[FrameSet, int] | None:
        """Wait for the oldest; return it with the number dropped before, None once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._sets) > 0)
            if not self._sets:
                return None
            dropped, self._dropped = self._dropped, 0
            return self._sets.popleft(), dropped

    def close(self) -> None:
        """Let whoever waits go, after what is left was taken."""
        with self._changed:
            self._closed = True
            self._changed.notify()


@dataclass
class Result:
    """What came out of the turns of one way."""

    ages: list[float] = field(default_factory=list)
    """In units."""
    ages_ms: list[float] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)
    offered: int = 0
    used: int = 0
    dropped: int = 0
    superseded: int = 0
    lost: int = 0
    """Frames and sets that nobody can account for."""


class Turn:
    """Four cameras, sync and one thread that works, for a while."""

    def __init__(self, rooms: Rooms, pictures: list[Frame], waiting: Waiting) -> None:
        self._sync = Sync(rooms.configuration.section("sync", SyncSettings), rooms.mountings)
        self._lock, self._waiting, self._ended = Lock(), waiting, Event()
        self._names, self._pictures = list(rooms.models), pictures
        self._sets = self._frames = 0
        """What was left for perception and neither taken nor superseded yet."""

    def run(self, work: Work, result: Result) -> None:
        """Let everything run, then account for every frame."""
        ring = [Thread(target=self._deliver, args=(name,)) for name in self._names]
        worker = Thread(target=self._work, args=(work, result))
        for thread in (worker, *ring):
            thread.start()
        time.sleep(TURN_S)
        self._ended.set()
        for thread in ring:
            thread.join()
        self._feed((), time.time_ns() + 1_000_000_000)  # past every deadline
        self._waiting.close()
        worker.join()
        result.superseded += self._frames
        result.lost += abs(self._sets)
        for account in self._sync.accounts().values():
            dropped = sum(account.dropped.values())
            result.offered += account.offered
            result.dropped += dropped
            result.lost += abs(account.offered - account.used - dropped)

    def _deliver(self, name: str) -> None:
        start_s, number = time.monotonic(), 0
        offset = self._names.index(name) * PICTURES // len(self._names)
        while not self._ended.wait(max(0.0, start_s + number / RATE_HZ - time.monotonic())):
            now_ns = time.time_ns()
            image = self._pictures[(number + offset) % PICTURES].image
            frame = Frame(name, now_ns, now_ns, number, image)
            self._feed((frame,), now_ns)
            number += 1

    def _feed(self, frames: Sequence[Frame], now_ns: int) -> None:
        with self._lock:
            for frame in frames:
                self._sync.offer_frame(frame)
            for frame_set in self._sync.tick(now_ns):
                self._sets += 1
                self._frames += len(frame_set.frames)
                self._waiting.put(frame_set)

    def _work(self, work: Work, result: Result) -> None:
        count = 0
        while taken := self._waiting.take():
            frame_set, superseded = taken
            began_s = time.monotonic()
            work(frame_set)
            count += 1
            with self._lock:
                self._sets -= 1 + superseded
                self._frames -= len(frame_set.frames)
            result.used += len(frame_set.frames)
            if count > FIRST and len(frame_set.frames) == len(self._names):
                result.times_ms.append((time.monotonic() - began_s) * 1e3)
                result.ages_ms.append((time.time_ns() - frame_set.stamp_ns) / 1e6)


def main(shared: Path) -> int:
    """Print all ways; 0 when newest first keeps results young and no frame is lost."""
    ring = cameras(RING, {"kind": "topic", "address": "/unused"})
    rooms = Rooms(configuration(shared, **{"camera.cameras": ring}))
    pictures = clip(shared, rooms, PICTURES)
    engines = Engines(rooms.configuration.section("inference", InferenceSettings))
    settings = rooms.configuration.section("perception", PerceptionSettings)
    perception, bare = Perception(settings, rooms.models, engines), Bare(rooms, engines)
    inputs = bare.fitted(pictures[0].image)

    def networks_alone(frame_set: FrameSet) -> None:
        for _ in frame_set.frames:
            bare.update(inputs)

    ways: dict[str, tuple[Callable[[], Waiting], Work]] = {
        "bare networks, newest first": (Mailbox[FrameSet], networks_alone),
        "perception, newest first": (Mailbox[FrameSet], perception.update),
        f"perception, FIFO of {DEPTH}": (Fifo, perception.update),
    }
    results = {name: Result() for name in ways}
    for _ in range(TURNS):
        before = {name: len(result.ages_ms) for name, result in results.items()}
        for name, (waiting, work) in ways.items():
            Turn(rooms, pictures, waiting()).run(work, results[name])
        alone = next(iter(ways))
        unit_ms = median(results[alone].times_ms[before[alone] :])
        for name, result in results.items():
            result.ages += [age_ms / unit_ms for age_ms in result.ages_ms[before[name] :]]
    return report(results)


def report(results: dict[str, Result]) -> int:
    """Print ages and accounts."""
    _, newest, _ = results.values()
    table(
        ("4 x 30 Hz", "sets", "ms a set", "age p50", "p95, ms", "p95 in network times"),
        [
            (
                name,
                f"{len(result.ages_ms)}",
                f"{median(result.times_ms):.0f}",
                f"{median(result.ages_ms):.0f}",
                f"{quantile(result.ages_ms, 0.95):.0f}",
                f"{quantile(result.ages, 0.95):.2f}",
            )
            for name, result in results.items()
        ],
    )
    table(
        ("frames", "came in", "used", "dropped with a verdict", "superseded", "lost"),
        [
            (name, *map(str, (r.offered, r.used, r.dropped, r.superseded, r.lost)))
            for name, r in results.items()
        ],
    )
    whole = [r for r in results.values() if r.offered == r.used + r.dropped + r.superseded]
    if len(whole) < len(results) or any(result.lost for result in results.values()):
        print("not every frame is accounted for", file=sys.stderr)
        return 1
    return finish("overload_age_p95", quantile(newest.ages, 0.95), GOAL)


if __name__ == "__main__":
    run(main, __doc__)
