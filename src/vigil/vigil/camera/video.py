"""Video files, RTSP addresses and v4l2 devices, through PyAV."""

from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from vigil.base.errors import InputError
from vigil.base.records import Frame
from vigil.camera.encodings import Picture
from vigil.camera.frames import Clock, FrameMaker, Source
from vigil.camera.settings import CameraSettings

SECOND_NS = 1_000_000_000
DEVICES = "/dev/"
CUT_S = 0.5
"""A file without a count of frames that ends this much before its stated length was cut short."""


class _AvSource(Source):
    """What files and live streams share: an open container and the frames decoded from it."""

    def __init__(self, settings: CameraSettings, now_ns: Clock | None) -> None:
        self._settings, self._address = settings, settings.source.address
        self._maker, self._now_ns = FrameMaker(settings), now_ns
        self._sequence = self._packets = 0
        self._container: av.container.InputContainer | None = self._open()

    def __iter__(self) -> Iterator[Frame]:
        if self._container is None:
            self._container = self._open()
        try:
            yield from self._frames(self._container)
        except av.FFmpegError as error:
            raise InputError(
                f"{self._address}: broke off after {self._sequence} frames: {self._why(error)}"
            ) from error
        finally:
            self.close()

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
        self._container = None

    @abstractmethod
    def _frames(self, container: "av.container.InputContainer") -> Iterator[Frame]: ...

    @abstractmethod
    def _arguments(self) -> dict[str, object]:
        """Return what `av.open` needs besides the address."""

    def _open(self) -> "av.container.InputContainer":
        try:
            container = av.open(self._address, **self._arguments())
        except av.FFmpegError as error:
            raise InputError(f"{self._address}: cannot be opened: {self._why(error)}") from error
        if not container.streams.video:
            container.close()
            raise InputError(f"{self._address}: holds no video; name a file or device that does")
        return container

    def _why(self, error: "av.FFmpegError") -> str:
        if isinstance(error, av.error.ExitError):  # how FFmpeg says that our timeout was up
            return f"nothing came for {self._settings.source.timeout_s:g} s"
        return str(error.strerror)

    def _decoded(
        self, container: "av.container.InputContainer"
    ) -> Iterator["av.VideoFrame | None"]:
        """Yield decoded frames; None for a packet that cannot be decoded."""
        self._packets = 0
        for packet in container.demux(container.streams.video[0]):
            self._packets += packet.size > 0  # the last one is empty: it drains the decoder
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                frames = [None]
            yield from frames

    def _frame(self, exposure_ns: int, arrival_ns: int, decoded: "av.VideoFrame | None") -> Frame:
        sequence, self._sequence = self._sequence, self._sequence + 1
        return self._maker.frame(sequence, exposure_ns, arrival_ns, lambda: _picture(decoded))


class VideoSource(_AvSource):
    """A video file: exposures are its presentation times, counted from its first frame.

    With a clock the first frame is exposed now, and none arrives before it was exposed: who plays
    a file in real time waits for `arrival_ns`.  A second pass starts at frame 0 again.
    """

    def __init__(self, settings: CameraSettings, now_ns: Clock | None = None) -> None:
        if not Path(settings.source.address).is_file():
            raise InputError(
                f"{settings.source.address}: there is no such video file (camera {settings.name})"
            )
        super().__init__(settings, now_ns)

    def _open(self) -> "av.container.InputContainer":
        container = super()._open()
        stream = container.streams.video[0]
        self.expected_frames = stream.frames or None
        try:
            self._maker.check_size(stream.width, stream.height)
        except InputError as error:  # every frame would say so
            container.close()
            raise InputError(f"{self._address}: {error}") from error
        return container

    def _arguments(self) -> dict[str, object]:
        return {}

    def _frames(self, container: "av.container.InputContainer") -> Iterator[Frame]:
        stream = container.streams.video[0]
        step_ns = round(SECOND_NS / stream.average_rate) if stream.average_rate else 0
        start_ns = self._now_ns() if self._now_ns else 0
        first_ns, exposure_ns, self._sequence = None, start_ns - step_ns, 0
        for decoded in self._decoded(container):
            shown_ns = _time_ns(decoded)
            if shown_ns is None:  # a frame that cannot be decoded takes the place of one that can
                exposure_ns += step_ns
            else:
                first_ns = shown_ns if first_ns is None else first_ns
                exposure_ns = start_ns + shown_ns - first_ns
            arrival_ns = max(self._now_ns(), exposure_ns) if self._now_ns else exposure_ns
            yield self._frame(exposure_ns, arrival_ns, decoded)
        self._refuse_cut_short(container, (exposure_ns + step_ns - start_ns) / SECOND_NS)

    def _refuse_cut_short(self, container: "av.container.InputContainer", end_s: float) -> None:
        """FFmpeg ends quietly where a file does; its header knows how long it should be."""
        promised = container.streams.video[0].frames
        length_s = (container.duration or 0) / av.time_base
        alone = len(container.streams) == 1  # sound may be longer than the pictures
        if self._packets < promised or (not promised and alone and end_s < length_s - CUT_S):
            of = f"of {promised} frames" if promised else f"frames, {end_s:.1f} of {length_s:.1f} s"
            raise InputError(
                f"{self._address}: is cut short: {self._sequence} {of} are in it; copy it anew"
            )


class StreamSource(_AvSource):
    """A live camera.  Whoever iterates owns the thread: reading blocks for `timeout_s` at most.

    It never connects again by itself: a break raises InputError, and iterating once more opens the
    address anew and goes on counting.  The pause between two tries is the caller's.
    """

    def __init__(self, settings: CameraSettings, now_ns: Clock | None = None) -> None:
        super().__init__(settings, now_ns)
        self._stamps = LiveStamps(round(settings.source.latency_s * SECOND_NS))

    def _arguments(self) -> dict[str, object]:
        source = self._settings.source
        if source.address.startswith(DEVICES):
            size = f"{self._settings.width_px}x{self._settings.height_px}"
            asked = {"video_size": size, "input_format": source.input_format}
            return {
                "format": "v4l2",
                "options": {name: says for name, says in asked.items() if says},
            }
        quick = {"rtsp_transport": "tcp", "flags": "low_delay"}
        return {"options": quick, "timeout": source.timeout_s}

    def _frames(self, container: "av.container.InputContainer") -> Iterator[Frame]:
        self._stamps.restart()
        for decoded in self._decoded(container):
            shown_ns = _time_ns(decoded)
            arrival_ns = self._now_ns() if self._now_ns else shown_ns or 0
            exposure_ns = self._stamps.exposure_ns(shown_ns, arrival_ns)
            yield self._frame(exposure_ns, arrival_ns, decoded)
        raise InputError(f"{self._address}: the stream ended after {self._sequence} frames")


class LiveStamps:
    """Maps a camera's own times onto the car clock, by the frame that travelled fastest.

    Arrivals jitter, the camera's times do not: the smallest arrival minus time is the offset.
    It may rise by 100 ppm, which is more than two crystals drift apart.
    """

    DRIFT = 1e-4

    def __init__(self, latency_ns: int) -> None:
        self._latency_ns = latency_ns
        self.restart()

    def restart(self) -> None:
        """Forget the offset: a camera that was opened again counts from anywhere."""
        self._offset_ns: int | None = None
        self._last_ns = 0

    def exposure_ns(self, shown_ns: int | None, arrival_ns: int) -> int:
        """Return when a frame that arrives now was exposed, never later than its arrival."""
        if shown_ns is None:
            return arrival_ns - self._latency_ns
        offset_ns = arrival_ns - shown_ns
        if self._offset_ns is not None:
            risen_ns = round(self.DRIFT * max(0, arrival_ns - self._last_ns))
            offset_ns = min(offset_ns, self._offset_ns + risen_ns)
        self._offset_ns, self._last_ns = offset_ns, arrival_ns
        return shown_ns + offset_ns - self._latency_ns


def _time_ns(decoded: "av.VideoFrame | None") -> int | None:
    if decoded is None or decoded.pts is None:
        return None
    seconds: Fraction = decoded.pts * decoded.time_base
    return round(seconds * SECOND_NS)


def _picture(decoded: "av.VideoFrame | None") -> Picture:
    if decoded is None or decoded.is_corrupt:
        raise InputError("the frame cannot be decoded")
    return np.asarray(decoded.to_ndarray(format="bgr24"), np.uint8)
