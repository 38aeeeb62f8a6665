"""A recorded drive, moment by moment: scene, targets, and the pictures that they came from."""

import struct
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vigil.bag import BagReader, Entry, topics
from vigil.base.records import Scene, Targets, Verdict
from vigil.camera import CameraRig, CameraSettings, TopicDecoder
from vigil.pipeline.inputs import frame_of
from vigil.view.jpeg import to_jpeg
from vigil.view.strokes import Image

KEPT = 64
"""Pictures a camera, and scenes, kept until the targets that they led to: 2 s at 30 Hz."""
STAMP = {0: struct.Struct(">iI"), 1: struct.Struct("<iI")}
CDR_HEAD = 4
EARLY_NS = 1_000_000_000
"""What is read before a place that is sought: pictures arrive before their targets."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One moment of a recorded drive."""

    scene: Scene
    targets: Targets
    pictures: Mapping[str, Any]
    """By camera, the message of the frame that was used; none where the verdict was not ON_TIME."""


class Moments:
    """Finds what belongs together in a bag."""

    def __init__(self, reader: BagReader, rig: CameraRig) -> None:
        reader.need((topics.SCENE.name, topics.TARGETS.name))
        self._reader = reader
        self._cameras = {_topic(reader, camera): camera for camera in rig.cameras}
        self._decoders = {camera.name: TopicDecoder(camera) for camera in rig.cameras}
        self._rectified = {camera.name for camera in rig.cameras if camera.rectify}
        self._pictures: OrderedDict[tuple[str, int], Entry] = OrderedDict()
        self._scenes: OrderedDict[int, Entry] = OrderedDict()

    @property
    def count(self) -> int:
        """How many moments there are."""
        return self._reader.topics[topics.TARGETS.name].count

    def shown(self, start_ns: int = 0, wanted: Collection[int] | None = None) -> Iterator[Shown]:
        """Yield moments from an arrival on; only those of some stamps where they are told."""
        names = [topics.SCENE.name, topics.TARGETS.name, *filter(None, self._cameras)]
        for entry in self._reader.entries(names):
            if entry.log_ns < start_ns - EARLY_NS:
                continue
            stamp_ns = stamp_of(entry.raw)
            if camera := self._cameras.get(entry.topic):
                _keep(self._pictures, (camera.name, stamp_ns), entry, KEPT * len(self._cameras))
            elif entry.topic == topics.SCENE.name:
                _keep(self._scenes, stamp_ns, entry, KEPT)
            elif entry.log_ns >= start_ns and (wanted is None or stamp_ns in wanted):
                scene = self._scenes.get(stamp_ns)
                if scene is not None:
                    yield self._together(scene, entry)

    def image(self, camera: str, message: Any) -> Image | None:
        """Return a picture as the stages saw it, rectified where that is on; None: unreadable."""
        frame = frame_of(message, self._decoders[camera], 0)
        return None if frame.error else frame.image

    def jpeg(self, camera: str, message: Any, width_px: int, quality: int) -> bytes | None:
        """Return a picture for the page; a JPEG that was not rectified passes as it is."""
        if camera not in self._rectified and "jpeg" in getattr(message, "format", "").lower():
            return bytes(message.data)
        image = self.image(camera, message)
        return None if image is None else to_jpeg(image, width_px, quality)

    def _together(self, scene_entry: Entry, targets_entry: Entry) -> Shown:
        scene: Scene = self._reader.record(scene_entry)
        used = [r for r in scene.moment.cameras if r.verdict is Verdict.ON_TIME]
        found = {r.camera: self._pictures.get((r.camera, r.exposure_ns)) for r in used}
        pictures = {name: self._reader.message(e) for name, e in found.items() if e is not None}
        return Shown(scene, self._reader.record(targets_entry), pictures)


def stamp_of(cdr: bytes) -> int:
    """Return the stamp of a message that begins with a header, ns, without decoding the rest."""
    seconds, nanoseconds = STAMP[cdr[1] & 1].unpack_from(cdr, CDR_HEAD)
    return int(seconds) * 1_000_000_000 + int(nanoseconds)


def _topic(reader: BagReader, camera: CameraSettings) -> str:
    """Return where the bag holds the pictures of a camera; empty: nowhere."""
    choices = [topics.COMPRESSED.of(camera.name), topics.IMAGE.of(camera.name)]
    if camera.source.kind == "topic":
        choices.insert(0, camera.source.address)
    return next((name for name in choices if name in reader.topics), "")


def _keep(kept: "OrderedDict[Any, Entry]", key: Any, entry: Entry, most: int) -> None:
    kept[key] = entry
    while len(kept) > most:
        kept.popitem(last=False)
