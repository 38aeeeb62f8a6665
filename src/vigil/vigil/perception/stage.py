"""The stage: a frame set in, percepts out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import cv2

from vigil.base.records import Detection, Frame, FrameSet, Health, HealthLevel, Percepts
from vigil.geometry import CameraModel
from vigil.inference import Engines
from vigil.perception.eye import Eye, Seen
from vigil.perception.settings import PerceptionSettings


def wait() -> None:
    """Do nothing else while networks run."""


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

    def update(
        self, frame_set: FrameSet, superseded: int = 0, meanwhile: Callable[[], None] = wait
    ) -> Percepts:
        """Return what was recognised; a camera without a picture yields nothing.

        `meanwhile` is called whenever networks have begun: other work costs no time then.
        """
        health = [self._fault(frame) for frame in frame_set.frames]
        seen = [
            self._look(frame, frame_set, meanwhile)
            for frame, fault in zip(frame_set.frames, health, strict=True)
            if fault is None
        ]
        faults = tuple(fault for fault in health if fault is not None)
        moment = frame_set.moment
        return Percepts(
            frame_set.stamp_ns,
            replace(moment, health=moment.health + faults) if faults else moment,
            _best_first(seen),
            tuple(line for one in seen for line in one.lanes),
            tuple(area for one in seen for area in one.drivable),
            superseded,
        )

    def _look(self, frame: Frame, frame_set: FrameSet, meanwhile: Callable[[], None]) -> Seen:
        mounting = frame_set.moment.mounting(frame.camera)
        return self._eyes[frame.camera].look(frame, mounting, meanwhile)

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
