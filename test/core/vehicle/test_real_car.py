"""A real RAV4: thirty seconds of its bus, held against speed and steering as decoded elsewhere."""

import csv
import dataclasses
import math
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vigil.base.records import CanFrame, CanFrames, Gear, HealthLevel, Sample, SignalState
from vigil.base.settings import Configuration
from vigil.vehicle import Vehicle, VehicleSettings
from vigil.vehicle.checksum import CHECKSUMS
from vigil.vehicle.encode import Encoder
from vigil.vehicle.logs import batched, open_log
from vigil.vehicle.survey import survey_frames

CONFIG = Path(__file__).resolve().parents[3] / "config/vehicle.yaml"
CAN = Path(__file__).parents[4] / "shared/data/can"
START_NS = 1_533_224_000_000_000_000
Floats = npt.NDArray[np.float64]
pytestmark = pytest.mark.skipif(not CAN.exists(), reason="needs the RAV4 log of shared/data")


@pytest.fixture(scope="module")
def settings() -> VehicleSettings:
    found = Configuration.read(CONFIG).changed({"vehicle.dbc_path": [str(CAN)]})
    return VehicleSettings.of(found)


@pytest.fixture(scope="module")
def frames() -> list[CanFrame]:
    return list(open_log(CAN / "rav4_2018-08-02_seg40_0-30s.candump.log"))


@pytest.fixture(scope="module")
def samples(settings: VehicleSettings, frames: list[CanFrame]) -> dict[str, list[Sample]]:
    vehicle, found = Vehicle(settings), defaultdict(list)
    for burst in batched(frames):
        for sample in vehicle.update(burst).samples:
            found[sample.field].append(sample)
    return found


@pytest.fixture(scope="module")
def reference() -> dict[str, Floats]:
    with (CAN / "rav4_seg40_0-30s_reference_signals.csv").open(encoding="ascii") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def at(samples: list[Sample], times_s: Floats) -> Floats:
    stamps_s = [(sample.sampled_ns - START_NS) / 1e9 for sample in samples]
    return np.interp(times_s, stamps_s, [sample.value or 0.0 for sample in samples])


@pytest.mark.parametrize(
    ("field", "column", "factor", "rounding"),
    [
        # The csv keeps four digits of the speed and two of the angle; wheels come in 0.01 km/h.
        pytest.param("speed_mps", "speed_mps", 1.0, 1e-4, id="speed"),
        pytest.param("steering_angle_rad", "steering_deg", math.pi / 180, 1e-4, id="steering"),
    ],
)
def test_speed_and_steering_equal_the_reference(
    samples: dict[str, list[Sample]],
    reference: dict[str, Floats],
    field: str,
    column: str,
    factor: float,
    rounding: float,
) -> None:
    off = np.abs(at(samples[field], reference["t_s"]) - reference[column] * factor)
    print(f"{field}: max {off.max():.2g}, median {np.median(off):.2g}")  # noqa: T201
    assert off.max() <= rounding


def test_acceleration_has_the_sign_and_size_of_the_speed_s_change(
    samples: dict[str, list[Sample]],
) -> None:
    times_s = np.arange(1.0, 29.0, 0.1)
    change = (
        at(samples["speed_mps"], times_s + 0.25) - at(samples["speed_mps"], times_s - 0.25)
    ) / 0.5
    felt = np.mean(
        [at(samples["acceleration_mps2"], times_s + dt) for dt in np.linspace(-0.25, 0.25, 21)],
        axis=0,
    )
    slope = np.polyfit(change, felt, 1)[0]
    assert np.corrcoef(change, felt)[0, 1] > 0.8
    assert 0.6 < slope < 1.2  # the road is not level, and the sensor feels that too


def test_yaw_rate_and_lateral_acceleration_turn_the_way_the_wheel_does(
    samples: dict[str, list[Sample]],
) -> None:
    times_s = np.arange(1.0, 29.0, 0.1)
    wide = np.linspace(-0.25, 0.25, 21)
    wheel, yaw, lateral = (
        np.mean([at(samples[name], times_s + dt) for dt in wide], axis=0)
        for name in ("steering_angle_rad", "yaw_rate_radps", "lateral_acceleration_mps2")
    )
    assert np.corrcoef(wheel, yaw)[0, 1] > 0.8
    assert np.corrcoef(yaw * at(samples["speed_mps"], times_s), lateral)[0, 1] > 0.8


def test_the_car_drives_in_d_without_blinking_or_braking(
    samples: dict[str, list[Sample]],
) -> None:
    assert {sample.value for sample in samples["gear"]} == {float(Gear.DRIVE)}
    for field in ("left_indicator", "right_indicator", "brake"):
        assert {sample.value for sample in samples[field]} == {0.0}, field
    assert {sample.state for all_ in samples.values() for sample in all_} == {SignalState.VALID}


def test_what_the_bus_does_not_carry_stays_unknown(samples: dict[str, list[Sample]]) -> None:
    assert "accelerator" not in samples  # 0x245 is mapped, and absent
    assert "wiper" not in samples


def test_a_radar_frame_is_never_taken_for_the_brake(frames: list[CanFrame]) -> None:
    """0x230 (BRAKE_2) exists on can1 alone, among the radar's; 0x224 is on both buses."""
    assert {frame.bus for frame in frames if frame.can_id == 0x230} == {"can1"}
    assert {frame.bus for frame in frames if frame.can_id == 0x224} == {"can0", "can1"}
    values = {
        "vehicle.dbc_path": [str(CAN)],
        "vehicle.messages.BRAKE_2": {"bus": "can0", "cycle_ms": 24.0},
        "vehicle.fields.brake": {
            "message": "BRAKE_2",
            "signal": "BRAKE_PRESSED",
            "values": {0: 0, 1: 1},
        },
    }
    changed = VehicleSettings.of(Configuration.read(CONFIG).changed(values))
    found = Vehicle(changed).update(CanFrames(0, tuple(frames))).samples
    assert not [sample for sample in found if sample.field == "brake"]


def test_no_radar_frame_gives_any_sample(settings: VehicleSettings, frames: list[CanFrame]) -> None:
    radar = tuple(frame for frame in frames if frame.bus == "can1")
    assert len(radar) > 20_000
    assert Vehicle(settings).update(CanFrames(0, radar)).samples == ()


def test_toyota_s_checksum_holds_on_every_frame_of_the_messages_that_have_one(
    frames: list[CanFrame],
) -> None:
    right: dict[int, list[bool]] = defaultdict(list)
    for frame in frames:
        if frame.bus == "can0" and frame.can_id in (0x024, 0x025, 0x0B4, 0x1C4, 0x260, 0x2C1):
            data = frame.data.tobytes()
            right[frame.can_id].append(CHECKSUMS["toyota"](frame.can_id, data[:-1], 0) == data[-1])
    print({hex(can_id): f"{sum(all_)}/{len(all_)}" for can_id, all_ in right.items()})  # noqa: T201
    assert len(right) == 6
    assert all(all(all_) for all_ in right.values())


def test_a_flipped_bit_in_a_real_frame_is_noticed(
    settings: VehicleSettings, frames: list[CanFrame]
) -> None:
    steering = [frame for frame in frames if (frame.bus, frame.can_id) == ("can0", 0x025)][:3]
    broken = tuple(
        dataclasses.replace(one, data=one.data ^ np.array([0, 4, 0, 0, 0, 0, 0, 0], np.uint8))
        for one in steering
    )
    vehicle = Vehicle(settings)
    found = vehicle.update(CanFrames(broken[-1].arrival_ns, broken)).samples
    assert [sample.state for sample in found] == [SignalState.INVALID]
    levels = {one.name: one.level for one in vehicle.health(broken[-1].arrival_ns)}
    assert levels["vehicle/can0/STEER_ANGLE_SENSOR"] is HealthLevel.ERROR


def test_a_full_log_costs_less_than_20_us_a_frame(
    settings: VehicleSettings, frames: list[CanFrame]
) -> None:
    vehicle, bursts = Vehicle(settings), list(batched(frames))
    started_s = time.process_time()
    for burst in bursts:
        vehicle.update(burst)
    each_us = (time.process_time() - started_s) / len(frames) * 1e6
    print(f"{len(frames)} frames, {each_us:.2f} us a frame")  # noqa: T201
    assert len(frames) == 49_404
    assert each_us < 20.0


def test_the_check_finds_the_accelerator_where_this_car_has_it(
    settings: VehicleSettings, frames: list[CanFrame]
) -> None:
    found = survey_frames(settings, frames)
    missing = {one.field: one.reason for one in found.fields if not one.fills}
    assert missing == {
        "accelerator": "message GAS_PEDAL_HYBRID (0x245) is not on can0",
        "wiper": "not mapped",
    }
    (pedal,) = found.suggestions
    assert (pedal.field, pedal.message, pedal.signal, pedal.can_id) == (
        "accelerator",
        "GAS_PEDAL",
        "GAS_PEDAL",
        0x2C1,
    )
    assert {one.checksum for one in found.fields if one.field == "yaw_rate_radps"} == {
        "2487 of 2487 right"
    }


def test_signals_encoded_through_the_real_database_are_read_back(
    settings: VehicleSettings,
) -> None:
    said: dict[str, Any] = {
        "speed_mps": 25.2,
        "steering_angle_rad": 0.02,
        "gear": "drive",
        "left_indicator": 0,
        "right_indicator": 1,
        "yaw_rate_radps": 0.01,
        "acceleration_mps2": -0.5,
        "lateral_acceleration_mps2": 0.25,
        "engine_speed_rpm": 2000.0,
        "brake": 1.0,
        "accelerator": 0.2,
    }
    encoder, vehicle = Encoder(settings), Vehicle(settings)
    assert set(encoder.fields) == set(said)
    samples = vehicle.update(CanFrames(0, encoder.frames(said, 0))).samples
    heard = {sample.field: sample.value for sample in samples}
    assert heard["speed_mps"] == pytest.approx(25.2, abs=0.002)  # 0.01 km/h
    assert heard["steering_angle_rad"] == pytest.approx(0.02, abs=0.001)  # 0.1 degrees
    assert heard["yaw_rate_radps"] == pytest.approx(0.01, abs=0.0022)  # 0.244 deg/s
    assert heard["acceleration_mps2"] == pytest.approx(-0.5, abs=0.018)  # 0.036 m/s²
    assert heard["engine_speed_rpm"] == pytest.approx(2000.0, abs=0.4)
    assert (heard["gear"], heard["left_indicator"], heard["right_indicator"]) == (4.0, 0.0, 1.0)
    assert heard["brake"] == 1.0
    assert heard["accelerator"] == pytest.approx(0.2)
