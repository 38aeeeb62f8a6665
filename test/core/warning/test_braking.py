"""Emergency braking warning: late enough to be needed, early enough to help."""

from collections.abc import Callable
from typing import Any

import pytest

from vigil.base.records import Alert, Function, Level, RoadObject, Scene, Targets, VehicleState
from vigil.warning import Warnings
from vigil.warning.braking import BrakingSettings

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
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
    alert: Callable[[Targets, Function], Alert],
) -> None:
    targets = play(warnings, steady(fake_scene(fake_object(30.0, -9.0)), 0.4))[-1]
    assert not targets.emergency_braking_warning
    found = alert(targets, Function.EMERGENCY_BRAKING)
    needed_mps2 = 81.0 / 2.0 / (30.0 - 9.0 * 0.525)
    assert found.reason == f"avoiding car 1 takes {needed_mps2:.1f} m/s², hard is 6.0 m/s²"
    assert found.evidence[0].name == "required_deceleration_mps2"
    assert found.evidence[0].value == pytest.approx(needed_mps2)


def test_what_only_hard_braking_avoids_is_one(
    warnings: Warnings,
    fake_object: Callable[..., RoadObject],
    fake_scene: Callable[..., Scene],
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
    alert: Callable[[Targets, Function], Alert],
) -> None:
    targets = play(warnings, steady(fake_scene(fake_object(30.0, -17.0)), 0.4))[-1]
    assert targets.emergency_braking_warning
    assert alert(targets, Function.EMERGENCY_BRAKING).level is Level.EMERGENCY
    assert targets.alerts.level is Level.EMERGENCY


def test_an_opening_gap_is_no_emergency_even_when_the_lead_seems_to_brake_hard(
    warnings: Warnings,
    fake_object: Callable[..., RoadObject],
    fake_scene: Callable[..., Scene],
    steady: Callable[..., list[Scene]],
    play: Callable[..., list[Targets]],
) -> None:
    car = fake_object(5.0, 1.0, ax_mps2=-8.0)
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


def test_dead_time_and_ramp_cost_as_much_as_their_delay() -> None:
    """0.1 s until we are sure, 0.2 s, and 0.45 s of ramp of which half is lost."""
    assert BrakingSettings().delay_s == pytest.approx(0.525)
