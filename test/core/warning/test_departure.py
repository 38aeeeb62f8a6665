"""Lane departure: what counts as leaving, and who may do it silently."""

from collections.abc import Callable, Iterable

import pytest

from vigil.base.records import (
    Alert,
    Function,
    LaneLine,
    Level,
    LinePlace,
    Scene,
    Targets,
    VehicleState,
)
from vigil.geometry import Body
from vigil.warning import Warnings
from vigil.warning.departure import edge_of

MakeScene = Callable[..., Scene]
MakeVehicle = Callable[..., VehicleState]
MakeLine = Callable[..., LaneLine]
Alerting = Callable[[Targets, Function], Alert]
LEFT, RIGHT = LinePlace.LEFT, LinePlace.RIGHT
HALF_M = 0.925
FUNCTIONS = {LEFT: Function.LANE_DEPARTURE_LEFT, RIGHT: Function.LANE_DEPARTURE_RIGHT}


def drifting(
    make_scene: MakeScene,
    make_line: MakeLine,
    place: LinePlace,
    rate_mps: float,
    vehicle: VehicleState,
    *,
    start_m: float = 0.9,
    probability: float = 0.95,
) -> Iterable[tuple[float, Scene]]:
    """Yield our distance to a line that we drift towards until 0.6 m beyond, and the scene."""
    sign = 1.0 if place is LEFT else -1.0
    speed_mps = vehicle.speed_mps.value or 20.0
    for i in range(round((start_m + 0.6) / rate_mps / 0.05)):
        distance_m = start_m - rate_mps * 0.05 * i
        line = make_line(
            place, sign * (distance_m + HALF_M), -sign * rate_mps / speed_mps, probability
        )
        yield distance_m, make_scene(time_s=0.05 * i, vehicle=vehicle, lanes=(line,))


@pytest.mark.parametrize("place", [LEFT, RIGHT])
@pytest.mark.parametrize("rate_mps", [0.2, 0.5, 0.8])
def test_a_drift_is_warned_of_between_the_earliest_and_the_latest_line(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_line: MakeLine,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
    place: LinePlace,
    rate_mps: float,
) -> None:
    """ISO 17361: not before 0.75 m inside, not later than 0.3 m outside."""
    warned_m: dict[Level, float] = {}
    for distance_m, scene in drifting(fake_scene, fake_line, place, rate_mps, fake_vehicle()):
        found = alert(warnings.update(scene), FUNCTIONS[place])
        warned_m.setdefault(found.level, distance_m)
    assert -0.3 <= warned_m[Level.PRE_WARNING] <= 0.75
    assert -0.3 <= warned_m[Level.WARNING] <= 0.0
    assert warned_m[Level.PRE_WARNING] == pytest.approx(0.6 * rate_mps, abs=0.12)


def test_only_the_side_that_is_left_speaks(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_line: MakeLine,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
) -> None:
    for _, scene in drifting(fake_scene, fake_line, LEFT, 0.5, fake_vehicle()):
        assert alert(warnings.update(scene), FUNCTIONS[RIGHT]).level is Level.NONE


@pytest.mark.parametrize(
    ("speed_mps", "probability", "place", "reason"),
    [
        pytest.param(16.0, 0.95, LEFT, "off: 16.0 m/s, on from 17 m/s", id="too slow"),
        pytest.param(20.0, 0.4, LEFT, "the left line is too uncertain", id="faint line"),
        pytest.param(20.0, 0.95, LinePlace.NEXT_LEFT, "no left line is seen", id="no line"),
        pytest.param(None, 0.95, LEFT, "off: our speed is unknown", id="no speed"),
    ],
)
def test_what_departure_needs(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_line: MakeLine,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
    speed_mps: float | None,
    probability: float,
    place: LinePlace,
    reason: str,
) -> None:
    vehicle = fake_vehicle(speed_mps)
    for _, scene in drifting(fake_scene, fake_line, place, 0.5, vehicle, probability=probability):
        found = alert(warnings.update(scene), Function.LANE_DEPARTURE_LEFT)
        assert found.level is Level.NONE
    assert reason in found.reason or reason == f"off: {found.suppression}"


def test_a_blinker_silences_and_so_do_the_five_seconds_after_it(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_line: MakeLine,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
) -> None:
    line = fake_line(LEFT, HALF_M + 0.05, -0.02)
    shown = {}
    for i in range(160):
        time_s = 0.05 * i
        vehicle = fake_vehicle(left_indicator=float(time_s < 1.0))
        scene = fake_scene(time_s=time_s, vehicle=vehicle, lanes=(line,))
        shown[time_s] = alert(warnings.update(scene), Function.LANE_DEPARTURE_LEFT)
    quiet = [time_s for time_s, each in shown.items() if each.level is Level.NONE]
    assert max(quiet) == pytest.approx(5.95, abs=0.051)
    assert shown[3.0].suppressed_level is Level.PRE_WARNING
    assert shown[3.0].suppression == "the turn signal was on 2.0 s ago"


def test_coming_back_from_a_line_is_no_departure(
    warnings: Warnings, fake_scene: MakeScene, fake_line: MakeLine, alert: Alerting
) -> None:
    line = fake_line(LEFT, HALF_M - 0.1, +0.02)
    for i in range(20):
        targets = warnings.update(fake_scene(time_s=0.05 * i, lanes=(line,)))
        assert alert(targets, Function.LANE_DEPARTURE_LEFT).level is Level.NONE


def test_beyond_the_latest_line_the_lane_was_changed(
    warnings: Warnings, fake_scene: MakeScene, fake_line: MakeLine, alert: Alerting
) -> None:
    line = fake_line(LEFT, HALF_M - 0.5, -0.02)
    for i in range(20):
        targets = warnings.update(fake_scene(time_s=0.05 * i, lanes=(line,)))
        assert alert(targets, Function.LANE_DEPARTURE_LEFT).level is Level.NONE


def test_a_bend_driven_as_it_bends_is_no_drift(fake_line: MakeLine) -> None:
    """Radius 400 m at 25 m/s: the line turns by κ l at the bumper, and we by v κ."""
    body, curvature_pm = Body(), 1.0 / 400.0
    line = fake_line(LEFT, 1.8, curvature_pm * body.bumper_from_rear_axle_m)
    edge = edge_of(line, 25.0, 25.0 * curvature_pm, body)
    assert edge.rate_mps == pytest.approx(0.0, abs=1e-9)
    assert edge.crossing_s is None or edge.crossing_s > 100.0


def test_a_kilometre_in_the_lane_with_ordinary_wander_is_quiet(
    warnings: Warnings, fake_scene: MakeScene, fake_line: MakeLine
) -> None:
    """ISO 17361: 1000 m without a false alarm; ±0.3 m within 10 s."""
    offset_m, rate_mps = 0.0, 0.12
    for i in range(1000):
        offset_m += 0.05 * rate_mps
        rate_mps = -rate_mps if abs(offset_m) >= 0.3 else rate_mps
        lanes = (
            fake_line(LEFT, 1.8 - offset_m, -rate_mps / 20.0),
            fake_line(RIGHT, -1.8 - offset_m, -rate_mps / 20.0),
        )
        targets = warnings.update(fake_scene(time_s=0.05 * i, lanes=lanes))
        assert targets.alerts.level is Level.NONE
