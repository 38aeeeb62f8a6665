"""Whom we follow, how closely, and who is beside us."""

from collections.abc import Callable

import pytest

from vigil.base.records import (
    Alert,
    Function,
    HeadwayLevel,
    LanePlace,
    Level,
    Motion,
    ObjectClass,
    RoadObject,
    Scene,
    StopAndGo,
    Targets,
    VehicleState,
)
from vigil.warning import Warnings

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
MakeVehicle = Callable[..., VehicleState]
Alerting = Callable[[Targets, Function], Alert]
Play = Callable[..., list[Targets]]
Lasting = Callable[..., list[Scene]]


def test_the_lead_is_the_closest_vehicle_in_our_path(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    things = (
        fake_object(12.0, id=1, y_m=3.6),
        fake_object(15.0, id=2, y_m=-3.6),
        fake_object(18.0, id=3, y_m=0.4, kind=ObjectClass.PEDESTRIAN),
        fake_object(25.0, id=4, y_m=0.3, kind=ObjectClass.TRUCK),
        fake_object(40.0, id=5),
        fake_object(50.0, id=6, y_m=7.2),
        fake_object(55.0, id=7, y_m=3.6),
    )
    targets = warnings.update(fake_scene(*things))
    assert (targets.lead_id, targets.left_id, targets.right_id) == (4, 1, 2)
    assert targets.targets_ahead == 6, "the one in the lane after next is not counted"
    assert [each.object_id for each in targets.targets if each.lead] == [4]
    gaps_m = [each.gap_m for each in targets.targets]
    assert gaps_m == sorted(gaps_m)


def test_a_lead_that_swerves_in_its_lane_stays_the_lead(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    for i in range(80):
        y_m = 1.5 if (i // 20) % 2 else -1.5
        car = fake_object(25.0, id=3, y_m=y_m, sd=0.3, lane=LanePlace.EGO)
        assert warnings.update(fake_scene(car, time_s=0.05 * i)).lead_id == 3


def test_a_car_that_comes_between_replaces_the_lead_for_one_cycle(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    far = fake_object(40.0, id=1)
    near = fake_object(20.0, id=2)
    seen = [
        warnings.update(fake_scene(far, time_s=0.0)),
        warnings.update(fake_scene(near, far, time_s=0.05)),
        warnings.update(fake_scene(near, far, time_s=0.1)),
    ]
    assert [targets.lead_id for targets in seen] == [1, 2, 2]
    assert [targets.targets[0].replaced for targets in seen] == [False, True, False]


def test_a_lead_after_an_empty_road_replaces_nobody(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    warnings.update(fake_scene())
    targets = warnings.update(fake_scene(fake_object(40.0), time_s=0.05))
    assert targets.targets[0].lead
    assert not targets.targets[0].replaced


def test_an_oncoming_car_is_not_followed(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    car = fake_object(60.0, -40.0, motion=Motion.ONCOMING)
    assert warnings.update(fake_scene(car)).lead_id == 0


def test_what_is_behind_our_bumper_is_not_ahead(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    targets = warnings.update(fake_scene(fake_object(-8.0)))
    assert (targets.lead_id, targets.targets_ahead, targets.targets) == (0, 0, ())


def test_stop_and_go(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, fake_vehicle: MakeVehicle
) -> None:
    """We stop behind a lead, it stands, moves off, and we follow."""
    story = [(5.0, 5.0), (0.3, 0.2), (0.0, 0.0), (0.0, 0.7), (0.0, 1.5), (0.8, 3.0), (2.0, 3.0)]
    seen = []
    for i, (own_mps, other_mps) in enumerate(story):
        car = fake_object(4.0, other_mps - own_mps, own_mps=own_mps)
        scene = fake_scene(car, time_s=0.1 * i, vehicle=fake_vehicle(own_mps))
        seen.append(warnings.update(scene).stop_and_go)
    none, stop, go = StopAndGo.UNKNOWN, StopAndGo.STOP, StopAndGo.GO
    assert seen == [none, stop, stop, stop, go, go, none]


@pytest.mark.parametrize(
    ("gap_m", "level"),
    [
        pytest.param(40.0, HeadwayLevel.SAFE, id="2.0 s"),
        pytest.param(18.0, HeadwayLevel.CLOSE, id="0.9 s"),
        pytest.param(11.0, HeadwayLevel.DANGEROUS, id="0.55 s"),
    ],
)
def test_headway_levels(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, gap_m: float, level: HeadwayLevel
) -> None:
    targets = warnings.update(fake_scene(fake_object(gap_m)))
    assert targets.headway_level is level
    assert targets.headway_s == pytest.approx(gap_m / 20.0)


def test_following_too_closely_is_said_after_a_second(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    alert: Alerting,
    steady: Lasting,
    play: Play,
) -> None:
    seen = play(warnings, steady(fake_scene(fake_object(11.0)), 1.1))
    levels = [alert(targets, Function.HEADWAY).level for targets in seen]
    assert levels[10] is Level.NONE
    assert levels[-1] is Level.PRE_WARNING
    assert alert(seen[-1], Function.HEADWAY).reason == "only 0.6 s behind car 1, threshold 0.6 s"


def test_a_close_lead_that_pulls_away_is_not_complained_of(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    alert: Alerting,
    steady: Lasting,
    play: Play,
) -> None:
    targets = play(warnings, steady(fake_scene(fake_object(11.0, 2.0, sd=0.3))))[-1]
    assert targets.headway_level is HeadwayLevel.DANGEROUS
    assert alert(targets, Function.HEADWAY).level is Level.NONE
    assert alert(targets, Function.HEADWAY).reason.endswith("which pulls away")


def test_headway_is_on_from_40_and_off_below_30(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, fake_vehicle: MakeVehicle
) -> None:
    seen = []
    for i, kmh in enumerate((39.0, 41.0, 35.0, 29.0, 35.0)):
        own_mps = kmh / 3.6
        car = fake_object(3.0, own_mps=own_mps)
        scene = fake_scene(car, time_s=0.05 * i, vehicle=fake_vehicle(own_mps))
        seen.append(warnings.update(scene).headway_level)
    off, on = HeadwayLevel.UNKNOWN, HeadwayLevel.DANGEROUS
    assert seen == [off, on, on, off, off]


def test_a_headway_at_the_threshold_does_not_flicker(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene
) -> None:
    seen = set()
    for i in range(20):
        gap_m = 11.5 if i == 0 else 12.0 + 0.4 * (-1) ** i
        scene = fake_scene(fake_object(gap_m), time_s=0.05 * i)
        seen.add(warnings.update(scene).headway_level)
    assert seen == {HeadwayLevel.DANGEROUS}


def test_standing_there_is_no_headway(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, fake_vehicle: MakeVehicle
) -> None:
    targets = warnings.update(fake_scene(fake_object(3.0, own_mps=0.0), vehicle=fake_vehicle(0.0)))
    assert targets.headway_s is None
    assert targets.headway_level is HeadwayLevel.UNKNOWN
