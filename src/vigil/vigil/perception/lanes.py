"""From a mask of paint to the lines of the road."""

from dataclasses import dataclass, replace

import numpy as np

from vigil.base.records import LaneLine, LinePlace, Mounting
from vigil.geometry import CameraModel
from vigil.perception.line_fit import Curve, fit, with_mounting
from vigil.perception.line_paint import Course, Paint, look
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


@dataclass(frozen=True)
class Trace:
    """The paint of one line, as far as it hangs together."""

    curve: Curve
    points_px: Floats
    """In the full picture, bottom first."""
    x_min_m: float
    x_max_m: float
    painted_m: float
    """How much of its length carries paint in the mask."""

    @property
    def course(self) -> Course:
        """Where it runs, as far as it was seen."""
        return Course(self.curve.coefficients, self.x_min_m, self.x_max_m)


def lane_lines(
    image: Picture, masks: Masks, model: CameraModel, mounting: Mounting, settings: LaneSettings
) -> tuple[LaneLine, ...]:
    """Return the lines that one camera sees, left to right."""
    if masks.paint is None:
        return ()
    points = paint_points(masks, masks.paint, model, mounting, settings)
    guesses = search(points.ego_m, settings.paint_length_min_m)
    if not guesses:
        return ()
    traces = [_trace(curve, points, settings) for curve in fit(points, guesses)]
    long = [trace for trace in traces if _is_long(trace, settings)]
    paints = look(image, model, mounting, [trace.course for trace in long])
    lines = [_line(trace, paint, mounting) for trace, paint in zip(long, paints, strict=True)]
    return _placed(lines, settings)


def _is_long(trace: Trace, settings: LaneSettings) -> bool:
    return (
        trace.painted_m >= settings.paint_length_min_m
        and trace.x_max_m - trace.x_min_m >= settings.length_min_m
    )


def _trace(curve: Curve, points: PaintPoints, settings: LaneSettings) -> Trace:
    """Follow the paint outwards, to the first gap that no pair of dashes has."""
    index = np.flatnonzero(curve.mine)
    x = points.ego_m[index, 0]
    breaks = np.flatnonzero(np.diff(x) > settings.gap_max_m)
    count = int(breaks[0]) + 1 if len(breaks) else len(index)
    cells = np.floor(x[:count] / CELL_M)
    painted_m = CELL_M * (1 + np.count_nonzero(np.diff(cells)))
    pixels = points.full_px[index[:count]]
    step = max(1, count // POINTS_MAX)
    return Trace(curve, pixels[::step], float(x[0]), float(x[count - 1]), painted_m)


def _line(trace: Trace, paint: Paint, mounting: Mounting) -> LaneLine:
    c0, c1, c2, c3 = trace.curve.moved(paint.shift_m).coefficients.tolist()
    c0_sd, c1_sd, c2_sd, c3_sd = with_mounting(trace.curve, mounting).tolist()
    return LaneLine(
        camera=mounting.camera,
        place=LinePlace.UNKNOWN,
        kind=paint.kind,
        color=paint.color,
        probability=_probability(trace, paint),
        c0_m=c0,
        c1=c1,
        c2_pm=c2,
        c3_pm2=c3,
        c0_sd_m=c0_sd,
        c1_sd=c1_sd,
        c2_sd_pm=c2_sd,
        c3_sd_pm2=c3_sd,
        x_min_m=trace.x_min_m,
        x_max_m=trace.x_max_m,
        age_s=0.0,
        points_px=trace.points_px,
    )


def _probability(trace: Trace, paint: Paint) -> float:
    """Return that there is such a line: long, tidy paint that the picture shows too."""
    long = 1.0 - np.exp(-trace.painted_m / 5.0)
    tidy = np.exp(-0.5 * max(0.0, trace.curve.rms_sd - 1.0) ** 2)
    bright = min(1.0, 0.5 + 2.0 * paint.share)
    return float(long * tidy * bright)


def _placed(lines: list[LaneLine], settings: LaneSettings) -> tuple[LaneLine, ...]:
    """Name the lines of our lane and the next ones, and sort left to right."""
    begun = [line.x_min_m <= settings.near_max_m for line in lines]
    sides_m = np.array([_side_m(line) for line in lines])
    places = _places(np.where(begun, sides_m, np.nan), settings)
    order = np.argsort(-sides_m, kind="stable").tolist()
    return tuple(replace(lines[index], place=places[index]) for index in order)


def _places(sides_m: Floats, settings: LaneSettings) -> list[LinePlace]:
    """Return the place of each line from its distance to the left; NaN has none."""
    places = [LinePlace.UNKNOWN] * len(sides_m)
    for sign, near, far in (
        (1.0, LinePlace.LEFT, LinePlace.NEXT_LEFT),
        (-1.0, LinePlace.RIGHT, LinePlace.NEXT_RIGHT),
    ):
        out = sides_m * sign
        order = [int(index) for index in np.argsort(out) if out[index] > 0.0]
        if not order or out[order[0]] > settings.lane_width_max_m:
            continue
        first = order[0]
        places[first] = near
        beside = [i for i in order if out[i] - out[first] > settings.lane_width_min_m]
        if beside and out[beside[0]] - out[first] < settings.lane_width_max_m:
            places[beside[0]] = far
    return places


def _side_m(line: LaneLine) -> float:
    return line.y_m(max(JUDGED_AT_M, line.x_min_m))
