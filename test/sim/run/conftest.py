"""The small simulated car, a short drive behind another one, and pictures without OpenGL."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigil.base.records import Mounting
from vigil.base.settings import Configuration, checked
from vigil.geometry import CameraModel
from vigil.pipeline import Rooms
from vigil_sim.render.picture import Picture
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import Snapshot, World

CONFIG = Path(__file__).parents[3] / "config/sim_small.yaml"
CAMERA = {
    "name": "front",
    "source": {"kind": "topic", "address": "/vigil/camera/front/image/compressed"},
    "width_px": 64,
    "height_px": 36,
    "fx_px": 60.0,
    "fy_px": 60.0,
    "cx_px": 31.5,
    "cy_px": 17.5,
    "mounting": {"z_m": 1.3},
}


class Painter:
    """Draws blocks that tell one moment from another; how far we came is in their grey."""

    def __init__(self, world: World) -> None:
        del world
        self.drawn = 0

    def picture(
        self,
        snapshots: Sequence[Snapshot],
        model: CameraModel,
        mounting: Mounting,
        *,
        labels: bool = True,
        number: int = 0,
        exposure_s: float = 0.0,
    ) -> Picture:
        """Return a picture of the right size."""
        del mounting, labels, exposure_s
        self.drawn += 1
        random = np.random.default_rng([number, snapshots[0].time_ns])
        blocks = random.integers(0, 255, (model.height_px // 4, model.width_px // 4, 3), np.uint8)
        bgr = np.repeat(np.repeat(blocks, 4, axis=0), 4, axis=1)
        return Picture(bgr, None, None, None)


@pytest.fixture(scope="session")
def small_rooms() -> Rooms:
    """Return the simulated car with a camera of a few pixels."""
    changed = {"camera.cameras": [CAMERA]}
    return Rooms(Configuration.read(CONFIG).changed(changed)).check()


@pytest.fixture(scope="session")
def sharp_rooms() -> Rooms:
    """Return the simulated car with its camera of 1280x720: cheap while nobody draws."""
    return Rooms(Configuration.read(CONFIG.with_name("sim.yaml"))).check()


@pytest.fixture
def painter() -> type[Painter]:
    """Return what stands in for the renderer."""
    return Painter


@pytest.fixture(scope="session")
def behind() -> Callable[..., Scenario]:
    """Return a way to write a drive at 72 km/h behind a car."""

    def write(
        gap_m: float = 40.0, kmh: float = 72.0, duration_s: float = 1.5, **more: Any
    ) -> Scenario:
        lead = {"name": "target", "gap_m": gap_m, "kmh": kmh, **more.pop("lead", {})}
        content = {
            "name": "behind",
            "seed": 5,
            "duration_s": duration_s,
            "ego": {"kmh": 72},
            "actors": [lead],
            **more,
        }
        return checked(Scenario, content, "behind")

    return write
