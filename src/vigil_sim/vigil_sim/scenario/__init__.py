"""What happens: a file in, checked scenarios out."""

from vigil_sim.scenario.read import Cell, Family, find, load, read, shipped
from vigil_sim.scenario.settings import ActorSettings, EgoSettings, Model, RoadSettings, Scenario

__all__ = [
    "ActorSettings",
    "Cell",
    "EgoSettings",
    "Family",
    "Model",
    "RoadSettings",
    "Scenario",
    "find",
    "load",
    "read",
    "shipped",
]
