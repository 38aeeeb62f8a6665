"""Pictures as JPEG, made small enough for a page or a report."""

import cv2
import numpy as np

from vigil.view.strokes import Image


def to_jpeg(image: Image, width_px: int, quality: int) -> bytes:
    """Return a BGR picture as JPEG, at most so wide."""
    height, width = image.shape[:2]
    if width > width_px:
        size = (width_px, max(1, round(height * width_px / width)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()
