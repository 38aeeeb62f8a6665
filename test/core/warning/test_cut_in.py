"""Cut-in: who comes into our lane, when it matters, and when nothing is known of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vigil.base.records import (
    Alert,
    CameraReport,
    EgoPath,
    Failsafe,
    Function,
    LaneChange,
    LanePlace,
    Level,
    PathSource,
    RoadObject,
    Scene,
    Targets,
    Verdict,
    ZoneState,
)
from vigil.geometry import Body
from vigil.warning import Warnings, WarningSettings

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
MakeReport = Callable[..., CameraReport]
Alerting = Callable[[Targets, Function], Alert]
LANE_M = 3.6


def cutting_in(
    make: Make,
    make_scene: MakeScene,
    *,
    gap_m: float,
    vx_mps: float,
    vy_mps: float,
    begin_s: float = 0.5,
    duration_s: float = 4.0,
) -> list[Scene]:
    """Return scenes of a car that leaves the next lane for ours at a lateral speed."""
    side = -1.0 if vy_mps > 0.0 else 1.0
    scenes = []
    for i in range(round(duration_s / 0.05)):
        time_s = 0.05 * i
        moved_m = min(abs(vy_mps) * max(time_s - begin_s, 0.0), LANE_M)
        moving = 0.0 < moved_m < LANE_M
        car = make(
            gap_m + vx_mps * time_s, vx_mps, y_m=side * (LANE_M - moved_m),
            vy_mps=vy_mps if moving else 0.0, id=7,
        )  # fmt: skip
        if car.x_m > 0.0:
            scenes.append(make_scene(car, time_s=time_s))
    return scenes


@pytest.mark.parametrize("vy_mps", [-1.6, -1.0, -0.5, 0.5, 1.0, 1.6])
def test_a_cut_in_is_named_before_it_crosses_the_line(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, vy_mps: float
) -> None:
    for scene in cutting_in(fake_object, fake_scene, gap_m=40.0, vx_mps=-8.0, vy_mps=vy_mps):
        targets = warnings.update(scene)
        (car,) = scene.objects
        off_centre_m = LANE_M - abs(car.y_m)
        if targets.cut_in_id:
            assert targets.cut_in_id == 7
            assert off_centre_m >= 0.375, "R157: not before it is perceptible"
            assert abs(car.y_m) > LANE_M / 2.0
            assert targets.cut_in_ttc_s == pytest.approx(car.x_m / 8.0, abs=0.01)
            zone = targets.left_zone if vy_mps < 0.0 else targets.right_zone
            assert (zone.state, zone.object_id) == (ZoneState.CUTTING_IN, 7)
            return
    pytest.fail("the cut-in was never seen")


def test_a_critical_cut_in_is_warned_of_with_its_numbers(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, alert: Alerting
) -> None:
    """R157: critical below 2.0 s."""
    said: dict[Level, tuple[float, Alert]] = {}
    for scene in cutting_in(fake_object, fake_scene, gap_m=36.0, vx_mps=-10.0, vy_mps=-0.9):
        found = alert(warnings.update(scene), Function.CUT_IN)
        said.setdefault(found.level, (scene.objects[0].x_m / 10.0, found))
    soft_s, soft = said[Level.PRE_WARNING]
    hard_s, hard = said[Level.WARNING]
    assert 2.0 < soft_s <= 3.5
    assert 1.5 < hard_s <= 2.0
    assert hard.object_id == 7
    assert hard.reason.startswith("car 7 comes into our lane ")
    assert {each.name for each in soft.evidence} >= {"ttc_s", "in_path_probability", "toward_mps"}


def test_a_cut_in_that_pulls_away_is_seen_but_not_complained_of(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, alert: Alerting
) -> None:
    seen = set()
    for scene in cutting_in(fake_object, fake_scene, gap_m=8.0, vx_mps=3.0, vy_mps=-1.5):
        targets = warnings.update(scene)
        seen.add(targets.cut_in_id)
        assert targets.cut_in_ttc_s is None
        assert targets.alerts.level is Level.NONE
        if targets.cut_in_id:
            assert alert(targets, Function.CUT_IN).reason.endswith("and pulls away")
    assert seen == {0, 7}


def test_a_lead_that_swerves_inside_its_lane_is_no_cut_in(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    """The false positive case of UN R157: ±1.5 m."""
    y_m, vy_mps = 0.0, 1.0
    for i in range(300):
        y_m += 0.05 * vy_mps
        vy_mps = -vy_mps if abs(y_m) >= 1.5 else vy_mps
        car = fake_object(22.0, -1.0, y_m=y_m, vy_mps=vy_mps)
        targets = warnings.update(fake_scene(car, time_s=0.05 * i))
        assert targets.cut_in_id == 0
        assert targets.alerts.level is Level.NONE


def test_a_neighbour_that_keeps_its_lane_only_occupies_the_zone(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    for i, y_m in enumerate((3.6, 3.5, 3.4, 3.5, 3.7, 3.8, 3.6)):
        car = fake_object(20.0, -5.0, y_m=y_m, vy_mps=-0.15, id=7, sd=0.2)
        targets = warnings.update(fake_scene(car, time_s=0.05 * i))
        assert (targets.left_zone.state, targets.left_zone.object_id) == (ZoneState.OCCUPIED, 7)
        assert targets.right_zone.state is ZoneState.CLEAR
        assert targets.cut_in_id == 0


def test_a_vehicle_far_ahead_leaves_the_zone_clear(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    targets = warnings.update(fake_scene(fake_object(80.0, y_m=3.6, id=7)))
    assert targets.left_id == 7
    assert targets.left_zone.state is ZoneState.CLEAR


def test_without_lines_no_lane_is_known_and_the_zones_say_so(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    path = EgoPath(PathSource.YAW_RATE, 0.0, 0.0, 0.0, 1e-4, 3.7, 0.4)
    car = fake_object(20.0, y_m=3.6)
    targets = warnings.update(fake_scene(car, lanes=(), path=path))
    assert targets.left_zone.state is ZoneState.UNKNOWN
    assert targets.right_zone.state is ZoneState.UNKNOWN


@pytest.mark.parametrize(
    ("verdict", "failsafe", "yaw_rad", "left", "right"),
    [
        pytest.param(Verdict.LATE, Failsafe.CLEAR, 0.0, 0, 0, id="late frame"),
        pytest.param(Verdict.ON_TIME, Failsafe.BLOCKED, 0.0, 0, 0, id="blocked"),
        pytest.param(Verdict.ON_TIME, Failsafe.CLEAR, 1.6, 1, 0, id="looks to the left"),
        pytest.param(Verdict.ON_TIME, Failsafe.CLEAR, -1.6, 0, 1, id="looks to the right"),
        pytest.param(Verdict.ON_TIME, Failsafe.CLEAR, 3.1, 0, 0, id="looks back"),
        pytest.param(Verdict.ON_TIME, Failsafe.CLEAR, 0.0, 1, 1, id="looks ahead"),
    ],
)
def test_a_zone_that_no_camera_sees_is_unknown(
    warnings: Warnings,
    fake_scene: MakeScene,
    fake_report: MakeReport,
    verdict: Verdict,
    failsafe: Failsafe,
    yaw_rad: float,
    left: int,
    right: int,
) -> None:
    mounting = replace(fake_scene().moment.mountings[0], yaw_rad=yaw_rad)
    scene = fake_scene(cameras=(fake_report("front", verdict, failsafe),), mountings=(mounting,))
    targets = warnings.update(scene)
    assert targets.left_zone.state == left
    assert targets.right_zone.state == right


def test_a_cut_in_that_tracking_names_counts_when_the_lane_has_just_changed(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    car = fake_object(
        25.0, -6.0, y_m=1.7, vy_mps=-1.0, id=7, lane=LanePlace.EGO,
        lane_change=LaneChange.CUT_IN_LEFT,
    )  # fmt: skip
    assert warnings.update(fake_scene(car)).cut_in_id == 7


def test_the_same_path_serves_cut_in_and_collision(
    fake_object: Make, fake_scene: MakeScene
) -> None:
    """Where a car does not drift into our path, neither of them speaks."""
    coming = fake_object(20.0, -10.0, y_m=2.8, vy_mps=-1.5, id=7)
    staying = replace(coming, vy_mps=0.0)

    def said(car: RoadObject) -> tuple[int, Level]:
        fresh = Warnings(WarningSettings(), Body())
        for i in range(5):
            targets = fresh.update(fake_scene(car, time_s=0.05 * i))
        return targets.cut_in_id, targets.collision_warning

    assert said(coming) == (7, Level.WARNING)
    assert said(staying) == (0, Level.NONE)
