"""The rooms of one drive, furnished from one configuration."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from vigil.base.errors import ConfigurationError
from vigil.base.records import Mounting
from vigil.base.settings import Configuration, Settings
from vigil.calibration import CalibrationSettings
from vigil.camera import CameraRig, CameraSettings, SourceSettings
from vigil.geometry import Body, CameraModel
from vigil.inference import InferenceSettings
from vigil.perception import PerceptionSettings
from vigil.sync import SyncSettings
from vigil.tracking import TrackingSettings
from vigil.vehicle import VehicleSettings
from vigil.warning import WarningSettings

SECTIONS: Mapping[str, type[Settings]] = {
    "body": Body,
    "camera": CameraRig,
    "vehicle": VehicleSettings,
    "sync": SyncSettings,
    "inference": InferenceSettings,
    "perception": PerceptionSettings,
    "calibration": CalibrationSettings,
    "tracking": TrackingSettings,
    "warning": WarningSettings,
}
"""Every section that a configuration may have, and the class that holds its defaults."""

OTHERS = ("bag", "review", "view")
"""Sections of rooms that take no part in a drive: whoever uses them checks them."""


@dataclass(frozen=True)
class Rooms:
    """What a configuration says, each section checked when it is first asked for."""

    configuration: Configuration

    def check(self) -> "Rooms":
        """Raise where any section of ours says something that cannot be, or nobody knows one."""
        self.configuration.refuse_unknown((*SECTIONS, *OTHERS))
        for name, kind in SECTIONS.items():
            self.configuration.section(name, kind)
        return self

    @cached_property
    def rig(self) -> CameraRig:
        """All cameras."""
        return self.configuration.section("camera", CameraRig)

    @cached_property
    def body(self) -> Body:
        """The measures of our car."""
        return self.configuration.section("body", Body)

    @cached_property
    def vehicle(self) -> VehicleSettings:
        """Buses, mapping, assumptions."""
        return VehicleSettings.of(self.configuration)

    @cached_property
    def models(self) -> dict[str, CameraModel]:
        """The model of each camera, for pictures as they are delivered."""
        return {camera.name: camera.model() for camera in self.rig.cameras}

    @cached_property
    def mountings(self) -> tuple[Mounting, ...]:
        """Each camera as it is configured, the leading one first."""
        return tuple(camera.mounting() for camera in self.rig.cameras)

    def camera(self, name: str) -> CameraSettings:
        """Return one camera, by its name."""
        known = {camera.name: camera for camera in self.rig.cameras}
        if name not in known:
            raise ConfigurationError(f"there is no camera '{name}'; there are {', '.join(known)}")
        return known[name]

    def camera_fed_by(self, name: str, pictures: Path, rate_hz: float = 25.0) -> CameraSettings:
        """Return a camera as if a video or a folder of pictures fed it."""
        kind: Literal["video", "images"] = "images" if pictures.is_dir() else "video"
        source = SourceSettings(kind=kind, address=str(pictures), rate_hz=rate_hz)
        return self.camera(name).model_copy(update={"source": source})
