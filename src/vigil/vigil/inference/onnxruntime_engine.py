"""ONNX Runtime: the reference, light on memory, and on every machine."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from vigil.base.errors import EngineError, ModelError
from vigil.inference.card import Card, PictureInput
from vigil.inference.engine import Arrays, Size
from vigil.inference.fit import Ports, Shape, check_fit
from vigil.inference.settings import InferenceSettings

PROVIDER = "CPUExecutionProvider"


class OnnxRuntimeEngine:
    """One network in ONNX Runtime, f32."""

    def __init__(self, card: Card, file: Path, settings: InferenceSettings, size: Size) -> None:
        if settings.precision == "bf16":
            raise EngineError(
                "ONNX Runtime runs our networks in f32 only; set inference.precision to auto or"
                " inference.runtime to openvino"
            )
        self._card, self._settings, self._size = card, settings, size
        self._session = _session(file, settings.threads)
        check_fit(card, file, _ports(self._session))
        self._outputs = [head.output for head in card.heads]
        self._worker = ThreadPoolExecutor(1, thread_name_prefix=card.name)

    @property
    def size_wh_px(self) -> Size:
        """Width and height of the picture it takes."""
        return self._size

    def run(self, arrays: Arrays) -> Arrays:
        """Return the outputs by name."""
        fed = {name: self._tensor(name, array) for name, array in arrays.items()}
        return dict(zip(self._outputs, self._session.run(self._outputs, fed), strict=True))

    def submit(self, arrays: Arrays) -> "Future[Arrays]":
        """Begin and return at once; inputs are worked on in order."""
        return self._worker.submit(self.run, arrays)

    def warm_up(self) -> None:
        """Run once on a grey picture."""
        width, height = self._size
        self.run({self._card.input.name: np.full((1, height, width, 3), 114, np.uint8)})

    def describe(self) -> str:
        """Return network, runtime, precision, device, threads and size, in one line."""
        threads = self._settings.threads
        return (
            f"{self._card.name} {self._size[0]}x{self._size[1]}: ONNX Runtime"
            f" {onnxruntime.__version__}, f32, CPU, {threads} thread{'s' * (threads > 1)}"
        )

    def close(self) -> None:
        """Finish what was begun and end the thread."""
        self._worker.shutdown()

    def _tensor(self, name: str, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        picture = self._card.input
        return _tensor(array, picture) if name == picture.name else array


def _tensor(pictures: npt.NDArray[Any], picture: PictureInput) -> npt.NDArray[Any]:
    """Turn BGR pictures (1, height, width, 3) into the tensor that a card describes."""
    ordered = pictures[..., ::-1] if picture.colour_order == "RGB" else pictures
    if picture.layout == "NCHW":
        ordered = ordered.transpose(0, 3, 1, 2)
    tensor = np.ascontiguousarray(ordered, picture.dtype)
    if picture.dtype == "float32" and any(picture.mean):
        tensor -= _channels(picture.mean, picture.layout)
    if picture.dtype == "float32" and set(picture.scale) != {1.0}:
        tensor *= 1.0 / _channels(picture.scale, picture.layout)
    return tensor


def _channels(values: tuple[float, ...], layout: str) -> npt.NDArray[np.float32]:
    return np.array(values, np.float32).reshape((3, 1, 1) if layout == "NCHW" else (1, 1, 3))


def _session(file: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Threads that spin while they wait cost 40 % more CPU and leave none to the other network.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(file), options, providers=[PROVIDER])
    except Exception as error:
        text = " ".join(str(error).split())[:300]
        raise ModelError(f"{file}: ONNX Runtime cannot read this network: {text}") from error
    if session.get_providers()[0] != PROVIDER:
        raise EngineError(
            f"ONNX Runtime fell back to {session.get_providers()[0]} where {PROVIDER} was asked for"
        )
    return session


def _ports(session: Any) -> Ports:
    return Ports(
        {port.name: _shape(port.shape) for port in session.get_inputs()},
        {port.name: _shape(port.shape) for port in session.get_outputs()},
    )


def _shape(lengths: list[Any]) -> Shape:
    return tuple(length if isinstance(length, int) else None for length in lengths)
