"""Throughput of the whole pipeline beside its bare networks, on the frames of the highway clip.

    python benchmark/pipeline.py [--shared ../shared]

The pipeline is sync, perception, calibration, tracking and warning in one process, at the speed
that the dashes of the clip show.  The bare networks are those of perception, with pictures that
were fitted to them beforehand, one thread each and as many at once as in perception.  Both take
turns, a few frames each; time is CPU time of the process, so that others on the machine do not
count.  The ratio is that of throughputs, the median over turns; of the heaviest and the lightest
set of networks (`Networks` in perception/settings.py) the worse counts.

Beside it stands the ratio for perception alone: `vigil drive` has a thread for it, and where a core
is free for tracking and warning, that thread sets the pace.
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

from vigil.base.records import Frame
from vigil.inference import Engines, InferenceSettings
from vigil.pipeline import Chain, Cycle, Rooms
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
TURN = 5
"""Frames in a row for one side."""


class Whole:
    """The pipeline from a frame on; its latency trail is written in CPU time."""

    def __init__(self, rooms: Rooms) -> None:
        self._sync = Sync(rooms.configuration.section("sync", SyncSettings), rooms.mountings)
        self._vehicle = Vehicle(rooms.vehicle)
        self._chain = Chain(rooms, time.process_time_ns)
        self.spent_ms: dict[str, float] = {}

    def update(self, frame: Frame) -> None:
        """Take a frame, and what the bus said meanwhile, through everything."""
        started_ms = cpu_ms()
        self._sync.offer_samples(self._vehicle.tick(frame.arrival_ns))
        self._sync.offer_frame(frame)
        sets = self._sync.tick(frame.arrival_ns)
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
        self._spend("calibration, records", whole_ms)

    def _spend(self, stage: str, spent_ms: float) -> None:
        self.spent_ms[stage] = self.spent_ms.get(stage, 0.0) + spent_ms


@dataclass
class Turns:
    """What both sides took, ms a frame, a pair for each turn."""

    bare_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Throughput of the whole over that of the bare networks."""
        pairs = zip(self.bare_ms, self.whole_ms, strict=True)
        return median(bare / whole for bare, whole in pairs)


def measure(rooms: Rooms, frames: list[Frame]) -> tuple[Turns, Mapping[str, float]]:
    """Let both sides take turns; return their times, and the share of each stage."""
    engines = Engines(rooms.configuration.section("inference", InferenceSettings))
    bare, whole, turns = Bare(rooms, engines), Whole(rooms), Turns()
    for frame in frames[:WARM_UP]:
        bare.update(bare.fitted(frame.image))
        whole.update(frame)
    whole.spent_ms.clear()
    for number, some in enumerate(_parts(frames[WARM_UP:])):
        inputs = [bare.fitted(frame.image) for frame in some]
        sides: list[tuple[list[float], Callable[[], None]]] = [
            (turns.bare_ms, partial(_each, bare.update, inputs)),
            (turns.whole_ms, partial(_each, whole.update, some)),
        ]
        for times, work in sides if number % 2 else sides[::-1]:
            before_ms = cpu_ms()
            work()
            times.append((cpu_ms() - before_ms) / len(some))
    total_ms = sum(whole.spent_ms.values())
    return turns, {stage: ms / total_ms for stage, ms in whole.spent_ms.items()}


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
        alone = turns.ratio / shares[name]["perception"]
        figures = (median(turns.bare_ms), median(turns.whole_ms))
        rows.append((name, *(f"{ms:.1f}" for ms in figures), f"{turns.ratio:.3f}", f"{alone:.3f}"))
        ratios.append(turns.ratio)
        if name == "lightest" and min(turns.bare_ms) > LIGHTEST_MS:
            print(f"the lightest set takes {min(turns.bare_ms):.1f} ms, more than {LIGHTEST_MS}")
    table(("networks", "bare, CPU ms a frame", "pipeline", "ratio", "perception alone"), rows)
    stages = list(shares["lightest"])
    table(
        ("share of CPU", *stages),
        [(name, *(f"{part[stage]:.1%}" for stage in stages)) for name, part in shares.items()],
    )
    return finish("pipeline_ratio", min(ratios), GOAL, 3)


if __name__ == "__main__":
    run(main, __doc__)
