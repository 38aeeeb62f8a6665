"""What was fitted, and the floors that hold whatever a fit says."""

from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigil.base.errors import ConfigurationError, InputError
from vigil.base.settings import Configuration
from vigil_sim.noise import Eye, NoiseSettings, fitted
from vigil_sim.noise.detector import Detector
from vigil_sim.noise.outlines import View
from vigil_sim.noise.settings import SECTION

from .conftest import MODEL, MOUNTING


def changed(name: str, value: Any) -> NoiseSettings:
    path = Path(str(resources.files("vigil_sim"))) / "config/noise.yaml"
    return Configuration.read(path).changed({name: value}).section(SECTION, NoiseSettings)


def test_what_we_ship_is_complete() -> None:
    assert fitted().latency_s >= 0.1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("noise.range.floor_30m", 0.04, "4.0% at 30 m is below the floor of 5%"),
        ("noise.range.floor_60m", 0.07, "7.0% at 60 m is below the floor of 8%"),
        ("noise.range.memory_s", 0.4, "greater than or equal to 0.5"),
        ("noise.edges.memory_s", 0.4, "greater than or equal to 0.5"),
        ("noise.ghosts.least_life_s", 0.3, "greater than or equal to 0.5"),
        ("noise.ghosts.mean_life_s", 0.3, "greater than or equal to 0.5"),
        ("noise.latency_s", 0.05, "greater than or equal to 0.1"),
    ],
)
def test_a_setting_below_a_floor_is_refused(name: str, value: float, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        changed(name, value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("noise.misses.people", (0.5, 0.1), "people and heights_px must be of one length"),
        ("noise.classes.taken_for", {"car": {"lorry": 0.1}}, "there is no class 'lorry'"),
        ("noise.classes.taken_for", {"car": {"truck": 1.1}}, "more often than it is seen"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        changed(name, value)


def test_a_fit_that_flatters_stays_above_the_floors() -> None:
    noise = changed("noise.range.height_sd_px", 0.001)
    noise = noise.model_copy(
        update={"range": noise.range.model_copy(update={"height_sd_share": 0.0})}
    )
    detector = Detector(noise, View(MODEL, MOUNTING), seed=1, scale=1.0, number=0)
    at_m, heights_px = np.array([30.0, 60.0]), np.array([57.0, 29.0])
    assert detector.range_sd(at_m, heights_px) == pytest.approx([0.05, 0.08])


def test_a_scale_that_would_undercut_the_floors_is_refused() -> None:
    with pytest.raises(InputError, match=r"noise x0\.5 would undercut the floors"):
        Eye(fitted(), {MODEL.name: MODEL}, [MOUNTING], seed=1, scale=0.5)
