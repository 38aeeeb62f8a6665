"""Records to pictures: drawn on images, from above, into a video, and live in a browser."""

from vigil.view.bird import bird_eye
from vigil.view.draw import draw
from vigil.view.video import VideoWriter

__all__ = ["VideoWriter", "bird_eye", "draw"]
