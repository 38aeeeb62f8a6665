"""Pictures of a drive: one of each alert at its peak, and small ones along the way."""

import base64
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vigil.bag import BagReader
from vigil.camera import CameraRig
from vigil.review.drive import Drive, Progress
from vigil.review.settings import ReviewSettings
from vigil.view import Moments, Shown, draw, to_jpeg
from vigil.view.strokes import Image


@dataclass(frozen=True, slots=True)
class Pictures:
    """JPEGs as text, by stamp."""

    large: dict[int, str]
    small: dict[int, str]


def take_pictures(
    bag: Path, drive: Drive, rig: CameraRig, settings: ReviewSettings, progress: Progress
) -> Pictures:
    """Read the bag a second time and draw the moments that are worth it."""
    large, small = wanted_large(drive, settings), wanted_small(drive, settings)
    pictures, wanted = Pictures({}, {}), large | small
    with BagReader(bag) as reader:
        moments = Moments(reader, rig)
        found = moments.shown(wanted=wanted)
        for shown in progress(found, len(wanted), "drawing pictures"):
            image = drawn(moments, rig, shown, settings.picture_width_px)
            if image is None:
                continue
            stamp_ns, quality = shown.scene.stamp_ns, settings.jpeg_quality
            if stamp_ns in large:
                pictures.large[stamp_ns] = _text(image, settings.picture_width_px, quality)
            if stamp_ns in small:
                pictures.small[stamp_ns] = _text(image, settings.thumbnail_width_px, quality)
    return pictures


def wanted_large(drive: Drive, settings: ReviewSettings) -> set[int]:
    """Return the stamps of the highest alerts, or of some moments of a quiet drive."""
    raised = [episode for episode in drive.episodes if not episode.suppressed]
    worst = sorted(raised, key=lambda e: (-e.level, e.start_s))[: settings.pictures]
    stamps = {episode.peak_ns for episode in worst}
    return stamps or _evenly(drive.stamps_ns, settings.quiet_pictures)


def wanted_small(drive: Drive, settings: ReviewSettings) -> set[int]:
    """Return stamps along the timeline."""
    return _evenly(drive.stamps_ns, settings.thumbnails)


def drawn(moments: Moments, rig: CameraRig, shown: Shown, width_px: int) -> Image | None:
    """Return the annotated picture of the leading camera, or of the first that delivered."""
    placed = {mounting.camera: mounting for mounting in shown.scene.moment.mountings}
    for camera in rig.cameras:
        message = shown.pictures.get(camera.name)
        image = None if message is None else moments.image(camera.name, message)
        if image is not None:
            fitted = _fitted(image, width_px)  # before words are drawn, so that they stay sharp
            lens, mounting = camera.model(), placed.get(camera.name)
            return draw(fitted, camera.name, shown.scene, shown.targets, lens, mounting)
    return None


def _fitted(image: Image, width_px: int) -> Image:
    size = (width_px, round(image.shape[0] * width_px / image.shape[1]))
    way = cv2.INTER_AREA if width_px < image.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size, interpolation=way), np.uint8)


def _evenly(stamps_ns: tuple[int, ...], count: int) -> set[int]:
    if not stamps_ns or not count:
        return set()
    places = np.linspace(0, len(stamps_ns) - 1, min(count, len(stamps_ns)))
    return {stamps_ns[round(place)] for place in places.tolist()}


def _text(image: Image, width_px: int, quality: int) -> str:
    return base64.b64encode(to_jpeg(image, width_px, quality)).decode()
