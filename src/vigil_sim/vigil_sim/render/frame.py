"""What all shaders of a picture share, as one block on the card."""

from collections.abc import Sequence

import numpy as np

from vigil_sim.render.context import Context, context
from vigil_sim.render.ground import Soil
from vigil_sim.render.looks import Look
from vigil_sim.render.programs import FRAME_BINDING
from vigil_sim.render.shadows import Sunshine
from vigil_sim.render.view import View
from vigil_sim.world.pose import Floats, world_from
from vigil_sim.world.snapshot import Placed

LAMPS = 6
"""Street lamps that shine at once."""
BEAM = 700.0
"""Of both head lamps at 1 m, in the light of looks: sets the night's exposure.

It stands for 36 kcd, two LED low beams of 18 kcd, 28 lx at 25 m; UN R149 wants 12 lx at least.
"""
BEAM_HEIGHT_M = 0.65
"""UN R48 allows 0.5 to 1.2 m."""


def headlamps(ego: Placed, view: View) -> Floats:
    """Return the place between our head lamps, drawn world, and where they shine to, (2, 3)."""
    body = world_from(ego)
    place = (body @ (ego.length_m / 2.0, 0.0, BEAM_HEIGHT_M, 1.0))[:3] - view.origin_m
    return np.stack([place, body[:3, 0]])


class Frame:
    """The block `Frame` of frame.glsl."""

    def __init__(self) -> None:
        self._buffer: Context = context().buffer(reserve=4 * (3 * 16 + 10 * 4 + LAMPS * 4))

    def set(
        self, view: View, look: Look, ground: Soil, sun: Sunshine, lamps: Floats, beam: Floats
    ) -> None:
        """Fill it: lamps (n, 3), drawn world, nearest first; beam (2, 3): place, direction."""
        street = np.zeros((LAMPS, 4))
        street[: len(lamps), :3], street[: len(lamps), 3] = lamps, 1.0
        clip = view.clip_from_drawn
        rows: Sequence[Sequence[float]] = [
            [*view.eye_m, float(look.shadows)],
            [*sun.direction, look.clouds],
            [*look.sun_light, look.exposure],
            [*look.sky_light, look.extinction_pm],
            [*look.ground_light, look.night],
            [*look.haze, look.wet],
            [*beam[0], BEAM * look.night],
            [*beam[1], ground.worn],
            [*ground.soil, ground.worn_below],
            [*ground.tint, float(ground.paved)],
        ]
        matrices = (clip, np.linalg.inv(clip), sun.clip_from_drawn(view))
        block = np.concatenate(
            [*(m.T.ravel() for m in matrices), np.ravel(rows), street.ravel()]
        ).astype(np.float32)
        self._buffer.write(block.tobytes())
        self._buffer.bind_to_uniform_block(FRAME_BINDING)
