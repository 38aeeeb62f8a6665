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
from vigil_sim.world.snapshot import Placed

Floats = npt.NDArray[np.float64]
NOD_NS = 10_000_000
"""How far back it is looked how the car leaned, for the rate at which it nods."""


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

    def __init__(self, settings: ImuSettings, seed: int, start_ns: int) -> None:
        self.timing = Timing(self.name, settings, seed, start_ns)
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
        vehicle, down_rad = now.vehicle, _down_rad(now.ego)
        nod_rad = down_rad - _down_rad(past.at(time_ns - NOD_NS).ego)
        return np.array(
            [
                vehicle["acceleration_mps2"] - G_MPS2 * sin(down_rad),
                vehicle["lateral_acceleration_mps2"],
                G_MPS2 * cos(down_rad),
                0.0,
                nod_rad / NOD_NS * 1e9,
                vehicle["yaw_rate_radps"],
            ]
        )


def _down_rad(ego: Placed) -> float:
    """Return how far our body leans forward, with the road and on its springs."""
    return ego.pitch_rad + ego.dive_rad


def _six(force: float, turn: float) -> Floats:
    return np.array([force] * 3 + [turn] * 3)
