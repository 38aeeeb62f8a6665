"""Who sees whom: what is ahead of somebody who keeps distance."""

from collections.abc import Iterable, Sequence
from math import inf

from vigil.base.records import ObjectClass
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world.actor import Actor
from vigil_sim.world.ego import Ego
from vigil_sim.world.footprint import reach_m
from vigil_sim.world.idm import idm_mps2
from vigil_sim.world.road import Road

SIDE_ROOM_M = 0.3
"""A driver does not pass anything closer than this."""
FORESEE_S = 2.5
"""So far ahead a driver reckons with who comes across."""
SEEN_M = 200.0

Mover = Actor | Ego


def decide(ego: Ego, actors: Sequence[Actor], followers: Sequence[Actor], road: Road) -> None:
    """Let everybody who keeps distance look ahead, and learn how the road bends under them."""
    for actor in actors:
        curvature = road.curvature_pm(actor.s_m)
        actor.stretch = 1.0 / (1.0 - curvature * actor.d_m)
    movers: tuple[Mover, ...] = (ego, *actors)
    for actor in followers:
        other = _ahead(actor, actor.way, movers)
        gap, closing = _gap_and_closing(actor, actor.way, other)
        actor.follow_mps2 = idm_mps2(actor.speed_mps, actor.wanted_mps, gap, closing)
    if ego.settings.driver == "idm":
        ego.follow(*_gap_and_closing(ego, 1.0, ahead_of(ego, actors)))


def ahead_of(ego: Ego, actors: Iterable[Actor]) -> Actor | None:
    """Return the nearest thing ahead of us that is in our strip or comes into it soon."""
    other = _ahead(ego, 1.0, actors)
    return other if isinstance(other, Actor) else None


def _ahead(one: Mover, way: float, movers: Iterable[Mover]) -> Mover | None:
    nearest, found = SEEN_M, None
    for other in movers:
        ahead_m = (other.s_m - one.s_m) * way
        if 0.0 < ahead_m < nearest and other is not one and _in_way(one, other, ahead_m):
            nearest, found = ahead_m, other
    return found


def _in_way(one: Mover, other: Mover, ahead_m: float) -> bool:
    """Return whether the other's width meets our strip, now or when we get there."""
    half = one.width_m / 2.0 + SIDE_ROOM_M
    half += reach_m(other.width_m, other.length_m, other.heading_rad)
    apart = other.d_m - one.d_m
    if abs(apart) < half:
        return True
    comes = other.lateral_mps * min(FORESEE_S, ahead_m / max(one.speed_mps, 1.0))
    return apart * comes < 0.0 and abs(comes) > abs(apart) - half


def _gap_and_closing(one: Mover, way: float, other: Mover | None) -> tuple[float, float]:
    if other is None:
        return inf, 0.0
    gap = abs(other.s_m - one.s_m)
    gap -= reach_m(one.length_m, one.width_m, one.heading_rad)
    gap -= reach_m(other.length_m, other.width_m, other.heading_rad)
    its = other.way * other.speed_mps if isinstance(other, Actor) else other.along_mps
    return gap, one.speed_mps - way * its


def lit(actor: Actor, road: Road, scenario: Scenario) -> bool:
    """Return whether its head and tail lamps burn; who is parked beside the road is dark."""
    if actor.settings.lamps != "auto":
        return actor.settings.lamps == "lit"
    if actor.size.kind == ObjectClass.PEDESTRIAN:
        return False
    if actor.size.kind == ObjectClass.MOTORCYCLE:
        return True
    on_road = road.edge_right_m <= actor.d_m <= road.edge_left_m
    moves = actor.speed_mps > 0.0 or bool(actor.settings.do)
    return dark(scenario) and (on_road or moves)


def dark(scenario: Scenario) -> bool:
    """Return whether lamps are needed."""
    return scenario.light in {"dusk", "night"} or scenario.weather != "clear"
