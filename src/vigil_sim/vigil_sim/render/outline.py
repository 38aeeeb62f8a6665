"""What labels need of a thing's mesh: the corners of its convex hull."""

from functools import cache

import numpy as np
from scipy.spatial import ConvexHull

from vigil_sim.render.instances import Floats
from vigil_sim.render.stock import meshes
from vigil_sim.render.things import mesh_name
from vigil_sim.world.snapshot import Placed


def outline_m(thing: Placed) -> Floats:
    """Return the corners (N, 3) of the hull of a thing as it is drawn, in its own frame."""
    name = mesh_name(thing)
    wanted_m = (thing.length_m, thing.width_m, thing.height_m)
    return _hull_m(name) * (np.array(wanted_m) / meshes()[name].size_m)


@cache
def _hull_m(name: str) -> Floats:
    corners = meshes()[name].corners.reshape(-1, 3).astype(float)
    return corners[ConvexHull(corners).vertices]
