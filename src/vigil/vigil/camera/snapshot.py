"""Single pictures, for a person to look at or a board to be found in."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2

from vigil.base.errors import InputError, OutputError
from vigil.camera.encodings import Picture
from vigil.camera.settings import CameraSettings
from vigil.camera.source import open_source, picture_paths, read_picture

VIDEO_STEP_S = 0.5
"""Neighbours in a video show a board in one place: they cost time and teach nothing."""


def first_picture(settings: CameraSettings) -> Picture:
    """Return the first picture of a camera that can be decoded."""
    with open_source(settings) as source:
        for frame in source:
            if not frame.error:
                return frame.image
    raise InputError(f"camera {settings.name}: no picture came")


def pictures_of(path: Path) -> Iterator[Picture]:
    """Yield the pictures of a folder, or two a second of a video: no calibration is known yet."""
    if path.is_dir():
        yield from map(read_picture, picture_paths(path))
        return
    try:
        with av.open(str(path)) as container:
            next_s = 0.0
            for frame in container.decode(video=0):
                if frame.time is None or frame.time >= next_s:
                    next_s = (frame.time or 0.0) + VIDEO_STEP_S
                    yield frame.to_ndarray(format="bgr24")
    except (av.FFmpegError, OSError) as error:
        raise InputError(f"{path}: cannot be read as a video: {error.strerror}") from error


def write_picture(path: Path, image: Picture) -> None:
    """Write a picture in the format that its name ends in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(path), image):
        raise OutputError(f"{path}: the picture could not be written; is the disk full?")
