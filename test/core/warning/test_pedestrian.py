"""Pedestrians and cyclists: who is in danger, and who is left in peace."""

from collections.abc import Callable

import pytest

from vigil.base.records import (
    Alert,
    Function,
    Level,
    Motion,
    ObjectClass,
    RoadObject,
    Scene,
    Targets,
    VehicleState,
)
from vigil.warning import Warnings

Make = Callable[..., RoadObject]
MakeScene = Callable[..., Scene]
MakeVehicle = Callable[..., VehicleState]
Alerting = Callable[[Targets, Function], Alert]
Lasting = Callable[..., list[Scene]]
Play = Callable[..., list[Targets]]
KMH = 1.0 / 3.6


def walker(make: Make, time_s: float, impact_s: float, vy_mps: float, own_mps: float) -> RoadObject:
    """Return a pedestrian from the right who will be before our middle at the impact."""
    left_s = impact_s - time_s
    return make(
        own_mps * left_s, -own_mps, y_m=-vy_mps * left_s, vy_mps=vy_mps, own_mps=own_mps,
        kind=ObjectClass.PEDESTRIAN, motion=Motion.CROSSING, id=9,
    )  # fmt: skip


@pytest.mark.parametrize("own_kmh", [20, 40, 60])
def test_a_pedestrian_who_walks_into_our_path_is_warned_of(
    warnings: Warnings,
    fake_object: Make,
    fake_scene: MakeScene,
    fake_vehicle: MakeVehicle,
    alert: Alerting,
    own_kmh: int,
) -> None:
    """CPNA-50: 5 km/h from the near side, first seen 4 s before impact."""
    own_mps, left_s = own_kmh * KMH, -1.0
    for i in range(75):
        time_s = 0.05 * i
        person = walker(fake_object, time_s, 4.0, 5.0 * KMH, own_mps)
        vehicle = fake_vehicle(own_mps)
        targets = warnings.update(fake_scene(person, time_s=time_s, vehicle=vehicle))
        assert targets.collision_warning is Level.NONE
        if targets.pedestrian_warning is Level.WARNING:
            left_s = 4.0 - time_s
            break
    assert 1.7 < left_s <= 3.0
    assert alert(targets, Function.PEDESTRIAN_COLLISION).object_id == 9
    assert targets.targets[0].in_danger_zone


def test_a_pedestrian_on_the_pavement_is_left_in_peace(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, steady: Lasting, play: Play
) -> None:
    person = fake_object(25.0, -20.0, y_m=2.4, kind=ObjectClass.PEDESTRIAN, sd=0.3)
    targets = play(warnings, steady(fake_scene(person), 0.3))[-1]
    assert targets.pedestrian_warning is Level.NONE
    assert not targets.targets or not targets.targets[0].in_danger_zone


def test_a_cyclist_along_the_road_is_a_matter_of_the_pedestrian_warning(
    warnings: Warnings, fake_object: Make, fake_scene: MakeScene, steady: Lasting, play: Play
) -> None:
    bike = fake_object(30.0, -15.0, y_m=-0.5, kind=ObjectClass.BICYCLE)
    targets = play(warnings, steady(fake_scene(bike), 0.3))[-1]
    assert targets.pedestrian_warning is Level.WARNING
    assert targets.collision_warning is Level.NONE
