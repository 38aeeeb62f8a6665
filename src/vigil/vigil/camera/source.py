"""Opens what the configuration names: a video, a folder of pictures, a live stream."""

import re
from collections.abc import Iterator
from pathlib import Path

from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import Frame
from vigil.camera.encodings import Picture, decode_compressed
from vigil.camera.frames import Clock, FrameMaker, Source
from vigil.camera.settings import CameraSettings
from vigil.camera.video import SECOND_NS, StreamSource, VideoSource

PICTURES = (".bmp", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")
"""File names that count as pictures, in any case."""


def open_source(settings: CameraSettings, now_ns: Clock | None = None) -> Source:
    """Open what feeds a camera, or raise InputError; `now_ns` tells the car clock.

    Without a clock a frame arrives when it is exposed, and recordings begin at 0.
    """
    kind = settings.source.kind
    if kind == "video":
        return VideoSource(settings, now_ns)
    if kind == "images":
        return ImagesSource(settings, now_ns)
    if kind == "stream":
        return StreamSource(settings, now_ns)
    raise ConfigurationError(
        f"camera {settings.name} is fed by the topic {settings.source.address}: nothing to open;"
        " replay a bag or run the graph, or name a video, images or a stream"
    )


class ImagesSource(Source):
    """A folder of pictures in the order of their names, numbers read as numbers.

    A picture that cannot be read, or has another size, is a frame with an error: the numbering
    goes on.  Where no picture at all was good, the end says so.
    """

    def __init__(self, settings: CameraSettings, now_ns: Clock | None = None) -> None:
        self._folder = Path(settings.source.address)
        self._maker, self._now_ns = FrameMaker(settings), now_ns
        self._rate_hz = settings.source.rate_hz
        self._paths = picture_paths(self._folder)
        self.expected_frames = len(self._paths)

    def __iter__(self) -> Iterator[Frame]:
        good, error = 0, ""
        start_ns = self._now_ns() if self._now_ns else 0
        for number, path in enumerate(self._paths):
            exposure_ns = start_ns + round(number * SECOND_NS / self._rate_hz)
            arrival_ns = max(self._now_ns(), exposure_ns) if self._now_ns else exposure_ns
            frame = self._maker.frame(number, exposure_ns, arrival_ns, lambda: read_picture(path))  # noqa: B023 - called at once
            good, error = good + (not frame.error), frame.error or error
            yield frame
        if not good:
            raise InputError(
                f"{self._folder}: none of {len(self._paths)} pictures is usable: {error}"
            )

    def close(self) -> None:
        """Nothing stays open between two pictures."""


def picture_paths(folder: Path) -> list[Path]:
    """Return the pictures of a folder, frame9 before frame10; raise where there is none."""
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder of pictures")
    paths = [path for path in folder.iterdir() if path.suffix.lower() in PICTURES]
    if not paths:
        raise InputError(f"{folder}: holds no picture ({', '.join(PICTURES)})")
    return sorted(paths, key=_natural)


def _natural(path: Path) -> list[tuple[bool, int, str]]:
    """Sort 'frame10' after 'frame9': digits compare as a number, and before letters."""
    parts = re.findall(r"\d+|\D+", path.name)
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def read_picture(path: Path) -> Picture:
    """Return the picture of a file, or raise a sentence that names it."""
    try:
        return decode_compressed(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
