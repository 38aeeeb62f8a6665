"""From a mask of paint to the lines of the road."""

from dataclasses import replace

import numpy as np

from vigil.base.records import LaneLine, LinePlace, Mounting
from vigil.geometry import CameraModel
from vigil.perception.line_fit import Curve, fit, with_mounting
from vigil.perception.line_paint import Paint, look
from vigil.perception.line_search import search
from vigil.perception.paint_points import PaintPoints, paint_points
from vigil.perception.picture import Floats, Picture
from vigil.perception.segmentation import Masks
from vigil.perception.settings import LaneSettings

JUDGED_AT_M = 5.0
"""Where a line is told left from right: the nearest road that a camera sees."""
CELL_M = 0.5
POINTS_MAX = 40
"""Points kept for drawing and for the vanishing point."""


def lane_lines(
    image: Picture, masks: Masks, model: CameraModel, mounting: Mounting, settings: LaneSettings
) -> tuple[LaneLine, ...]:
    """Return the lines that one camera sees, left to right."""
    if masks.paint is None:
        return ()
    points = paint_points(masks, masks.paint, model, mounting, settings)
    free = np.ones(len(points.ego_m), bool)
    lines = []
    for guess in search(points, settings.paint_length_min_m):
        curve = fit(points, free, guess)
        if curve is None:
            continue
        curve = _connected(curve, points, settings)
        free &= ~curve.mine
        if _painted_m(curve, points) < settings.paint_length_min_m:
            continue
        x = points.ego_m[curve.mine, 0]
        ends_m = (float(x.min()), float(x.max()))
        if ends_m[1] - ends_m[0] < settings.length_min_m:
            continue
        paint = look(image, model, mounting, curve.coefficients, ends_m)
        lines.append(_line(curve.moved(paint.shift_m), points, paint, mounting))
    return _placed(lines, settings)


def _connected(curve: Curve, points: PaintPoints, settings: LaneSettings) -> Curve:
    """Leave out what lies beyond the first gap that no pair of dashes has."""
    index = np.flatnonzero(curve.mine)
    index = index[np.argsort(points.ego_m[index, 0], kind="stable")]
    breaks = np.flatnonzero(np.diff(points.ego_m[index, 0]) > settings.gap_max_m)
    if len(breaks):
        index = index[: breaks[0] + 1]
    mine = np.zeros_like(curve.mine)
    mine[index] = True
    return replace(curve, mine=mine)


def _painted_m(curve: Curve, points: PaintPoints) -> float:
    """Return how much of its length carries paint in the mask."""
    return CELL_M * len(np.unique(np.floor(points.ego_m[curve.mine, 0] / CELL_M)))


def _line(curve: Curve, points: PaintPoints, paint: Paint, mounting: Mounting) -> LaneLine:
    sds = with_mounting(np.sqrt(np.diag(curve.covariance)), curve.coefficients, mounting)
    pixels, x = points.full_px[curve.mine], points.ego_m[curve.mine, 0]
    step = max(1, len(pixels) // POINTS_MAX)
    c0, c1, c2, c3 = curve.coefficients.tolist()
    c0_sd, c1_sd, c2_sd, c3_sd = sds.tolist()
    return LaneLine(
        camera=mounting.camera,
        place=LinePlace.UNKNOWN,
        kind=paint.kind,
        color=paint.color,
        probability=_probability(curve, points, paint),
        c0_m=c0,
        c1=c1,
        c2_pm=c2,
        c3_pm2=c3,
        c0_sd_m=c0_sd,
        c1_sd=c1_sd,
        c2_sd_pm=c2_sd,
        c3_sd_pm2=c3_sd,
        x_min_m=float(x.min()),
        x_max_m=float(x.max()),
        age_s=0.0,
        points_px=pixels[::step],
    )


def _probability(curve: Curve, points: PaintPoints, paint: Paint) -> float:
    """Return that there is such a line: long, straight paint that the picture shows too."""
    long = 1.0 - np.exp(-_painted_m(curve, points) / 5.0)
    tidy = np.exp(-0.5 * max(0.0, curve.rms_sd - 1.0) ** 2)
    bright = min(1.0, 0.5 + 2.0 * paint.share)
    return float(long * tidy * bright)


def _placed(lines: list[LaneLine], settings: LaneSettings) -> tuple[LaneLine, ...]:
    """Name the lines of our lane and the next ones, and sort left to right."""
    begun = [line.x_min_m <= settings.near_max_m for line in lines]
    sides_m = np.where(begun, [_side_m(line) for line in lines], np.nan)
    places = _places(sides_m, settings)
    named = [replace(line, place=place) for line, place in zip(lines, places, strict=True)]
    return tuple(sorted(named, key=lambda line: -_side_m(line)))


def _places(sides_m: Floats, settings: LaneSettings) -> list[LinePlace]:
    places = [LinePlace.UNKNOWN] * len(sides_m)
    for sign, near, far in (
        (1.0, LinePlace.LEFT, LinePlace.NEXT_LEFT),
        (-1.0, LinePlace.RIGHT, LinePlace.NEXT_RIGHT),
    ):
        out = sides_m * sign
        order = [int(index) for index in np.argsort(out) if out[index] > 0.0]
        if order and out[order[0]] < settings.lane_width_max_m:
            places[order[0]] = near
            gaps = [(out[index] - out[order[0]], index) for index in order[1:]]
            beside = [i for gap, i in gaps if gap > settings.lane_width_min_m]
            if beside and out[beside[0]] - out[order[0]] < settings.lane_width_max_m:
                places[beside[0]] = far
    return places


def _side_m(line: LaneLine) -> float:
    return line.y_m(max(JUDGED_AT_M, line.x_min_m))
