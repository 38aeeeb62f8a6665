"""Exposures become pictures as a camera delivers them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from vigil.base.records import Mounting, SensorEvent
from vigil.geometry import CameraModel
from vigil.view import to_jpeg
from vigil_sim.render import Picture, Renderer
from vigil_sim.sensors import Camera, Exposure
from vigil_sim.world import Snapshot, World
from vigil_sim.world.scenery import scenery


class Draws(Protocol):
    """What draws: `vigil_sim.render.Renderer`."""

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
        """Return what a camera sees; several snapshots are the strips of a rolling shutter."""


Darkroom = Callable[[World], Draws]
"""Makes what draws a world: handed in, for it needs OpenGL and not every drive has pictures."""


def rendered(world: World, *, bonnet: bool = False) -> Renderer:
    """Return the renderer of a world, with what stands beside its road, and our own bonnet."""
    scenario, road = world.scenario, world.road
    props = scenery(road, scenario.road, world.seed, world.snapshot().things)
    return Renderer(scenario, road, props, world.seed, bonnet=bonnet)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture, drawn and compressed."""

    picture: Picture
    jpeg: bytes


class Film:
    """Draws what cameras expose; a frozen camera delivers its last picture again, to the bit."""

    def __init__(
        self, draws: Draws, cameras: Mapping[str, Camera], jpeg_quality: int, *, labels: bool
    ) -> None:
        self._draws, self._cameras = draws, cameras
        self._quality, self._labels = jpeg_quality, labels
        self._last: dict[str, Shot] = {}

    def shoot(self, exposure: Exposure, event: SensorEvent) -> Shot:
        """Return the picture of an exposure."""
        name = exposure.camera
        if not (event.frozen and name in self._last):
            self._last[name] = self._developed(exposure, event.sequence)
        return self._last[name]

    def _developed(self, exposure: Exposure, number: int) -> Shot:
        camera = self._cameras[exposure.camera]
        picture = self._draws.picture(
            exposure.bands,
            camera.model,
            camera.mounting,
            labels=self._labels,
            number=number,
            exposure_s=camera.exposure_s,
        )
        return Shot(picture, to_jpeg(picture.bgr, camera.model.width_px, self._quality))
