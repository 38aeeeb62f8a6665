"""Short drives, written where they are told."""

from collections.abc import Callable
from typing import Any

import pytest

from vigil.base.settings import checked
from vigil.geometry import Body
from vigil_sim.scenario import RoadSettings, Scenario
from vigil_sim.world import Road, World

Drive = Callable[..., World]


@pytest.fixture
def body() -> Body:
    return Body()


@pytest.fixture
def drive(body: Body) -> Drive:
    """Return a world of a scenario; a straight rural road with two lanes each way, at 20 m/s."""

    def made(seed: int | None = None, **said: Any) -> World:
        road = {"lanes": 2, "opposite_lanes": 2} | said.pop("road", {})
        ego = {"kmh": 72.0} | said.pop("ego", {})
        content = {"name": "trial", "road": road, "ego": ego, **said}
        return World(checked(Scenario, content, "trial"), body, seed)

    return made


@pytest.fixture
def bend() -> Road:
    """Return a road that is straight, turns left, then right, over hills."""
    pieces = [[100.0, 0.0], [200.0, 0.008], [200.0, -0.01], [100.0, 0.0]]
    return Road(checked(RoadSettings, {"pieces": pieces, "hill_m": 2.0}, "bend"))
