"""Pictures without distortion: straight lines of the road are straight lines of the picture."""

import cv2
import numpy as np

from vigil.camera.encodings import Picture
from vigil.camera.settings import CameraSettings
from vigil.geometry import CameraModel, Distortion


class Rectifier:
    """Takes the distortion out of pictures; hands them through where there is nothing to do."""

    def __init__(self, settings: CameraSettings) -> None:
        lens = settings.lens()
        self.active = settings.rectify and lens.distortion is not Distortion.NONE
        self._maps = _maps(lens) if self.active else None

    def __call__(self, picture: Picture) -> Picture:
        """Return the rectified picture, same size and same K; black where the lens saw nothing."""
        if self._maps is None:
            return picture
        return np.asarray(cv2.remap(picture, *self._maps, cv2.INTER_LINEAR), np.uint8)


def _maps(lens: CameraModel) -> "tuple[cv2.typing.MatLike, cv2.typing.MatLike]":
    """Build both maps in fixed point (CV_16SC2), which remap reads two to three times faster."""
    coefficients, straight = np.asarray(lens.coefficients), np.eye(3)
    arguments = (lens.matrix, coefficients, straight, lens.matrix, lens.size_wh_px, cv2.CV_16SC2)
    if lens.distortion is Distortion.FISHEYE:
        return cv2.fisheye.initUndistortRectifyMap(*arguments)
    return cv2.initUndistortRectifyMap(*arguments)
