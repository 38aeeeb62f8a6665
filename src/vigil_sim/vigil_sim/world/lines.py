"""Paint of the lane lines, by the kind of road."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from vigil.base.records import LineColor, LineType
from vigil_sim.scenario.settings import RoadSettings, Span


@dataclass(frozen=True, slots=True)
class Line:
    """One line along the road."""

    d_m: float
    """Its middle, left of the reference line."""
    kind: LineType
    color: LineColor
    width_m: float
    """Of one stripe."""
    dash_m: float
    """Length of one dash; 0: it goes through."""
    period_m: float
    """From the beginning of one dash to that of the next; 0: it goes through."""
    apart_m: float
    """Between the middles of the two stripes of a double line; 0: there is one."""
    missing: tuple[Span, ...]
    """From, to along the road: there is no paint."""

    def painted(self, s_m: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Return where along the road there is paint; dashes begin with the road."""
        bare = np.zeros(np.shape(s_m), dtype=np.bool_)
        for begin_m, end_m in self.missing:
            bare |= (s_m >= begin_m) & (s_m < end_m)
        if self.period_m:
            bare |= np.mod(s_m, self.period_m) >= self.dash_m
        return ~bare


class Dash(NamedTuple):
    """Length of one dash and of dash and gap together."""

    dash_m: float
    period_m: float


DASHES: dict[Literal["urban", "rural", "highway"], Dash] = {
    "urban": Dash(3.0, 9.0),
    "rural": Dash(4.0, 12.0),
    "highway": Dash(6.0, 18.0),
}
"""RMS-1, table of lane and centre lines (recalled)."""
US_DASH = Dash(3.05, 12.19)
"""10 ft of paint, 30 ft without: MUTCD 2009, 3A.06."""
WIDTH_M = {"urban": 0.12, "rural": 0.12, "highway": 0.15}
"""Narrow line, RMS-1 (recalled); MUTCD: 4 to 6 in."""
EDGE_WIDTH_M = {"urban": 0.12, "rural": 0.12, "highway": 0.30}
"""Line at the edge of the road, RMS-1 (recalled)."""
DOUBLE_APART_M = 0.24
"""Two lines, as wide as one apart (RMS-1, recalled)."""


def lines_of(settings: RoadSettings) -> tuple[Line, ...]:
    """Return the lines of a road from left to right; yellow paint: the road is American."""
    count, width = settings.opposite_lanes, settings.lane_width_m
    made = [_edge(settings, count * width)]
    made += [_lane_line(settings, i * width) for i in range(count - 1, 0, -1)]
    if count:
        made.append(_centre(settings))
    made += [_lane_line(settings, -i * width) for i in range(1, settings.lanes)]
    return (*made, _edge(settings, -settings.lanes * width))


def _dash(settings: RoadSettings) -> Dash:
    return US_DASH if settings.marks.color == "yellow" else DASHES[settings.style]


def _edge(settings: RoadSettings, d_m: float) -> Line:
    width = EDGE_WIDTH_M[settings.style]
    missing = settings.marks.missing
    return Line(d_m, LineType.SOLID, LineColor.WHITE, width, 0.0, 0.0, 0.0, missing)


def _lane_line(settings: RoadSettings, d_m: float) -> Line:
    width, missing = WIDTH_M[settings.style], settings.marks.missing
    return Line(
        d_m, LineType.DASHED, LineColor.WHITE, width, *_dash(settings), apart_m=0.0, missing=missing
    )


def _centre(settings: RoadSettings) -> Line:
    """Return the line between the directions: double, unless each has one lane alone."""
    yellow = settings.marks.color == "yellow"
    color = LineColor.YELLOW if yellow else LineColor.WHITE
    width, missing = WIDTH_M[settings.style], settings.marks.missing
    if settings.lanes == settings.opposite_lanes == 1:
        return Line(
            0.0, LineType.DASHED, color, width, *_dash(settings), apart_m=0.0, missing=missing
        )
    return Line(0.0, LineType.DOUBLE, color, width, 0.0, 0.0, DOUBLE_APART_M, missing)
