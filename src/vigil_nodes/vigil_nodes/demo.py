"""The main job: a road and its bus go through the real graph, in real time.

Where clips and networks are at hand, a real highway clip and vehicle signals, encoded through a
real car's DBC at the speed that the dashes of the clip show, become a bag that a player puts into
the graph.  Elsewhere a simulated road feeds it: rendered cameras, a simulated bus, and detections
from the truth where there is no network.  A drive perceives, tracks, warns and records, and the
recording becomes a report and a video.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vigil.bag.make import ConstantBus, make_bag
from vigil.base.errors import InputError, VigilError
from vigil.base.settings import Configuration
from vigil.camera import CameraRig, CameraSettings
from vigil.pipeline import Rooms
from vigil.review import report, video
from vigil_nodes.run import BAD_INPUT
from vigil_nodes.sim_node import SIMULATED, SMALL

CLIP = "data/clips/udacity_solidWhiteRight_960x540_25fps.mp4"
DBC = "data/can/toyota_new_mc_pt_generated.dbc"
MODELS = "models"
SPEED_MPS = 30.3
"""Its dashes pass at 2.0745 Hz; a cycle in California is 48 ft: see config/cameras.yaml."""
SIGNALS: dict[str, float | str] = {
    "speed_mps": SPEED_MPS,
    "gear": "drive",
    "left_indicator": "off",
    "right_indicator": "off",
    "brake": 0,
    "steering_angle_rad": 0.0,
    "yaw_rate_radps": 0.0,
    "acceleration_mps2": 0.0,
    "lateral_acceleration_mps2": 0.0,
}
SHARED = Path("../shared")
SCENARIO = "demo"
"""The simulated road of a machine that has no clip: see its file."""
SIMULATE = [sys.executable, "-c", "from vigil_nodes.sim_node import main; main()"]
PLAY = [sys.executable, "-c", "from vigil_nodes.play import main; main()"]
SIM_TIME = ["--ros-args", "-p", "use_sim_time:=true"]
PATIENCE_S = 30.0
"""How long a drive may take to end once its player has."""
DRIVE = [sys.executable, "-c", "from vigil_nodes.drive import main; main()"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the main job; leaves bags, video and report in a folder."""
    options = _parser().parse_args(sys.argv[1:] if arguments is None else list(arguments))
    try:
        _run(options)
    except VigilError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(BAD_INPUT) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigil demo", description=__doc__)
    parser.add_argument("--shared", type=Path, help=f"clips and networks; unset: {SHARED}")
    parser.add_argument("--scenario", help="drive on a simulated road: a shipped name, or a file")
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--split", action="store_true", help="drive in two processes")
    parser.add_argument("--page", action="store_true", help="show the scene in a browser")
    return parser


def _run(options: argparse.Namespace) -> None:
    road = _simulated(options) if _nothing_shared(options) else _clip(options)
    drive = options.out / "drive"
    shutil.rmtree(drive, ignore_errors=True)
    _drive(road, drive, options)
    _say(f"recorded drive:  {drive}")
    _say(f"report:          {report(drive, options.out / 'report.html', road.rig)}")
    _say(f"video:           {video(drive, options.out / 'video.mp4', road.rig)}")


@dataclass(frozen=True)
class Road:
    """What is driven on."""

    feed: Sequence[str]
    """The command that puts it into the graph."""
    drive: Sequence[str]
    """What the drive is told of it."""
    rig: CameraRig


def _nothing_shared(options: argparse.Namespace) -> bool:
    """Tell whether a simulated road is wanted, or all that there is."""
    return bool(options.scenario) or (options.shared is None and bool(_missing(SHARED)))


def _simulated(options: argparse.Namespace) -> Road:
    scenario = options.scenario or SCENARIO
    _say(
        f"simulated road:  {scenario}; detections come from its truth, with the errors of detectors"
    )
    config = ["--config", str(SMALL)]
    told = ["--truth", *config, "--set", f"sync.watermarks=['{SIMULATED}']"]
    return Road([*SIMULATE, scenario, *config], told, Rooms(Configuration.read(SMALL)).rig)


def _clip(options: argparse.Namespace) -> Road:
    shared = options.shared or SHARED
    sets = _sets(shared)
    bag = options.out / "road"
    shutil.rmtree(bag, ignore_errors=True)
    made = make_bag(bag, *_inputs(shared, sets))
    _say(f"bag of the road: {made.path}: {made.pictures} pictures, {made.bursts} bursts of CAN")
    marked = [*sets, f"sync.watermarks=['{made.watermark}']"]
    told = [word for text in marked for word in ("--set", text)]
    return Road([*PLAY, str(bag)], told, Rooms(_configuration(sets)).rig)


def _missing(shared: Path) -> list[str]:
    needed = [shared / CLIP, shared / DBC, shared / MODELS]
    return [str(path) for path in needed if not path.exists()]


def _sets(shared: Path) -> list[str]:
    """Return where networks and database are, as settings; raise where something is missing."""
    if missing := _missing(shared):
        raise InputError(
            f"the highway clip needs {', '.join(missing)}: a clip, the DBC of a 2018 Toyota RAV4"
            " (opendbc) and the networks that models/*.yaml name; put them there, or leave out"
            " --shared for a simulated road"
        )
    models, databases = (shared / MODELS).resolve(), (shared / DBC).resolve().parent
    return [f"inference.model_path=['{models}']", f"vehicle.dbc_path=['{databases}']"]


def _configuration(sets: Sequence[str]) -> Configuration:
    return Configuration.read().changed(dict(map(Configuration.override, sets)))


def _inputs(shared: Path, sets: Sequence[str]) -> tuple[CameraSettings, ConstantBus]:
    rooms = Rooms(_configuration(sets))
    return rooms.camera_fed_by("front", shared / CLIP), ConstantBus(SIGNALS, rooms.vehicle)


def _drive(road: Road, out: Path, options: argparse.Namespace) -> None:
    """Drive and feed in processes of their own, in a domain of their own, until both have ended."""
    here = {"ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST", "ROS_DOMAIN_ID": str(os.getpid() % 100)}
    flags = [f"--{name}" for name in ("split", "page") if getattr(options, name)]
    drive = [*DRIVE, "--until-played", "--record", str(out), *road.drive, *flags]
    with subprocess.Popen([*drive, *SIM_TIME], env=here | os.environ) as driving:  # noqa: S603
        try:
            _feed(road, driving, here | os.environ)
            driving.wait(timeout=PATIENCE_S)
        finally:
            driving.terminate()
    if driving.returncode:
        raise InputError(f"the drive ended with status {driving.returncode}; what it said is above")


def _feed(road: Road, driving: "subprocess.Popen[bytes]", environment: dict[str, str]) -> None:
    with subprocess.Popen(road.feed, env=environment) as feeding:  # noqa: S603
        while feeding.poll() is None:
            if driving.poll() is not None:
                feeding.terminate()
            with suppress(subprocess.TimeoutExpired):
                feeding.wait(timeout=0.2)
    if feeding.returncode:
        driving.terminate()
        raise InputError(f"the road ended with status {feeding.returncode}; what it said is above")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
