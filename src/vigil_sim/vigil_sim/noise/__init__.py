"""Truth in, percepts out, as an image detector would err."""

from vigil_sim.noise.eye import Eye
from vigil_sim.noise.moment import Dashboard, moment_of
from vigil_sim.noise.settings import NoiseSettings, fitted

__all__ = ["Dashboard", "Eye", "NoiseSettings", "fitted", "moment_of"]
