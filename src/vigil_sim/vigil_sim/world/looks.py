"""From states in road coordinates to things in the world frame."""

from math import cos

from vigil.base.records import ObjectClass
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world.actor import Actor
from vigil_sim.world.bodies import EGO_HEIGHT_M
from vigil_sim.world.ego import Ego
from vigil_sim.world.pose import wrapped
from vigil_sim.world.road import Road
from vigil_sim.world.snapshot import Placed
from vigil_sim.world.traffic import dark

AXLES = 0.6
"""Of a vehicle's length lies between its axles: 0.58 of a car's, 0.6 of a bicycle's (typical)."""


def placed(actor: Actor, road: Road, ahead_s: float) -> Placed:
    """Return an actor `ahead_s` after its last step, with the speed that it has."""
    along = actor.way * actor.speed_mps
    s = actor.s_m + along * actor.stretch * ahead_s
    d = actor.d_m + actor.lateral_mps * ahead_s
    x, y, z, heading = road.pose(s, d)
    size, indicating = actor.size, actor.indicating
    return Placed(
        actor.id,
        actor.settings.name,
        actor.settings.model,
        size.kind,
        size.length_m,
        size.width_m,
        size.height_m,
        s,
        d,
        x,
        y,
        z,
        wrapped(heading + actor.heading_rad),
        along,
        actor.lateral_mps,
        actor.way * actor.acceleration_mps2,
        actor.brakes,
        indicating > 0.0,
        indicating < 0.0,
        actor.lit,
        actor.gait_rad,
        actor.color,
        actor.variant,
        wrapped(actor.heading_rad),
        actor.plate,
        _pitch_rad(actor, road, s),
    )


def ego_placed(ego: Ego, road: Road, ahead_s: float, scenario: Scenario) -> Placed:
    """Return our own car `ahead_s` after its last step."""
    curvature = road.curvature_pm(ego.s_m)
    along_rate = ego.along_mps / (1.0 - curvature * ego.d_m)
    s, d = ego.s_m + along_rate * ahead_s, ego.d_m + ego.lateral_mps * ahead_s
    against = ego.heading_rad + (ego.yaw_rate_radps - curvature * along_rate) * ahead_s
    x, y, z, heading = road.pose(s, d)
    length, width = ego.length_m, ego.width_m
    return Placed(
        id=0,
        name="ego",
        model="sedan",
        kind=ObjectClass.CAR,
        length_m=length,
        width_m=width,
        height_m=EGO_HEIGHT_M,
        s_m=s,
        d_m=d,
        x_m=x,
        y_m=y,
        z_m=z,
        yaw_rad=wrapped(heading + against),
        speed_mps=ego.along_mps,
        lateral_mps=ego.lateral_mps,
        acceleration_mps2=ego.acceleration_mps2,
        brake=ego.brakes,
        left=ego.indicating > 0.0,
        right=ego.indicating < 0.0,
        lit=dark(scenario),
        gait_rad=ego.gait_rad,
        color=1,
        variant=0,
        heading_rad=wrapped(against),
        pitch_rad=road.pitch_rad(s, ego.body.wheelbase_m) * cos(against),
        dive_rad=ego.dive_rad,
    )


def _pitch_rad(actor: Actor, road: Road, s_m: float) -> float:
    """Return how far a vehicle leans forward with the road; one across it does not roll."""
    if actor.size.kind is ObjectClass.PEDESTRIAN:
        return 0.0
    return road.pitch_rad(s_m, AXLES * actor.length_m) * cos(actor.heading_rad)
