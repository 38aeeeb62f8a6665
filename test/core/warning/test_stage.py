"""The stage as a whole: it always answers, counts its cycles, and explains itself."""

from collections.abc import Callable
from dataclasses import replace
from math import isfinite

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from vigil.base.records import (
    Function,
    HealthLevel,
    Level,
    Motion,
    ObjectClass,
    PredictedPath,
    RoadObject,
    Scene,
    Signal,
    SignalState,
    Targets,
    TrackState,
    VehicleState,
    WarningState,
)
from vigil.base.settings import checked
from vigil.geometry import Body
from vigil.warning import Warnings, WarningSettings

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
MakeVehicle = Callable[..., VehicleState]
Lasting = Callable[..., list[Scene]]
Play = Callable[..., list[Targets]]
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def fresh() -> Warnings:
    return Warnings(WarningSettings(), Body())


def test_level_none_goes_out_every_cycle_for_every_function(
    warnings: Warnings, fake_scene: MakeScene
) -> None:
    for i in range(5):
        alerts = warnings.update(fake_scene(time_s=0.05 * i)).alerts
        assert alerts.counter == i
        assert alerts.level is Level.NONE
        assert [each.function for each in alerts.alerts] == [
            function for function in Function if function is not Function.UNKNOWN
        ]
        assert all(each.reason for each in alerts.alerts)


def test_an_alert_holds_everything_an_engineer_asks_for(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, steady: Lasting, play: Play
) -> None:
    things = (fake_object(20.0, -12.0), fake_object(30.0, 0.0, y_m=3.6, id=2))
    for targets in play(warnings, steady(fake_scene(*things), 0.5)):
        for each in targets.alerts.alerts:
            assert each.since_ns <= targets.stamp_ns
            assert (each.suppressed_level is Level.NONE) == (each.suppression == "")
            assert all(evidence.name.islower() for evidence in each.evidence)
            if each.level:
                assert each.evidence
                assert each.object_id == 1
                assert any(evidence.threshold is not None for evidence in each.evidence)
    assert targets.collision_warning is Level.WARNING
    (lead, beside) = targets.targets
    assert lead.lead
    assert lead.ttc_s == pytest.approx(20.0 / 12.0)
    assert lead.relative_speed_mps == -12.0
    assert lead.headway_s == pytest.approx(1.0)
    assert lead.required_deceleration_mps2 == pytest.approx(144.0 / 40.0, abs=0.05)
    assert beside.ttc_s is None
    assert beside.required_deceleration_mps2 == 0.0
    assert beside.in_path_probability < 0.01


def test_a_held_level_keeps_the_object_it_was_about(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, steady: Lasting, play: Play
) -> None:
    play(warnings, steady(fake_scene(fake_object(20.0, -12.0, id=5)), 0.2))
    alerts = warnings.update(fake_scene(time_s=0.25)).alerts.alerts
    (found,) = (each for each in alerts if each.function is Function.FORWARD_COLLISION)
    assert (found.level, found.object_id) == (Level.WARNING, 5)
    assert found.reason.startswith("held for a moment: car 5: a driver who")
    assert found.reason.endswith("; now: nothing is ahead")
    assert any(one.value is not None for one in found.evidence)


def test_after_the_danger_it_falls_silent(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, steady: Lasting, play: Play
) -> None:
    play(warnings, steady(fake_scene(fake_object(20.0, -12.0)), 0.5))
    seen = play(warnings, steady(fake_scene(time_s=0.55), 1.5))
    assert seen[0].collision_warning is Level.WARNING
    assert seen[-1].collision_warning is Level.NONE


def test_a_clock_that_goes_back_starts_everything_anew_and_says_so(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, steady: Lasting, play: Play
) -> None:
    danger = fake_scene(fake_object(20.0, -12.0), time_s=10.0)
    before = play(warnings, steady(danger, 0.5))[-1]
    assert before.collision_warning is Level.WARNING
    after = warnings.update(replace(danger, stamp_ns=danger.stamp_ns - 2_000_000_000))
    assert after.collision_warning is Level.NONE
    assert after.alerts.counter == before.alerts.counter + 1, "the counter never goes back"
    assert after.alerts.state is WarningState.DEGRADED
    assert after.alerts.state_reasons == ("the clock went back by 2.500 s",)


def test_missing_cycles_are_survived_and_spoken_of(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    warnings.update(fake_scene(fake_object(60.0, -12.0)))
    targets = warnings.update(fake_scene(fake_object(24.0, -12.0), time_s=3.0))
    assert targets.collision_warning is Level.NONE
    assert targets.alerts.state_reasons == ("nothing was heard for 3.00 s",)
    assert (
        warnings.update(fake_scene(fake_object(22.8, -12.0), time_s=3.1)).collision_warning
        is Level.WARNING
    )


def test_a_degraded_state_is_on_the_diagnostics(
    warnings: Warnings, fake_scene: MakeScene, fake_vehicle: MakeVehicle
) -> None:
    assert not warnings.update(fake_scene()).moment.health
    (part,) = warnings.update(fake_scene(time_s=0.1, vehicle=fake_vehicle(None))).moment.health
    assert (part.name, part.level) == ("warning", HealthLevel.WARN)
    assert part.message == "our speed is unknown"


def test_a_new_object_without_a_speed_is_a_target_with_unknowns(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    new = fake_object(15.0, None, state=TrackState.NEW, age_s=0.0)
    (target,) = warnings.update(fake_scene(new)).targets
    assert target.lead
    assert (target.ttc_s, target.ttc_sd_s, target.required_deceleration_mps2) == (None, None, None)
    assert target.in_path_probability > 0.99


def test_a_path_with_holes_is_not_used(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    car = fake_object(15.0, -5.0)
    broken = PredictedPath(
        car.path.times_s, np.full_like(car.path.gap_offset_m, np.nan), car.path.covariance_m2
    )
    (target,) = warnings.update(fake_scene(replace(car, path=broken))).targets
    assert target.gap_m == 15.0
    assert target.in_path_probability > 0.99


def test_two_runs_of_one_drive_say_the_same(
    fake_object: Make, fake_scene: MakeScene, play: Play
) -> None:
    scenes = [fake_scene(fake_object(60.0 - 0.6 * i, -12.0), time_s=0.05 * i) for i in range(60)]
    assert play(fresh(), scenes) == play(fresh(), scenes)


def test_settings_of_a_function_differ_one_by_one() -> None:
    values = {"collision": {"warning_ttc_s": 2.5}, "headway": {"fall_s": 0.5}}
    made = checked(WarningSettings, values, "warning")
    assert made.collision.warning_ttc_s == 2.5
    assert made.headway.fall_s == 0.5
    assert made.headway.pre_warning_rise_s == 1.0, "the function's own default stays"


numbers = st.floats(-60.0, 60.0)


@relaxed
@given(
    gap_m=st.floats(0.0, 100.0), opening_mps=st.floats(0.0, 30.0), y_m=st.floats(-5.0, 5.0),
    sd=st.floats(0.01, 3.0), own_mps=st.floats(0.0, 40.0),
)  # fmt: skip
def test_what_does_not_close_raises_no_collision_level(
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    steady: Lasting,
    play: Play,
    gap_m: float,
    opening_mps: float,
    y_m: float,
    sd: float,
    own_mps: float,
) -> None:
    car = fake_object(gap_m, opening_mps, y_m=y_m, sd=sd, own_mps=own_mps)
    for targets in play(fresh(), steady(fake_scene(car, vehicle=fake_vehicle(own_mps)), 0.3)):
        assert targets.collision_warning is Level.NONE
        assert not targets.emergency_braking_warning


@relaxed
@given(
    near_m=st.floats(2.0, 80.0), more_m=st.floats(0.1, 40.0), closing_mps=st.floats(1.0, 35.0),
    sd=st.floats(0.01, 1.0),
)  # fmt: skip
def test_a_nearer_object_is_never_less_urgent(
    fake_object: Make,
    fake_scene: MakeScene,
    steady: Lasting,
    play: Play,
    near_m: float,
    more_m: float,
    closing_mps: float,
    sd: float,
) -> None:
    def level(gap_m: float) -> Level:
        car = fake_object(gap_m, -closing_mps, own_mps=20.0, sd=sd)
        return play(fresh(), steady(fake_scene(car), 0.3))[-1].alerts.level

    far_m = near_m + more_m
    assume(near_m / closing_mps > 0.5)  # nearer, no brakes answer in time
    assert level(near_m) >= level(far_m)


@relaxed
@given(
    x_m=numbers, y_m=numbers, vx_mps=st.none() | numbers, vy_mps=numbers, ax_mps2=numbers,
    sd=st.floats(0.0, 20.0), speed=st.sampled_from(list(SignalState)),
    kind=st.sampled_from(list(ObjectClass)), motion=st.sampled_from(list(Motion)),
    state=st.sampled_from(list(TrackState)), steps_s=st.lists(st.floats(-2.0, 5.0), max_size=5),
)  # fmt: skip
def test_whatever_comes_there_is_a_complete_answer(
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    x_m: float,
    y_m: float,
    vx_mps: float | None,
    vy_mps: float,
    ax_mps2: float,
    sd: float,
    speed: SignalState,
    kind: ObjectClass,
    motion: Motion,
    state: TrackState,
    steps_s: list[float],
) -> None:
    warnings, time_s = fresh(), 100.0
    car = fake_object(
        x_m, vx_mps, y_m=y_m, vy_mps=vy_mps, ax_mps2=ax_mps2, sd=sd, kind=kind, motion=motion,
        state=state,
    )  # fmt: skip
    vehicle = fake_vehicle(speed_mps=Signal(15.0, 0.1, speed))
    for counter, step_s in enumerate([0.0, *steps_s]):
        time_s += step_s
        targets = warnings.update(fake_scene(car, time_s=time_s, vehicle=vehicle))
        alerts = targets.alerts
        assert alerts.counter == counter
        assert len(alerts.alerts) == 7
        assert alerts.level == max(each.level for each in alerts.alerts)
        assert alerts.state is not WarningState.UNKNOWN
        assert (alerts.state is WarningState.ACTIVE) == (not alerts.state_reasons)
        for evidence in (each for alert in alerts.alerts for each in alert.evidence):
            assert evidence.value is None or isfinite(evidence.value)
        for target in targets.targets:
            assert 0.0 <= target.in_path_probability <= 1.0
            assert target.ttc_s is None or 0.0 <= target.ttc_s <= 5.0
