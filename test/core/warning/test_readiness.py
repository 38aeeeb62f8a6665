"""The table of states, gates, degraded modes and overrides, row by row."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vigil.base.records import (
    Alert,
    CameraReport,
    Failsafe,
    Function,
    Gear,
    Health,
    HealthLevel,
    Level,
    Motion,
    RoadObject,
    Scene,
    Signal,
    SignalState,
    Targets,
    VehicleState,
    Verdict,
    WarningState,
)
from vigil.warning import Condition, Warnings, WarningSettings, table
from vigil.warning.readiness import ALL, COLLISION

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


def test_every_condition_stands_in_one_row() -> None:
    assert sorted(row.condition.name for row in table()) == sorted(each.name for each in Condition)
    assert all(row.effect and row.condition.value for row in table())


def test_the_numbers_in_the_table_are_those_of_the_settings() -> None:
    ours, said = WarningSettings(), {row.condition: row for row in table()}
    slow, hold = said[Condition.SLOW], said[Condition.INDICATOR]
    assert f"{ours.collision.min_speed_mps:g} m/s" in slow.condition.value
    assert f"{ours.collision.hysteresis_mps:g} m/s hysteresis" in slow.effect
    assert f"{ours.departure.min_speed_mps:g} m/s" in Condition.SLOW_FOR_DEPARTURE.value
    assert f"on {ours.headway.on_mps * 3.6:.0f} km/h" in Condition.SLOW_FOR_HEADWAY.value
    assert f"off {ours.headway.off_mps * 3.6:.0f}" in Condition.SLOW_FOR_HEADWAY.value
    assert f"{ours.departure.indicator_hold_s:g} s after" in hold.condition.value
    assert f"{100 * ours.driver.accelerator:g} %" in Condition.ACCELERATOR.value
    assert f"{ours.driver.longest_s:g} s at most" in said[Condition.BRAKE].effect
    no_frames = said[Condition.NO_FRAMES].effect
    assert f"after {ours.sight.patience_s:g} s" in no_frames
    assert f"after {ours.sight.start_s:g} s" in no_frames


def test_a_state_without_warnings_silences_every_function() -> None:
    for row in table():
        if row.state in {FAILED, INIT, STANDBY}:
            assert row.silences == ALL


def test_a_turn_signal_never_silences_a_collision_warning() -> None:
    (row,) = (row for row in table() if row.condition is Condition.INDICATOR)
    assert not set(row.silences) & set(COLLISION)


@pytest.mark.parametrize(
    ("vehicle", "state", "reason"),
    [
        pytest.param({}, ACTIVE, "", id="all is well"),
        pytest.param({"gear": Gear.PARK}, STANDBY, "the gear is park", id="P"),
        pytest.param({"gear": Gear.REVERSE}, STANDBY, "the gear is reverse", id="R"),
        pytest.param({"gear": Gear.NEUTRAL}, DEGRADED, "the gear is neutral", id="N"),
        pytest.param({"gear": Gear.UNKNOWN}, DEGRADED, "the gear is unknown", id="unknown"),
        pytest.param({"gear": None}, DEGRADED, "the gear is unknown", id="no gear on this car"),
        pytest.param(
            {"gear": Signal(4.0, 2.0, SignalState.STALE)}, DEGRADED, "the gear is unknown",
            id="gear lost",
        ),
        pytest.param(
            {"speed_mps": Signal(20.0, 1.0, SignalState.STALE)}, DEGRADED, "our speed is stale",
            id="speed stale",
        ),
        pytest.param(
            {"speed_mps": Signal(None, None, SignalState.INVALID)}, DEGRADED,
            "our speed is invalid", id="speed invalid",
        ),
        pytest.param(
            {"speed_mps": Signal(20.0, 0.0, SignalState.ASSUMED)}, DEGRADED,
            "our speed is assumed: 20.0 m/s", id="speed assumed",
        ),
        pytest.param(
            {"left_indicator": None}, DEGRADED, "the turn signals are not known", id="no signals"
        ),
    ],
)  # fmt: skip
def test_what_the_car_says_sets_the_state(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    vehicle: dict[str, Any],
    state: WarningState,
    reason: str,
) -> None:
    alerts = warnings.update(fake_scene(vehicle=fake_vehicle(**vehicle))).alerts
    assert alerts.state is state
    assert alerts.state_reasons == ((reason,) if reason else ())


@pytest.mark.parametrize(
    ("scene", "state", "reason"),
    [
        pytest.param({"cameras": ()}, FAILED, "no camera looks ahead", id="no camera"),
        pytest.param({"mountings": ()}, FAILED, "no mounting is known of front", id="no mounting"),
    ],
)
def test_what_the_cameras_lack_sets_the_state(
    warnings: Warnings,
    fake_scene: MakeScene,
    scene: dict[str, Any],
    state: WarningState,
    reason: str,
) -> None:
    alerts = warnings.update(fake_scene(**scene)).alerts
    assert alerts.state is state
    assert alerts.state_reasons[0] == reason


@pytest.mark.parametrize(
    ("failsafe", "state", "reason"),
    [
        (Failsafe.BLOCKED, FAILED, "blocked: front"),
        (Failsafe.LOW_SUN, DEGRADED, "front: low_sun"),
        (Failsafe.BLUR, DEGRADED, "front: blur"),
        (Failsafe.DARK, DEGRADED, "front: dark"),
        (Failsafe.CLEAR, ACTIVE, None),
        (Failsafe.UNKNOWN, ACTIVE, None),
    ],
)
def test_how_the_only_camera_sees_sets_the_state(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_report: MakeReport,
    failsafe: Failsafe,
    state: WarningState,
    reason: str | None,
) -> None:
    scene = fake_scene(cameras=(fake_report("front", failsafe=failsafe),))
    alerts = warnings.update(scene).alerts
    assert alerts.state is state
    assert alerts.state_reasons[:1] == ((reason,) if reason else ())


def test_one_blocked_camera_of_two_only_degrades(
    warnings: Warnings, fake_scene: MakeScene, fake_report: MakeReport
) -> None:
    cameras = (fake_report("front"), fake_report("wide", failsafe=Failsafe.BLOCKED))
    (mounting,) = fake_scene().moment.mountings
    scene = fake_scene(cameras=cameras, mountings=(mounting, replace(mounting, camera="wide")))
    alerts = warnings.update(scene).alerts
    assert (alerts.state, alerts.state_reasons) == (DEGRADED, ("wide: blocked",))


def test_a_doubtful_pitch_degrades_and_names_its_number(
    warnings: Warnings, fake_scene: MakeScene
) -> None:
    (mounting,) = fake_scene().moment.mountings
    scene = fake_scene(mountings=(replace(mounting, pitch_sd_rad=0.035),))
    alerts = warnings.update(scene).alerts
    assert alerts.state is DEGRADED
    assert alerts.state_reasons == ("pitch of front is known to 2.0°, 1.1° are needed",)


def test_a_frame_of_the_future_makes_the_clock_doubtful(
    warnings: Warnings, fake_scene: MakeScene, fake_report: MakeReport
) -> None:
    scene = fake_scene(cameras=(fake_report(age_s=-0.25),))
    alerts = warnings.update(scene).alerts
    assert alerts.state is DEGRADED
    assert alerts.state_reasons == ("frames are of the future: front by 0.250 s",)


@pytest.mark.parametrize(
    ("part", "state"),
    [
        (Health("tracking/front", HealthLevel.ERROR, "no such mounting"), DEGRADED),
        (Health("sync/clock", HealthLevel.WARN, "the clock jumped by +3.000 s"), DEGRADED),
        (Health("vehicle/wiper", HealthLevel.ERROR, "checksum failed"), ACTIVE),
        (Health("perception", HealthLevel.OK, "15 frames/s"), ACTIVE),
    ],
)
def test_what_earlier_rooms_report_is_heard(
    warnings: Warnings, fake_scene: MakeScene, part: Health, state: WarningState
) -> None:
    alerts = warnings.update(fake_scene(health=(part,))).alerts
    assert alerts.state is state


def test_from_the_start_to_failure_and_back(
    warnings: Warnings, fake_scene: MakeScene, fake_report: MakeReport
) -> None:
    """Nothing for 1 s, then frames, one late frame, then none for 1 s, then frames."""
    seen = []
    for i in range(80):
        time_s = CYCLE_S * i
        delivers = (1.0 <= time_s < 2.0 and i != 30) or time_s >= 3.0
        report = fake_report(verdict=Verdict.ON_TIME if delivers else Verdict.MISSING)
        seen.append(warnings.update(fake_scene(time_s=time_s, cameras=(report,))).alerts.state)
    assert set(seen[:20]) == {INIT}
    assert set(seen[20:50]) == {ACTIVE}, "one lost frame is no failure"
    assert set(seen[52:59]) == {FAILED}
    assert set(seen[60:]) == {ACTIVE}


def test_a_camera_that_never_delivers_fails_after_the_start(
    warnings: Warnings, fake_scene: MakeScene, fake_report: MakeReport
) -> None:
    states = [
        warnings.update(
            fake_scene(time_s=float(i), cameras=(fake_report(verdict=Verdict.MISSING),))
        ).alerts.state
        for i in range(13)
    ]
    assert states[10] is INIT
    assert states[11] is FAILED


def test_a_missing_side_camera_only_degrades(
    warnings: Warnings, fake_scene: MakeScene, fake_report: MakeReport
) -> None:
    (mounting,) = fake_scene().moment.mountings
    side = replace(mounting, camera="left", yaw_rad=1.57)
    cameras = (fake_report(), fake_report("left", Verdict.MISSING))
    for i in range(20):
        scene = fake_scene(time_s=CYCLE_S * i, cameras=cameras, mountings=(mounting, side))
        alerts = warnings.update(scene).alerts
    assert (alerts.state, alerts.state_reasons) == (DEGRADED, ("left: MISSING",))


def test_standing_in_park_nothing_speaks_and_says_why(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
    steady: Lasting,
    play: Play,
) -> None:
    """A car that backs up towards us in a car park."""
    vehicle = fake_vehicle(0.0, gear=float(Gear.PARK))
    backing = fake_object(2.5, -2.0, own_mps=0.0, motion=Motion.ONCOMING)
    scene = fake_scene(backing, vehicle=vehicle)
    for targets in play(warnings, steady(scene)):
        assert targets.alerts.level is Level.NONE
        assert targets.alerts.state is STANDBY
    found = alert(targets, FCW)
    assert found.suppressed_level is Level.WARNING
    assert found.suppression == "the gear is park"


def test_the_speed_gate_of_the_collision_warning_has_a_hysteresis(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
) -> None:
    """On from 2.5 m/s, off below 2.0; what it silences is said."""
    shown = []
    for i, own_mps in enumerate((2.4, 2.4, 2.4, 2.4, 2.4, 2.6, 2.2, 2.1, 1.9, 2.2, 2.55)):
        car = fake_object(3.0, -2.0, own_mps=own_mps)
        scene = fake_scene(car, time_s=CYCLE_S * i, vehicle=fake_vehicle(own_mps))
        shown.append(alert(warnings.update(scene), FCW))
    levels = [each.level for each in shown]
    off, on = Level.NONE, Level.WARNING
    assert levels == [off] * 5 + [on] * 3 + [off] * 2 + [on]
    assert shown[4].suppression == "2.4 m/s, on from 2.5 m/s"


def test_the_gravest_state_wins_and_every_reason_is_named(
    warnings: Warnings, fake_scene: MakeScene, fake_vehicle: MakeVehicle, fake_report: MakeReport
) -> None:
    scene = fake_scene(
        vehicle=fake_vehicle(None, gear=float(Gear.PARK)),
        cameras=(fake_report(failsafe=Failsafe.BLOCKED),),
    )
    alerts = warnings.update(scene).alerts
    assert alerts.state is FAILED
    assert alerts.state_reasons == (
        "blocked: front", "the gear is park", "front: blocked", "our speed is unknown",
    )  # fmt: skip
