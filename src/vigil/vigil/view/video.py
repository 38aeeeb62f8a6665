"""Writes pictures into a video file: H.264 where the build of FFmpeg has it, else MPEG-4."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import final

import av
import cv2
import numpy as np

from vigil.base.errors import OutputError
from vigil.view.strokes import Image

CODECS = (
    ("libx264", {"crf": "23", "preset": "veryfast"}),
    ("mpeg4", {"qscale": "4"}),
)
"""Name and options; yuv420p is what browsers and phones play."""


@final
class VideoWriter:
    """One MP4 of one size; a context manager, so that the file is closed whatever happens."""

    def __init__(self, path: Path, size_wh_px: tuple[int, int], fps: float) -> None:
        # Chroma is stored for blocks of 2 x 2: odd sizes lose their last row or column.
        self._size = (size_wh_px[0] // 2 * 2, size_wh_px[1] // 2 * 2)
        self._path = path
        try:
            self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
            self._stream = self._open(Fraction(fps).limit_denominator(1001))
            self._file.start_encoding()
        except (OSError, av.FFmpegError) as error:
            raise OutputError(f"{path}: cannot write a video there: {error}") from error

    def write(self, image: Image) -> None:
        """Append one BGR picture; another size is resized."""
        if (image.shape[1], image.shape[0]) != self._size:
            image = np.asarray(cv2.resize(image, self._size, interpolation=cv2.INTER_AREA))
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
        self._mux(frame)

    def close(self) -> None:
        """Write what the encoder still holds, and the index."""
        self._mux(None)
        self._file.close()

    def __enter__(self) -> "VideoWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self, rate: Fraction) -> av.VideoStream:
        name, options = next((c for c in CODECS if c[0] in av.codecs_available), CODECS[-1])
        stream = self._file.add_stream(name, rate=rate, options=options)
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        return stream

    def _mux(self, frame: av.VideoFrame | None) -> None:
        try:
            self._file.mux(self._stream.encode(frame))
        except (OSError, av.FFmpegError) as error:
            raise OutputError(f"{self._path}: the video broke off: {error}") from error
