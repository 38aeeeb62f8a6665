"""Lines and areas on pictures, placed to a sixteenth of a pixel and anti-aliased."""

import cv2
import numpy as np
import numpy.typing as npt

from vigil.base.records import Points2
from vigil.view.palette import Bgr

Image = npt.NDArray[np.uint8]
SUBPIXEL_BITS = 4
AREA_CORNERS = 3
LINE_ENDS = 2


def polyline(
    image: Image, points_px: Points2, color: Bgr, thick_px: float = 1.0, *, closed: bool = False
) -> None:
    """Draw a line through points (N, 2); fewer than two draw nothing."""
    if len(points_px) >= LINE_ENDS:
        cv2.polylines(
            image,
            [_fixed(points_px)],
            isClosed=closed,
            color=color,
            thickness=max(1, round(thick_px)),
            lineType=cv2.LINE_AA,
            shift=SUBPIXEL_BITS,
        )


def area(image: Image, outline_px: Points2, color: Bgr, share: float) -> None:
    """Lay a colour over an area; share 1 hides what was there."""
    if len(outline_px) < AREA_CORNERS:
        return
    low = np.floor(outline_px.min(axis=0)).astype(int) - 1
    high = np.ceil(outline_px.max(axis=0)).astype(int) + 2
    (left, top), (right, bottom) = np.clip((low, high), 0, (image.shape[1], image.shape[0]))
    part = image[top:bottom, left:right]
    if part.size:
        tinted = part.copy()
        shifted = [_fixed(outline_px - (left, top))]
        cv2.fillPoly(tinted, shifted, color, cv2.LINE_AA, SUBPIXEL_BITS)
        cv2.addWeighted(tinted, share, part, 1.0 - share, 0.0, part)


def fill(image: Image, box_px: tuple[float, float, float, float], color: Bgr, share: float) -> None:
    """Lay a colour over a rectangle: left, top, right, bottom."""
    height, width = image.shape[:2]
    left, right = (int(np.clip(round(x), 0, width)) for x in box_px[0::2])
    top, bottom = (int(np.clip(round(y), 0, height)) for y in box_px[1::2])
    if right <= left or bottom <= top:
        return
    part = image[top:bottom, left:right]
    layer = np.empty_like(part)
    layer[:] = color
    cv2.addWeighted(layer, share, part, 1.0 - share, 0.0, part)


def _fixed(points_px: Points2) -> npt.NDArray[np.int32]:
    return np.round(np.asarray(points_px) * (1 << SUBPIXEL_BITS)).astype(np.int32)
