"""Where everybody is at the start."""

from collections.abc import Callable
from math import pi
from typing import Any

import pytest

from vigil.base.errors import ConfigurationError
from vigil.geometry import Body
from vigil_sim.world import BODIES, Placed, World, gap_m
from vigil_sim.world.placing import overlap_offset_m

Drive = Callable[..., World]


def placed(world: World) -> tuple[Placed, Placed]:
    snapshot = world.snapshot()
    return snapshot.ego, snapshot.things[0]


def one(**said: Any) -> list[dict[str, Any]]:
    return [{"name": "other", **said}]


def test_a_gap_is_from_our_bumper_to_its_rear(drive: Drive, body: Body) -> None:
    ego, other = placed(drive(actors=one(gap_m=30.0, model="bus")))
    assert gap_m(ego, other) == pytest.approx(30.0)
    assert other.s_m == pytest.approx(50.0 + body.length_m / 2 + 30.0 + 6.0)


def test_a_time_to_collision_counts_with_the_speeds_at_the_start(drive: Drive) -> None:
    ego, other = placed(drive(actors=one(ttc_s=3.0, kmh=36.0)))
    assert gap_m(ego, other) == pytest.approx(30.0)


def test_an_oncoming_car_closes_with_both_speeds(drive: Drive) -> None:
    ego, other = placed(drive(actors=one(ttc_s=3.0, kmh=36.0, lane=-1)))
    assert gap_m(ego, other) == pytest.approx(90.0)
    assert other.d_m == pytest.approx(1.75)
    assert abs(other.yaw_rad) == pytest.approx(pi)
    assert other.speed_mps == pytest.approx(-10.0)


def test_a_gap_that_does_not_close_has_no_time_to_collision(drive: Drive) -> None:
    with pytest.raises(ConfigurationError, match=r"other: ttc_s needs a gap that closes.*0\.0 m/s"):
        drive(actors=one(ttc_s=3.0, kmh=72.0))


def test_a_place_across_the_road_is_from_the_middle_of_our_lane(drive: Drive) -> None:
    ego, other = placed(drive(ego={"offset_m": 0.4}, actors=one(gap_m=30.0, d_m=-4.0)))
    assert ego.d_m == pytest.approx(-1.35)
    assert other.d_m == pytest.approx(-5.75)


@pytest.mark.parametrize("share", [0.5, 0.75, -0.5, 0.25])
def test_an_overlap_is_the_share_of_our_width_that_meets_it(
    share: float, drive: Drive, body: Body
) -> None:
    ego, other = placed(drive(actors=one(gap_m=30.0, overlap=share)))
    left = min(ego.d_m + ego.width_m / 2, other.d_m + other.width_m / 2)
    right = max(ego.d_m - ego.width_m / 2, other.d_m - other.width_m / 2)
    assert left - right == pytest.approx(abs(share) * body.width_m)
    assert (other.d_m > ego.d_m) == (share > 0.0)


@pytest.mark.parametrize("share", [1.0, -1.0])
def test_a_full_overlap_is_middle_on_middle_however_wide_it_is(share: float) -> None:
    assert overlap_offset_m(share, 1.85, 2.5) == 0.0


def test_a_jittered_full_overlap_with_a_car_stays_near_the_middle() -> None:
    assert abs(overlap_offset_m(0.97, 1.85, BODIES["hatch"].width_m)) < 0.05


@pytest.mark.parametrize(
    ("actors", "told"),
    [
        (one(s_m=1200.0), "other begins at s 1200.0 m, outside the road of 1000 m"),
        (one(gap_m=-90.0), "outside the road"),
        (one(s_m=90.0, d_m=-12.0, kmh=30.0), "drives 30 km/h at d -13.8 m, beside the road"),
        (one(gap_m=-2.0), "ego and other are in one place"),
        (
            [{"name": "one", "gap_m": 30.0}, {"name": "two", "gap_m": 33.0, "offset_m": 1.0}],
            "one and two are in one place at the start",
        ),
        (one(gap_m=-4.0, d_m=1.8), "in one place"),
    ],
)
def test_what_cannot_stand_so_is_refused(
    actors: list[dict[str, Any]], told: str, drive: Drive
) -> None:
    with pytest.raises(ConfigurationError, match=r"^scenario trial: ") as caught:
        drive(actors=actors)
    assert told in str(caught.value)


def test_we_cannot_begin_beyond_the_road(drive: Drive) -> None:
    with pytest.raises(ConfigurationError, match=r"we begin at s 2000\.0 m, outside the road"):
        drive(ego={"s_m": 2000.0})


@pytest.mark.parametrize(
    "said",
    [
        {"model": "sedan", "d_m": -12.0},
        {"model": "adult", "d_m": -12.0, "kmh": 4.0},
        {"model": "sedan", "d_m": -20.0, "heading_deg": 90.0, "do": [{"cross_kmh": 30.0}]},
    ],
)
def test_who_stands_walks_or_crosses_may_begin_beside_the_road(
    said: dict[str, Any], drive: Drive
) -> None:
    assert drive(actors=one(s_m=90.0, **said)).snapshot().things


def test_turned_bodies_may_stand_closer_than_their_circles(drive: Drive) -> None:
    pair = [{"name": "left", "s_m": 90.0, "d_m": 3.0}, {"name": "right", "s_m": 90.0, "d_m": 1.1}]
    assert len(drive(actors=pair).snapshot().things) == 2
