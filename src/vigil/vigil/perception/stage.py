"""The stage: a frame set in, percepts out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2

from vigil.base.records import Detection, Frame, FrameSet, Health, HealthLevel, Percepts
from vigil.geometry import CameraModel
from vigil.inference import Engines
from vigil.perception.eye import Eye, Looking, Seen
from vigil.perception.settings import PerceptionSettings


@dataclass(frozen=True)
class Begun:
    """A frame set that networks are working on."""

    frame_set: FrameSet
    superseded: int
    looking: tuple[Looking, ...]
    faults: tuple[Health, ...]


class Perception:
    """Looks at every picture of a frame set that was judged on time."""

    def __init__(
        self, settings: PerceptionSettings, models: Mapping[str, CameraModel], engines: Engines
    ) -> None:
        """Load the networks of all cameras; cameras share those of one size."""
        cv2.setNumThreads(1)  # the cores are the networks': a pool of OpenCV's fights them
        self._eyes = {name: Eye(model, settings, engines.open) for name, model in models.items()}

    def describe(self) -> tuple[str, ...]:
        """Return one line for each network: runtime, precision, processor, threads."""
        lines = (engine.describe() for eye in self._eyes.values() for engine in eye.engines)
        return tuple(dict.fromkeys(lines))

    def update(self, frame_set: FrameSet, superseded: int = 0) -> Percepts:
        """Return what was recognised; a camera without a picture yields nothing."""
        return self.finish(self.begin(frame_set, superseded))

    def begin(self, frame_set: FrameSet, superseded: int = 0) -> Begun:
        """Hand all pictures to the networks; the set before may still be unfinished, no other."""
        found = [(frame, self._fault(frame)) for frame in frame_set.frames]
        looking = tuple(self._begin(frame, frame_set) for frame, fault in found if fault is None)
        faults = tuple(fault for _, fault in found if fault is not None)
        return Begun(frame_set, superseded, looking, faults)

    def finish(self, begun: Begun) -> Percepts:
        """Wait for the networks and return what they recognised."""
        seen = [self._eyes[one.frame.camera].finish(one) for one in begun.looking]
        moment = begun.frame_set.moment
        health = moment.health + begun.faults
        return Percepts(
            begun.frame_set.stamp_ns,
            replace(moment, health=health) if begun.faults else moment,
            _best_first(seen),
            tuple(line for one in seen for line in one.lanes),
            tuple(area for one in seen for area in one.drivable),
            begun.superseded,
        )

    def _begin(self, frame: Frame, frame_set: FrameSet) -> Looking:
        mounting = frame_set.moment.mounting(frame.camera)
        return self._eyes[frame.camera].begin(frame, mounting)

    def _fault(self, frame: Frame) -> Health | None:
        """Say why a picture cannot be used: boxes of another size would be in wrong places."""
        model = self._eyes[frame.camera].model
        height, width = frame.image.shape[:2]
        if (width, height) == model.size_wh_px:
            return None
        return Health(
            f"perception/{frame.camera}",
            HealthLevel.ERROR,
            f"the picture is {width}x{height}, the camera is configured as"
            f" {model.width_px}x{model.height_px}; set width_px and height_px and calibrate",
        )


def _best_first(seen: list[Seen]) -> tuple[Detection, ...]:
    found = [detection for one in seen for detection in one.detections]
    return tuple(sorted(found, key=lambda detection: -detection.score))
