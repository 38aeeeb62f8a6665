"""Looks at the picture along a line: how it is painted, in which colour, and where its middle is.

Paint is a ridge: brighter, or yellower, than the road on both its sides.  A kerb or the foot of a
wall is a step, and no paint.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vigil.base.records import LineColor, LineType, Mounting
from vigil.geometry import CameraModel, image_points_px
from vigil.perception.picture import Floats, Picture

Marks = npt.NDArray[np.bool_]
STEP_M = 0.4
LOOK_M = 30.0
"""Beyond, a line is as thin as a pixel."""
ACROSS_M = np.concatenate([np.arange(-6, 7) * 0.05, [-0.55, -0.5, -0.45, 0.45, 0.5, 0.55]])
ALONG = (ACROSS_M - ACROSS_M.min()) / (ACROSS_M.max() - ACROSS_M.min())
MIDDLE, LEFT, RIGHT, ROAD = slice(0, 13), slice(16, 19), slice(13, 16), slice(13, 19)
"""Where paint is looked for, and the road on both sides."""
STANDS_OUT = np.array([[1 / 3, -1.0], [1 / 3, 0.5], [1 / 3, 0.5]])
"""From blue, green, red to grey and yellowness: yellow on light concrete is no brighter."""
CONTRAST_MIN = 12.0
"""Grey levels by which paint stands out, at least: noise of a night picture is 4."""
CONTRAST_SHARE = 0.35
"""Of the clearest paint nearby: less is road between dashes.  Paint fades with distance."""
NEARBY_M = 8.0
"""As far to both sides as there is a dash (US cycle 12.19 m)."""
SOLID_MIN, DASHED_MAX, PAINT_MIN = 0.85, 0.75, 0.1
"""Shares of length painted; US dashes 0.25 (MUTCD 3A.06), German 0.33 to 0.5 (RMS-1)."""
GAP_MIN_M = 1.5
"""A gap between dashes is 2 m or longer (RMS-1: 2..12 m, MUTCD: 9.14 m)."""
LENGTH_MIN_M = 8.0
"""Shorter, a dash and a solid line look the same."""
YELLOW_MAX, BLUE_MIN = 0.8, 1.25
"""Blue over the mean of red and green, road beside it being 1."""
DIP_MAX = 0.6
"""Between the two stripes of a double line, share of the weaker one."""


@dataclass(frozen=True)
class Paint:
    """How a line is painted."""

    kind: LineType = LineType.UNKNOWN
    color: LineColor = LineColor.UNKNOWN
    share: float = 0.0
    """Share of its length that is painted; 0: no paint, or not seen."""
    shift_m: float = 0.0
    """From the line as fitted to the middle of its paint, left is positive."""


@dataclass(frozen=True)
class Course:
    """Where a line runs: y = sum c_k x^k between two distances."""

    coefficients: Floats
    x_min_m: float
    x_max_m: float


def look(
    image: Picture, model: CameraModel, mounting: Mounting, courses: list[Course]
) -> list[Paint]:
    """Return how each line is painted."""
    places = [np.arange(c.x_min_m, min(c.x_max_m, LOOK_M), STEP_M) for c in courses]
    if not sum(map(len, places)):
        return [Paint() for _ in courses]
    lines = np.repeat(np.arange(len(courses)), [len(x) for x in places])
    coefficients = np.stack([course.coefficients for course in courses])[lines]
    samples, seen = _samples(image, model, mounting, coefficients, np.concatenate(places))
    ridge, line_of = _ridge(samples @ STANDS_OUT), lines[seen]
    return [_paint(samples[line_of == k], ridge[line_of == k]) for k in range(len(courses))]


def _paint(samples: Floats, ridge: Floats) -> Paint:
    """Return how one line is painted from its colours (N, across, 3) and ridge (N, middle)."""
    if not len(samples):
        return Paint()
    painted = _painted(ridge.max(axis=1))
    share = float(painted.mean())
    if share < PAINT_MIN:
        return Paint(LineType.ROAD_EDGE if _is_step(samples) else LineType.UNKNOWN, share=share)
    stripes = np.maximum(ridge[painted], 0.0)
    profile = stripes.mean(axis=0)
    shift_m = float(profile @ ACROSS_M[MIDDLE] / profile.sum())
    kind = LineType.DOUBLE if _is_double(profile) else _kind(painted, share)
    return Paint(kind, _color(samples[painted], stripes), share, shift_m)


def _samples(
    image: Picture, model: CameraModel, mounting: Mounting, coefficients: Floats, x: Floats
) -> tuple[Floats, Marks]:
    """Return the colours (N, across, 3) of the places that the picture shows, and which."""
    y = (np.vander(x, 4, increasing=True) * coefficients).sum(axis=1)
    # A camera keeps a straight line straight: two ends of each are enough.
    ends_ego_m = np.stack([x, y + ACROSS_M.min(), x, y + ACROSS_M.max()], axis=1).reshape(-1, 2)
    ends_px = image_points_px(model, mounting, ends_ego_m).reshape(len(x), 2, 1, 2)
    pixels = ends_px[:, 0] + ALONG[:, None] * (ends_px[:, 1] - ends_px[:, 0])
    last = np.array([image.shape[1], image.shape[0]]) - 1
    with np.errstate(invalid="ignore"):
        seen = np.asarray(((pixels >= 0) & (pixels <= last)).all(axis=(1, 2)))
    columns, rows = np.round(pixels[seen]).astype(np.int64).transpose(2, 0, 1)
    return np.asarray(image[rows, columns], np.float64), seen


def _ridge(values: Floats) -> Floats:
    """Return by how much the middle of (N, across, ways) stands out of both sides, (N, middle)."""
    sides = np.maximum(values[:, LEFT].mean(axis=1), values[:, RIGHT].mean(axis=1))
    ridges = values[:, MIDDLE] - sides[:, None]
    return np.asarray(np.maximum(ridges[..., 0], ridges[..., 1]))


def _painted(contrast: Floats) -> Marks:
    """Tell where a line stands out, beside the clearest paint nearby."""
    nearby = np.ones((1, 2 * round(NEARBY_M / STEP_M) + 1), np.uint8)
    clearest = np.asarray(cv2.dilate(contrast[None], nearby))[0]
    return np.asarray(contrast > np.maximum(CONTRAST_MIN, CONTRAST_SHARE * clearest))


def _kind(painted: Marks, share: float) -> LineType:
    if len(painted) * STEP_M < LENGTH_MIN_M:
        return LineType.UNKNOWN
    if share >= SOLID_MIN:
        return LineType.SOLID
    if share <= DASHED_MAX and _longest_gap_m(painted) >= GAP_MIN_M:
        return LineType.DASHED
    return LineType.UNKNOWN


def _longest_gap_m(painted: Marks) -> float:
    """Return the longest stretch without paint."""
    marks = np.flatnonzero(np.concatenate([[True], painted, [True]]))
    return float(np.diff(marks).max() - 1) * STEP_M


def _is_step(samples: Floats) -> bool:
    """Tell whether the ground is of another brightness on the other side."""
    left, right = samples[:, LEFT].mean(axis=(1, 2)), samples[:, RIGHT].mean(axis=(1, 2))
    return bool(abs(np.median(left - right)) > CONTRAST_MIN)


def _is_double(profile: Floats) -> bool:
    """Tell whether there are two stripes with road between them."""
    lower = min(profile[:6].max(), profile[7:].max())
    first, second = int(profile[:6].argmax()), 7 + int(profile[7:].argmax())
    return bool(lower > profile.max() / 2 and profile[first : second + 1].min() < DIP_MAX * lower)


def _color(samples: Floats, stripes: Floats) -> LineColor:
    """Compare the clearest sample of each place with the road beside it (white balance)."""
    clearest = samples[np.arange(len(samples)), stripes.argmax(axis=1)]
    road = samples[:, ROAD].reshape(-1, 3)
    blueness = _blueness(clearest.mean(axis=0)) / _blueness(road.mean(axis=0))
    if blueness < YELLOW_MAX:
        return LineColor.YELLOW
    return LineColor.BLUE if blueness > BLUE_MIN else LineColor.WHITE


def _blueness(bgr: Floats) -> float:
    return float((bgr[0] + 1.0) / (bgr[1:].mean() + 1.0))
