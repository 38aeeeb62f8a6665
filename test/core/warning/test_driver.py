"""What the driver does: it silences a warning for a while, and never an emergency."""

from collections.abc import Callable

import pytest

from vigil.base.records import (
    Alert,
    CameraReport,
    Function,
    LaneLine,
    Level,
    LinePlace,
    RoadObject,
    Scene,
    Targets,
    VehicleState,
    WarningState,
)
from vigil.warning import Warnings

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
MakeVehicle = Callable[..., VehicleState]
MakeReport = Callable[..., CameraReport]
Alerting = Callable[[Targets, Function], Alert]
Lasting = Callable[..., list[Scene]]
Play = Callable[..., list[Targets]]

ACTIVE, DEGRADED = WarningState.ACTIVE, WarningState.DEGRADED
STANDBY, FAILED, INIT = WarningState.STANDBY, WarningState.FAILED, WarningState.INIT
FCW, BRAKING = Function.FORWARD_COLLISION, Function.EMERGENCY_BRAKING
CYCLE_S = 0.05


def danger(make: Make, make_scene: MakeScene, i: int, vehicle: VehicleState) -> Scene:
    """Return a lead that is 2.4 s before impact, cycle after cycle: no emergency."""
    return make_scene(make(24.0, -10.0), time_s=CYCLE_S * i, vehicle=vehicle)


def test_a_driver_on_the_accelerator_is_not_warned_for_five_seconds_at_most(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
) -> None:
    vehicle = fake_vehicle(accelerator=0.93)
    shown = [
        alert(warnings.update(danger(fake_object, fake_scene, i, vehicle)), FCW) for i in range(120)
    ]
    assert {each.level for each in shown[:100]} == {Level.NONE}
    assert shown[50].suppressed_level is Level.WARNING
    assert shown[50].suppression == "the accelerator is at 93 %"
    assert {each.level for each in shown[102:]} == {Level.WARNING}, "armed again"


def test_a_driver_who_brakes_enough_is_left_in_peace_at_once(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
    steady: Lasting,
    play: Play,
) -> None:
    """The level would be held for 0.8 s; a driver who acts has no use for that."""
    before = play(warnings, steady(fake_scene(fake_object(24.0, -10.0)), 0.2))[-1]
    assert before.collision_warning is Level.WARNING
    braking = fake_vehicle(brake=1.0, acceleration_mps2=-4.0)
    slowed = fake_scene(fake_object(23.0, -9.0, ax_mps2=4.0), time_s=0.25, vehicle=braking)
    found = alert(warnings.update(slowed), FCW)
    assert (found.level, found.suppressed_level) == (Level.NONE, Level.WARNING)
    assert found.suppression == "the driver brakes with 4.0 m/s², 1.8 m/s² are required"


@pytest.mark.parametrize(
    ("field", "step", "words"),
    [
        pytest.param("accelerator", 0.2, "the accelerator rises by 4.0 /s", id="accelerator"),
        pytest.param(
            "steering_angle_rad", 0.3, "the steering wheel turns at 6.0 rad/s", id="wheel"
        ),
    ],
)
def test_a_sudden_action_suppresses_for_a_moment(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
    field: str,
    step: float,
    words: str,
) -> None:
    shown = []
    for i in range(60):
        vehicle = fake_vehicle(**{field: step * min(max(i - 10, 0), 2)})
        shown.append(alert(warnings.update(danger(fake_object, fake_scene, i, vehicle)), FCW))
    assert shown[10].level is Level.WARNING
    assert (shown[11].level, shown[11].suppression) == (Level.NONE, words)
    assert shown[25].suppression.startswith("a moment ago: ")
    assert shown[40].level is Level.WARNING


def test_slow_actions_suppress_nothing(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
) -> None:
    for i in range(20):
        vehicle = fake_vehicle(
            accelerator=0.02 * i, steering_angle_rad=0.05 * i, acceleration_mps2=-1.0
        )
        found = alert(warnings.update(danger(fake_object, fake_scene, i, vehicle)), FCW)
    assert found.level is Level.WARNING


@pytest.mark.parametrize(
    ("gap_m", "level"),
    [
        pytest.param(24.0, Level.NONE, id="who is on the brake brakes harder at once"),
        pytest.param(14.0, Level.WARNING, id="but that is not enough here"),
    ],
)
def test_a_driver_on_the_brake_needs_no_time_to_react(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
    steady: Lasting,
    play: Play,
    gap_m: float,
    level: Level,
) -> None:
    vehicle = fake_vehicle(brake=1.0, acceleration_mps2=-1.0)
    scene = fake_scene(fake_object(gap_m, -10.0, ax_mps2=1.0), vehicle=vehicle)
    found = alert(play(warnings, steady(scene, 0.4))[-1], FCW)
    assert found.level is level
    assert found.reason.startswith("car 1: braking on with ")


def test_once_the_emergency_began_only_kick_down_silences_it(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
) -> None:
    pedals = [0.0] * 10 + [0.92] * 10 + [1.0] * 10
    shown = []
    for i, pedal in enumerate(pedals):
        scene = fake_scene(
            fake_object(25.0, -17.0), time_s=CYCLE_S * i, vehicle=fake_vehicle(accelerator=pedal)
        )
        shown.append(alert(warnings.update(scene), BRAKING))
    assert {each.level for each in shown[5:20]} == {Level.EMERGENCY}
    assert {each.level for each in shown[20:]} == {Level.NONE}
    assert shown[25].suppressed_level is Level.EMERGENCY
    assert shown[20].suppression == "kick-down: the accelerator is at 100 %"


def test_an_override_before_the_emergency_suppresses_it_too_for_a_while(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, fake_vehicle: MakeVehicle
) -> None:
    scenes = [
        fake_scene(
            fake_object(25.0, -17.0), time_s=CYCLE_S * i, vehicle=fake_vehicle(accelerator=0.92)
        )
        for i in range(110)
    ]
    shown = [warnings.update(scene).emergency_braking_warning for scene in scenes]
    assert not any(shown[:100])
    assert all(shown[102:])


def test_a_turn_signal_leaves_the_collision_warning_alone(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
) -> None:
    vehicle = fake_vehicle(left_indicator=1.0)
    for i in range(10):
        found = alert(warnings.update(danger(fake_object, fake_scene, i, vehicle)), FCW)
    assert found.level is Level.WARNING


def test_fast_steering_is_no_departure(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    fake_line: Callable[..., LaneLine],
    alert: Alerting,
) -> None:
    line = fake_line(LinePlace.LEFT, 1.0, -0.02)
    for i in range(10):
        vehicle = fake_vehicle(steering_angle_rad=0.3 * i)
        scene = fake_scene(time_s=CYCLE_S * i, lanes=(line,), vehicle=vehicle)
        found = alert(warnings.update(scene), Function.LANE_DEPARTURE_LEFT)
    assert found.level is Level.NONE
    assert found.suppression.startswith("the steering wheel turns")
