"""From the world to the picture: where a camera is, and OpenGL's matrices for it."""

from dataclasses import dataclass
from functools import cached_property
from math import cos, sin

import numpy as np
import numpy.typing as npt

from vigil.base.records import Mounting
from vigil.geometry import CameraModel
from vigil_sim.world.pose import Floats, world_from_optical
from vigil_sim.world.snapshot import Placed

NEAR_M, FAR_M = 0.15, 600.0
SEEN_M, UNSEEN_M = 420.0, 60.0
"""How much of the road is drawn where a camera looks to, and where it does not: shadows fall in."""
ASIDE = 0.3
"""A camera that looks across the road by more than this cosine sees both of its ways."""
ORIGIN_STEP_M = 16.0
"""The world is drawn from a point near the camera: 32 bits do not hold both road and paint."""


def clip_from_optical(model: CameraModel) -> Floats:
    """Return the projection, (4, 4): rows of the picture go up in OpenGL, so reading needs no flip.

    OpenCV's (0, 0) is the centre of the first pixel, OpenGL's its corner: hence the half pixels.
    """
    width, height = model.size_wh_px
    matrix = np.zeros((4, 4))
    matrix[0, 0], matrix[0, 2] = 2 * model.fx_px / width, (2 * model.cx_px + 1) / width - 1
    matrix[1, 1], matrix[1, 2] = 2 * model.fy_px / height, (2 * model.cy_px + 1) / height - 1
    matrix[2, 2] = (FAR_M + NEAR_M) / (FAR_M - NEAR_M)
    matrix[2, 3] = -2 * FAR_M * NEAR_M / (FAR_M - NEAR_M)
    matrix[3, 2] = 1.0
    return matrix


def metres_of_depth(depth: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Turn OpenGL's depths, in place, into m along the axis: infinite where nothing is."""
    nothing = depth >= 1.0
    depth *= NEAR_M - FAR_M
    depth += FAR_M
    np.divide(NEAR_M * FAR_M, depth, out=depth)
    depth[nothing] = np.inf
    return depth


def depth_of_metres(ahead_m: float) -> float:
    """Return OpenGL's depth of a distance along the axis, m; 0 for what is nearer than it draws."""
    return max(0.0, (FAR_M - NEAR_M * FAR_M / max(ahead_m, NEAR_M)) / (FAR_M - NEAR_M))


@dataclass(frozen=True)
class View:
    """One pinhole at one moment, in a world whose origin is near it."""

    origin_m: Floats
    """Of the drawn world, (3,)."""
    drawn_from_optical: Floats
    """(4, 4)."""
    model: CameraModel

    @cached_property
    def clip_from_drawn(self) -> Floats:
        """Return the whole way from the drawn world to clip space, (4, 4)."""
        return np.asarray(clip_from_optical(self.model) @ np.linalg.inv(self.drawn_from_optical))

    @property
    def eye_m(self) -> Floats:
        """Return where the camera is in the drawn world, (3,)."""
        return self.drawn_from_optical[:3, 3]

    @property
    def ahead(self) -> Floats:
        """Return the direction of its axis, (3,)."""
        return self.drawn_from_optical[:3, 2]

    @property
    def half_width(self) -> float:
        """Return the tangent of the angle from the axis to the farther side."""
        left, right = self.model.cx_px + 0.5, self.model.width_px - self.model.cx_px - 0.5
        return max(left, right) / self.model.fx_px


def view_of(ego: Placed, mounting: Mounting, model: CameraModel) -> View:
    """Return the view of a camera on our car."""
    drawn = world_from_optical(ego, mounting)
    origin = np.zeros(3)
    origin[:2] = np.floor(drawn[:2, 3] / ORIGIN_STEP_M) * ORIGIN_STEP_M
    drawn[:3, 3] -= origin
    return View(origin, drawn, model)


def span_m(ego: Placed, view: View) -> tuple[float, float]:
    """Return from where to where along the road a view needs it."""
    along = cos(ego.yaw_rad) * view.ahead[0] + sin(ego.yaw_rad) * view.ahead[1]
    behind = SEEN_M if along < ASIDE else UNSEEN_M
    ahead = SEEN_M if along > -ASIDE else UNSEEN_M
    return ego.s_m - behind, ego.s_m + ahead
