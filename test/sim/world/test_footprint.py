"""Turned rectangles on the ground."""

from math import cos, pi, sin, sqrt

import numpy as np
import numpy.typing as npt
import pytest

from vigil_sim.world.footprint import Box, overlap, reach_m


def test_boxes_side_by_side_do_not_touch_until_they_share_area() -> None:
    car = Box(0.0, 0.0, 0.0, 4.0, 2.0)
    assert not overlap(car, Box(0.0, 2.0, 0.0, 4.0, 2.0))
    assert overlap(car, Box(0.0, 1.99, 0.0, 4.0, 2.0))


def test_a_turned_box_passes_a_corner_that_its_circle_would_hit() -> None:
    square = Box(0.0, 0.0, 0.0, 2.0, 2.0)
    apart = 1.0 + sqrt(2.0) / 2.0
    assert not overlap(square, Box(apart, apart, pi / 4.0, 2.0, 2.0))
    assert overlap(square, Box(apart - 0.01, 0.0, pi / 4.0, 2.0, 2.0))


def test_a_small_box_inside_a_large_one_touches_it() -> None:
    assert overlap(Box(0.0, 0.0, 0.3, 10.0, 10.0), Box(1.0, 1.0, 1.0, 0.5, 0.5))


def corners(box: Box) -> npt.NDArray[np.float64]:
    half = np.array([[1, 1], [1, -1], [-1, -1], [-1, 1]]) * [box.length_m / 2, box.width_m / 2]
    turn = np.array([[cos(box.yaw_rad), -sin(box.yaw_rad)], [sin(box.yaw_rad), cos(box.yaw_rad)]])
    return np.asarray(half @ turn.T + [box.x_m, box.y_m], dtype=np.float64)


def inside(points: npt.NDArray[np.float64], box: Box) -> npt.NDArray[np.bool_]:
    moved = points - [box.x_m, box.y_m]
    along = moved @ [cos(box.yaw_rad), sin(box.yaw_rad)]
    across = moved @ [-sin(box.yaw_rad), cos(box.yaw_rad)]
    return np.asarray((abs(along) < box.length_m / 2) & (abs(across) < box.width_m / 2))


def test_boxes_touch_exactly_if_their_outlines_do() -> None:
    random, touching = np.random.default_rng(7), 0
    share = np.linspace(0.0, 1.0, 400)[:, None]
    for _ in range(300):
        x, y, yaw = random.uniform(-4, 4), random.uniform(-4, 4), random.uniform(-pi, pi)
        a, b = Box(0.0, 0.0, random.uniform(-pi, pi), 4.5, 1.8), Box(x, y, yaw, 3.0, 0.7)
        ends = corners(b)
        outline = np.vstack([ends[i] + share * (ends[i - 1] - ends[i]) for i in range(4)])
        expected = bool(np.any(inside(outline, a)))
        shrunk = b._replace(length_m=b.length_m - 0.03, width_m=b.width_m - 0.03)
        assert overlap(a, b) or not expected
        assert expected or not overlap(a, shrunk)
        touching += expected
    assert 30 < touching < 270


@pytest.mark.parametrize(("yaw", "reach"), [(0.0, 2.0), (pi / 2, 1.0), (pi, 2.0)])
def test_a_body_reaches_as_far_as_its_turned_outline(yaw: float, reach: float) -> None:
    assert reach_m(4.0, 2.0, yaw) == pytest.approx(reach)
