"""Bodies on the ground as turned rectangles: how far apart they are, and whether they touch."""

from math import cos, hypot, sin
from typing import NamedTuple, Protocol

from vigil_sim.world.pose import wrapped
from vigil_sim.world.snapshot import Placed


class Box(NamedTuple):
    """A rectangle on the ground; x, y of its middle and its yaw are in one frame, any."""

    x_m: float
    y_m: float
    yaw_rad: float
    length_m: float
    width_m: float


def reach_m(length_m: float, width_m: float, yaw_rad: float) -> float:
    """Return how far a body reaches from its middle along a direction that its yaw is against."""
    return (abs(cos(yaw_rad)) * length_m + abs(sin(yaw_rad)) * width_m) / 2.0


def overlap(a: Box, b: Box) -> bool:
    """Return whether two rectangles share area: no axis separates them (Gottschalk 1996)."""
    dx, dy = b.x_m - a.x_m, b.y_m - a.y_m
    if hypot(dx, dy) > (hypot(a.length_m, a.width_m) + hypot(b.length_m, b.width_m)) / 2.0:
        return False
    return not (_parted(a, b, dx, dy) or _parted(b, a, dx, dy))


def _parted(a: Box, b: Box, dx: float, dy: float) -> bool:
    """Return whether an axis of `a` separates the two."""
    ahead, left = cos(a.yaw_rad), sin(a.yaw_rad)
    turn = b.yaw_rad - a.yaw_rad
    along = abs(dx * ahead + dy * left)
    across = abs(dy * ahead - dx * left)
    return along >= a.length_m / 2.0 + reach_m(
        b.length_m, b.width_m, turn
    ) or across >= a.width_m / 2.0 + reach_m(b.width_m, b.length_m, turn)


class OnRoad(Protocol):
    """A body by its place on the road: one at a moment, or one that moves."""

    @property
    def s_m(self) -> float:
        """Along the reference line, of its middle."""

    @property
    def d_m(self) -> float:
        """To the left of that line."""

    @property
    def heading_rad(self) -> float:
        """Against the road."""

    @property
    def length_m(self) -> float:
        """Its length."""

    @property
    def width_m(self) -> float:
        """Its width."""


def gap_m(ego: Placed, thing: Placed) -> float:
    """Return the way along our track from our front bumper to the rear face of a thing, m.

    Our track runs beside the reference line at our d.  Negative: it is beside us or behind us.
    Both faces are those of the turned rectangles, so that on a straight road two bodies in one
    lane touch exactly when this falls below zero.
    """
    ours_rad, its_rad = ego.yaw_rad - ego.heading_rad, thing.yaw_rad - thing.heading_rad
    return gap_over_m(ego, thing, wrapped(its_rad - ours_rad))


def gap_over_m(ego: OnRoad, thing: OnRoad, turn_rad: float) -> float:
    """Return the same where the road turns so far, left is positive, between the two."""
    front = ego.s_m + reach_m(ego.length_m, ego.width_m, ego.heading_rad)
    rear = thing.s_m - reach_m(thing.length_m, thing.width_m, thing.heading_rad)
    return rear - front - ego.d_m * turn_rad


def stretch(curvature_pm: float, d_m: float, its_d_m: float) -> float:
    """Return how many metres of a track at d one metre of a track at its d is, in a bend."""
    return (1.0 - curvature_pm * d_m) / (1.0 - curvature_pm * its_d_m)


def box_of(thing: Placed) -> Box:
    """Return the footprint of a thing in the world frame."""
    return Box(thing.x_m, thing.y_m, thing.yaw_rad, thing.length_m, thing.width_m)


def touches(a: Placed, b: Placed) -> bool:
    """Return whether the footprints of two things share area."""
    return overlap(box_of(a), box_of(b))
