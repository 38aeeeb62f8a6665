"""Forward and pedestrian collision: what is said, how early, and when it stays quiet."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vigil.base.errors import ConfigurationError
from vigil.base.records import (
    Alert,
    Function,
    Level,
    Motion,
    RoadObject,
    Scene,
    Targets,
    TrackState,
    VehicleState,
)
from vigil.base.settings import checked
from vigil.geometry import Body
from vigil.warning import Warnings, WarningSettings

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
MakeVehicle = Callable[..., VehicleState]
Alerting = Callable[[Targets, Function], Alert]
Lasting = Callable[..., list[Scene]]
Play = Callable[..., list[Targets]]
G = 9.81
KMH = 1.0 / 3.6


def first_ttc_s(warnings: Warnings, two: Any, level: Level) -> float:
    """Play a protocol's test; return the true time to collision when a level is first shown."""
    for ttc_s, scene in two.scenes():
        if warnings.update(scene).collision_warning >= level:
            return float(ttc_s)
    return -1.0


@pytest.mark.parametrize(
    ("own_mps", "other_mps", "gap_m", "brake_mps2", "latest_s"),
    [
        pytest.param(20.1, 0.0, 150.0, 0.0, 2.1, id="NHTSA FCW-1: stopped lead"),
        pytest.param(20.1, 20.1, 30.0, -0.3 * G, 2.4, id="NHTSA FCW-2: braking lead"),
        pytest.param(20.1, 8.9, 150.0, 0.0, 2.0, id="NHTSA FCW-3: slower lead"),
    ],
)
def test_the_warning_is_on_before_the_latest_time_of_the_protocol_and_not_too_early(
    warnings: Warnings,
    motions: Any,
    own_mps: float,
    other_mps: float,
    gap_m: float,
    brake_mps2: float,
    latest_s: float,
) -> None:
    ttc_s = first_ttc_s(warnings, motions(own_mps, other_mps, gap_m, brake_mps2), Level.WARNING)
    assert latest_s < ttc_s <= 3.0


@pytest.mark.parametrize("own_kmh", range(10, 81, 10))
def test_a_stopped_car_is_announced_softly_then_hard(
    warnings: Warnings, motions: Any, own_kmh: int
) -> None:
    """FMVSS 127 and CCRs: 10 to 80 km/h; soft at most 4 s before impact, hard at most 3 s."""
    own_mps = own_kmh * KMH + 0.03  # 10 km/h is 2.78 m/s
    shown = [
        (ttc_s, warnings.update(scene).collision_warning)
        for ttc_s, scene in motions(own_mps, 0.0, own_mps * 6.0).scenes()
    ]
    soft = [ttc_s for ttc_s, level in shown if level is Level.PRE_WARNING]
    hard = [ttc_s for ttc_s, level in shown if level is Level.WARNING]
    assert max(soft) <= 4.0
    assert 1.7 < max(hard) <= 3.0
    assert max(soft) > max(hard)


@pytest.mark.parametrize("own_kmh", [10, 20, 30, 40, 50, 60])
def test_a_warning_comes_at_least_0_8_s_before_emergency_braking(
    warnings: Warnings, motions: Any, own_kmh: int
) -> None:
    """UN R152, 10 to 60 km/h, stopped lead."""
    own_mps = own_kmh * KMH + 0.03
    warned_s, braked_s = -1.0, -1.0
    for _, scene in motions(own_mps, 0.0, own_mps * 6.0).scenes():
        targets, time_s = warnings.update(scene), scene.stamp_ns / 1e9
        if targets.collision_warning is Level.WARNING and warned_s < 0.0:
            warned_s = time_s
        if targets.emergency_braking_warning and braked_s < 0.0:
            braked_s = time_s
    assert braked_s - warned_s >= 0.8 - 1e-6


def test_the_reason_is_a_sentence_with_its_numbers(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    alert: Alerting,
    steady: Lasting,
    play: Play,
) -> None:
    car = fake_object(19.0, -8.2, id=17)
    found = alert(play(warnings, steady(fake_scene(car)))[-1], Function.FORWARD_COLLISION)
    late_s = 0.03 + 0.08 + 0.1 + 1.2 + 0.5 * 4.0 / 20.0
    gap_m = 19.0 - 8.2 * late_s - 8.2**2 / 8.0
    assert found.level is Level.WARNING
    assert found.object_id == 17
    assert found.reason == (
        "car 17: a driver who reacts in 1.2 s and brakes with 4 m/s² would stop"
        f" {-gap_m:.1f} m too late"
    )
    values = {each.name: each.value for each in found.evidence}
    thresholds = {each.name: each.threshold for each in found.evidence}
    assert values == {
        "ttc_s": pytest.approx(19.0 / 8.2),
        "contact_probability": pytest.approx(0.99, abs=0.01),
        "in_path_probability": pytest.approx(1.0),
        "existence_probability": 0.99,
        "smallest_gap_m": pytest.approx(gap_m),
        "smallest_gap_sd_m": pytest.approx(0.14, abs=0.1),
        "reaction_s": 1.2,
        "required_deceleration_mps2": pytest.approx(8.2**2 / 38.0, abs=0.1),
        "gap_m": pytest.approx(19.0),
        "closing_mps": pytest.approx(8.2),
    }
    assert thresholds == {
        "ttc_s": 3.0,
        "contact_probability": 0.25,
        "in_path_probability": 0.5,
        "existence_probability": None,
        "smallest_gap_m": 1.0,
        "smallest_gap_sd_m": None,
        "reaction_s": None,
        "required_deceleration_mps2": 4.0,
        "gap_m": None,
        "closing_mps": None,
    }


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"y_m": 2.6}, id="parked beside the lane"),
        pytest.param({"y_m": 3.15}, id="one of two parked cars 4.5 m apart, FMVSS 127"),
        pytest.param({"y_m": -3.6}, id="in the next lane"),
        pytest.param({"state": TrackState.NEW}, id="new"),
        pytest.param({"age_s": 0.1}, id="too young to be believed"),
        pytest.param({"unseen_s": 0.8, "state": TrackState.COASTED}, id="long unseen"),
        pytest.param({"existence_probability": 0.3}, id="hardly there"),
        pytest.param({"vx_sd_mps": 40.0}, id="speed hardly known"),
        pytest.param({"vx_mps": None, "vx_sd_mps": None}, id="speed unknown"),
    ],
)
def test_a_car_that_nobody_has_to_brake_for_raises_nothing(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    steady: Lasting,
    play: Play,
    changes: dict[str, Any],
) -> None:
    place = {"y_m": changes.pop("y_m")} if "y_m" in changes else {}
    car = replace(fake_object(30.0, -20.0, **place), **changes)
    for targets in play(warnings, steady(fake_scene(car))):
        assert targets.alerts.level is Level.NONE


def test_a_crossing_car_that_will_be_gone_raises_nothing(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, play: Play
) -> None:
    scenes = []
    for i in range(20):
        time_s = 0.05 * i
        car = fake_object(
            60.0 - 20.0 * time_s, -20.0, y_m=4.0 * time_s, vy_mps=4.0, motion=Motion.CROSSING
        )
        scenes.append(fake_scene(car, time_s=time_s))
    assert all(t.collision_warning is Level.NONE for t in play(warnings, scenes))


def test_being_overtaken_stays_quiet_even_when_the_first_speed_is_wrong(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, play: Play
) -> None:
    """It appears beside us, near and large; for 0.2 s its speed seems to be ours towards it."""
    scenes = []
    for i in range(60):
        time_s = 0.05 * i
        wrong = time_s < 0.2
        car = fake_object(
            1.0 + 6.0 * time_s, -12.0 if wrong else 6.0, y_m=3.4, vy_mps=-1.5 if wrong else 0.0,
            age_s=time_s, sd=0.5,
        )  # fmt: skip
        scenes.append(fake_scene(car, time_s=time_s))
    assert all(t.alerts.level is Level.NONE for t in play(warnings, scenes))


def test_one_wrong_speed_of_a_lead_stays_quiet(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, play: Play
) -> None:
    scenes = [
        fake_scene(fake_object(20.0, -15.0 if i == 10 else 0.0), time_s=0.05 * i) for i in range(20)
    ]
    assert all(t.alerts.level is Level.NONE for t in play(warnings, scenes))


def test_stop_and_go_behind_a_braking_driver_stays_quiet(warnings: Warnings, motions: Any) -> None:
    """From 15 m/s to a stop behind a lead that stops: the driver brakes early, with 2 m/s²."""
    two = motions(15.0, 0.0, 70.0, own_mps2=-2.0)
    assert all(warnings.update(scene).collision_warning is Level.NONE for _, scene in two.scenes())


def test_an_oncoming_car_in_a_bend_needs_more_certainty(
    fake_object: Make, fake_scene: MakeScene, steady: Lasting, play: Play
) -> None:
    def shown(motion: Motion) -> Level:
        car = fake_object(45.0, -35.0, y_m=1.6, sd=0.3, motion=motion)
        fresh = Warnings(WarningSettings(), Body())
        return play(fresh, steady(fake_scene(car), 0.3))[-1].collision_warning

    assert shown(Motion.MOVING) is Level.WARNING
    assert shown(Motion.ONCOMING) is Level.NONE


@pytest.mark.parametrize("y_m", [-1.3, -0.9, 0.0, 0.9, 1.3])
def test_a_partly_covered_stopped_car_counts(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    steady: Lasting,
    play: Play,
    y_m: float,
) -> None:
    """Euro NCAP overlaps down to 50 % of our width, and a little less."""
    car = fake_object(40.0, -20.0, y_m=y_m)
    assert play(warnings, steady(fake_scene(car), 0.3))[-1].collision_warning is Level.WARNING


def test_a_late_picture_is_warned_of_earlier(motions: Any) -> None:
    """What is 0.3 s old when it is judged is 0.3 s nearer than it looks."""

    def gap_m(age_s: float) -> float:
        fresh = Warnings(WarningSettings(), Body())
        for _, scene in motions(6.0, 0.0, 40.0).scenes():
            cameras = tuple(replace(each, age_s=age_s) for each in scene.moment.cameras)
            old = replace(scene, moment=replace(scene.moment, cameras=cameras))
            if fresh.update(old).collision_warning is Level.WARNING:
                return float(old.objects[0].x_m)
        return 0.0

    assert gap_m(0.33) - gap_m(0.03) == pytest.approx(0.3 * 6.0, abs=0.31)


@pytest.mark.parametrize("own_mps", [10.0, 20.0, 30.0, 35.0])
@pytest.mark.parametrize("other_mps2", [0.0, -3.0, -6.0])
def test_the_warning_is_on_before_0_68_g_are_needed(
    motions: Any, own_mps: float, other_mps2: float
) -> None:
    """ISO 15623: at the latest then; a lead that stands, and one that brakes."""
    other_mps = own_mps if other_mps2 else 0.0
    two = motions(own_mps, other_mps, 2.0 * own_mps if other_mps2 else 6.0 * own_mps, other_mps2)
    fresh = Warnings(WarningSettings(), Body())
    for _, scene in two.scenes():
        targets = fresh.update(scene)
        if targets.collision_warning is Level.WARNING:
            return
        for target in targets.targets:
            assert (target.required_deceleration_mps2 or 0.0) < 0.68 * G
    pytest.fail("there was no warning")


def test_without_our_speed_the_growth_of_the_picture_warns(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    steady: Lasting,
    play: Play,
) -> None:
    car = fake_object(40.0, -16.0, own_mps=None, motion=Motion.UNKNOWN)
    targets = play(warnings, steady(fake_scene(car, vehicle=fake_vehicle(None)), 0.5))[-1]
    assert targets.collision_warning is Level.WARNING
    (target,) = targets.targets
    assert target.ttc_s == pytest.approx(2.5)
    assert target.required_deceleration_mps2 is None
    assert target.headway_s is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"collision": {"pre_warning_ttc_s": 2.0}}, "pre_warning_ttc_s 2 is shorter than"),
        ({"cut_in": {"pre_warning_ttc_s": 1.5}}, "pre_warning_ttc_s 1.5 is shorter than"),
        ({"headway": {"on_mps": 5.0}}, "on_mps 5 is below off_mps 8.3"),
        ({"headway": {"dangerous_s": 1.5}}, "close_s 1 is below dangerous_s 1.5"),
    ],
)
def test_thresholds_in_the_wrong_order_are_refused(
    values: dict[str, dict[str, float]], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        checked(WarningSettings, values, "warning")


def test_a_warning_above_three_seconds_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"collision\.warning_ttc_s: 3\.5"):
        checked(WarningSettings, {"collision": {"warning_ttc_s": 3.5}}, "warning")
