"""Pictures that come as messages: whoever holds the topic or the bag hands over the fields."""

from collections.abc import Callable

from vigil.base.records import Frame
from vigil.camera.encodings import Buffer, Picture, decode_compressed, to_bgr
from vigil.camera.frames import FrameMaker
from vigil.camera.settings import CameraSettings


class TopicDecoder:
    """Turns the pictures of one topic into frames and counts them; never raises on bad ones."""

    def __init__(self, settings: CameraSettings) -> None:
        self._maker = FrameMaker(settings)
        self._sequence = 0

    def skip(self, count: int) -> None:
        """Count pictures that newer ones replaced before they were decoded."""
        self._sequence += count

    def raw(
        self,
        exposure_ns: int,
        arrival_ns: int,
        encoding: str,
        width_px: int,
        height_px: int,
        step: int,
        data: Buffer,
        big_endian: bool = False,
    ) -> Frame:
        """Return the frame of a sensor_msgs/Image."""
        return self.frame(
            exposure_ns,
            arrival_ns,
            lambda: to_bgr(encoding, width_px, height_px, step, data, big_endian),
        )

    def compressed(self, exposure_ns: int, arrival_ns: int, data: Buffer) -> Frame:
        """Return the frame of a sensor_msgs/CompressedImage."""
        return self.frame(exposure_ns, arrival_ns, lambda: decode_compressed(data))

    def frame(self, exposure_ns: int, arrival_ns: int, take: Callable[[], Picture]) -> Frame:
        """Return the frame of a picture that somebody else decodes, as cv_bridge does."""
        sequence, self._sequence = self._sequence, self._sequence + 1
        return self._maker.frame(sequence, exposure_ns, arrival_ns, take)
