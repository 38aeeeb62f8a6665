"""A stage for small pictures: a road, a few things on it, one camera."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pytest

from vigil.base.errors import EngineError
from vigil.base.records import Mounting
from vigil.base.settings import checked
from vigil.geometry import Body, CameraModel
from vigil_sim.render import Picture, Renderer
from vigil_sim.render.context import context
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import Snapshot, World
from vigil_sim.world.scenery import Prop

SMALL = CameraModel("front", 480, 270, 450.0, 450.0, 239.5, 134.5)
MOUNTING = Mounting(
    "front", -1.5, 0.0, 1.3, 0.0, 0.0, 0.0, 0.03, 0.005, 0.003, 0.003, estimated=False
)
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stand:
    """A scenario at its first moment, and who draws it."""

    scenario: Scenario
    world: World
    renderer: Renderer

    @property
    def snapshot(self) -> Snapshot:
        return self.world.snapshot()

    def picture(self, model: CameraModel = SMALL, **options: Any) -> Picture:
        return self.renderer.picture([self.snapshot], model, MOUNTING, **options)

    def changed(self, name: str, **changes: Any) -> Snapshot:
        """Return the moment with one thing changed."""
        snapshot = self.snapshot
        things = tuple(replace(t, **changes) if t.name == name else t for t in snapshot.things)
        return replace(snapshot, things=things)


Set: TypeAlias = Callable[..., Stand]


@pytest.fixture(scope="session")
def set_up() -> Set:
    """Return a way to set a scene: a straight rural road of two lanes and one opposite."""
    try:
        context()
    except EngineError as error:
        pytest.skip(str(error))

    def made(
        *actors: dict[str, Any],
        props: Sequence[Prop] = (),
        bonnet: bool = False,
        road: dict[str, Any] | None = None,
        **said: Any,
    ) -> Stand:
        described = {
            "name": "stand",
            "ego": {"kmh": 50.0},
            "road": {"opposite_lanes": 1, **(road or {})},
            "actors": actors,
            **said,
        }
        scenario = checked(Scenario, described, "the test")
        world = World(scenario, Body())
        renderer = Renderer(scenario, world.road, props, scenario.seed, bonnet=bonnet)
        return Stand(scenario, world, renderer)

    return made


def spot_px(ahead_m: float, left_m: float, height_m: float = 0.0) -> tuple[int, int]:
    """Return column and row where a place of the ego frame appears."""
    optical = np.array([[-left_m, MOUNTING.z_m - height_m, ahead_m - MOUNTING.x_m]])
    column, row = SMALL.pixels(optical)[0]
    return round(float(column)), round(float(row))


def grey(picture: Picture, ahead_m: float, left_m: float) -> float:
    """Return the mean grey level about a place on the road."""
    column, row = spot_px(ahead_m, left_m)
    half = max(1, round(0.3 * SMALL.fx_px / (ahead_m + 1.5)))
    return float(picture.bgr[row - 1 : row + 2, column - half : column + half + 1].mean())


def bits(picture: Picture) -> list[bytes]:
    """Return the bytes of a picture and of its labels."""
    layers = (picture.bgr, picture.classes, picture.instances, picture.depth_m)
    return [layer.tobytes() for layer in layers if layer is not None]
