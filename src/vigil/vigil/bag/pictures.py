"""Pictures of a video or a folder, compressed as a bag wants them, untouched where they are so."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import av
import cv2

from vigil.base.records import Frame
from vigil.camera import CameraSettings, open_source
from vigil.camera.source import picture_paths

AS_THEY_ARE = (".jpeg", ".jpg", ".png")
"""What sensor_msgs/CompressedImage takes without another compression."""


class Pictures:
    """Frames with their bytes; `lost` counts those that could not be decoded nor kept."""

    def __init__(self, camera: CameraSettings, quality: int) -> None:
        # Replay rectifies what it reads: a bag holds what the camera saw.
        self._source = open_source(camera.model_copy(update={"rectify": False}))
        self._untouched = _untouched(camera)
        self._quality = quality
        self.expected = self._source.expected_frames
        self.lost = 0

    def __iter__(self) -> Iterator[tuple[Frame, bytes]]:
        with self._source as source:
            # The source first: at its end it says whether the video was cut short.
            for frame, data in zip(source, self._untouched, strict=False):
                if data is None and frame.error:
                    self.lost += 1
                else:
                    yield frame, data or self._jpeg(frame)

    def _jpeg(self, frame: Frame) -> bytes:
        _, data = cv2.imencode(".jpg", frame.image, [cv2.IMWRITE_JPEG_QUALITY, self._quality])
        return data.tobytes()


def _untouched(camera: CameraSettings) -> Iterator[bytes | None]:
    """Yield, frame by frame, the bytes that can go into a bag as they are, else None."""
    address = Path(camera.source.address)
    if camera.source.kind == "images":
        return (
            path.read_bytes() if path.suffix.lower() in AS_THEY_ARE else None
            for path in picture_paths(address)
        )
    return _packets(address) if camera.source.kind == "video" else repeat(None)


def _packets(path: Path) -> Iterator[bytes | None]:
    """Yield the pictures of a Motion-JPEG file: one packet is one JPEG, no frame needs another."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if stream.codec_context.name != "mjpeg":
            yield from repeat(None)
        yield from (bytes(packet) for packet in container.demux(stream) if packet.size)
