"""Records to pictures: drawn on images, from above, into a video, and live in a browser.

Only `draw` is there at once; the rest is loaded when asked for, each with its library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vigil.view.draw import draw

if TYPE_CHECKING:
    from vigil.view.bird import bird_eye
    from vigil.view.feed import Feed
    from vigil.view.jpeg import to_jpeg
    from vigil.view.moments import Moments, Shown
    from vigil.view.player import play
    from vigil.view.server import Server, serve
    from vigil.view.settings import ViewSettings
    from vigil.view.video import VideoWriter

__all__ = [
    "Feed",
    "Moments",
    "Server",
    "Shown",
    "VideoWriter",
    "ViewSettings",
    "bird_eye",
    "draw",
    "play",
    "serve",
    "to_jpeg",
]

_HOMES = {
    "Feed": "feed",
    "Moments": "moments",
    "Server": "server",
    "Shown": "moments",
    "VideoWriter": "video",
    "ViewSettings": "settings",
    "bird_eye": "bird",
    "play": "player",
    "serve": "server",
    "to_jpeg": "jpeg",
}


def __getattr__(name: str) -> Any:
    """Find what is asked for in its file (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"vigil.view has no {name}")
    return getattr(import_module(f"vigil.view.{_HOMES[name]}"), name)
