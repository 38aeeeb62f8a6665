"""The main job: a real road and a real bus go through the real graph, in real time.

A highway clip and vehicle signals, encoded through a real car's DBC at the speed that the dashes of
the clip show, become a bag.  A player puts it into the graph, a drive perceives, tracks, warns and
records, and the recording becomes a report and a video.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vigil.bag.make import ConstantBus, make_bag
from vigil.base.errors import InputError, VigilError
from vigil.base.settings import Configuration
from vigil.camera import CameraSettings
from vigil.pipeline import Rooms
from vigil.review import report, video
from vigil_nodes.run import BAD_INPUT

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
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="clips and networks")
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--split", action="store_true", help="drive in two processes")
    parser.add_argument("--page", action="store_true", help="show the scene in a browser")
    return parser


def _run(options: argparse.Namespace) -> None:
    sets = _sets(options.shared)
    road, drive = options.out / "road", options.out / "drive"
    for old in (road, drive):
        shutil.rmtree(old, ignore_errors=True)
    made = make_bag(road, *_inputs(options.shared, sets))
    _say(f"bag of the road: {made.path}: {made.pictures} pictures, {made.bursts} bursts of CAN")
    _drive(road, drive, [*sets, f"sync.watermarks=['{made.watermark}']"], options)
    rig = Rooms(_configuration(sets)).rig
    _say(f"recorded drive:  {drive}")
    _say(f"report:          {report(drive, options.out / 'report.html', rig)}")
    _say(f"video:           {video(drive, options.out / 'video.mp4', rig)}")


def _sets(shared: Path) -> list[str]:
    """Return where networks and database are, as settings; raise where something is missing."""
    needed = [shared / CLIP, shared / DBC, shared / MODELS]
    missing = [str(path) for path in needed if not path.exists()]
    if missing:
        raise InputError(
            f"the demo needs {', '.join(missing)}: a highway clip, the DBC of a 2018 Toyota RAV4"
            " (opendbc) and the networks that models/*.yaml name; put them there, or say --shared"
        )
    models, databases = (shared / MODELS).resolve(), (shared / DBC).resolve().parent
    return [f"inference.model_path=['{models}']", f"vehicle.dbc_path=['{databases}']"]


def _configuration(sets: Sequence[str]) -> Configuration:
    return Configuration.read().changed(dict(map(Configuration.override, sets)))


def _inputs(shared: Path, sets: Sequence[str]) -> tuple[CameraSettings, ConstantBus]:
    rooms = Rooms(_configuration(sets))
    return rooms.camera_fed_by("front", shared / CLIP), ConstantBus(SIGNALS, rooms.vehicle)


def _drive(road: Path, out: Path, sets: Sequence[str], options: argparse.Namespace) -> None:
    """Drive and play in processes of their own, in a domain of their own, until both have ended."""
    here = {"ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST", "ROS_DOMAIN_ID": str(os.getpid() % 100)}
    settings = [word for text in sets for word in ("--set", text)]
    flags = [f"--{name}" for name in ("split", "page") if getattr(options, name)]
    drive = [*DRIVE, "--until-played", "--record", str(out), *settings, *flags]
    with subprocess.Popen([*drive, *SIM_TIME], env=here | os.environ) as driving:  # noqa: S603
        try:
            _play(road, driving, here | os.environ)
            driving.wait(timeout=PATIENCE_S)
        finally:
            driving.terminate()
    if driving.returncode:
        raise InputError(f"the drive ended with status {driving.returncode}; what it said is above")


def _play(road: Path, driving: "subprocess.Popen[bytes]", environment: dict[str, str]) -> None:
    with subprocess.Popen([*PLAY, str(road)], env=environment) as playing:  # noqa: S603
        while playing.poll() is None:
            if driving.poll() is not None:
                playing.terminate()
            with suppress(subprocess.TimeoutExpired):
                playing.wait(timeout=0.2)
    if playing.returncode:
        driving.terminate()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
