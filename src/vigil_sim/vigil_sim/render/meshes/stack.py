"""Bodies made of stacked outlines, each cell of which has a part, a band and so a material."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Builder, Floats, other_side

Outline: TypeAlias = Sequence[tuple[float, float, str]]
"""Left half of an outline from front to back: x, share of the half width, the part up to the next
point.  The last point closes it and names none."""


def pruned(outline: Outline) -> Outline:
    """Return an outline without the points within a part, for far away."""
    last = len(outline) - 1
    return [
        point
        for index, point in enumerate(outline)
        if index in (0, last) or point[2] != outline[index - 1][2]
    ]


def closed(half: Floats) -> Floats:
    """Return a ring (2n - 2, 3), counter-clockwise from above, from its left half (n, 3)."""
    return np.concatenate([half, half[-2:0:-1] * (1, -1, 1)])


def surfaces(
    half: Outline, bands: Sequence[str], surface: Callable[[str, str], Material]
) -> npt.NDArray[np.int64]:
    """Return the material of each cell (bands, 2n - 2) around a ring."""
    left = np.array([[surface(part, band) for _, _, part in half[:-1]] for band in bands])
    return np.concatenate([left, other_side(left[:, ::-1])], axis=1)


def cap(builder: Builder, ring: Floats, crown_m: float, *, bed_from_m: float | None = None) -> None:
    """Close a ring of `closed` on top, higher along its middle; behind bed_from_m it is dark."""
    rows = len(ring) // 2 + 1
    left, right = ring[:rows], ring[-np.arange(rows)]
    across = np.array([1.0, 0.84, 0.4, -0.4, -0.84, -1.0] if builder.near else [1.0, 0.0, -1.0])
    share = (1 + across[:, None]) / 2
    points = left[:, None] * share + right[:, None] * (1 - share)
    width = left[:, 1] / left[:, 1].max()
    points[..., 2] += crown_m * width[:, None] * (1 - across**2)
    middle = (points[:-1, :-1] + points[1:, 1:]) / 2
    inside = np.abs(middle[..., 1]) < 0.84 * left[:-1, 1, None]
    dark = inside & (middle[..., 0] < (-np.inf if bed_from_m is None else bed_from_m))
    builder.grid(points, np.where(dark, int(Material.BLACK), int(Material.PAINT)))
