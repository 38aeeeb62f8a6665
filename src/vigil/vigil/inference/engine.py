"""The one contract over all runtimes, and the choice between them."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy.typing as npt

from vigil.base.errors import EngineError
from vigil.inference.card import Card, find_card
from vigil.inference.settings import InferenceSettings
from vigil.inference.weights import find_weights

Arrays = Mapping[str, npt.NDArray[Any]]
Size = tuple[int, int]


class Pending(Protocol):
    """An answer that is being worked on."""

    def result(self) -> Arrays:
        """Wait for the outputs; they hold as long as this answer is kept."""
        ...


class Engine(Protocol):
    """One network, loaded; it works on one input at a time, others wait in order.

    The picture goes in as it is: BGR, 8 bits, shape (1, height, width, 3).  The engine turns it
    into what the card says (axes, colour order, mean, scale).
    """

    @property
    def size_wh_px(self) -> Size:
        """Width and height of the picture it takes."""
        ...

    def run(self, arrays: Arrays) -> Arrays:
        """Return the outputs by name; they hold until `run` is called again."""
        ...

    def submit(self, arrays: Arrays) -> Pending:
        """Begin and return at once; the arrays must not change until the result was taken."""
        ...

    def warm_up(self) -> None:
        """Run once on a grey picture: the first run allocates and takes longest."""
        ...

    def describe(self) -> str:
        """Return network, runtime, precision, device, threads and size, in one line."""
        ...

    def close(self) -> None:
        """Let go of the network."""
        ...


MODULES = {
    "openvino": ("vigil.inference.openvino_engine", "OpenVinoEngine"),
    "onnxruntime": ("vigil.inference.onnxruntime_engine", "OnnxRuntimeEngine"),
}
"""In order of preference; imported when needed: a runtime costs 0.2 s and 50 MB."""


def open_engine(
    card: Card, file: Path, settings: InferenceSettings, wanted_wh_px: Size = (640, 384)
) -> Engine:
    """Load a network; the size matters only where the card leaves it free."""
    name = settings.runtime if settings.runtime != "auto" else _best_runtime()
    if find_spec(name) is None:
        raise EngineError(f"the runtime '{name}' is not installed; try: pip install {name}")
    module, kind = MODULES[name]
    make = getattr(import_module(module), kind)
    engine: Engine = make(card, file, settings, card.size_wh_px(wanted_wh_px))
    return engine


def _best_runtime() -> str:
    for name in MODULES:
        if find_spec(name) is not None:
            return name
    raise EngineError(f"no runtime is installed; try one of: {', '.join(MODULES)}")


class Engines:
    """Opens each network once for each size, whoever asks for it."""

    def __init__(self, settings: InferenceSettings) -> None:
        self._settings = settings
        self._open: dict[tuple[str, Size], tuple[Card, Engine]] = {}

    def open(self, name: str, wanted_wh_px: Size) -> tuple[Card, Engine]:
        """Return card and engine of a network, warmed up."""
        card = find_card(name, self._settings.folders)
        key = (name, card.size_wh_px(wanted_wh_px))
        if key not in self._open:
            file = find_weights(card, self._settings)
            engine = open_engine(card, file, self._settings, wanted_wh_px)
            engine.warm_up()
            self._open[key] = (card, engine)
        return self._open[key]

    def close(self) -> None:
        """Let go of all networks."""
        for _, engine in self._open.values():
            engine.close()
        self._open.clear()
