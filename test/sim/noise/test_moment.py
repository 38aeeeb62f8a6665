"""What is known before anything is seen: our own car's signals, with their errors."""

import numpy as np
import pytest

from vigil.base.records import Signal, SignalState, VehicleState, Verdict
from vigil_sim.noise import Dashboard, fitted, moment_of

from .conftest import MOUNTING, make_scene

EXACT = VehicleState(
    speed_mps=Signal(20.0, 0.0, SignalState.VALID),
    yaw_rate_radps=Signal(0.0, 0.0, SignalState.VALID),
    left_indicator=Signal(1.0, 0.0, SignalState.VALID),
)


def speeds(seed: int, count: int = 300) -> list[float]:
    dashboard = Dashboard(fitted().instruments, seed)
    return [dashboard.read(EXACT).speed_mps.value or 0.0 for _ in range(count)]


def test_each_drive_has_a_bias_of_its_own() -> None:
    means = [float(np.mean(speeds(seed))) for seed in range(60)]
    assert np.std(means) == pytest.approx(fitted().instruments.speed_bias_mps, rel=0.3)
    assert np.std(speeds(1)) == pytest.approx(fitted().instruments.speed_sd_mps, rel=0.2)


def test_switches_are_exact_and_what_is_unknown_stays_so() -> None:
    said = Dashboard(fitted().instruments, 1).read(EXACT)
    assert said.left_indicator == EXACT.left_indicator
    assert said.accelerator == Signal()
    assert said.acceleration_mps2 == Signal()


def test_a_car_that_stands_reads_nothing() -> None:
    standing = VehicleState(speed_mps=Signal(0.0, 0.0, SignalState.VALID))
    assert Dashboard(fitted().instruments, 1).read(standing).speed_mps.value == 0.0


def test_a_moment_has_every_camera_on_time() -> None:
    moment = moment_of(make_scene(3.0), [MOUNTING], 7)
    (report,) = moment.cameras
    assert (moment.number, report.verdict) == (7, Verdict.ON_TIME)
    assert report.exposure_ns == 3_000_000_000
    assert moment.mounting("front") == MOUNTING
    assert moment.vehicle.speed_mps.value == 20.0
