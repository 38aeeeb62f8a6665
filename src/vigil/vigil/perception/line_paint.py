"""Looks at the picture along a line: how it is painted, and in which colour."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vigil.base.records import LineColor, LineType, Mounting
from vigil.geometry import CameraModel, image_points_px
from vigil.perception.picture import Floats, Picture

STEP_M = 0.25
LOOK_M = 30.0
"""Beyond, a line is as thin as a pixel."""
ACROSS_M = np.array([-0.55, -0.45, -0.35, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2])
ACROSS_M = np.concatenate([ACROSS_M, [0.35, 0.45, 0.55]])
MIDDLE = np.abs(ACROSS_M) < 0.3  # noqa: PLR2004 - between the two parts of ACROSS_M
CONTRAST_MIN = 12.0
"""Grey levels by which paint is brighter than the road beside it, at least."""
CONTRAST_SHARE = 0.4
"""Of the line's brightest tenth: less is worn road, not paint."""
SOLID_MIN, DASHED_MAX, PAINT_MIN = 0.85, 0.75, 0.1
"""Shares of length painted; US dashes 0.25 (MUTCD 3A.06), German 0.33 to 0.5 (RMS-1)."""
GAP_MIN_M = 1.5
"""A gap between dashes is 2 m or longer (RMS-1: 2..12 m, MUTCD: 9.14 m)."""
LENGTH_MIN_M = 8.0
"""Shorter, a dash and a solid line look the same."""
YELLOW_MAX, BLUE_MIN = 0.8, 1.25
"""Blue over the mean of red and green, road beside it being 1."""


@dataclass(frozen=True)
class Paint:
    """How a line is painted."""

    kind: LineType
    color: LineColor
    share: float
    """Share of its length that is brighter than the road; 0: not looked at."""


def look(
    image: Picture,
    model: CameraModel,
    mounting: Mounting,
    coefficients: Floats,
    ends_m: tuple[float, float],
) -> Paint:
    """Return how the line y = sum c_k x^k is painted between two distances."""
    x = np.arange(ends_m[0], min(ends_m[1], LOOK_M), STEP_M)
    samples, seen = _samples(image, model, mounting, coefficients, x)
    if not seen.any():
        return Paint(LineType.UNKNOWN, LineColor.UNKNOWN, 0.0)
    brightness = samples.mean(axis=2)
    road = np.median(brightness[:, ~MIDDLE], axis=1)
    contrast = brightness[:, MIDDLE].max(axis=1) - road
    painted = contrast > max(CONTRAST_MIN, CONTRAST_SHARE * float(np.percentile(contrast, 90)))
    share = float(painted.mean())
    if share < PAINT_MIN:
        return Paint(LineType.UNKNOWN, LineColor.UNKNOWN, share)
    color = _color(samples[painted], brightness[painted])
    return Paint(_kind(painted), color, share)


def _samples(
    image: Picture, model: CameraModel, mounting: Mounting, coefficients: Floats, x: Floats
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return colours (N, across, 3) of the places that the picture shows."""
    y = np.vander(x, 4, increasing=True) @ coefficients
    across = (y[:, None] + ACROSS_M).ravel()
    ground = np.column_stack([np.repeat(x, len(ACROSS_M)), across])
    pixels = image_points_px(model, mounting, ground).reshape(len(x), len(ACROSS_M), 2)
    last = np.array([image.shape[1], image.shape[0]]) - 1
    with np.errstate(invalid="ignore"):
        seen = np.asarray(((pixels >= 0) & (pixels <= last)).all(axis=(1, 2)))
    columns, rows = np.round(pixels[seen]).astype(np.int64).transpose(2, 0, 1)
    return image[rows, columns].astype(np.float64), seen


def _kind(painted: npt.NDArray[np.bool_]) -> LineType:
    share = float(painted.mean())
    if len(painted) * STEP_M < LENGTH_MIN_M:
        return LineType.UNKNOWN
    if share >= SOLID_MIN:
        return LineType.SOLID
    if share <= DASHED_MAX and _longest_gap_m(painted) >= GAP_MIN_M:
        return LineType.DASHED
    return LineType.UNKNOWN


def _longest_gap_m(painted: npt.NDArray[np.bool_]) -> float:
    """Return the longest stretch without paint."""
    marks = np.flatnonzero(np.concatenate([[True], painted, [True]]))
    return float(np.diff(marks).max() - 1) * STEP_M


def _color(samples: Floats, brightness: Floats) -> LineColor:
    """Compare the brightest sample of each place with the road beside it (white balance)."""
    best = np.where(MIDDLE, brightness, -1.0).argmax(axis=1)
    paint = samples[np.arange(len(samples)), best].mean(axis=0)
    road = samples[:, ~MIDDLE].mean(axis=(0, 1))
    blueness = _blueness(paint) / _blueness(road)
    if blueness < YELLOW_MAX:
        return LineColor.YELLOW
    return LineColor.BLUE if blueness > BLUE_MIN else LineColor.WHITE


def _blueness(bgr: Floats) -> float:
    return float((bgr[0] + 1.0) / (bgr[1:].mean() + 1.0))
