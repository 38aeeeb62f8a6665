"""A network of one convolution, written as ONNX by hand, and its card."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigil.base.settings import checked
from vigil.inference import Card, InferenceSettings

Shape = tuple[int | str, ...]
SIZE_WH_PX = (8, 4)


def varint(number: int) -> bytes:
    """Encode a number as protobuf does: seven bits a byte, lowest first."""
    parts = []
    while True:
        number, low = number >> 7, number & 0x7F
        parts.append(low | (0x80 if number else 0))
        if not number:
            return bytes(parts)


def field(number: int, value: int | bytes | str) -> bytes:
    """Encode one field of a protobuf message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def port(name: str, shape: Shape) -> bytes:
    """Encode a ValueInfoProto of floats; a text leaves an axis free."""
    axes = b"".join(
        field(1, field(1, axis) if isinstance(axis, int) else field(2, axis)) for axis in shape
    )
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, axes)))


def convolution(path: Path, source: str, shape: Shape, target: str, classes: int) -> Path:
    """Write a network whose plane k is channel 2k of the picture: first, third, first, ..."""
    weights = np.zeros((classes, 3, 1, 1), np.float32)
    for number in range(classes):
        weights[number, 2 * number % 4, 0, 0] = 1.0
    tensor = b"".join(field(1, length) for length in weights.shape)
    tensor += field(2, 1) + field(8, "weights") + field(9, weights.tobytes())
    node = field(1, source) + field(1, "weights") + field(2, target) + field(4, "Conv")
    graph = field(1, node) + field(2, "tiny") + field(5, tensor)
    graph += field(11, port(source, shape)) + field(12, port(target, (1, classes, *shape[2:])))
    path.write_bytes(field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13)))
    return path


def card(file: Path, picture: dict[str, Any] | None = None, **head: Any) -> Card:
    """Return a card that fits the tiny network, but for what is given."""
    values = {
        "name": "tiny",
        "file": file.name,
        "sha256": sha256(file.read_bytes()).hexdigest(),
        "origin": "made by this test, published nowhere",
        "licence": "CC0-1.0",
        "training_data": "none",
        "input": {
            "name": "picture", "size_wh_px": SIZE_WH_PX, "colour_order": "RGB", "fit": "stretch",
            "mean": (10.0, 20.0, 30.0), "scale": (2.0, 4.0, 8.0), **(picture or {}),
        },
        "heads": (
            {
                "decoder": "mask", "output": "mask", "values": "logits", "class_count": 2,
                "classes": {0: "background", 1: "drivable"}, **head,
            },
        ),
    }  # fmt: skip
    return checked(Card, values, "tiny.yaml")


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Return a network that takes pictures of 8x4 and returns two planes."""
    shape = (1, 3, SIZE_WH_PX[1], SIZE_WH_PX[0])
    return convolution(tmp_path / "tiny.onnx", "picture", shape, "mask", 2)


@pytest.fixture(params=["openvino", "onnxruntime"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> InferenceSettings:
    """Return settings of each runtime in turn."""
    return InferenceSettings(
        runtime=request.param,
        precision="f32",
        model_path=(str(tmp_path),),
        cache_dir=str(tmp_path / "cache"),
    )
