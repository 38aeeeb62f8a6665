"""Throughput of the whole pipeline beside its bare networks, on the frames of the highway clip.

    python benchmark/pipeline.py [--shared ../shared]

The pipeline is sync, perception, calibration, tracking and warning as `vigil replay` runs them:
everything else is done while the networks look at the next frame.  The bare networks
are those of perception, with pictures that were fitted to them beforehand, one thread each and as
many at once as in perception.  Both take turns, some frames each; the ratio is that of throughputs
by the wall clock, the median over turns; of the heaviest and the lightest set of networks
(`Networks` in perception/settings.py) the worse counts.

Beside it stands the ratio of CPU times, and the share of each stage in them.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from measure import (
    DRIVE,
    WARM_UP,
    Bare,
    Goal,
    clip,
    configuration,
    cpu_ms,
    finish,
    median,
    run,
    table,
)

from vigil.base.records import Frame, FrameSet
from vigil.inference import Engines, InferenceSettings
from vigil.pipeline import Chain, Cycle, Rooms
from vigil.pipeline.overlap import Overlap
from vigil.sync import Sync, SyncSettings
from vigil.vehicle import Vehicle

GOAL = Goal(0.90, most=False)
LIGHTEST_MS = 15.0
"""Of the lightest set, bare, a frame: what runs longer hides what we add."""
SETS: dict[str, tuple[dict[str, Any], int]] = {
    "lightest": ({"detector_width_px": 640, "lanes": "none", "road": "none"}, 200),
    "heaviest": ({"detector_width_px": 1248, "road": "road_segmentation_adas_0001"}, 90),
}
"""Networks, and how many frames are measured."""
T = TypeVar("T")
TURN = 20
"""Frames in a row for one side; the pipeline is empty at its end."""


class Whole:
    """The pipeline from a frame on; its latency trail is written in CPU time."""

    def __init__(self, rooms: Rooms) -> None:
        self._sync = Sync(rooms.configuration.section("sync", SyncSettings), rooms.mountings)
        self._vehicle = Vehicle(rooms.vehicle)
        self._chain = Chain(rooms, time.process_time_ns)
        self.spent_ms: dict[str, float] = {}

    def sets(self, frame: Frame) -> tuple[FrameSet, ...]:
        """Take in a frame, and what the bus said meanwhile."""
        self._sync.offer_samples(self._vehicle.tick(frame.arrival_ns))
        self._sync.offer_frame(frame)
        return self._sync.tick(frame.arrival_ns)

    def overlapped(self, frames: Sequence[Frame]) -> None:
        """Take frames through everything, as fast as it goes."""
        overlap: Overlap[Frame] = Overlap(self._chain)
        for frame in frames:
            overlap.take(frame, ((frame_set, 0) for frame_set in self.sets(frame)))
            list(overlap.ready())
        list(overlap.rest())

    def update(self, frame: Frame) -> None:
        """Take a frame through everything, one stage after the other."""
        started_ms = cpu_ms()
        sets = self.sets(frame)
        self._spend("sync", cpu_ms() - started_ms)
        for frame_set in sets:
            began_ms = cpu_ms()
            self._note(self._chain.update(frame_set), began_ms)

    def _note(self, cycle: Cycle, began_ms: float) -> None:
        whole_ms = cpu_ms() - began_ms
        for entry in cycle.targets.moment.latency:
            stage_ms = (entry.ended_ns - entry.started_ns) / 1e6
            self._spend(entry.stage, stage_ms)
            whole_ms -= stage_ms
        self._spend("input, calibration", whole_ms)

    def _spend(self, stage: str, spent_ms: float) -> None:
        self.spent_ms[stage] = self.spent_ms.get(stage, 0.0) + spent_ms


@dataclass
class Turns:
    """What each side took, ms a frame, one entry for each turn."""

    bare_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)
    bare_cpu_ms: list[float] = field(default_factory=list)
    whole_cpu_ms: list[float] = field(default_factory=list)

    @property
    def throughput(self) -> float:
        """Throughput of the whole over that of the bare networks."""
        return _ratio(self.bare_ms, self.whole_ms)

    @property
    def cpu(self) -> float:
        """CPU time of the bare networks over that of the whole."""
        return _ratio(self.bare_cpu_ms, self.whole_cpu_ms)


def _ratio(bare_ms: Sequence[float], whole_ms: Sequence[float]) -> float:
    return median(bare / whole for bare, whole in zip(bare_ms, whole_ms, strict=True))


def measure(rooms: Rooms, frames: list[Frame]) -> tuple[Turns, Mapping[str, float]]:
    """Let all sides take turns; return their times, and the share of each stage."""
    engines = Engines(rooms.configuration.section("inference", InferenceSettings))
    bare, whole, single, turns = Bare(rooms, engines), Whole(rooms), Whole(rooms), Turns()
    for frame in frames[:WARM_UP]:
        bare.update(bare.fitted(frame.image))
        single.update(frame)
    whole.overlapped(frames[:WARM_UP])
    single.spent_ms.clear()
    for some in _parts(frames[WARM_UP:]):
        inputs = [bare.fitted(frame.image) for frame in some]
        wall_ms, spent_ms = _timed(partial(_each, bare.update, inputs), len(some))
        turns.bare_ms.append(wall_ms)
        turns.bare_cpu_ms.append(spent_ms)
        turns.whole_ms.append(_timed(partial(whole.overlapped, some), len(some))[0])
        turns.whole_cpu_ms.append(_timed(partial(_each, single.update, some), len(some))[1])
    total_ms = sum(single.spent_ms.values())
    return turns, {stage: ms / total_ms for stage, ms in single.spent_ms.items()}


def _timed(work: Callable[[], None], frames: int) -> tuple[float, float]:
    """Return wall and CPU time, ms a frame."""
    wall_ns, spent_ms = time.monotonic_ns(), cpu_ms()
    work()
    return (time.monotonic_ns() - wall_ns) / 1e6 / frames, (cpu_ms() - spent_ms) / frames


def _parts(frames: list[Frame]) -> Iterator[list[Frame]]:
    for start in range(0, len(frames) - TURN + 1, TURN):
        yield frames[start : start + TURN]


def _each(work: Callable[[T], None], things: Sequence[T]) -> None:
    for thing in things:
        work(thing)


def main(shared: Path) -> int:
    """Print both sets; 0 when the worse one reaches the goal."""
    rows, ratios = [], []
    shares: dict[str, Mapping[str, float]] = {}
    for name, (networks, count) in SETS.items():
        chosen = configuration(
            shared, **{"perception.networks": networks, "vehicle.assumed": DRIVE}
        )
        rooms = Rooms(chosen)
        turns, shares[name] = measure(rooms, clip(shared, rooms, WARM_UP + count))
        figures = map(
            median, (turns.bare_ms, turns.whole_ms, turns.bare_cpu_ms, turns.whole_cpu_ms)
        )
        bare, whole, bare_cpu, whole_cpu = (f"{ms:.1f}" for ms in figures)
        rows.append(
            (name, bare, whole, f"{turns.throughput:.3f}", bare_cpu, whole_cpu, f"{turns.cpu:.3f}")
        )
        ratios.append(turns.throughput)
        if name == "lightest" and min(turns.bare_cpu_ms) > LIGHTEST_MS:
            print(f"the lightest set takes {min(turns.bare_cpu_ms):.1f} ms, over {LIGHTEST_MS}")
    table(
        ("networks", "bare, ms a frame", "pipeline", "ratio", "bare, CPU", "pipeline", "ratio"),
        rows,
    )
    stages = list(shares["lightest"])
    table(
        ("share of CPU", *stages),
        [(name, *(f"{part[stage]:.1%}" for stage in stages)) for name, part in shares.items()],
    )
    return finish("pipeline_ratio", min(ratios), GOAL, 3)


if __name__ == "__main__":
    run(main, __doc__)
