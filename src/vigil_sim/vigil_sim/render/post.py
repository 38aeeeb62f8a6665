"""From light to picture: motion, lens, rain, vignette, noise of the sensor."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vigil_sim.render.canvas import Canvas
from vigil_sim.render.context import Context, context
from vigil_sim.render.lens import Lens
from vigil_sim.render.looks import Look
from vigil_sim.render.programs import GRAIN_UNIT, LENS_UNIT, Variant, program
from vigil_sim.render.screen import screen_array
from vigil_sim.render.textures import GRAIN_SD, grain_texture
from vigil_sim.render.view import depth_of_metres
from vigil_sim.world.pose import Floats

VIGNETTE = 0.65
"""Loss of light, in squares of the distance from the middle: a third in the corners."""
BLUR_MAX_PX = 8
"""Bands of a rolling shutter are drawn this much larger, so that blur finds no edge."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What makes one exposure differ from the next."""

    earlier_from_clip: Floats | None
    """Clip space of when it began from that of its end, (4, 4); None: nothing moves."""
    seed: int
    """Of noise and rain, 32 bits."""
    still_m: float
    """What is nearer along the axis than this moves with us."""


def develop(
    canvas: Canvas, rows_px: tuple[int, int], look: Look, lens: Context | None, exposure: Exposure
) -> None:
    """Draw rows of the finished picture from the scene on a canvas."""
    variant = Variant(wet=look.rain, lens=lens is not None)
    made = program("post", variant)
    canvas.finish(rows_px)
    grain_texture().use(GRAIN_UNIT)
    if lens is not None:
        lens.use(LENS_UNIT)
    moved = exposure.earlier_from_clip
    matrix = np.eye(4) if moved is None else moved
    _set(
        made,
        blur=float(moved is not None),
        still=depth_of_metres(exposure.still_m),
        noise_sd=look.noise_sd * 0.314 / GRAIN_SD,
        vignette=VIGNETTE,
        seed=exposure.seed,
        size=tuple(map(float, canvas.picture_wh_px)),
        blur_max=BLUR_MAX_PX / canvas.scene_wh_px[1],
    )
    made["earlier_from_clip"].write(matrix.T.astype(np.float32).tobytes())
    context().enable_only(context().NOTHING)
    screen_array("post", variant).render(context().TRIANGLE_STRIP)


def lens_texture(lens: Lens) -> Context | None:
    """Return where each pixel looks, as a texture; None for a plain pinhole."""
    if lens.places is None:
        return None
    height, width = lens.places.shape[:2]
    texture = context().texture((width, height), 2, lens.places.tobytes(), dtype="f4")
    texture.filter = (context().NEAREST, context().NEAREST)
    return texture


def _set(made: Any, **values: Any) -> None:
    """Set those uniforms that the variant has kept."""
    for name, value in values.items():
        if name in made:
            made[name] = value
