"""Runs and scenarios made by hand: what is tested here is how they are judged."""

from collections.abc import Callable
from typing import Any

import pytest

from vigil.base.records import Function, Level
from vigil.base.settings import checked
from vigil.geometry import Body
from vigil_sim.protocol.scoring import Draw
from vigil_sim.run.result import Onset, Run
from vigil_sim.scenario.settings import Scenario


def onset(level: Level = Level.WARNING, ttc_s: float | None = 2.5, **more: Any) -> Onset:
    """Return a warning of the target at 20 m/s."""
    values: dict[str, Any] = {
        "judge": "vigil",
        "function": Function.FORWARD_COLLISION,
        "level": level,
        "time_s": 4.0,
        "about": "target",
        "gap_m": None if ttc_s is None else 20.0 * ttc_s,
        "ttc_s": ttc_s,
        "ttc_accelerated_s": ttc_s,
        "ego_mps": 20.0,
        "ego_d_m": 0.0,
        "reason": "",
    }
    return Onset(**values | more)


def run_of(*onsets: Onset, **more: Any) -> Run:
    """Return a run in which these were said and nothing was touched."""
    values: dict[str, Any] = {
        "scenario": "made_up",
        "seed": 7,
        "noise": 1.0,
        "settings": "0123456789ab",
        "mode": "emergency",
        "level": "kinematic",
        "onsets": onsets,
        "end": "avoided",
        "time_s": 6.0,
        "contact": "",
        "impact_mps": 0.0,
        "initial_mps": 20.0,
        "speed_mps": 20.0,
        "smallest_gap_m": 3.0,
        "braked_at_s": None,
        "waiting": (),
    }
    return Run(**values | more)


@pytest.fixture
def scene_of() -> Callable[..., Scenario]:
    """Return a way to write a scenario at 72 km/h."""

    def write(**content: Any) -> Scenario:
        basis = {"name": "made_up", "duration_s": 8.0, "ego": {"kmh": 72.0}}
        return checked(Scenario, basis | content, "made up")

    return write


@pytest.fixture
def draw_of(scene_of: Callable[..., Scenario]) -> Callable[..., Draw]:
    """Return a way to make a draw of a run."""

    def make(*onsets: Onset, scenario: Scenario | None = None, **more: Any) -> Draw:
        return Draw(scenario or scene_of(), Body(), run_of(*onsets, **more))

    return make
