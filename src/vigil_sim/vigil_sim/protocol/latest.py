"""The last moment at which brakes still avoid contact: an alert in time comes before it."""

from vigil.geometry import Body
from vigil_sim.protocol.physics import Braking
from vigil_sim.run.reaction import DEAD_TIME_S, DRY_MPS2, JERK_MPS3, WET_FRICTION, WET_MPS2
from vigil_sim.run.result import TARGET
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import START_NS, STEP_NS, World

NS_PER_S = 1e9
CLOSE_S = 0.02
"""The moment is found to this."""


def latest_s(scenario: Scenario, body: Body) -> float | None:
    """Return the last moment for the brakes of the Rules of scoring, s, found by bisection.

    None: nothing is touched at all, or the last moment came before the target did anything.
    """
    world = _driven(scenario, body, None)
    if not world.contacts:
        return None
    did_ns = (event.time_ns for event in world.events if event.name == TARGET)
    begun_ns = next((at_ns for at_ns in did_ns if at_ns < world.contacts[0].time_ns), START_NS)
    good_s, bad_s = (begun_ns - START_NS) / NS_PER_S, (world.time_ns - START_NS) / NS_PER_S
    if _driven(scenario, body, good_s).contacts:
        return None
    while bad_s - good_s > CLOSE_S:
        middle_s = 0.5 * (good_s + bad_s)
        if _driven(scenario, body, middle_s).contacts:
            bad_s = middle_s
        else:
            good_s = middle_s
    return good_s


def _driven(scenario: Scenario, body: Body, brake_s: float | None) -> World:
    """Return the world after a drive that brakes from a moment on, to contact or the end."""
    full_mps2 = WET_MPS2 if scenario.friction < WET_FRICTION else DRY_MPS2
    braking = Braking(DEAD_TIME_S, full_mps2, JERK_MPS3)
    world, until_s = World(scenario, body, scenario.seed), scenario.duration_s
    if brake_s is not None:
        until_s = min(until_s, brake_s + braking.rest_s(scenario.ego.kmh / 3.6))
    while not world.contacts and (time_s := (world.time_ns - START_NS) / NS_PER_S) < until_s:
        if brake_s is not None and time_s > brake_s:
            world.command(acceleration_mps2=braking.at(time_s - brake_s) or None)
        world.advance(world.time_ns + STEP_NS)
    return world
