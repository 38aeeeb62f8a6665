"""Paint of the lane lines."""

from typing import Any

import numpy as np
import pytest

from vigil.base.records import LineColor, LineType
from vigil.base.settings import checked
from vigil_sim.scenario import RoadSettings
from vigil_sim.world import Line, Road


def lines(**said: Any) -> tuple[Line, ...]:
    return Road(checked(RoadSettings, said, "lines")).lines


def test_lines_stand_left_to_right_between_all_lanes() -> None:
    assert [line.d_m for line in lines(lanes=3, opposite_lanes=1)] == [3.5, 0.0, -3.5, -7.0, -10.5]
    assert [line.d_m for line in lines(lanes=2)] == [0.0, -3.5, -7.0]


@pytest.mark.parametrize(
    ("lanes", "opposite", "kind"),
    [(1, 1, LineType.DASHED), (2, 1, LineType.DOUBLE), (2, 2, LineType.DOUBLE)],
)
def test_the_line_between_directions_is_double_unless_each_has_one_lane(
    lanes: int, opposite: int, kind: LineType
) -> None:
    (centre,) = [line for line in lines(lanes=lanes, opposite_lanes=opposite) if not line.d_m]
    assert centre.kind == kind
    assert (centre.apart_m > 0.0) == (kind == LineType.DOUBLE)


def test_yellow_paint_is_for_the_line_between_directions_alone() -> None:
    colors = [line.color for line in lines(opposite_lanes=1, marks={"color": "yellow"})]
    assert colors == [LineColor.WHITE, LineColor.YELLOW, LineColor.WHITE, LineColor.WHITE]


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ({"style": "highway"}, 6.0 / 18.0),
        ({"style": "urban"}, 3.0 / 9.0),
        ({"opposite_lanes": 1, "marks": {"color": "yellow"}}, 10.0 / 40.0),
    ],
)
def test_a_dashed_line_is_painted_as_often_as_its_country_says(
    said: dict[str, Any], share: float
) -> None:
    dashed = next(line for line in lines(**said) if line.kind == LineType.DASHED)
    painted = dashed.painted(np.arange(0.0, 100.0 * dashed.period_m, 0.01))
    assert np.mean(painted) == pytest.approx(share, abs=0.001)


def test_missing_paint_is_missing_on_every_line() -> None:
    for line in lines(marks={"missing": [[100.0, 150.0]]}):
        assert not np.any(line.painted(np.arange(100.0, 150.0, 0.1)))
        assert np.any(line.painted(np.arange(150.0, 180.0, 0.1)))
