"""Scenario in, a moving road out: who is where, how fast, and who touches whom."""

from vigil_sim.world.bodies import BODIES, EGO_HEIGHT_M, Size
from vigil_sim.world.classes import Classes
from vigil_sim.world.footprint import gap_m, touches
from vigil_sim.world.lines import Line
from vigil_sim.world.road import Road
from vigil_sim.world.scenery import PROPS, Prop, scenery
from vigil_sim.world.snapshot import Placed, Snapshot
from vigil_sim.world.world import START_NS, STEP_NS, Contact, Event, World

__all__ = [
    "BODIES",
    "EGO_HEIGHT_M",
    "PROPS",
    "START_NS",
    "STEP_NS",
    "Classes",
    "Contact",
    "Event",
    "Line",
    "Placed",
    "Prop",
    "Road",
    "Size",
    "Snapshot",
    "World",
    "gap_m",
    "scenery",
    "touches",
]
