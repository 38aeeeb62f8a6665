"""Small roads, one camera, and pictures painted by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vigil.base.records import Mounting, TruthObject, TruthScene
from vigil.base.settings import checked
from vigil.geometry import Body, CameraModel, ground_points_ego_m
from vigil_sim.scenario.settings import Scenario
from vigil_sim.truth import truth_of
from vigil_sim.world import START_NS, Classes, Placed, Snapshot, World

MODEL = CameraModel("front", 320, 180, 300.0, 300.0, 159.5, 89.5)
MOUNTING = Mounting("front", -1.5, 0.0, 1.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, estimated=False)


@dataclass
class Stage:
    """A scenario that runs, and what is so in it."""

    world: World

    @property
    def snapshot(self) -> Snapshot:
        return self.world.snapshot()

    @property
    def scene(self) -> TruthScene:
        return truth_of(self.snapshot, self.world.road, self.world.scenario)

    def thing(self, name: str) -> TruthObject:
        return next(thing for thing in self.scene.objects if thing.name == name)

    def placed(self, name: str) -> Placed:
        return next(thing for thing in self.snapshot.things if thing.name == name)

    def after(self, seconds: float) -> "Stage":
        self.world.advance(START_NS + round(seconds * 1e9))
        return self


@dataclass
class Picture:
    """As the renderer gives it."""

    bgr: npt.NDArray[np.uint8]
    classes: npt.NDArray[np.uint8] | None
    instances: npt.NDArray[np.uint16] | None
    depth_m: npt.NDArray[np.float32] | None


@pytest.fixture
def stage() -> Callable[..., Stage]:
    """Return a way to begin a scenario: ego and actors, and what else it says."""

    def begin(*actors: dict[str, Any], kmh: float = 72.0, **others: Any) -> Stage:
        ego = {"kmh": kmh, **others.pop("ego", {})}
        content = {"name": "made_up", "ego": ego, "actors": list(actors), **others}
        return Stage(World(checked(Scenario, content, "made up"), Body()))

    return begin


@pytest.fixture
def camera() -> tuple[CameraModel, Mounting]:
    """Return lens and place of the front camera."""
    return MODEL, MOUNTING


@pytest.fixture
def empty_picture() -> Picture:
    """Return a flat road below a sky, 8 m wide, with paint nowhere."""
    width, height = MODEL.size_wh_px
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    pixels = np.stack([columns, rows], -1).reshape(-1, 2).astype(float)
    x_m, y_m = ground_points_ego_m(MODEL, MOUNTING, pixels).reshape(height, width, 2).T
    depth_m = (x_m - MOUNTING.x_m).T
    ground = np.isfinite(depth_m)
    classes = np.where(
        ground, np.where(np.abs(y_m.T) < 4.0, Classes.ROAD, Classes.TERRAIN), Classes.SKY
    ).astype(np.uint8)
    return Picture(
        np.zeros((height, width, 3), np.uint8),
        classes,
        np.zeros((height, width), np.uint16),
        np.where(ground, depth_m, np.inf).astype(np.float32),
    )
