"""A moment of the world in, a picture with its labels out."""

from vigil_sim.render.picture import Picture
from vigil_sim.render.renderer import Renderer

__all__ = ["Picture", "Renderer"]
