"""OpenGL without a window, once for each process."""

from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

from vigil.base.errors import EngineError

Context: TypeAlias = Any
"""moderngl.Context."""
PACKAGES = "libegl1 and libgl1-mesa-dri"


@cache
def context() -> Context:
    """Return the one context: object names of a second would silently mean other objects.

    It renders on the first EGL device: a graphics card, or Mesa's software rasteriser.
    """
    try:
        moderngl = import_module("moderngl")
        return moderngl.create_context(standalone=True, backend="egl", require=330)
    except ImportError as error:
        raise EngineError(
            f"rendering needs moderngl ({error}); install vigil with its extra 'sim'"
        ) from error
    except Exception as error:  # moderngl raises bare Exception
        raise EngineError(
            f"no OpenGL 3.3 without a window could be had ({error}); install the Debian packages"
            f" {PACKAGES}"
        ) from error
