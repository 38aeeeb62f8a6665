"""What the car says on its bus comes back as it was."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from vigil.base.errors import InputError
from vigil.base.records import CanFrames, ObjectClass, SignalState
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil.vehicle import Vehicle, VehicleSettings
from vigil_sim.scenario.sensors import TimingSettings
from vigil_sim.sensors.can import Bus, buses
from vigil_sim.sensors.past import Past
from vigil_sim.world.snapshot import Placed, Snapshot

START_NS = 1_000_000_000
SHARED = Path(__file__).parents[4] / "shared/data/can"
RESOLUTION = {
    "speed_mps": 0.01,
    "yaw_rate_radps": 0.0002,
    "acceleration_mps2": 0.01,
    "lateral_acceleration_mps2": 0.01,
    "steering_angle_rad": 0.001,
    "engine_speed_rpm": 0.25,
    "accelerator": 0.004,
    "brake": 0.004,
}
"""One bit of sim_car.dbc; gear, indicators and wiper are exact."""


def spoken(settings: VehicleSettings, past: Past, count: int, **timing: object) -> list[CanFrames]:
    [bus] = buses(settings, TimingSettings(rate_hz=100.0, **timing), 5, START_NS)  # type: ignore[arg-type]
    return [bus.measure(beat.event, past) for beat in islice(bus.timing, count)]


def test_every_field_comes_back_within_one_bit(sim_rooms: Rooms, past: Past) -> None:
    vehicle = Vehicle(sim_rooms.vehicle)
    heard = set()
    for burst in spoken(sim_rooms.vehicle, past, 100):
        truth = past.at(burst.stamp_ns).vehicle
        for sample in vehicle.update(burst).samples:
            heard.add(sample.field)
            assert sample.state is SignalState.VALID
            assert sample.value == pytest.approx(
                truth[sample.field], abs=RESOLUTION.get(sample.field, 0.0) / 2 + 1e-9
            )
    assert heard == set(past.at(START_NS).vehicle)
    assert all("checksum" not in one.message for one in vehicle.health(START_NS + 990_000_000))


def test_messages_keep_their_cycles_and_count_modulo_sixteen(sim_rooms: Rooms, past: Past) -> None:
    bursts = spoken(sim_rooms.vehicle, past, 100)
    frames = [frame for burst in bursts for frame in burst.frames]
    counts = {number: sum(f.can_id == number for f in frames) for number in range(288, 293)}
    assert counts == {288: 100, 289: 100, 290: 50, 291: 50, 292: 10}
    counters = [int(frame.data[1]) & 0xF for frame in frames if frame.can_id == 288]
    assert counters == [number % 16 for number in range(100)]


def test_a_flipped_bit_is_told_by_the_checksum(sim_rooms: Rooms, past: Past) -> None:
    vehicle = Vehicle(sim_rooms.vehicle)
    for burst in spoken(sim_rooms.vehicle, past, 5):
        broken = tuple(replace(one, data=one.data ^ np.uint8(1)) for one in burst.frames)
        samples = vehicle.update(CanFrames(burst.stamp_ns, broken)).samples
        assert all(sample.state is not SignalState.VALID for sample in samples)


def test_a_car_that_hangs_is_told_by_its_counters(sim_rooms: Rooms, past: Past) -> None:
    vehicle = Vehicle(sim_rooms.vehicle)
    for burst in spoken(sim_rooms.vehicle, past, 60, freeze_s=((0.3, 0.5),)):
        vehicle.update(burst)
    told = {one.name: one.message for one in vehicle.health(START_NS + 600_000_000)}
    assert "20 counter repeated" in told["vehicle/car/MOTION"]


def test_a_slow_interface_stamps_what_it_receives(sim_rooms: Rooms, past: Past) -> None:
    bursts = spoken(sim_rooms.vehicle, past, 3, latency_ms=5.0, offset_ms=2.0)
    assert [burst.stamp_ns - START_NS for burst in bursts] == [7_000_000, 17_000_000, 27_000_000]
    assert all(frame.arrival_ns == burst.stamp_ns for burst in bursts for frame in burst.frames)


def test_a_car_without_a_mapping_says_nothing() -> None:
    settings = VehicleSettings(assumed={"speed_mps": 20.0})
    assert list(buses(settings, TimingSettings(), 1, START_NS)) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the RAV4's database is not ours to ship")
def test_another_car_speaks_through_its_own_database(past: Past) -> None:
    """The RAV4 of the shipped configuration: other ids, units, signs, and fields it lacks."""
    settings = VehicleSettings.of(Configuration.read().changed({"vehicle.dbc_path": [str(SHARED)]}))
    vehicle = Vehicle(settings)
    last = {}
    for burst in spoken(settings, past, 150):
        for sample in vehicle.update(burst).samples:
            last[sample.field] = sample.value
    truth = past.at(START_NS + 1_490_000_000).vehicle
    assert last["speed_mps"] == pytest.approx(truth["speed_mps"], abs=0.05)
    assert last["acceleration_mps2"] == pytest.approx(truth["acceleration_mps2"], abs=0.04)
    assert last["yaw_rate_radps"] == pytest.approx(truth["yaw_rate_radps"], abs=0.005)
    assert last["left_indicator"] == 1.0
    assert "wiper" not in last


def test_what_a_database_cannot_carry_is_named(sim_rooms: Rooms) -> None:
    bus = Bus(sim_rooms.vehicle, "car", TimingSettings(), 1, START_NS)
    spinning = Past()
    now = snapshot_of(2.5)
    spinning.add(now)
    with pytest.raises(InputError, match=r"yaw_rate_radps: 2\.5 does not fit into YAW_RATE"):
        bus.measure(next(iter(bus.timing)).event, spinning)


def snapshot_of(yaw_rate_radps: float) -> Snapshot:
    still = {"speed_mps": 1.0, "acceleration_mps2": 0.0, "lateral_acceleration_mps2": 0.0}
    ego = Placed(
        0, "ego", "sedan", ObjectClass.CAR, 4.6, 1.85, 1.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        1.0, 0.0, 0.0, False, False, False, False, 0.0, 0, 0,
    )  # fmt: skip
    return Snapshot(START_NS, ego, (), {**still, "yaw_rate_radps": yaw_rate_radps})
