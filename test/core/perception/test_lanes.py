"""Lane lines from paint whose place is known."""

import numpy as np
import pytest

from vigil.base.records import LaneLine, LineColor, LinePlace, LineType
from vigil.perception.lanes import lane_lines
from vigil.perception.settings import LaneSettings

from .conftest import GREY, MODEL, MOUNTING, WHITE, YELLOW, Stripe, painted, road

SETTINGS = LaneSettings()
CONCRETE, GRASS = (170, 175, 178), (30, 90, 40)


def lines_of(
    *stripes: Stripe, bridged: bool = False, **picture: object
) -> dict[LinePlace, LaneLine]:
    """Return the lines found, by place."""
    image = road(*stripes, **picture)  # type: ignore[arg-type]
    found = lane_lines(image, painted(*stripes, bridged=bridged), MODEL, MOUNTING, SETTINGS)
    return {line.place: line for line in found}


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((0.0, 0.0), id="straight"),
        pytest.param((0.05, 0.0), id="we steer across it"),
        pytest.param((0.0, 0.002), id="left bend of 250 m"),
        pytest.param((-0.03, -0.004), id="right bend of 125 m"),
    ],
)
def test_both_lines_of_our_lane_are_found_with_honest_doubt(shape: tuple[float, float]) -> None:
    left, right = Stripe((1.8, *shape)), Stripe((-1.9, *shape))
    lines = lines_of(left, right)
    for place, stripe in ((LinePlace.LEFT, left), (LinePlace.RIGHT, right)):
        line = lines[place]
        for x_m in (5.0, 15.0, min(30.0, line.x_max_m)):
            true_m = np.polynomial.polynomial.polyval(x_m, np.array(stripe.line))
            assert line.y_m(x_m) == pytest.approx(true_m, abs=0.15)
        assert abs(line.c0_m - stripe.line[0]) < 3 * line.c0_sd_m
        assert abs(line.c1 - shape[0]) < 3 * line.c1_sd
        assert abs(line.c2_pm - shape[1]) < 3 * line.c2_sd_pm + 1e-4
        assert line.probability > 0.9


def test_a_dashed_line_is_told_from_a_solid_one_though_the_mask_bridges_its_gaps() -> None:
    dashed = Stripe((1.8,), length_m=3.05, cycle_m=12.19)
    lines = lines_of(dashed, Stripe((-1.8,)), bridged=True)
    assert lines[LinePlace.LEFT].kind is LineType.DASHED
    assert lines[LinePlace.RIGHT].kind is LineType.SOLID


def test_dashes_of_a_mask_that_does_not_bridge_them_are_one_line() -> None:
    lines = lines_of(Stripe((1.8,), cycle_m=12.19), Stripe((-1.8,), cycle_m=12.19, start_m=8.0))
    assert set(lines) == {LinePlace.LEFT, LinePlace.RIGHT}
    assert all(line.x_max_m > 30.0 for line in lines.values())


def test_two_thin_lines_are_one_double_line() -> None:
    pair = [Stripe((1.8 + side,), YELLOW, width_m=0.1) for side in (-0.12, 0.12)]
    lines = lines_of(*pair, Stripe((-1.8,)))
    assert lines[LinePlace.LEFT].kind is LineType.DOUBLE
    assert lines[LinePlace.LEFT].c0_m == pytest.approx(1.8, abs=0.06)


@pytest.mark.parametrize("asphalt", [GREY, CONCRETE], ids=["asphalt", "light concrete"])
def test_yellow_is_told_from_white(asphalt: tuple[int, int, int]) -> None:
    lines = lines_of(Stripe((1.8,), YELLOW), Stripe((-1.8,), WHITE), asphalt=asphalt)
    assert lines[LinePlace.LEFT].color is LineColor.YELLOW
    assert lines[LinePlace.LEFT].kind is LineType.SOLID
    assert lines[LinePlace.RIGHT].color is LineColor.WHITE


def test_lines_of_the_next_lanes_have_their_places() -> None:
    lines = lines_of(*(Stripe((y_m,)) for y_m in (5.4, 1.8, -1.8, -5.4)))
    assert [lines[place].c0_m for place in LinePlace if place in lines] == pytest.approx(
        [1.8, -1.8, 5.4, -5.4], abs=0.15
    )


def test_a_kerb_that_the_network_took_for_paint_is_a_road_edge() -> None:
    image = road(Stripe((1.8,)), Stripe((-6.0,), GRASS, width_m=6.0))
    masks = painted(Stripe((1.8,)), Stripe((-3.0,)))
    found = lane_lines(image, masks, MODEL, MOUNTING, SETTINGS)
    right = next(line for line in found if line.place is LinePlace.RIGHT)
    assert right.kind is LineType.ROAD_EDGE
    assert right.probability < 0.6


def test_specks_and_a_stop_line_are_no_lane_lines() -> None:
    masks = painted(Stripe((1.8,)))
    assert masks.paint is not None
    masks.paint[100:103, 200:500] = 255  # a stop line across our lane
    masks.paint[np.random.default_rng(3).random(masks.paint.shape) < 0.0005] = 255
    found = lane_lines(road(Stripe((1.8,))), masks, MODEL, MOUNTING, SETTINGS)
    assert [line.place for line in found if line.probability > 0.5] == [LinePlace.LEFT]


def test_no_paint_gives_no_lines() -> None:
    assert lines_of() == {}
