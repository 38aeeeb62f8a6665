"""The one judgement: how likely it is that a response comes too late."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from vigil.base.records import Level, RoadObject, Scene, VehicleState
from vigil.geometry import Body
from vigil.warning import WarningSettings
from vigil.warning.assessment import assess
from vigil.warning.ego import Ego
from vigil.warning.judgement import Chance, Judged, chance_of_contact, judge
from vigil.warning.memory import Known
from vigil.warning.response import Responses

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
MakeVehicle = Callable[..., VehicleState]
OURS = WarningSettings()
LADDER = OURS.collision.ladder(Responses(OURS.response))
OWN_MPS = 20.0
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def there(thing: RoadObject) -> dict[int, Known]:
    """Take its own word for it that it is there."""
    return {thing.id: Known(thing.existence_probability, stands=False)}


@pytest.fixture
def warned(fake_scene: MakeScene, fake_vehicle: MakeVehicle) -> Callable[..., Chance]:
    """Return how likely a warned driver is too late for one object."""

    def chance(thing: RoadObject, **signals: float) -> Chance:
        scene = fake_scene(thing, vehicle=fake_vehicle(OWN_MPS, **signals))
        ego = Ego.of(scene, Body(), OURS.ego)
        (each,) = assess(scene, ego, there(thing), OURS.trust, OURS.paths)
        return chance_of_contact(each, LADDER[1])

    return chance


@relaxed
@given(
    gap_m=st.floats(2.0, 90.0), closing_mps=st.floats(0.0, 30.0), nearer=st.floats(0.0, 0.5),
    sd=st.floats(0.02, 2.0),
)  # fmt: skip
def test_a_likely_contact_is_likelier_nearer(
    fake_object: Make,
    warned: Callable[..., Chance],
    gap_m: float,
    closing_mps: float,
    nearer: float,
    sd: float,
) -> None:
    assume(gap_m * (1.0 - nearer) > 0.5 * closing_mps)  # nearer, no brakes answer in time
    far = warned(fake_object(gap_m, -closing_mps, sd=sd)).chance
    near = warned(fake_object(gap_m * (1.0 - nearer), -closing_mps, sd=sd)).chance
    assert 0.0 <= far <= 1.0
    if far >= LADDER[1].probability:
        assert near >= far - 0.02, "a nearer one is in our path as surely, to rounding"


@relaxed
@given(beside_m=st.floats(0.0, 3.0), more_m=st.floats(0.0, 2.0), sd=st.floats(0.02, 1.0))
def test_beside_our_path_it_is_less_likely(
    fake_object: Make, warned: Callable[..., Chance], beside_m: float, more_m: float, sd: float
) -> None:
    inner = warned(fake_object(30.0, -15.0, y_m=beside_m, sd=sd)).chance
    outer = warned(fake_object(30.0, -15.0, y_m=beside_m + more_m, sd=sd)).chance
    assert outer <= inner + 1e-9


def test_it_is_the_product_of_being_there_being_in_the_way_and_being_too_late(
    fake_object: Make, warned: Callable[..., Chance]
) -> None:
    sure = warned(fake_object(30.0, -15.0))
    assert sure.chance == pytest.approx(0.99, abs=1e-3)
    doubtful = warned(fake_object(30.0, -15.0, existence_probability=0.93))
    assert doubtful.chance == pytest.approx(0.93, abs=1e-3)
    edge = warned(fake_object(30.0, -15.0, y_m=1.6, sd=0.3))
    assert 0.6 < edge.chance < 0.8


@pytest.mark.parametrize(
    "thing",
    [
        pytest.param({"existence_probability": 0.6}, id="it may not be there"),
        pytest.param({"y_m": 1.95, "sd": 0.3}, id="it may be beside our way"),
        pytest.param({"vx_sd_mps": 8.0}, id="its speed is hardly known"),
    ],
)
def test_what_is_doubtful_in_any_of_them_is_no_danger_yet(
    fake_object: Make, warned: Callable[..., Chance], thing: dict[str, float]
) -> None:
    assert warned(fake_object(30.0, -15.0, **thing)).chance == 0.0


def test_a_point_value_at_the_margin_is_an_even_chance(
    fake_object: Make, warned: Callable[..., Chance]
) -> None:
    late_s = 0.03 + 0.08 + 0.1 + 1.2 + 0.1
    needed_m = 6.0 * late_s + 36.0 / 8.0 + 1.0
    found = warned(fake_object(needed_m, -6.0, existence_probability=1.0))
    assert found.least is not None
    assert found.least.gap_m == pytest.approx(1.0, abs=1e-6)
    assert found.chance == pytest.approx(0.5, abs=0.01)


def test_what_no_brakes_can_change_raises_nothing_new(
    fake_object: Make, warned: Callable[..., Chance]
) -> None:
    """A parked car that we pass seems to be in our way when it is beside our nose."""
    assert warned(fake_object(4.4, -15.0)).chance == 0.0
    assert warned(fake_object(5.4, -15.0)).chance > 0.9


def test_who_stands_close_and_does_not_close_in_is_in_no_danger(
    fake_object: Make, warned: Callable[..., Chance]
) -> None:
    assert warned(fake_object(0.8, 0.0, sd=0.05)).chance < 0.01


def test_braking_of_our_own_counts_as_long_as_somebody_brakes(
    fake_object: Make, warned: Callable[..., Chance]
) -> None:
    rolling = warned(fake_object(26.0, -10.0))
    braking = warned(fake_object(26.0, -10.0, ax_mps2=3.0), brake=1.0, acceleration_mps2=-3.0)
    drag = warned(fake_object(26.0, -10.0, ax_mps2=0.5), acceleration_mps2=-0.5)
    assert rolling.chance > 0.9
    assert braking.chance < 0.01
    assert braking.response.reaction_s == 0.0
    assert drag.chance == rolling.chance, "a car that merely rolls out is not braked"


def test_no_level_is_raised_without_those_below_it(
    fake_object: Make, fake_scene: MakeScene, fake_vehicle: MakeVehicle
) -> None:
    def level(gap_m: float) -> Judged:
        thing = fake_object(gap_m, -15.0)
        scene = fake_scene(thing, vehicle=fake_vehicle(OWN_MPS))
        ego = Ego.of(scene, Body(), OURS.ego)
        (each,) = assess(scene, ego, there(thing), OURS.trust, OURS.paths)
        return judge(each, LADDER)

    levels = [level(float(gap_m)).level for gap_m in range(80, 10, -1)]
    assert levels == sorted(levels)
    assert set(levels) == {Level.NONE, Level.PRE_WARNING, Level.WARNING}
