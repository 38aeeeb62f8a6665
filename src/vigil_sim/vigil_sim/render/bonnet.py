"""Our own bonnet, where a camera sees it."""

import numpy as np

from vigil_sim.render.instances import Instances, surface
from vigil_sim.render.stock import radius_m
from vigil_sim.render.surfaces import PAINTS
from vigil_sim.world.classes import Classes
from vigil_sim.world.pose import world_from
from vigil_sim.world.snapshot import Placed

MESH = "bonnet"


def bonnet_of(ego: Placed) -> Instances:
    """Return the bonnet of our car."""
    matrix = world_from(ego)[:3]
    paint = PAINTS[ego.color % len(PAINTS)]
    row = surface(paint, paint, (0.0,) * 4, Classes.BONNET, 0, 0.0)
    return Instances(
        np.array([MESH]), matrix[None], np.array([row], np.float32), np.array([radius_m(MESH)])
    )
