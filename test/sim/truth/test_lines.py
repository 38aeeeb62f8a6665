"""Lane lines as curves of the ego frame."""

from collections.abc import Callable
from math import cos, sin
from typing import Any

import numpy as np
import pytest

from vigil.base.records import LineColor, LinePlace, LineType, PathSource

Begin = Callable[..., Any]
BEND = {"pieces": [[100.0, 0.0], [150.0, 0.004], [150.0, -0.004]], "lanes": 3}


def off_the_road_m(moment: Any, place: LinePlace, d_m: float) -> float:
    """Return how far a curve strays from the line of the road that it stands for."""
    line = next(line for line in moment.scene.lanes if line.place is place)
    ego, road = moment.snapshot.ego, moment.world.road
    s_m = np.arange(ego.s_m - 5.0, ego.s_m + 130.0, 0.25)
    x_m, y_m, _, _ = road.pose(s_m, d_m)
    c, s = cos(ego.yaw_rad), sin(ego.yaw_rad)
    dx, dy = x_m - ego.x_m, y_m - ego.y_m
    ahead_m, left_m = dx * c + dy * s - ego.length_m / 2.0, dy * c - dx * s
    inside = (ahead_m >= line.x_min_m) & (ahead_m <= line.x_max_m)
    return float(np.abs(left_m - line.y_m(ahead_m))[inside].max())


@pytest.mark.parametrize("seconds", [0.0, 2.5, 4.0, 7.0, 10.0])
def test_curves_lie_on_their_lines(stage: Begin, seconds: float) -> None:
    moment = stage(road=BEND, ego={"lane": 1}).after(seconds)
    assert off_the_road_m(moment, LinePlace.LEFT, -3.5) < 0.02
    assert off_the_road_m(moment, LinePlace.RIGHT, -7.0) < 0.02
    assert off_the_road_m(moment, LinePlace.NEXT_LEFT, 0.0) < 0.02


def test_curves_lie_on_their_lines_while_we_change_lanes(stage: Begin) -> None:
    moment = stage(road=BEND, ego={"lane": 2, "do": [{"lane": 1, "over_s": 2.5}]}).after(1.2)
    assert abs(moment.snapshot.ego.heading_rad) > 0.05
    place = LinePlace.LEFT if moment.snapshot.ego.d_m < -7.0 else LinePlace.RIGHT
    assert off_the_road_m(moment, place, -7.0) < 0.02


def test_on_a_straight_road_curves_reach_100_m(stage: Begin) -> None:
    lines = stage().scene.lanes
    assert [line.place for line in lines] == [LinePlace.LEFT, LinePlace.RIGHT, LinePlace.NEXT_RIGHT]
    assert [line.c0_m for line in lines] == pytest.approx([1.75, -1.75, -5.25])
    assert all(line.x_max_m == 100.0 for line in lines)
    assert [line.c2_pm for line in lines] == pytest.approx([0.0] * 3, abs=1e-9)


def test_a_tight_bend_is_told_only_as_far_as_a_curve_can(stage: Begin) -> None:
    moment = stage(road={"pieces": [[400.0, 0.02]]}, kmh=30.0)
    (left, *_) = moment.scene.lanes
    assert 20.0 <= left.x_max_m < 50.0
    assert off_the_road_m(moment, LinePlace.LEFT, 0.0) < 0.02


def test_a_line_is_known_as_it_is_painted(stage: Begin) -> None:
    road = {"lanes": 2, "opposite_lanes": 2, "marks": {"color": "yellow"}}
    lines = stage(road=road).scene.lanes
    assert [line.place for line in lines] == [
        LinePlace.NEXT_LEFT, LinePlace.LEFT, LinePlace.RIGHT, LinePlace.NEXT_RIGHT,
    ]  # fmt: skip
    assert [line.kind for line in lines] == [
        LineType.DASHED, LineType.DOUBLE, LineType.DASHED, LineType.SOLID,
    ]  # fmt: skip
    assert lines[1].color is LineColor.YELLOW
    assert lines[0].color is lines[3].color is LineColor.WHITE


def test_our_path_is_the_middle_of_our_lane(stage: Begin) -> None:
    path = stage(ego={"offset_m": 0.4}).scene.path
    assert path.source is PathSource.LANES
    assert (path.c0_m, path.c1, path.c2_pm) == pytest.approx((-0.4, 0.0, 0.0), abs=1e-9)
    assert path.width_m == 3.5


def test_past_the_end_of_the_road_lines_go_on_straight(stage: Begin) -> None:
    moment = stage(road={"pieces": [[150.0, 0.0]]}, ego={"s_m": 100.0}).after(2.0)
    assert moment.scene.lanes[0].x_max_m == 100.0
    assert moment.scene.lanes[0].c0_m == pytest.approx(1.75)
