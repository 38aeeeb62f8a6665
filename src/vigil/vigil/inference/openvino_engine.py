"""OpenVINO: the fastest on every network measured on x86; bf16 where the processor has AMX."""

from os import environ
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from openvino import preprocess

from vigil.base.errors import EngineError, ModelError
from vigil.inference.card import Card, PictureInput
from vigil.inference.engine import Arrays, Size
from vigil.inference.fit import Ports, Shape, check_fit
from vigil.inference.processor import has_amx_bf16
from vigil.inference.settings import InferenceSettings

DEVICE = "CPU"


class _Request:
    """Memory of one run: inputs and outputs."""

    def __init__(self, compiled: Any) -> None:
        self.infer = compiled.create_infer_request()
        self._held: Arrays = {}

    def start(self, arrays: Arrays) -> None:
        """Begin; inputs are shared with the runtime, not copied: they must outlive the run."""
        for name, array in arrays.items():
            if self._held.get(name) is not array:
                self.infer.set_tensor(name, ov.Tensor(array, shared_memory=True))
        self._held = dict(arrays)
        self.infer.start_async()


class _Answer:
    """One run; its memory serves another one once nobody keeps this any more."""

    def __init__(self, request: _Request, outputs: tuple[str, ...], idle: list[_Request]) -> None:
        self._request, self._outputs, self._idle = request, outputs, idle

    def result(self) -> Arrays:
        """Wait for the outputs."""
        infer = self._request.infer
        infer.wait()
        return {name: infer.get_tensor(name).data for name in self._outputs}

    def __del__(self) -> None:
        self._request.infer.wait()
        self._idle.append(self._request)


class OpenVinoEngine:
    """One network in OpenVINO; its picture is turned into a tensor inside the graph."""

    def __init__(self, card: Card, file: Path, settings: InferenceSettings, size: Size) -> None:
        self._card, self._settings, self._size = card, settings, size
        core = ov.Core()
        model = _read(core, file)
        check_fit(card, file, _ports(model))
        compiled, self._precision = _compile(core, _with_picture(model, card.input, size), settings)
        self._processor = str(core.get_property(DEVICE, "FULL_DEVICE_NAME")).strip()
        self._compiled = compiled
        self._outputs = tuple(head.output for head in card.heads)
        self._idle: list[_Request] = []
        self._kept: _Answer | None = None

    @property
    def size_wh_px(self) -> Size:
        """Width and height of the picture it takes."""
        return self._size

    def run(self, arrays: Arrays) -> Arrays:
        """Return the outputs by name; they hold until `run` is called again."""
        self._kept = None
        self._kept = self.submit(arrays)
        return self._kept.result()

    def submit(self, arrays: Arrays) -> _Answer:
        """Begin and return at once; what was begun before comes first."""
        # The one that has rested longest: it is likely to hold this very input already.
        request = self._idle.pop(0) if self._idle else _Request(self._compiled)
        request.start(arrays)
        return _Answer(request, self._outputs, self._idle)

    def warm_up(self) -> None:
        """Run once on a grey picture."""
        width, height = self._size
        self.run({self._card.input.name: np.full((1, height, width, 3), 114, np.uint8)})

    def describe(self) -> str:
        """Return network, runtime, precision, device, threads and size, in one line."""
        version = str(ov.get_version()).partition("-")[0]
        threads = self._settings.threads
        return (
            f"{self._card.name} {self._size[0]}x{self._size[1]}: OpenVINO {version},"
            f" {self._precision}, {self._processor}, {threads} thread{'s' * (threads > 1)}"
        )

    def close(self) -> None:
        """Let go of what is kept; a run in progress ends with its answer."""
        self._kept = None
        self._idle.clear()


def _read(core: Any, file: Path) -> Any:
    try:
        return core.read_model(file)
    except RuntimeError as error:
        raise ModelError(f"{file}: OpenVINO cannot read this network: {_line(error)}") from error


def _ports(model: Any) -> Ports:
    return Ports(
        {name: _shape(port) for port in model.inputs for name in port.names},
        {name: _shape(port) for port in model.outputs for name in port.names},
    )


def _shape(port: Any) -> Shape:
    return tuple(int(axis.get_length()) if axis.is_static else None for axis in port.partial_shape)


def _with_picture(model: Any, picture: PictureInput, size: Size) -> Any:
    """Fix the size, and put axes, colour order, mean and scale into the graph."""
    if picture.size_wh_px is None:
        width, height = size
        shape = [1, 3, height, width] if picture.layout == "NCHW" else [1, height, width, 3]
        model.reshape({picture.name: shape})
    steps = preprocess.PrePostProcessor(model)
    port = steps.input(picture.name)
    port.tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    port.tensor().set_color_format(preprocess.ColorFormat.BGR)
    port.model().set_layout(ov.Layout(picture.layout))
    if picture.colour_order == "RGB":
        port.preprocess().convert_color(preprocess.ColorFormat.RGB)
    if picture.dtype == "float32":
        port.preprocess().convert_element_type(ov.Type.f32)
        port.preprocess().mean(list(picture.mean)).scale(list(picture.scale))
    return steps.build()


def _compile(core: Any, model: Any, settings: InferenceSettings) -> tuple[Any, str]:
    wanted = settings.precision
    if wanted == "auto":
        wanted = "bf16" if has_amx_bf16() else "f32"
    options = {
        "INFERENCE_PRECISION_HINT": wanted,
        "INFERENCE_NUM_THREADS": settings.threads,
        "NUM_STREAMS": 1,
        # Pinned, all networks would share the first core while the others idle.
        "ENABLE_CPU_PINNING": False,
        "CACHE_DIR": str(_cache_dir(settings)),
    }
    try:
        return core.compile_model(model, DEVICE, options), wanted
    except RuntimeError as error:
        raise EngineError(
            f"OpenVINO refuses {wanted} for this network on this processor; set"
            f" inference.precision to f32: {_line(error)}"
        ) from error


def _cache_dir(settings: InferenceSettings) -> Path:
    if settings.cache_dir:
        return Path(settings.cache_dir).expanduser()
    base = environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "vigil" / "openvino"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
