"""All sensors together: one stream, and no sensor knows of another."""

from collections.abc import Callable

import pytest

from vigil.base.errors import ConfigurationError
from vigil.base.records import SensorEvent
from vigil.pipeline import Rooms
from vigil_sim.scenario.sensors import CameraTiming, ImuSettings, SensorSuite, TimingSettings
from vigil_sim.sensors import Arrival, in_true_order, suite_of
from vigil_sim.world.snapshot import Snapshot

START_NS = 1_000_000_000
STEP_NS = 10_000_000
Moments = Callable[[int], Snapshot]


def drive(settings: SensorSuite, rooms: Rooms, moment: Moments, steps: int = 100) -> list[Arrival]:
    suite = suite_of(settings, rooms.rig, rooms.vehicle, 7, START_NS)
    found: list[Arrival] = []
    for step in range(steps + 1):
        found += suite.arrivals(moment(START_NS + step * STEP_NS))
    return found


def test_everything_comes_in_the_order_of_its_arrival(sim_rooms: Rooms, moment: Moments) -> None:
    heard = drive(SensorSuite(), sim_rooms, moment)
    assert [one.due_ns for one in heard] == sorted(one.due_ns for one in heard)
    assert {one.event.sensor for one in heard} == {"camera/front", "can/car", "imu", "gnss"}
    late = [one for one in heard if one.event.sensor == "gnss"]
    assert [one.due_ns - one.event.true_ns for one in late] == [80_000_000] * len(late)
    assert len(late) == 10  # the last began 80 ms before the end


def test_another_sensors_trouble_changes_nothing_for_the_rest(
    sim_rooms: Rooms, moment: Moments
) -> None:
    def of(heard: list[Arrival], sensor: str) -> list[SensorEvent]:
        return [one.event for one in heard if one.event.sensor == sensor]

    rough = CameraTiming(jitter_ms=2.0, drop=0.2, latency_ms=20.0, latency_sd_ms=4.0)
    calm = SensorSuite(cameras={"front": rough})
    wild = SensorSuite(
        cameras={"front": rough},
        can=TimingSettings(rate_hz=100.0, drop=0.5),
        imu=ImuSettings(rate_hz=400.0, jitter_ms=1.0),
    )
    first = drive(calm, sim_rooms, moment)
    second = drive(wild, sim_rooms, moment)
    assert of(first, "camera/front") == of(second, "camera/front")
    assert of(first, "gnss") == of(second, "gnss")
    assert of(first, "can/car") != of(second, "can/car")


def test_truth_tells_of_lost_ones_too_in_the_order_in_which_they_happened(
    sim_rooms: Rooms, moment: Moments
) -> None:
    settings = SensorSuite(cameras={"front": CameraTiming(drop=0.5, latency_ms=60.0)})
    heard = drive(settings, sim_rooms, moment)
    events = in_true_order([one.event for one in heard])
    front = [one for one in events if one.sensor == "camera/front"]
    assert [one.sequence for one in front] == list(range(len(front)))
    assert {one.lost for one in front} == {True, False}
    assert [one.true_ns for one in events] == sorted(one.true_ns for one in events)


def test_a_camera_that_the_car_does_not_have_is_refused(sim_rooms: Rooms) -> None:
    settings = SensorSuite(cameras={"rear": CameraTiming()})
    with pytest.raises(ConfigurationError, match="no camera 'rear'; the configuration has front"):
        suite_of(settings, sim_rooms.rig, sim_rooms.vehicle, 1, START_NS)
