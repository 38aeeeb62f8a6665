"""How the benchmarks measure and report: CPU time, medians, tables, goals, what they need."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from vigil.base.errors import InputError, VigilError
from vigil.base.records import Frame
from vigil.base.settings import Configuration
from vigil.camera import Picture, open_source
from vigil.inference import Arrays, Engines
from vigil.perception import PerceptionSettings
from vigil.perception.eye import Network
from vigil.perception.settings import NONE
from vigil.pipeline import Rooms

BAD_INPUT = 2
ROOT = Path(__file__).resolve().parents[1]
CLIP = "data/clips/udacity_solidWhiteRight_960x540_25fps.mp4"
MODELS = "models"
RING = ("front", "left", "right", "rear")
"""Names of four cameras."""
DRIVE = {"speed_mps": 30.3, "yaw_rate_radps": 0.0, "gear": "drive", "brake": 0.0}
"""What the bus would say on the road of the clip."""
WARM_UP = 10
"""Frames that are not counted: the first runs allocate."""
Inputs = list[Arrays]
"""Of the networks of one camera, for one picture."""


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


def cameras(names: Sequence[str], source: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return cameras for a configuration, each like the one that we ship but for its source."""
    (camera,) = Configuration.read().sections["camera"]["cameras"]
    return [{**camera, "name": name, "source": source} for name in names]


def clip(shared: Path, rooms: Rooms, count: int) -> list[Frame]:
    """Return the first frames of the highway clip, as its camera gives them."""
    with open_source(rooms.camera_fed_by(rooms.rig.leading.name, shared / CLIP)) as source:
        return [frame for frame, _ in zip(source, range(count), strict=False)]


class Bare:
    """The networks of the leading camera, and nothing else."""

    def __init__(self, rooms: Rooms, engines: Engines) -> None:
        self._settings = rooms.configuration.section("perception", PerceptionSettings)
        camera = rooms.rig.leading.name
        chosen = self._settings.networks_of(camera)
        roles = (chosen.lanes, chosen.road, chosen.detector)
        names = dict.fromkeys(name for name in roles if name != NONE)
        model, width_px = rooms.models[camera], chosen.detector_width_px
        self._networks = [Network(name, model, width_px, engines.open) for name in names]

    def fitted(self, image: Picture) -> Inputs:
        """Return the inputs of all networks for one picture."""
        inputs: Inputs = []
        for network in self._networks:
            buffer = network.fit.buffer(network.card.input.fill)
            network.fit.place(image, buffer)
            inputs.append({network.card.input.name: buffer})
        return inputs

    def update(self, inputs: Inputs) -> None:
        """Run them as perception does: all at once, or one after the other."""
        pending = []
        for network, arrays in zip(self._networks, inputs, strict=True):
            pending.append(network.engine.submit(arrays))
            if not self._settings.parallel:
                pending[-1].result()
        for answer in pending:
            answer.result()


def drive_command(folder: Path, shared: Path, names: Sequence[str]) -> list[str]:
    """Return the command of a drive whose cameras are the clip, its configuration in a folder."""
    source = {"kind": "video", "address": str(shared / CLIP)}
    content = {
        "camera": {"cameras": cameras(names, source)},
        "vehicle": {"assumed": DRIVE},
        "inference": {"model_path": [str(shared / MODELS)]},
    }
    file = folder / "drive.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return [str(Path(sys.executable).with_name("vigil")), "drive", "--config", str(file)]


def own_domain() -> dict[str, str]:
    """Return the environment of a ROS graph that hears no other one."""
    here = {"ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST", "ROS_DOMAIN_ID": str(os.getpid() % 100)}
    return os.environ | here
