"""Everything that is so at one moment, as a record; no picture is needed for it."""

from collections.abc import Iterable, Mapping

from vigil.base.records import (
    LaneChange,
    LanePlace,
    Motion,
    ObjectClass,
    Signal,
    SignalState,
    TruthObject,
    TruthScene,
    VehicleState,
)
from vigil_sim.scenario.settings import Scenario
from vigil_sim.truth.course import Bumper
from vigil_sim.truth.lines import lines_and_path
from vigil_sim.truth.things import Onlooker
from vigil_sim.world import Placed, Road, Snapshot, touches

CHANGES_MPS = 0.1
"""Below it a thing keeps its lane."""
LONGEST_M = 20.0
"""Middles of bodies that touch are nearer than this: a bus is 12 m long."""
CUT_INS = (LaneChange.CUT_IN_LEFT, LaneChange.CUT_IN_RIGHT)
NEAR_LANES = (LanePlace.EGO, LanePlace.LEFT, LanePlace.RIGHT)


def truth_of(snapshot: Snapshot, road: Road, scenario: Scenario) -> TruthScene:
    """Return what is so at one moment; objects have no views yet (`with_views`)."""
    ego = snapshot.ego
    us = Onlooker(ego, road)
    things = [us.see(thing, _changes_lanes(thing, scenario)) for thing in snapshot.things]
    things.sort(key=lambda thing: thing.x_m**2 + thing.y_m**2)
    by_gap = sorted(things, key=lambda thing: thing.gap_m)
    bumper = Bumper(ego.s_m + ego.length_m / 2.0, us.x_m, us.y_m, ego.yaw_rad)
    lanes, path = lines_and_path(road, bumper, us.lane)
    return TruthScene(
        stamp_ns=snapshot.time_ns,
        vehicle=_vehicle(snapshot.vehicle),
        dive_rad=ego.dive_rad,
        objects=tuple(things),
        lanes=lanes,
        path=path,
        drivable=(),
        lead_id=_first(thing for thing in by_gap if _leads(thing)),
        cut_in_id=_first(thing for thing in by_gap if _comes_in(thing)),
        targets_ahead=sum(thing.gap_m >= 0.0 and thing.lane in NEAR_LANES for thing in things),
        left_zone_id=_first(thing for thing in by_gap if _ahead_in(thing, LanePlace.LEFT)),
        right_zone_id=_first(thing for thing in by_gap if _ahead_in(thing, LanePlace.RIGHT)),
        touching=tuple(
            thing.id
            for thing in snapshot.things
            if abs(thing.s_m - ego.s_m) < LONGEST_M and touches(ego, thing)
        ),
        light=scenario.light,
        weather=scenario.weather,
    )


def _changes_lanes(thing: Placed, scenario: Scenario) -> bool:
    """Tell whether its sideways motion is a lane change: others swerve and cross."""
    if abs(thing.lateral_mps) < CHANGES_MPS:
        return False
    return any(step.lane is not None for step in scenario.actors[thing.id - 1].do)


def _vehicle(values: Mapping[str, float]) -> VehicleState:
    return VehicleState(
        **{name: Signal(value, 0.0, SignalState.VALID) for name, value in values.items()}
    )


def _first(things: Iterable[TruthObject]) -> int:
    return next((thing.id for thing in things), 0)


def _vehicle_like(thing: TruthObject) -> bool:
    return thing.kind is not ObjectClass.PEDESTRIAN


def _leads(thing: TruthObject) -> bool:
    """Tell whether it is a vehicle that we follow or come upon, and that does not come to us."""
    return thing.in_path and _vehicle_like(thing) and thing.motion is not Motion.ONCOMING


def _comes_in(thing: TruthObject) -> bool:
    """Tell whether it comes into our lane, and any of it is ahead of our bumper."""
    return thing.lane_change in CUT_INS and thing.gap_m + thing.length_m > 0.0


def _ahead_in(thing: TruthObject, lane: LanePlace) -> bool:
    return thing.lane is lane and thing.gap_m >= 0.0 and _vehicle_like(thing)
