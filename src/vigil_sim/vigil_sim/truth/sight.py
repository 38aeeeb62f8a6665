"""From the world into the picture of one camera, at one moment."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vigil.base.records import Mounting
from vigil.geometry import CameraModel
from vigil.geometry.camera_model import Floats
from vigil_sim.world import Placed
from vigil_sim.world.pose import world_from, world_from_ego, world_from_optical

Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
NEAR_M = 0.15
"""Nearer to the camera nothing is drawn."""


@dataclass(frozen=True)
class Sight:
    """One camera on our car: `model` of the picture that is labelled, distortion included."""

    model: CameraModel
    mounting: Mounting
    ego: Placed

    @cached_property
    def optical_from_world(self) -> Floats:
        """The transform into the optical frame, (4, 4)."""
        return np.asarray(np.linalg.inv(world_from_optical(self.ego, self.mounting)))

    @cached_property
    def ego_from_optical(self) -> Floats:
        """The transform into the ego frame, (4, 4): our body may nod above it."""
        world_from_camera = world_from_optical(self.ego, self.mounting)
        return np.asarray(np.linalg.inv(world_from_ego(self.ego)) @ world_from_camera)

    def points_m(self, world_m: Floats) -> Floats:
        """Return points (N, 3) of the world in the optical frame."""
        transform = self.optical_from_world
        return np.asarray(world_m @ transform[:3, :3].T + transform[:3, 3])

    def optical_from(self, thing: Placed) -> Floats:
        """Return the transform from the frame of a thing, (4, 4)."""
        return np.asarray(self.optical_from_world @ world_from(thing))

    def pixels_of(self, points_px: Floats) -> tuple[Booleans, Integers, Integers]:
        """Return which of points (N, 2) lie in the picture, and rows and columns of these."""
        width, height = self.model.size_wh_px
        nearest = np.round(np.nan_to_num(points_px, nan=-1.0, posinf=-1.0, neginf=-1.0))
        inside = np.asarray(((nearest >= 0) & (nearest < (width, height))).all(axis=1))
        columns, rows = nearest[inside].astype(np.int64).T
        return inside, rows, columns
