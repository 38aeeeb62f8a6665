"""What an inertial sensor feels: our motion, gravity, and its own faults."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vigil_sim.scenario.sensors import ImuSettings
from vigil_sim.sensors.imu import Imu, ImuReading
from vigil_sim.sensors.past import Past

START_NS = 1_000_000_000
EXACT: Any = {
    "acceleration_sd_mps2": 0.0,
    "turn_sd_radps": 0.0,
    "acceleration_bias_mps2": 0.0,
    "turn_bias_radps": 0.0,
    "acceleration_walk_mps2": 0.0,
    "turn_walk_radps": 0.0,
}


def readings(past: Past, count: int, seed: int = 1, **settings: Any) -> list[ImuReading]:
    imu = Imu(ImuSettings(**settings), seed, START_NS)
    return [imu.measure(beat.event, past) for beat in islice(imu.timing, count)]


def forces(heard: list[ImuReading]) -> npt.NDArray[np.float64]:
    return np.array([one.specific_force_mps2 for one in heard])


def test_a_level_car_feels_its_acceleration_and_gravity_upwards(past: Past) -> None:
    [one] = readings(past, 1, **EXACT)
    assert one.specific_force_mps2 == pytest.approx([1.5, 2.0, 9.80665])
    assert one.turn_radps == pytest.approx([0.0, 0.0, 0.1])


def test_a_car_on_a_hill_feels_gravity_pull_it_back(
    nodding: Callable[[float, float], Past],
) -> None:
    [one] = readings(nodding(-0.1, 0.0), 1, **EXACT)
    assert one.specific_force_mps2[0] == pytest.approx(1.5 + 9.80665 * np.sin(0.1))
    assert one.specific_force_mps2[2] == pytest.approx(9.80665 * np.cos(0.1))


def test_a_car_that_dives_feels_its_nose_go_down(nodding: Callable[[float, float], Past]) -> None:
    *_, last = readings(nodding(0.0, 0.2), 11, **EXACT)
    assert last.specific_force_mps2[0] == pytest.approx(1.5 - 9.80665 * np.sin(0.02))
    assert last.turn_radps[1] == pytest.approx(0.2)


def test_noise_scatters_by_its_deviation_about_a_bias_of_its_own(past: Past) -> None:
    settings: Any = {**EXACT, "acceleration_sd_mps2": 0.03, "acceleration_bias_mps2": 0.05}
    heard = forces(readings(past, 2000, **settings)) - (1.5, 2.0, 9.80665)
    assert heard.std(axis=0) == pytest.approx([0.03] * 3, rel=0.1)
    biases = [
        forces(readings(past, 40, seed, **settings)).mean(axis=0) - (1.5, 2.0, 9.80665)
        for seed in range(40)
    ]
    assert np.std(biases) == pytest.approx(0.05, rel=0.2)


def test_a_bias_wanders_with_the_root_of_time(past: Past) -> None:
    settings: Any = {**EXACT, "acceleration_walk_mps2": 0.2}
    ends = [forces(readings(past, 101, seed, **settings))[-1] for seed in range(60)]
    assert np.std(ends, axis=0) == pytest.approx([0.2] * 3, rel=0.35)  # after one second


def test_a_frozen_sensor_repeats_itself_with_fresh_stamps(past: Past) -> None:
    heard = readings(past, 60, freeze_s=((0.2, 0.4),))
    assert np.ptp(forces(heard[19:40]), axis=0) == pytest.approx([0.0] * 3, abs=0.0)
    assert not np.array_equal(forces(heard)[40], forces(heard)[39])
    assert len({one.stamp_ns for one in heard}) == 60
