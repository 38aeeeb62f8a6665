"""Exposures become pictures as a camera delivers them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from vigil.base.records import Mounting, SensorEvent
from vigil.geometry import CameraModel
from vigil.view import to_jpeg
from vigil_sim.render.picture import Picture
from vigil_sim.sensors import Camera, Exposure
from vigil_sim.world import Snapshot, World


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
