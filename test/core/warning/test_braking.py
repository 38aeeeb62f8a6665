"""Emergency braking warning: late enough to be needed, early enough to help."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vigil.base.records import (
    Alert,
    Function,
    Level,
    RoadObject,
    Scene,
    Signal,
    SignalState,
    Targets,
    VehicleState,
)
from vigil.base.records.vehicle import Wiper
from vigil.geometry import Body
from vigil.warning import Warnings, WarningSettings

KMH = 1.0 / 3.6
DEAD_S, JERK_MPS3, FULL_MPS2 = 0.2, 20.0, 9.0


def braked(warnings: Warnings, two: Any) -> float:
    """Drive towards a lead and brake when told to; return the smallest gap."""
    since_s: float | None = None
    least_m = two.gap_m
    for _, scene in two.scenes():
        least_m = min(least_m, two.gap_m)
        now_s = scene.stamp_ns / 1e9
        if warnings.update(scene).emergency_braking_warning and since_s is None:
            since_s = now_s
        if since_s is not None:
            ramp_mps2 = JERK_MPS3 * max(now_s - since_s - DEAD_S, 0.0)
            two.own_mps2 = -min(ramp_mps2, FULL_MPS2) if two.own_mps > 0.0 else 0.0
            if two.own_mps == 0.0:
                return float(least_m)
    return float(min(least_m, two.gap_m))


@pytest.mark.parametrize(
    ("own_kmh", "other_kmh", "gap_m", "brake_mps2"),
    [
        *(pytest.param(v, 0, 6.0 * v * KMH, 0.0, id=f"CCRs {v}") for v in range(20, 81, 20)),
        *(pytest.param(v, 20, 4.0 * v * KMH, 0.0, id=f"CCRm {v}/20") for v in range(40, 81, 20)),
        *(
            pytest.param(50, 50, gap, -a, id=f"CCRb 50/50, {gap} m, {a} m/s²")
            for gap in (12.0, 40.0)
            for a in (2.0, 6.0)
        ),
    ],
)
def test_full_braking_on_the_emergency_level_avoids_the_contact(
    warnings: Warnings,
    motions: Any,
    own_kmh: int,
    other_kmh: int,
    gap_m: float,
    brake_mps2: float,
) -> None:
    """Perfect knowledge, dry road, brakes of the rules of scoring."""
    least_m = braked(warnings, motions(own_kmh * KMH, other_kmh * KMH, gap_m, brake_mps2))
    assert least_m > 0.0


def test_what_gentle_braking_avoids_is_no_emergency(
    warnings: Warnings,
    fake_object: Callable[..., RoadObject],
    fake_scene: Callable[..., Scene],
    fake_vehicle: Callable[..., VehicleState],
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
    alert: Callable[[Targets, Function], Alert],
) -> None:
    dry = fake_vehicle(wiper=float(Wiper.OFF))
    scene = fake_scene(fake_object(30.0, -9.0), vehicle=dry)
    targets = play(warnings, steady(scene, 0.4))[-1]
    assert not targets.emergency_braking_warning
    found = alert(targets, Function.EMERGENCY_BRAKING)
    late_s = 0.03 + 0.08 + 0.05 + 0.2 + 0.5 * 9.0 / 20.0
    left_m = 30.0 - 9.0 * late_s - 81.0 / 18.0
    assert found.reason == (
        f"car 1: hard braking with 9 m/s² (the wipers are off) would leave {left_m:.1f} m,"
        " known to 0.0 m"
    )
    values = {each.name: each.value for each in found.evidence}
    assert values["smallest_gap_m"] == pytest.approx(left_m, abs=0.01)
    assert values["required_deceleration_mps2"] == pytest.approx(81.0 / 60.0, abs=0.01)


def test_what_only_hard_braking_avoids_is_one(
    warnings: Warnings,
    fake_object: Callable[..., RoadObject],
    fake_scene: Callable[..., Scene],
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
    alert: Callable[[Targets, Function], Alert],
) -> None:
    targets = play(warnings, steady(fake_scene(fake_object(25.0, -17.0)), 0.4))[-1]
    assert targets.emergency_braking_warning
    assert alert(targets, Function.EMERGENCY_BRAKING).level is Level.EMERGENCY
    assert targets.alerts.level is Level.EMERGENCY


def test_an_opening_gap_is_no_emergency_even_when_the_lead_seems_to_brake(
    warnings: Warnings,
    fake_object: Callable[..., RoadObject],
    fake_scene: Callable[..., Scene],
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
) -> None:
    car = replace(fake_object(5.0, 1.0, ax_mps2=-3.0), ax_sd_mps2=2.0)
    targets = play(warnings, steady(fake_scene(car), 1.0))[-1]
    assert not targets.emergency_braking_warning


def test_without_our_speed_there_is_no_emergency_and_it_says_so(
    warnings: Warnings,
    fake_object: Callable[..., RoadObject],
    fake_scene: Callable[..., Scene],
    fake_vehicle: Callable[..., VehicleState],
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
    alert: Callable[[Targets, Function], Alert],
) -> None:
    car = fake_object(10.0, -17.0, own_mps=None)
    targets = play(warnings, steady(fake_scene(car, vehicle=fake_vehicle(None)), 1.0))[-1]
    assert not targets.emergency_braking_warning
    assert alert(targets, Function.EMERGENCY_BRAKING).reason == "off: our speed is unknown"


@pytest.mark.parametrize("own_kmh", [30, 50, 80])
def test_a_wet_road_and_a_doubtful_one_are_braked_on_earlier(motions: Any, own_kmh: int) -> None:
    """6 m/s² where the wipers run, 9 where they do not, the middle where nobody knows."""

    def gap_m(wiper: Wiper) -> float:
        fresh = Warnings(WarningSettings(), Body())
        two = motions(own_kmh * KMH, 0.0, 6.0 * own_kmh * KMH)
        for _, scene in two.scenes():
            moment = scene.moment
            vehicle = replace(moment.vehicle, wiper=signal_of(wiper))
            known = replace(scene, moment=replace(moment, vehicle=vehicle))
            if fresh.update(known).emergency_braking_warning:
                return float(known.objects[0].x_m)
        return 0.0

    assert gap_m(Wiper.SLOW) > gap_m(Wiper.UNKNOWN) > gap_m(Wiper.OFF) > 0.0


def signal_of(wiper: Wiper) -> Signal:
    return Signal(float(wiper), 0.0, SignalState.VALID)


def test_who_doubts_the_distance_brakes_earlier(motions: Any) -> None:
    """The warning keeps it from being false; that it may be too late already is what counts."""

    def gap_m(share: float) -> float:
        fresh = Warnings(WarningSettings(), Body())
        for _, scene in motions(15.0, 0.0, 80.0).scenes():
            (car,) = scene.objects
            known = replace(car, x_sd_m=share * car.x_m)
            if fresh.update(replace(scene, objects=(known,))).emergency_braking_warning:
                return float(car.x_m)
        return 0.0

    assert gap_m(0.08) > gap_m(0.005) + 0.3


def test_braking_once_begun_lasts_until_the_gap_no_longer_closes(
    warnings: Warnings, motions: Any
) -> None:
    """Soon less than hard braking is needed; to let go then would be to begin again."""
    two, shown = motions(15.0, 0.0, 80.0), []
    for _, scene in two.scenes():
        shown.append((two.own_mps, warnings.update(scene).emergency_braking_warning))
        two.own_mps2 = -9.0 if any(emergency for _, emergency in shown) else 0.0
        if two.own_mps == 0.0:
            break
    begun = next(i for i, (_, emergency) in enumerate(shown) if emergency)
    assert all(emergency for own_mps, emergency in shown[begun:] if own_mps > 1.0)
    assert two.gap_m > 0.5


def test_a_driver_who_brakes_hard_enough_is_not_told_to(
    warnings: Warnings,
    fake_object: Callable[..., RoadObject],
    fake_scene: Callable[..., Scene],
    fake_vehicle: Callable[..., VehicleState],
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
) -> None:
    braking = fake_vehicle(17.0, acceleration_mps2=-7.0, brake=1.0)
    car = fake_object(25.0, -17.0, own_mps=17.0, ax_mps2=7.0)
    targets = play(warnings, steady(fake_scene(car, vehicle=braking), 0.4))[-1]
    assert targets.alerts.level is Level.NONE
