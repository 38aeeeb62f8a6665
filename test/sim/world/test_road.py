"""The road as a curve in space, and places on it."""

from math import pi

import numpy as np
import pytest

from vigil.base.settings import checked
from vigil_sim.scenario import RoadSettings
from vigil_sim.world import Road


def test_a_straight_road_runs_along_x() -> None:
    assert Road(RoadSettings()).pose(120.0, 2.0) == pytest.approx((120.0, 2.0, 0.0, 0.0))


def test_a_circle_ends_where_it_began() -> None:
    road = Road(checked(RoadSettings, {"pieces": [[2.0 * pi * 100.0, 0.01]]}, "circle"))
    x, y, _, heading = road.pose(road.length_m)
    assert (x, y) == pytest.approx((0.0, 0.0), abs=0.05)
    assert heading == pytest.approx(2.0 * pi, abs=1e-6)


def test_a_left_bend_turns_left_by_length_times_curvature(bend: Road) -> None:
    assert bend.pose(300.0 + 20.0)[3] > 0.0
    assert bend.pose(600.0)[3] == pytest.approx(200.0 * 0.008 - 200.0 * 0.01, abs=1e-6)


def test_curvature_changes_gradually_between_two_pieces(bend: Road) -> None:
    s = np.arange(0.0, 600.0, 0.5)
    steepest = np.max(np.abs(np.diff(bend.curvature_pm(s)))) / 0.5
    assert steepest == pytest.approx(0.018 / 40.0, rel=1e-6)
    assert bend.curvature_pm(100.0) == pytest.approx(0.004, abs=1e-6)


def test_short_pieces_keep_their_curvature_in_their_middle() -> None:
    road = Road(checked(RoadSettings, {"pieces": [[50, 0.0], [10, 0.02], [50, 0.0]]}, "kink"))
    assert road.curvature_pm(55.0) == pytest.approx(0.02)
    assert road.pose(110.0)[3] == pytest.approx(0.2, abs=1e-4)


def test_one_place_and_many_places_agree(bend: Road) -> None:
    s, d = np.array([-20.0, 0.0, 133.3, 299.9, 600.0, 640.0]), np.linspace(-6.0, 6.0, 6)
    many = np.array(bend.pose(s, d))
    one_by_one = np.array([bend.pose(float(a), float(b)) for a, b in zip(s, d, strict=True)]).T
    assert many == pytest.approx(one_by_one, abs=1e-9)


def test_the_road_goes_on_straight_beyond_its_ends(bend: Road) -> None:
    end, beyond = np.array(bend.pose(600.0)), np.array(bend.pose(610.0))
    heading = end[3]
    assert beyond[:2] - end[:2] == pytest.approx(
        10.0 * np.array([np.cos(heading), np.sin(heading)])
    )
    assert beyond[3] == heading


def test_distance_along_the_line_is_distance_in_the_world(bend: Road) -> None:
    x, y, _, _ = bend.pose(np.arange(0.0, 600.0, 0.25))
    assert np.sum(np.hypot(np.diff(x), np.diff(y))) == pytest.approx(599.75, abs=0.01)


def test_a_point_finds_its_place_on_the_road_again(bend: Road) -> None:
    s, d = np.linspace(5.0, 595.0, 60), np.tile([-8.0, 0.0, 5.0], 20)
    x, y, _, _ = bend.pose(s, d)
    found_s, found_d = bend.frenet(x, y, s + 7.0)
    assert found_s == pytest.approx(s, abs=0.01)
    assert found_d == pytest.approx(d, abs=0.01)


def test_hills_rise_and_fall_by_twice_their_half_height(bend: Road) -> None:
    heights = bend.pose(np.arange(0.0, 400.0))[2]
    assert (np.min(heights), np.max(heights)) == pytest.approx((0.0, 4.0))


def test_lanes_are_counted_from_the_reference_line() -> None:
    road = Road(RoadSettings(lanes=2, opposite_lanes=1, lane_width_m=3.0))
    assert [road.lane_middle_m(lane) for lane in (-1, 0, 1)] == [1.5, -1.5, -4.5]
    assert [road.lane_at(d) for d in (0.1, -0.1, -5.9)] == [-1, 0, 1]
    assert (road.edge_left_m, road.edge_right_m) == (3.0, -6.0)
    assert road.pave_left_m > road.edge_left_m
    assert road.pave_right_m < road.edge_right_m
