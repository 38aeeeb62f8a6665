"""Where pictures are drawn: textures and framebuffers of one size."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from vigil_sim.render.context import Context, context
from vigil_sim.render.programs import DEPTH_UNIT, SCENE_UNIT

KINDS = {"f1": np.uint8, "u1": np.uint8, "f4": np.float32}
"""By moderngl's names: f1 is 0 to 1 in a byte, u1 a whole number."""


class Canvas:
    """Colour, labels and depth of a scene, and the finished picture."""

    def __init__(self, scene_wh_px: tuple[int, int], picture_wh_px: tuple[int, int]) -> None:
        gl = context()
        self.scene_wh_px, self.picture_wh_px = scene_wh_px, picture_wh_px
        self._colour: Context = gl.texture(scene_wh_px, 4)
        self._colour.repeat_x = self._colour.repeat_y = False
        self._labels: Context = gl.texture(scene_wh_px, 4, dtype="u1")
        self._labels.filter = (gl.NEAREST, gl.NEAREST)
        self._depth: Context = gl.depth_texture(scene_wh_px)
        self._depth.compare_func = ""
        self._depth.filter = (gl.NEAREST, gl.NEAREST)
        self._labelled: Context = gl.framebuffer([self._colour, self._labels], self._depth)
        self._plain: Context = gl.framebuffer([self._colour], self._depth)
        self._finished: Context = gl.framebuffer([gl.texture(picture_wh_px, 4)])

    def begin(self, rows_px: tuple[int, int], *, labels: bool) -> Context:
        """Clear some rows of the scene and return where to draw them."""
        target = self._labelled if labels else self._plain
        target.use()
        first, last = rows_px
        target.scissor = (0, first, self.scene_wh_px[0], last - first)
        target.clear(depth=1.0)
        return target

    def finish(self, rows_px: tuple[int, int]) -> Context:
        """Return where to draw some rows of the picture, with the scene as textures."""
        self._colour.use(SCENE_UNIT)
        self._depth.use(DEPTH_UNIT)
        self._finished.use()
        first, last = rows_px
        self._finished.scissor = (0, first, self.picture_wh_px[0], last - first)
        return self._finished

    def bgr(self, rows_px: tuple[int, int]) -> npt.NDArray[np.uint8]:
        """Return rows of the picture, (rows, width, 3)."""
        return _read(self._finished, rows_px, 3, "f1", 0)

    def labels(self, rows_px: tuple[int, int]) -> npt.NDArray[np.uint8]:
        """Return rows of the id's low and high byte, the class, and 1, (rows, width, 4)."""
        return _read(self._labelled, rows_px, 4, "u1", 1)

    def depths(self, rows_px: tuple[int, int]) -> npt.NDArray[np.float32]:
        """Return rows of OpenGL's depth, (rows, width)."""
        return _read(self._plain, rows_px, 1, "f4", -1)[..., 0]


@lru_cache(maxsize=16)
def canvas(scene_wh_px: tuple[int, int], picture_wh_px: tuple[int, int]) -> Canvas:
    """Return the one canvas of a size."""
    return Canvas(scene_wh_px, picture_wh_px)


def _read(
    target: Context, rows_px: tuple[int, int], channels: int, kind: str, attachment: int
) -> npt.NDArray[Any]:
    first, last = rows_px
    width = target.width
    found = np.empty((last - first, width, channels), KINDS[kind])
    where = (0, first, width, last - first)
    target.read_into(
        found, viewport=where, components=channels, attachment=attachment, alignment=1, dtype=kind
    )
    return found
