"""Where everybody is at the start, and what cannot be so."""

from collections.abc import Sequence
from itertools import combinations

from vigil.base.errors import ConfigurationError
from vigil.base.records import ObjectClass
from vigil_sim.scenario.settings import ActorSettings
from vigil_sim.world.actor import Actor
from vigil_sim.world.ego import Ego
from vigil_sim.world.footprint import Box, gap_over_m, overlap, stretch
from vigil_sim.world.road import Road
from vigil_sim.world.script import CLOSING_MPS

Mover = Actor | Ego
ROUNDS = 5
"""A gap in a bend is measured along our track: each round leaves a twentieth of its error."""
ON_FOOT = (ObjectClass.PEDESTRIAN, ObjectClass.BICYCLE)


def place(actor: Actor, ego: Ego, road: Road, where: str) -> None:
    """Put an actor where its settings say, or raise a sentence."""
    actor.d_m = _across_m(actor, ego, road)
    _put_along(actor, ego, road, where)
    _refuse_outside(actor, road, where)


def _put_along(actor: Actor, ego: Ego, road: Road, where: str) -> None:
    settings = actor.settings
    if settings.s_m is not None:
        actor.s_m = settings.s_m
        return
    actor.s_m = ego.s_m
    for _ in range(ROUNDS):
        given = settings.gap_m is not None
        wanted_m = settings.gap_m if given else _gap_of_ttc_m(actor, ego, road, where)
        actor.s_m += (wanted_m or 0.0) - gap_m(ego, actor, road)


def gap_m(ego: Ego, actor: Actor, road: Road) -> float:
    """Return the gap from us to somebody, m: `footprint.gap_m` of two that move."""
    turn_rad = road.pose(actor.s_m)[3] - road.pose(ego.s_m)[3]
    return gap_over_m(ego, actor, turn_rad)


def closing_mps(ego: Ego, actor: Actor, road: Road) -> float:
    """Return how fast that gap shrinks, m/s."""
    by_its_own = stretch(road.curvature_pm(actor.s_m), ego.d_m, actor.d_m)
    return ego.along_mps - actor.way * actor.speed_mps * by_its_own


def _gap_of_ttc_m(actor: Actor, ego: Ego, road: Road, where: str) -> float:
    closing = closing_mps(ego, actor, road)
    if closing <= CLOSING_MPS:
        raise ConfigurationError(
            f"{where}: actor {actor.settings.name}: ttc_s needs a gap that closes, but it closes"
            f" at {closing:.1f} m/s; write gap_m or other speeds"
        )
    return (actor.settings.ttc_s or 0.0) * closing


def _across_m(actor: Actor, ego: Ego, road: Road) -> float:
    settings = actor.settings
    if settings.d_m is not None:
        return ego.lane_m + settings.d_m
    if settings.overlap is not None:
        return ego.d_m + overlap_offset_m(settings.overlap, ego.width_m, actor.width_m)
    return road.lane_middle_m(settings.lane) + settings.offset_m


def overlap_offset_m(share: float, ego_width_m: float, width_m: float) -> float:
    """Return how far left of our middle a target's middle is for an overlap of Euro NCAP.

    The share is that of our width which meets it (AEB Car-to-Car protocol, overlap), so at one
    half the middle of our front meets its edge.  Positive: it stands to our left and its right
    part is hit; negative: it stands to our right and its left part is hit.  At 1 and -1 the
    middles are in one line, whatever the widths.
    """
    if abs(share) == 1.0:
        return 0.0
    offset = max(0.0, (ego_width_m + width_m) / 2.0 - abs(share) * ego_width_m)
    return offset if share >= 0.0 else -offset


def _refuse_outside(actor: Actor, road: Road, where: str) -> None:
    who = f"{where}: actor {actor.settings.name}"
    if not 0.0 <= actor.s_m <= road.length_m:
        raise ConfigurationError(
            f"{who} begins at s {actor.s_m:.1f} m, outside the road of {road.length_m:.0f} m"
        )
    on_pavement = road.pave_right_m <= actor.d_m <= road.pave_left_m
    if not on_pavement and not may_stand_beside(actor.settings, actor.size.kind):
        raise ConfigurationError(
            f"{who} drives {actor.settings.kmh:g} km/h at d {actor.d_m:.1f} m, beside the road"
            f" ({road.pave_right_m:.1f} to {road.pave_left_m:.1f} m); only who stands, crosses or"
            " goes on foot may begin there"
        )


def may_stand_beside(settings: ActorSettings, kind: ObjectClass) -> bool:
    """Return whether somebody may begin off the pavement."""
    crosses = any(step.cross_kmh is not None for step in settings.do)
    return settings.kmh == 0.0 or crosses or kind in ON_FOOT


def refuse_overlaps(movers: Sequence[Mover], road: Road, where: str) -> None:
    """Raise when two bodies are in one place at the start."""
    for one, other in combinations(movers, 2):
        near = abs(one.s_m - other.s_m) < one.reach_m + other.reach_m
        if near and overlap(box(one, road), box(other, road)):
            raise ConfigurationError(
                f"{where}: {one.name} and {other.name} are in one place at the start"
                f" (s {one.s_m:.1f} and {other.s_m:.1f} m); move one of them"
            )


def box(mover: Mover, road: Road) -> Box:
    """Return the footprint of a body in the world frame."""
    x, y, _, heading = road.pose(mover.s_m, mover.d_m)
    return Box(x, y, heading + mover.heading_rad, mover.length_m, mover.width_m)


def refuse_ego_outside(ego: Ego, road: Road, where: str) -> None:
    """Raise when we begin beyond the road's end."""
    if ego.s_m > road.length_m:
        raise ConfigurationError(
            f"{where}: we begin at s {ego.s_m:.1f} m, outside the road of {road.length_m:.0f} m"
        )
