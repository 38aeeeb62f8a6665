"""How the benchmarks measure and report: CPU time, medians, tables, goals, what they need."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vigil.base.errors import InputError, VigilError
from vigil.base.records import Frame
from vigil.base.settings import Configuration
from vigil.camera import CameraSettings, open_source
from vigil.pipeline import Rooms

BAD_INPUT = 2
ROOT = Path(__file__).resolve().parents[1]
CLIP = "data/clips/udacity_solidWhiteRight_960x540_25fps.mp4"
MODELS = "models"
WARM_UP = 10
"""Frames that are not counted: the first runs allocate."""


@dataclass(frozen=True)
class Goal:
    """What a figure is to reach; `most` False: at least."""

    value: float
    most: bool = True

    def met(self, figure: float) -> bool:
        """Tell whether a figure is good enough."""
        return figure <= self.value if self.most else figure >= self.value


def cpu_ms() -> float:
    """Return the CPU time of all threads of this process so far."""
    return time.process_time_ns() / 1e6


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return quantile(values, 0.5)


def quantile(values: Iterable[float], share: float) -> float:
    """Return the value that a share of the others does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows below a head: the first column to the left, numbers to the right."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = (text.rjust(width) for text, width in zip(others, widths[1:], strict=True))
        print("  ".join((first.ljust(widths[0]), *cells)).rstrip(), flush=True)


def finish(name: str, figure: float, goal: Goal, digits: int = 2) -> int:
    """Print the last line; return the exit status."""
    print(f"{name} {figure:.{digits}f}")
    return 0 if goal.met(figure) else 1


def run(
    measure: Callable[[Path], int], description: str | None, needed: Sequence[str] = (CLIP, MODELS)
) -> None:
    """Measure with the folder of --shared; what is missing is one sentence and exit status 2."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="clips and networks"
    )
    shared = parser.parse_args().shared.resolve()
    try:
        missing = [str(shared / name) for name in needed if not (shared / name).exists()]
        if missing:
            raise InputError(f"{', '.join(missing)}: not there; name the folder with --shared")
        sys.exit(measure(shared))
    except VigilError as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)


def configuration(shared: Path, **values: object) -> Configuration:
    """Return the configuration that we ship with the networks of --shared, and some values."""
    models = {"inference.model_path": (str(shared / MODELS),)}
    return Configuration.read().changed(models | values)


def clip(shared: Path, rooms: Rooms, count: int) -> list[Frame]:
    """Return the first frames of the highway clip, as its camera gives them."""
    camera: CameraSettings = rooms.camera_fed_by("front", shared / CLIP)
    with open_source(camera) as source:
        return [frame for frame, _ in zip(source, range(count), strict=False)]


def own_domain() -> dict[str, str]:
    """Return the environment of a ROS graph that hears no other one."""
    here = {"ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST", "ROS_DOMAIN_ID": str(os.getpid() % 100)}
    return os.environ | here
