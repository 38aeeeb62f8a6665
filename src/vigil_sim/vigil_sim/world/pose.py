"""Where things stand in the world, as transforms: on the slope of the road, and cameras on us.

The body of our car nods on its springs, about an axis on the ground under its middle.  It carries
the cameras with it; the ego frame is of the road and stays.
"""

from math import cos, pi, sin

import numpy as np
import numpy.typing as npt

from vigil.base.records import Mounting
from vigil.geometry import ego_from_optical
from vigil_sim.world.snapshot import Placed

Floats = npt.NDArray[np.float64]


def standing(x_m: float, y_m: float, z_m: float, yaw_rad: float, pitch_rad: float = 0.0) -> Floats:
    """Return the transform of what stands there, (4, 4); nose down is positive."""
    c, s, ahead, down = cos(yaw_rad), sin(yaw_rad), cos(pitch_rad), sin(pitch_rad)
    return np.array(
        [
            [c * ahead, -s, c * down, x_m],
            [s * ahead, c, s * down, y_m],
            [-down, 0.0, ahead, z_m],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )


def world_from(thing: Placed) -> Floats:
    """Return the transform from the frame of a body, (4, 4): x forward, y left, z up."""
    pitch_rad = thing.pitch_rad + thing.dive_rad
    return standing(thing.x_m, thing.y_m, thing.z_m, thing.yaw_rad, pitch_rad)


def world_from_ego(ego: Placed) -> Floats:
    """Return where the ego frame is, (4, 4): on the road, its origin under our front bumper."""
    on_road = standing(ego.x_m, ego.y_m, ego.z_m, ego.yaw_rad, ego.pitch_rad)
    return _from_bumper(on_road, ego)


def world_from_optical(ego: Placed, mounting: Mounting) -> Floats:
    """Return where a camera is that is fixed to our body, (4, 4)."""
    return np.asarray(_from_bumper(world_from(ego), ego) @ ego_from_optical(mounting))


def _from_bumper(world_from_middle: Floats, ego: Placed) -> Floats:
    moved: Floats = world_from_middle.copy()
    moved[:3, 3] += moved[:3, 0] * ego.length_m / 2.0
    return moved


def wrapped(angle_rad: float) -> float:
    """Return the same angle in -pi..pi."""
    return angle_rad if -pi <= angle_rad <= pi else (angle_rad + pi) % (2.0 * pi) - pi
