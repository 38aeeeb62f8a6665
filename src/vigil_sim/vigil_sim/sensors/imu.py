"""An inertial sensor in the middle of the car: x forward, y left, z up."""

from dataclasses import dataclass
from math import cos, sin, sqrt

import numpy as np
import numpy.typing as npt

from vigil.base.records import SensorEvent
from vigil.vehicle.fields import G_MPS2
from vigil_sim.scenario.sensors import ImuSettings
from vigil_sim.sensors.past import Past
from vigil_sim.sensors.timing import Timing, random_stream
from vigil_sim.world.road import Road

Floats = npt.NDArray[np.float64]
SLOPE_BASE_M = 1.0
"""Length of road that its slope is taken over: less than a wheelbase."""


@dataclass(frozen=True, slots=True)
class ImuReading:
    """One measurement."""

    stamp_ns: int
    """What the sensor's clock says."""
    specific_force_mps2: Floats
    """Acceleration less gravity, shape (3,): a level car at rest reads +9.8 upwards."""
    turn_radps: Floats
    """Rates about x, y, z, shape (3,)."""


class Imu:
    """White noise, a bias from the start, and that bias wandering (a random walk)."""

    name = "imu"

    def __init__(self, settings: ImuSettings, road: Road, seed: int, start_ns: int) -> None:
        self.timing = Timing(self.name, settings, seed, start_ns)
        self._road = road
        self._random = random_stream(seed, "imu/noise")
        self._white = _six(settings.acceleration_sd_mps2, settings.turn_sd_radps)
        self._walk = _six(settings.acceleration_walk_mps2, settings.turn_walk_radps)
        start = _six(settings.acceleration_bias_mps2, settings.turn_bias_radps)
        self._bias = start * self._random.standard_normal(6)
        self._then_ns = start_ns
        self._last: ImuReading | None = None

    def measure(self, event: SensorEvent, past: Past) -> ImuReading:
        """Return force and turn as the sensor reads them."""
        passed_s = (event.true_ns - self._then_ns) / 1e9
        self._then_ns = event.true_ns
        walk, white = self._random.standard_normal((2, 6))
        self._bias = self._bias + self._walk * sqrt(passed_s) * walk
        read = self._true(event.true_ns, past) + self._bias + self._white * white
        if event.frozen and self._last is not None:
            read = np.concatenate([self._last.specific_force_mps2, self._last.turn_radps])
        self._last = ImuReading(event.stamp_ns, read[:3], read[3:])
        return self._last

    def _true(self, time_ns: int, past: Past) -> Floats:
        """Return specific force and turn of the car's middle; a slope tilts gravity backwards."""
        now = past.at(time_ns)
        vehicle, ego = now.vehicle, now.ego
        ahead_m, behind_m = ego.s_m + SLOPE_BASE_M / 2, ego.s_m - SLOPE_BASE_M / 2
        rise_m = self._road.pose(ahead_m, ego.d_m)[2] - self._road.pose(behind_m, ego.d_m)[2]
        slope_rad = float(np.arctan2(rise_m, SLOPE_BASE_M))
        return np.array(
            [
                vehicle["acceleration_mps2"] + G_MPS2 * sin(slope_rad),
                vehicle["lateral_acceleration_mps2"],
                G_MPS2 * cos(slope_rad),
                0.0,
                0.0,
                vehicle["yaw_rate_radps"],
            ]
        )


def _six(force: float, turn: float) -> Floats:
    return np.array([force] * 3 + [turn] * 3)
