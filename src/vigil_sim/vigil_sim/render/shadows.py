"""The shadow that the sun throws: depth as seen from it, once for each picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from vigil_sim.render.context import Context, context
from vigil_sim.render.instances import Floats32
from vigil_sim.render.programs import SHADOW_UNIT
from vigil_sim.render.stock import FAR, meshes, uploaded
from vigil_sim.render.view import View
from vigil_sim.world.pose import Floats

SIDE_PX = 1024
REACH_M = 46.0
"""Half width of the map: 9 cm a pixel."""
AHEAD_M = 38.0
"""Its middle, ahead of the camera."""
DEPTH_M = 120.0
THROWERS_M = 60.0
"""How far from that middle a thing may stand to throw a shadow into the map."""


@dataclass(frozen=True)
class Sunshine:
    """Where the sun is, and what of the world its map shows."""

    direction: Floats
    middle_m: Floats
    clip_from_world: Floats

    def clip_from_drawn(self, view: View) -> Floats:
        """Return the map's projection from the world that a view draws, (4, 4)."""
        shift = np.eye(4)
        shift[:3, 3] = view.origin_m
        return np.asarray(self.clip_from_world @ shift)


def sunshine(towards_sun: tuple[float, float, float], view: View) -> Sunshine:
    """Return the projection of the shadow map for a view.

    It moves by whole pixels of the map, counted in the world, so that edges do not crawl.
    """
    sun = np.asarray(towards_sun) / np.linalg.norm(towards_sun)
    level = view.ahead * (1.0, 1.0, 0.0)
    middle = view.eye_m + view.origin_m + AHEAD_M * level / (np.linalg.norm(level) + 1e-9)
    right = np.cross((0.0, 0.0, 1.0), sun)
    right /= np.linalg.norm(right)
    turn = np.stack([right, np.cross(sun, right), sun])
    pixel = 2.0 * REACH_M / SIDE_PX
    across = turn @ middle
    across[:2] = np.round(across[:2] / pixel) * pixel
    shift = np.eye(4)
    shift[:3, :3], shift[:3, 3] = turn, -across
    return Sunshine(sun, middle, np.diag([1 / REACH_M, 1 / REACH_M, -1 / DEPTH_M, 1.0]) @ shift)


class ShadowMap:
    """The depth texture and its framebuffer."""

    def __init__(self) -> None:
        gl = context()
        self._texture: Context = gl.depth_texture((SIDE_PX, SIDE_PX))
        self._texture.compare_func = "<="
        self._texture.filter = (gl.LINEAR, gl.LINEAR)
        self._texture.repeat_x = self._texture.repeat_y = False
        self._target: Context = gl.framebuffer(depth_attachment=self._texture)

    def draw(self, throwers: Iterable[tuple[str, Floats32]]) -> None:
        """Draw the depths of copies (n, 28) by mesh, coarse ones where there are any."""
        gl = context()
        self._target.use()
        self._target.clear(depth=1.0)
        gl.enable_only(gl.DEPTH_TEST)
        for name, copies in throwers:
            coarse = name + FAR
            uploaded(coarse if coarse in meshes() else name).draw_shadow(copies)

    def use(self) -> None:
        """Let shaders read it."""
        self._texture.use(SHADOW_UNIT)


@cache
def shadow_map() -> ShadowMap:
    """Return the one map: pictures are drawn one after the other."""
    return ShadowMap()
