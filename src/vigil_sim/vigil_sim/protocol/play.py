"""One draw of a grid point, with or without pixels."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from vigil.base.errors import InputError, ModelError
from vigil.inference import InferenceSettings, find_card, find_weights
from vigil.perception import PerceptionSettings
from vigil.perception.settings import NONE
from vigil.pipeline import Rooms
from vigil_sim.noise import NoiseSettings
from vigil_sim.run.film import rendered
from vigil_sim.run.kinematic import Judge, Kinematic
from vigil_sim.run.loop import close_loop
from vigil_sim.run.reaction import Mode
from vigil_sim.run.result import Run
from vigil_sim.scenario.settings import Scenario

Depth = Literal["kinematic", "pixels"]


def depth_of(word: str) -> Depth:
    """Return the level that a word of the command line means."""
    if word not in get_args(Depth):
        raise InputError(f"there is no level '{word}'; there are {', '.join(get_args(Depth))}")
    depth: Depth = "pixels" if word == "pixels" else "kinematic"
    return depth


def refuse_blind(rooms: Rooms) -> None:
    """Raise where the networks that are to look are not there: one sentence, before any run."""
    inference = rooms.configuration.section("inference", InferenceSettings)
    perception = rooms.configuration.section("perception", PerceptionSettings)
    networks = perception.networks_of(rooms.rig.leading.name)
    try:
        for name in (networks.detector, networks.lanes, networks.road):
            if name != NONE:
                find_weights(find_card(name, inference.folders), inference)
    except ModelError as error:
        raise ModelError(
            "pixels are not possible here: Vigil has no network of its own yet, and a public one"
            f" is not there: {error}"
        ) from error


def play(
    scenario: Scenario,
    depth: Depth,
    rooms: Rooms,
    noise: NoiseSettings,
    *,
    mode: Mode,
    scale: float = 1.0,
    judges: Mapping[str, Judge] | None = None,
    bag: Path | None = None,
) -> Run:
    """Drive a scenario once and return what came of it.

    Without pixels the percepts come from the truth through noise; with pixels from networks, and
    `bag` names what is to be left of it.
    """
    if depth == "kinematic":
        return Kinematic(scenario, rooms, noise, mode=mode, scale=scale, judges=judges).run()
    if judges:
        raise InputError("rivals are judged on the kinematic level alone; take --level kinematic")
    with TemporaryDirectory() as folder:
        out = bag or Path(folder) / "bag"
        return close_loop(scenario, rooms, out, rendered, mode, "networks", scale).run
