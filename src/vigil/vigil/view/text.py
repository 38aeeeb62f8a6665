"""Readable text on pictures: OpenCV's strokes drawn four times too large, then made small.

Its own anti-aliasing leaves thin, uneven strokes below 20 px; this costs 0.1 ms a line and is
cached.  The fonts hold ASCII alone: what we need beyond it is spelt out, ± is drawn.
"""

from functools import lru_cache

import cv2
import numpy as np

from vigil.view.palette import Bgr
from vigil.view.strokes import Image

FONT = cv2.FONT_HERSHEY_SIMPLEX
CAPITAL_PX = 22.0
"""Height of a capital of this font at scale 1."""
FINER = 4
STROKE = 0.115
"""Width of a stroke beside the height of a capital: as in a plain sans-serif of medium weight."""
SPELT = str.maketrans(
    {"²": "2", "³": "3", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "·": "-", "…": "...", "°": " deg"}
)


def put_text(
    image: Image, text: str, left_px: float, middle_px: float, capital_px: float, color: Bgr
) -> None:
    """Write a line of text, centred on a row; what lies outside the picture is cut."""
    mask = _mask(text.translate(SPELT), round(capital_px, 1))
    _blend(image, mask, round(left_px), round(middle_px - mask.shape[0] / 2), color)


def text_width_px(text: str, capital_px: float) -> int:
    """Return how wide a line of text will be."""
    return int(_mask(text.translate(SPELT), round(capital_px, 1)).shape[1])


def shortened(text: str, width_px: float, capital_px: float) -> str:
    """Return the text, or as much of it as fits, ended by dots."""
    if text_width_px(text, capital_px) <= width_px:
        return text
    fits = int(len(text) * width_px / max(text_width_px(text, capital_px), 1)) - 3
    return text[: max(fits, 0)].rstrip() + "..."


@lru_cache(maxsize=1024)
def _mask(text: str, capital_px: float) -> Image:
    """Return the coverage of a line of text, 0..255, with room above and below for g and Ä."""
    scale = FINER * capital_px / CAPITAL_PX
    stroke = max(1, round(FINER * capital_px * STROKE))
    plain = text.replace("±", "+")
    (width, _), _ = cv2.getTextSize(plain, FONT, scale, stroke)
    height = 2 * FINER * capital_px
    base = round(height / 2 + FINER * capital_px / 2)
    large = np.zeros((round(height), width + 2 * stroke), np.uint8)
    cv2.putText(large, plain, (stroke, base), FONT, scale, 255, stroke, cv2.LINE_AA)
    for place in (i for i, letter in enumerate(text) if letter == "±"):
        start, end = (
            cv2.getTextSize(plain[:n], FONT, scale, stroke)[0][0] for n in (place, place + 1)
        )
        quarter = (end - start) // 4
        cv2.line(large, (start + quarter, base), (end - quarter // 2, base), 255, stroke)
    size = (max(1, large.shape[1] // FINER), max(1, large.shape[0] // FINER))
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)


def _blend(image: Image, mask: Image, left: int, top: int, color: Bgr) -> None:
    height, width = image.shape[:2]
    x0, x1 = max(left, 0), min(left + mask.shape[1], width)
    y0, y1 = max(top, 0), min(top + mask.shape[0], height)
    if x1 <= x0 or y1 <= y0:
        return
    part = image[y0:y1, x0:x1]
    share = mask[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32) / 255.0
    part[:] = (part + share * (np.array(color, np.float32) - part)).astype(np.uint8)
