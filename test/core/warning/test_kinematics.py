"""How two vehicles come together: the formulas, held against stepwise motion."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.warning.kinematics import (
    GapApproach,
    ScaleApproach,
    chance_positive,
    required_deceleration_mps2,
    shrunk,
    smallest_gap,
    with_doubt,
)

STEP_S = 0.001


def approach(
    gap_m: float, speed_mps: float, acceleration_mps2: float = 0.0, sd: float = 0.0
) -> GapApproach:
    return GapApproach(gap_m, sd, speed_mps, sd, acceleration_mps2, sd)


def least_gap_m(
    gap_m: float, own_mps: float, own_mps2: float, other_mps: float, other_mps2: float
) -> float:
    """Drive on until we stand; return the smallest gap on the way."""
    least_m = inf
    while own_mps > 0.0 and gap_m > -5.0:
        gap_m += (other_mps - own_mps) * STEP_S
        own_mps = max(own_mps - own_mps2 * STEP_S, 0.0)
        if other_mps > 0.0:
            other_mps = max(other_mps + other_mps2 * STEP_S, 0.0)
        least_m = min(least_m, gap_m)
    return least_m


@pytest.mark.parametrize(
    ("gap_m", "speed_mps", "acceleration_mps2", "ttc_s"),
    [
        pytest.param(20.0, -10.0, 0.0, 2.0, id="constant speeds"),
        pytest.param(30.0, 0.0, -3.0, 4.472, id="the lead begins to brake"),
        pytest.param(23.4, -6.24, -2.943, 2.40, id="FCW-2, 2.12 s after the lead brakes"),
        pytest.param(20.0, -10.0, 2.0, 2.764, id="we brake, too little"),
        pytest.param(20.0, -10.0, 2.6, None, id="we brake enough"),
        pytest.param(20.0, 0.0, 0.0, None, id="same speed"),
        pytest.param(20.0, 5.0, 0.0, None, id="pulling away"),
        pytest.param(20.0, 5.0, -2.0, 7.623, id="pulling away, then braking"),
        pytest.param(0.0, -5.0, 0.0, 0.0, id="touching"),
        pytest.param(20.0, -1e-160, 0.0, None, id="speeds that differ by rounding"),
        pytest.param(20.0, 1e-162, -1e-300, None, id="and that open by rounding"),
    ],
)
def test_time_to_collision(
    gap_m: float, speed_mps: float, acceleration_mps2: float, ttc_s: float | None
) -> None:
    found_s = approach(gap_m, speed_mps, acceleration_mps2).ttc_s
    assert found_s == (None if ttc_s is None else pytest.approx(ttc_s, abs=0.005))


@settings(deadline=None)
@given(st.floats(1.0, 100.0), st.floats(-30.0, -0.5), st.floats(-5.0, 5.0))
def test_the_gap_is_closed_at_the_time_to_collision(x: float, v: float, a: float) -> None:
    each = approach(x, v, a)
    if each.ttc_s is not None:
        gap_m = x + each.ttc_s * (v + 0.5 * a * each.ttc_s)
        assert gap_m == pytest.approx(0.0, abs=1e-6 * (1.0 + each.ttc_s**2))


def test_the_doubt_of_a_time_to_collision_is_that_of_the_gap_over_the_speed() -> None:
    each = GapApproach(40.0, 1.0, -10.0, 0.5, 0.0, 0.0)
    assert each.ttc_sd_s == pytest.approx((1.0 + (0.5 * 4.0) ** 2) ** 0.5 / 10.0)


def test_half_the_chance_lies_before_the_point_value() -> None:
    assert approach(20.0, -10.0, sd=0.5).within(2.0) == pytest.approx(0.5)


def test_braking_in_time_leaves_no_chance_of_a_collision_however_long_one_waits() -> None:
    assert approach(20.0, -10.0, 4.0, sd=0.1).within(10.0) < 1e-6


def test_a_contact_before_the_gap_opens_again_counts() -> None:
    assert approach(2.0, -5.0, 4.0).within(2.7) == 1.0


@settings(deadline=None)
@given(
    st.floats(1.0, 100.0), st.floats(0.0, 20.0), st.floats(0.0, 5.0), st.floats(0.01, 3.0),
    st.floats(0.5, 4.0),
)  # fmt: skip
def test_what_does_not_close_never_passes_a_half(
    gap_m: float, speed_mps: float, acceleration_mps2: float, sd: float, time_s: float
) -> None:
    assert approach(gap_m, speed_mps, acceleration_mps2, sd).within(time_s) <= 0.5


@settings(deadline=None)
@given(st.floats(1.0, 80.0), st.floats(0.1, 20.0), st.floats(-30.0, -1.0), st.floats(0.01, 2.0))
def test_the_chance_falls_with_the_gap(near_m: float, more_m: float, v: float, sd: float) -> None:
    near, far = approach(near_m, v, sd=sd), approach(near_m + more_m, v, sd=sd)
    assert near.within(2.7) >= far.within(2.7)


@settings(deadline=None)
@given(st.floats(1.0, 80.0), st.floats(-30.0, -1.0), st.floats(0.5, 3.0), st.floats(0.0, 1.0))
def test_a_sharp_chance_agrees_with_the_point_value(
    gap_m: float, v: float, time_s: float, a: float
) -> None:
    each = approach(gap_m, v, -a, sd=1e-6)
    if each.ttc_s is not None and abs(each.ttc_s - time_s) > 0.01:
        assert each.within(time_s) == pytest.approx(float(each.ttc_s < time_s))


def test_the_growth_of_a_picture_is_a_time_to_collision_without_any_speed() -> None:
    each = ScaleApproach(0.5, 0.05)
    assert each.ttc_s == pytest.approx(2.0)
    assert each.ttc_sd_s == pytest.approx(0.2)
    assert each.within(2.0) == pytest.approx(0.5)
    assert each.within(3.0) == pytest.approx(chance_positive(0.5 - 1 / 3, 0.05))
    assert ScaleApproach(-0.1, 0.05).ttc_s is None
    assert ScaleApproach(-0.1, 0.05).closing_probability < 0.05


@pytest.mark.parametrize(
    ("gap_m", "own_mps", "other_mps", "other_mps2", "needed_mps2"),
    [
        pytest.param(25.0, 20.0, 0.0, 0.0, 8.0, id="it stands: v²/2x"),
        pytest.param(25.0, 20.0, 10.0, 0.0, 2.0, id="it drives on: v_rel²/2x"),
        pytest.param(10.0, 20.0, 20.0, -4.0, 400 / 120, id="it stops: both braking distances"),
        pytest.param(5.0, 20.0, 15.0, -1.0, 3.5, id="still rolling when speeds are equal"),
        pytest.param(20.0, 20.0, 25.0, 0.0, 0.0, id="it pulls away"),
        pytest.param(20.0, 20.0, 15.0, 3.0, 0.625, id="nobody promised that it speeds up"),
        pytest.param(40.0, 10.0, -10.0, 0.0, 3.75, id="it comes towards us"),
        pytest.param(20.0, 0.0, 5.0, -1.0, 0.0, id="we stand"),
    ],
)
def test_required_deceleration(
    gap_m: float, own_mps: float, other_mps: float, other_mps2: float, needed_mps2: float
) -> None:
    found = required_deceleration_mps2(gap_m, own_mps, other_mps, other_mps2)
    assert found == pytest.approx(needed_mps2)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(2.0, 60.0), st.floats(5.0, 30.0), st.floats(0.0, 30.0), st.floats(-8.0, 0.0)
)  # fmt: skip
def test_the_required_deceleration_just_avoids_a_contact(
    gap_m: float, own_mps: float, other_mps: float, other_mps2: float
) -> None:
    needed = required_deceleration_mps2(gap_m, own_mps, other_mps, other_mps2)
    if 0.5 < needed < 15.0:
        enough = least_gap_m(gap_m, own_mps, needed * 1.02, other_mps, other_mps2)
        little = least_gap_m(gap_m, own_mps, needed * 0.9, other_mps, other_mps2)
        assert enough > -0.1
        assert little < 0.1


def stepwise_gap_m(
    gap_m: float,
    own_mps: float,
    slowing_mps2: float,
    delay_s: float,
    deceleration_mps2: float,
    other_mps: float,
    other_mps2: float,
) -> float:
    """Drive on as the response says until we stand; return the smallest gap after the delay."""
    time_s, least_m = 0.0, inf
    while own_mps > 0.0:
        gap_m += (other_mps - own_mps) * STEP_S
        braking_mps2 = slowing_mps2 if time_s < delay_s else deceleration_mps2
        own_mps = max(own_mps - braking_mps2 * STEP_S, 0.0)
        if other_mps > 0.0:
            other_mps = max(other_mps + min(other_mps2, 0.0) * STEP_S, 0.0)
        time_s += STEP_S
        if time_s >= delay_s or own_mps == 0.0:
            least_m = min(least_m, gap_m)
    return least_m


@settings(max_examples=60, deadline=None)
@given(
    st.floats(2.0, 80.0), st.floats(1.0, 30.0), st.sampled_from([0.0, 1.0, 4.0]),
    st.floats(0.1, 2.0), st.floats(2.0, 9.0), st.floats(-20.0, 30.0), st.floats(-9.0, 3.0),
)  # fmt: skip
def test_the_smallest_gap_is_that_of_stepwise_motion(
    gap_m: float,
    own_mps: float,
    slowing_mps2: float,
    delay_s: float,
    deceleration_mps2: float,
    other_mps: float,
    other_mps2: float,
) -> None:
    case = (gap_m, own_mps, slowing_mps2, delay_s, deceleration_mps2, other_mps, other_mps2)
    assert smallest_gap(*case).gap_m == pytest.approx(stepwise_gap_m(*case), abs=0.2)


@pytest.mark.parametrize(
    ("own_mps", "delay_s", "other_mps", "other_mps2", "gap_m"),
    [
        pytest.param(20.0, 1.5, 0.0, 0.0, -30.0, id="it stands: 30 m and 50 m are needed"),
        pytest.param(20.0, 1.5, 12.0, 0.0, 30.0, id="it drives on: 12 m and 8 m"),
        pytest.param(20.0, 1.5, 20.0, -8.0, -5.0, id="it stops: 25 m of its own"),
        pytest.param(20.0, 1.5, 25.0, 0.0, 57.5, id="it pulls away: the delay is the nearest"),
        pytest.param(10.0, 1.5, -10.0, 0.0, -17.5, id="it comes towards us"),
    ],
)
def test_what_a_response_of_4_mps2_leaves_of_50_m(
    own_mps: float, delay_s: float, other_mps: float, other_mps2: float, gap_m: float
) -> None:
    found = smallest_gap(50.0, own_mps, 0.0, delay_s, 4.0, other_mps, other_mps2)
    assert found.gap_m == pytest.approx(gap_m)


@settings(deadline=None)
@given(st.floats(5.0, 30.0), st.floats(1.0, 25.0), st.floats(-6.0, -0.5))
def test_a_doubt_of_speed_counts_for_as_long_as_the_other_one_rolls(
    own_mps: float, other_mps: float, other_mps2: float
) -> None:
    def least_m(speed_mps: float) -> float:
        return smallest_gap(60.0, own_mps, 0.0, 1.2, 5.0, speed_mps, other_mps2).gap_m

    found = smallest_gap(60.0, own_mps, 0.0, 1.2, 5.0, other_mps, other_mps2)
    slope_s = (least_m(other_mps + 1e-4) - least_m(other_mps - 1e-4)) / 2e-4
    assert found.sd_m(0.0, 1.0, 0.0) == pytest.approx(slope_s, abs=0.05)


def test_a_number_within_its_doubt_counts_as_none() -> None:
    assert shrunk(0.4, 0.5) == 0.0
    assert shrunk(-1.0, 0.5) == pytest.approx(-0.75)
    assert shrunk(5.0, 0.0) == 5.0
    assert shrunk(0.0, 0.0) == 0.0


def test_doubts_of_independent_numbers_add_up_as_squares() -> None:
    value, sd = with_doubt(lambda a, b: 2.0 * a - b, (3.0, 1.0), (0.3, 0.8))
    assert value == pytest.approx(5.0)
    assert sd == pytest.approx(1.0)
