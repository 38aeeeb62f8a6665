"""Speed of the simulator: without pixels, with pixels in a closed loop, and of drawing alone.

    python benchmark/sim_speed.py [--seconds 20] [--repeats 3] [--pixels 5]

Without pixels: world, truth, noise, tracking and warning in lock step at 20 Hz, ten cars in view;
times are CPU times of one process, the best of some repeats, and a table says which stage takes how
much.  With pixels: one camera of 640x360, the whole stack but networks, for which the truth of the
simulation stands in, and a bag that is written; that factor is of the clock on the wall.  The last
line is how many times faster than real time the first is; the goal is 60.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from measure import BAD_INPUT, ROOT, Goal, cpu_ms, finish, median, table

from vigil.base.errors import EngineError, VigilError
from vigil.base.settings import Configuration, checked
from vigil.pipeline import Rooms
from vigil.tracking import Tracking
from vigil.warning import Warnings
from vigil_sim.noise import Eye, fitted
from vigil_sim.run import kinematic
from vigil_sim.run.film import rendered
from vigil_sim.run.kinematic import Kinematic
from vigil_sim.run.loop import close_loop
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import START_NS, World

GOAL, CLOSED_GOAL = Goal(60.0, most=False), Goal(0.3, most=False)
DRAWN_GOAL = Goal(120.0)
"""CPU ms a picture of 640x360: 1.3 times what a renderer with the same look took here before."""
SIMULATED_CAR, SMALL_CAR = ROOT / "config/sim.yaml", ROOT / "config/sim_small.yaml"
PICTURES = 6
MODELS = ("suv", "sedan", "truck", "wagon", "van", "hatch", "bus", "sedan", "pickup", "motorcycle")
STAGES = (
    ("world", World, "advance"),
    ("world", World, "snapshot"),
    ("truth", kinematic, "truth_of"),
    ("noise", kinematic, "moment_of"),
    ("noise", Eye, "percepts"),
    ("tracking", Tracking, "update"),
    ("warning", Warnings, "update"),
)
"""What is timed: none of them calls another."""


def scenario(seconds: float) -> Scenario:
    """Return ten cars ahead on four lanes, all in view for the whole time."""
    actors = [
        {
            "name": f"car{number}",
            "model": model,
            "kmh": 100.0 + 0.5 * (number % 3),
            "lane": number % 4,
            "gap_m": 18.0 + 20.0 * (number // 4) + 4.0 * (number % 4),
        }
        for number, model in enumerate(MODELS)
    ]
    content = {
        "name": "ten_in_view",
        "duration_s": seconds,
        "road": {"style": "highway", "lanes": 4, "pieces": [[300.0, 0.0], [3000.0, 0.0005]]},
        "ego": {"kmh": 100.0, "lane": 1},
        "actors": actors,
    }
    return checked(Scenario, content, "ten in view")


def driven_ms(seconds: float) -> float:
    """Return the CPU time of one drive without pixels, building it left out."""
    rooms = Rooms(Configuration.read(SIMULATED_CAR)).check()
    run = Kinematic(scenario(seconds), rooms, fitted())
    began_ms = cpu_ms()
    run.run()
    return cpu_ms() - began_ms


@contextmanager
def timed(taken_ms: dict[str, float]) -> Iterator[None]:
    """Add up what each stage takes for as long as this is entered."""
    with ExitStack() as stack:
        for stage, owner, name in STAGES:
            clocked = partial(_clocked, getattr(owner, name), stage, taken_ms)
            stack.enter_context(patch.object(owner, name, clocked()))
        yield


def _clocked(
    work: Callable[..., Any], stage: str, taken_ms: dict[str, float]
) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        began_ms = cpu_ms()
        answer = work(*arguments, **named)
        taken_ms[stage] += cpu_ms() - began_ms
        return answer

    return call


def profile(seconds: float) -> None:
    """Print what each stage takes of a simulated second."""
    taken_ms: dict[str, float] = defaultdict(float)
    with timed(taken_ms):
        whole_ms = driven_ms(seconds)
    stages = dict.fromkeys(stage for stage, _, _ in STAGES)
    shares = [(stage, taken_ms[stage]) for stage in stages]
    shares.append(("the rest", whole_ms - sum(ms for _, ms in shares)))
    table(
        ("stage, CPU", "ms a simulated second", "share"),
        [(name, f"{ms / seconds:.2f}", f"{100.0 * ms / whole_ms:.0f} %") for name, ms in shares],
    )


def drawn_ms() -> float:
    """Return the CPU time of a picture without labels."""
    rooms = Rooms(Configuration.read(SMALL_CAR)).check()
    world, took_ms = World(scenario(2.0), rooms.body), []
    draws, (mounting,) = rendered(world), rooms.mountings
    for number in range(PICTURES + 1):
        world.advance(START_NS + number * 50_000_000)
        began_ms = cpu_ms()
        draws.picture(
            [world.snapshot()], rooms.models[mounting.camera], mounting, labels=False, number=number
        )
        took_ms.append(cpu_ms() - began_ms)
    return median(took_ms[1:])


def closed_factors(seconds: float) -> tuple[float, float]:
    """Return how fast a closed loop with pixels is: by the clock on the wall, and by CPU time."""
    rooms = Rooms(Configuration.read(SMALL_CAR)).check()
    with TemporaryDirectory() as folder:
        began_s, began_ms = time.monotonic(), cpu_ms()
        close_loop(scenario(seconds), rooms, Path(folder) / "bag", rendered, percepts="truth")
        return seconds / (time.monotonic() - began_s), seconds * 1e3 / (cpu_ms() - began_ms)


def pixels(seconds: float) -> bool:
    """Print how fast drawing and a closed loop are; tell whether that is fast enough."""
    try:
        picture_ms, (wall, cpu) = drawn_ms(), closed_factors(seconds)
    except EngineError as error:
        print(f"with pixels: not measured, {error}")
        return False
    print(
        f"drawing alone, 640x360: {picture_ms:.0f} ms of CPU a picture (goal {DRAWN_GOAL.value:g})"
    )
    print(
        f"closed loop with pixels, 640x360 at 20 Hz: {wall:.2f} times real time"
        f" (goal {CLOSED_GOAL.value:g}), {cpu:.2f} by CPU time of all threads"
    )
    return DRAWN_GOAL.met(picture_ms) and CLOSED_GOAL.met(wall)


def main() -> int:
    """Print the profile and the factors; 0 when all goals are reached."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="to simulate without pixels")
    parser.add_argument("--repeats", type=int, default=3, help="the best one counts")
    parser.add_argument("--pixels", type=float, default=5.0, help="seconds to simulate with pixels")
    given = parser.parse_args()
    driven_ms(1.0)
    best_ms = min(driven_ms(given.seconds) for _ in range(given.repeats))
    profile(given.seconds)
    fast = pixels(given.pixels)
    status = finish("sim_speed_factor", given.seconds * 1e3 / best_ms, GOAL, digits=1)
    return status if fast else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VigilError as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)
