"""What every source shares: how a picture, or the reason why there is none, becomes a `Frame`."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import TracebackType

import numpy as np

from vigil.base.errors import InputError
from vigil.base.records import Frame
from vigil.camera.encodings import Picture
from vigil.camera.rectify import Rectifier
from vigil.camera.settings import CameraSettings

Clock = Callable[[], int]
"""Tells the car clock, ns."""


class FrameMaker:
    """Makes the frames of one camera: size checked against the calibration, then rectified."""

    def __init__(self, settings: CameraSettings) -> None:
        self._settings = settings
        self._rectifier = Rectifier(settings)

    def frame(
        self, sequence: int, exposure_ns: int, arrival_ns: int, take: Callable[[], Picture]
    ) -> Frame:
        """Return a frame; where `take` raises InputError, one without picture that says why."""
        image, error = np.empty((0, 0, 3), np.uint8), ""
        try:
            taken = take()
            self.check_size(taken.shape[1], taken.shape[0])
            image = self._rectifier(taken)
        except InputError as reason:
            error = str(reason)
        return Frame(self._settings.name, exposure_ns, arrival_ns, sequence, image, error)

    def check_size(self, width_px: int, height_px: int) -> None:
        """Raise where a picture has another size than the one that was calibrated.

        Scaling it would be a guess: a sensor's other sizes may be crops, with another K.
        """
        wanted = self._settings
        if (width_px, height_px) != (wanted.width_px, wanted.height_px):
            raise InputError(
                f"camera {wanted.name} delivers {width_px}x{height_px} but is calibrated for"
                f" {wanted.width_px}x{wanted.height_px}; set the camera to that, or calibrate anew"
            )


class Source(AbstractContextManager["Source"]):
    """Frames of one camera, in order: a context to enter, then to iterate.

    It never sleeps and starts no thread: whoever iterates sets the pace.
    """

    expected_frames: int | None = None
    """How many frames will come, for a bar of progress; None: it cannot tell."""

    @abstractmethod
    def __iter__(self) -> Iterator[Frame]:
        """Yield frames until the source ends; raise InputError where it ends before its time."""

    @abstractmethod
    def close(self) -> None:
        """Give the device or file back; twice does no harm."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
