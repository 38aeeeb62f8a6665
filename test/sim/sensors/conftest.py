"""A car on a road that rises evenly, moment by moment, without any world behind it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vigil.base.records import Gear, ObjectClass, Wiper
from vigil.base.settings import Configuration, shipped
from vigil.pipeline import Rooms
from vigil_sim.sensors.past import Past
from vigil_sim.world.snapshot import Placed, Snapshot

START_NS = 1_000_000_000
STEP_NS = 10_000_000
SPEED_MPS, TURN_RADPS = 20.0, 0.1


def placed(number: int, s_m: float, yaw_rad: float = 0.0) -> Placed:
    """Return a car somewhere on the road."""
    return Placed(
        number, f"car{number}", "sedan", ObjectClass.CAR, 4.6, 1.85, 1.5, s_m, -1.75, s_m, -1.75,
        0.0, yaw_rad, SPEED_MPS, 0.0, 1.5, False, False, False, False, 0.0, 0, 0,
    )  # fmt: skip


def snapshot(time_ns: int) -> Snapshot:
    """Return the moment: we drive a circle to the left and speed up, another car goes ahead."""
    time_s = (time_ns - START_NS) / 1e9
    driven_m = SPEED_MPS * time_s
    vehicle = {
        "speed_mps": SPEED_MPS + 1.5 * time_s,
        "yaw_rate_radps": TURN_RADPS,
        "acceleration_mps2": 1.5,
        "lateral_acceleration_mps2": SPEED_MPS * TURN_RADPS,
        "steering_angle_rad": 0.2128,
        "gear": float(Gear.DRIVE),
        "engine_speed_rpm": 2100.3,
        "left_indicator": 1.0,
        "right_indicator": 0.0,
        "accelerator": 0.25,
        "brake": 0.0,
        "wiper": float(Wiper.SLOW),
    }
    yaw_rad = TURN_RADPS * time_s
    return Snapshot(time_ns, placed(0, driven_m, yaw_rad), (placed(1, driven_m + 30.0),), vehicle)


@pytest.fixture
def past() -> Past:
    """Return two seconds of the drive."""
    known = Past()
    for step in range(201):
        known.add(snapshot(START_NS + step * STEP_NS))
    return known


@pytest.fixture
def nodding() -> Callable[[float, float], Past]:
    """Return a way to have a tenth of a second on a slope, the nose going down on its springs."""

    def drive(pitch_rad: float, dive_radps: float) -> Past:
        known = Past()
        for step in range(11):
            now = snapshot(START_NS + step * STEP_NS)
            ego = replace(now.ego, pitch_rad=pitch_rad, dive_rad=dive_radps * step / 100.0)
            known.add(replace(now, ego=ego))
        return known

    return drive


@pytest.fixture
def moment() -> Callable[[int], Snapshot]:
    """Return a way to have the drive at any time."""
    return snapshot


@pytest.fixture(scope="session")
def sim_rooms() -> Rooms:
    """Return the simulated car."""
    return Rooms(Configuration.read(shipped("config/sim.yaml"))).check()
