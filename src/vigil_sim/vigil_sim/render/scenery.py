"""What stands beside the road, as instances that are made once."""

from collections.abc import Sequence

import numpy as np

from vigil_sim.render.ground import land_m
from vigil_sim.render.instances import Floats, Instances, sized, surface
from vigil_sim.render.materials import Material
from vigil_sim.render.stock import lamp_places_m, meshes, radius_m
from vigil_sim.scenario.settings import Span
from vigil_sim.world import Road
from vigil_sim.world.classes import Classes
from vigil_sim.world.pose import standing
from vigil_sim.world.scenery import Prop

LAMP_BEHIND_M = 25.0


class Scenery:
    """All props of one road."""

    def __init__(self, props: Sequence[Prop], road: Road) -> None:
        order = sorted(props, key=lambda prop: prop.s_m)
        self._s_m = np.array([prop.s_m for prop in order])
        matrices = [_matrix(prop, road) for prop in order]
        self._all = Instances(
            np.array([prop.mesh for prop in order], dtype=np.str_),
            np.reshape(matrices, (-1, 3, 4)),
            np.reshape([_surface(prop) for prop in order], (-1, 16)).astype(np.float32),
            np.array([radius_m(prop.mesh) * prop.scale for prop in order], float),
        )
        self._lamps_m = _lamps(order, matrices)

    def near(self, span_m: Span) -> Instances:
        """Return what stands along a span of the road."""
        first, last = np.searchsorted(self._s_m, span_m)
        return self._all[np.arange(first, last)]

    def lamps(self, eye_m: Floats, ahead: Floats, count: int) -> Floats:
        """Return where the nearest street lamps shine, (n, 3), world; none far behind us."""
        along = (self._lamps_m - eye_m) @ ahead
        order = np.argsort(along, kind="stable")
        return self._lamps_m[order[along[order] > -LAMP_BEHIND_M][:count]]


def _matrix(prop: Prop, road: Road) -> Floats:
    x, y, z, heading = road.pose(prop.s_m, prop.d_m)
    z += float(land_m(road, np.array(prop.d_m)))
    return sized(standing(x, y, z, heading + prop.yaw_rad), (prop.scale,) * 3)


def _surface(prop: Prop) -> list[float]:
    """Return colours and class of a prop; the class follows from what it is made of."""
    materials = set(meshes()[prop.mesh].materials.tolist())
    kind = Classes.STATIC
    if Material.LEAF in materials:
        kind = Classes.VEGETATION
    elif Material.FACADE in materials:
        kind = Classes.BUILDING
    return surface(prop.color, prop.color, (0.0,) * 4, kind, 0, 0.0)


def _lamps(props: Sequence[Prop], matrices: Sequence[Floats]) -> Floats:
    """Return where the heads of street lamps are, (n, 3)."""
    found = [
        matrix[:, :3] @ place + matrix[:, 3]
        for prop, matrix in zip(props, matrices, strict=True)
        for place in lamp_places_m(prop.mesh, Material.LAMP)
    ]
    return np.reshape(found, (-1, 3))
