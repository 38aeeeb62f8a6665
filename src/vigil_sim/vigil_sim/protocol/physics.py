"""What braking can do at all, and what the reference driver of UN R157 would do.

Both drive the same world without any perception: a grid point that the earliest braking cannot save
is listed apart.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vigil.geometry import Body
from vigil_sim.run.reaction import (
    DEAD_TIME_S,
    DRY_MPS2,
    JERK_MPS3,
    WET_FRICTION,
    WET_MPS2,
)
from vigil_sim.run.result import TARGET
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import START_NS, STEP_NS, Placed, Snapshot, World

NS_PER_S = 1e9
PERCEIVED_OFF_M = 0.375
PERCEPTION_S, DELAY_S = 0.4, 0.75
DRIVER_MPS2, DRIVER_JERK_MPS3 = 0.774 * 9.81, 12.65
"""UN R157, performance model of a competent driver."""
MUST_MPS2, MUST_S = 6.0, 0.35
"""UN R157: to be avoided where TTC exceeds v_rel / (2·6) + 0.35 s as the line is crossed."""
PARALLEL_M = 1e-9
CAMERA_BEHIND_M = 1.5
"""Of the bumper: from there a thing must be in sight before anybody can brake for it."""


@dataclass(frozen=True, slots=True)
class Braking:
    """A way to brake."""

    delay_s: float
    full_mps2: float
    jerk_mps3: float

    def at(self, since_s: float) -> float:
        """Return the acceleration that is asked for some time after the reason."""
        return -min(max(self.jerk_mps3 * (since_s - self.delay_s), 0.0), self.full_mps2)

    def rest_s(self, speed_mps: float) -> float:
        """Return how long it takes to stand from a speed, the delay included; a little more."""
        return self.delay_s + self.full_mps2 / self.jerk_mps3 + speed_mps / self.full_mps2


@dataclass(frozen=True, slots=True)
class Reference:
    """What the reference driver did with a cut-in."""

    avoids: bool
    must_avoid: bool
    """He does not, yet the rule demands it."""
    brakes_s: float | None
    """When his brakes began, s of the scenario; None: never."""

    @property
    def demands(self) -> bool:
        """Whether a collision here is a failure."""
        return self.avoids or self.must_avoid


def avoidable(scenario: Scenario, body: Body) -> bool:
    """Tell whether brakes can avoid contact if they answer at once to what is in sight."""
    full_mps2 = WET_MPS2 if scenario.friction < WET_FRICTION else DRY_MPS2
    hidden = {actor.name for actor in scenario.actors if actor.do and actor.name == TARGET}

    def dangerous(world: World, snapshot: Snapshot) -> bool:
        begun = not hidden or any(name == TARGET for _, name, _ in world.events)
        return begun and _in_sight(snapshot)

    contact, _ = _drive(scenario, body, Braking(DEAD_TIME_S, full_mps2, JERK_MPS3), dangerous)
    return not contact


def unbraked_mps(scenario: Scenario, body: Body) -> float:
    """Return the impact speed where nobody brakes; 0: there is no contact."""
    world = World(scenario, body, scenario.seed)
    until_ns = START_NS + round(scenario.duration_s * NS_PER_S)
    while world.time_ns < until_ns and not world.contacts:
        world.advance(world.time_ns + STEP_NS)
    return max((contact.closing_mps for contact in world.contacts), default=0.0)


def reference_driver(scenario: Scenario, body: Body) -> Reference:
    """Drive a cut-in with the competent driver of R157."""
    began_m: list[float] = []

    def off_centre(_: World, snapshot: Snapshot) -> bool:
        target = _target(snapshot)
        if target is None:
            return False
        began_m.append(target.d_m)
        return abs(target.d_m - began_m[0]) >= PERCEIVED_OFF_M

    braking = Braking(PERCEPTION_S + DELAY_S, DRIVER_MPS2, DRIVER_JERK_MPS3)
    contact, perceived_s = _drive(scenario, body, braking, off_centre)
    brakes_s = None if perceived_s is None else perceived_s + braking.delay_s
    return Reference(not contact, contact and _must_avoid(scenario, body), brakes_s)


def _must_avoid(scenario: Scenario, body: Body) -> bool:
    """Tell whether the rule leaves time enough as the other one's side crosses our line."""
    world = World(scenario, body, scenario.seed)
    until_ns = START_NS + round(scenario.duration_s * NS_PER_S)
    middle_m = -(scenario.ego.lane + 0.5) * scenario.road.lane_width_m
    while world.time_ns < until_ns and not world.touching:
        snapshot = world.snapshot()
        target = _target(snapshot)
        if target is None:
            return False
        if abs(target.d_m - middle_m) - 0.5 * target.width_m <= 0.5 * scenario.road.lane_width_m:
            return _time_enough(snapshot.ego, target)
        world.advance(world.time_ns + STEP_NS)
    return False


def _time_enough(ego: Placed, target: Placed) -> bool:
    closing_mps = ego.speed_mps - target.speed_mps
    gap_m = target.s_m - ego.s_m - 0.5 * (ego.length_m + target.length_m)
    if closing_mps <= 0.0 or gap_m <= 0.0:
        return False
    return gap_m / closing_mps > closing_mps / (2.0 * MUST_MPS2) + MUST_S


def _drive(
    scenario: Scenario, body: Body, braking: Braking, reason: Callable[[World, Snapshot], bool]
) -> tuple[bool, float | None]:
    """Brake from a reason on; return whether we touched anything, and when the reason came, s."""
    world, since_ns = World(scenario, body, scenario.seed), None
    until_ns = START_NS + round(scenario.duration_s * NS_PER_S)
    stands_s = braking.rest_s(scenario.ego.kmh / 3.6)
    while world.time_ns < until_ns and not world.touching:
        if since_ns is None:
            if reason(world, world.snapshot()):
                since_ns = world.time_ns
                until_ns = min(until_ns, since_ns + round(stands_s * NS_PER_S))
        else:
            mps2 = braking.at((world.time_ns - since_ns) / NS_PER_S)
            world.command(acceleration_mps2=mps2 or None)
        world.advance(world.time_ns + STEP_NS)
    reason_s = None if since_ns is None else (since_ns - START_NS) / NS_PER_S
    return bool(world.touching), reason_s


def _target(snapshot: Snapshot) -> Placed | None:
    return next((thing for thing in snapshot.things if thing.name == TARGET), None)


def _in_sight(snapshot: Snapshot) -> bool:
    """Tell whether nothing stands between our camera and the target's middle (straight road)."""
    target, ego = _target(snapshot), snapshot.ego
    if target is None:
        return True
    eye = (ego.s_m + 0.5 * ego.length_m - CAMERA_BEHIND_M, ego.d_m)
    others = (thing for thing in snapshot.things if thing is not target)
    return not any(_covers(thing, eye, (target.s_m, target.d_m)) for thing in others)


def _covers(thing: Placed, eye: tuple[float, float], goal: tuple[float, float]) -> bool:
    """Clip the line of sight by a footprint that is parallel to the road (Liang, Barsky 1984)."""
    enter, leave = 0.0, 1.0
    for place, half, start, end in (
        (thing.s_m, 0.5 * thing.length_m, eye[0], goal[0]),
        (thing.d_m, 0.5 * thing.width_m, eye[1], goal[1]),
    ):
        way, low, high = end - start, place - half - start, place + half - start
        if abs(way) < PARALLEL_M:
            if low > 0.0 or high < 0.0:
                return False
            continue
        first, last = sorted((low / way, high / way))
        enter, leave = max(enter, first), min(leave, last)
    return enter < leave
