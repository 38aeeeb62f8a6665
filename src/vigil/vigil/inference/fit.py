"""Holds what a card says against the network itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vigil.base.errors import ModelError
from vigil.inference.card import Card, GridHead, MaskHead

Shape = tuple[int | None, ...]
"""Lengths of the axes; None where the network leaves one free."""
BOX_FIELDS = 5
"""YOLOX writes x, y, w, h and objectness before the classes."""


@dataclass(frozen=True)
class Ports:
    """Names and shapes of what goes into a network and comes out."""

    inputs: Mapping[str, Shape]
    outputs: Mapping[str, Shape]


def check_fit(card: Card, file: Path, ports: Ports) -> None:
    """Raise one sentence where a network is not what its card says."""
    shape = _shape(ports.inputs, card.input.name, "input", card, file)
    if not _agrees(shape, card.input.shape):
        raise ModelError(
            f"{file}: its input '{card.input.name}' is {_text(shape)}, the card '{card.name}' says"
            f" {_text(card.input.shape)}"
        )
    for head in card.heads:
        _check_head(head, _shape(ports.outputs, head.output, "output", card, file), card, file)


def grid_cells(size_wh_px: tuple[int, int], strides: tuple[int, ...]) -> int:
    """Return how many cells the grids of a picture have together."""
    width, height = size_wh_px
    return sum((width // stride) * (height // stride) for stride in strides)


def _check_head(head: GridHead | MaskHead, shape: Shape, card: Card, file: Path) -> None:
    axis, rest = (2, BOX_FIELDS) if isinstance(head, GridHead) else (1, 0)
    length = shape[axis] if len(shape) > axis else 0
    if length is not None and length != head.class_count + rest:
        raise ModelError(
            f"{file}: its output '{head.output}' is {_text(shape)}: {max(length - rest, 0)} classes"
            f" where the card '{card.name}' says {head.class_count}"
        )
    if isinstance(head, GridHead) and card.input.size_wh_px and shape[1] is not None:
        cells = grid_cells(card.input.size_wh_px, head.strides)
        if shape[1] != cells:
            raise ModelError(
                f"{file}: its output '{head.output}' has {shape[1]} cells, strides"
                f" {head.strides} of the card '{card.name}' make {cells}"
            )


def _shape(ports: Mapping[str, Shape], name: str, what: str, card: Card, file: Path) -> Shape:
    if name not in ports:
        raise ModelError(
            f"{file}: has no {what} '{name}', as the card '{card.name}' says; it has"
            f" {', '.join(sorted(ports))}"
        )
    return ports[name]


def _agrees(network: Shape, card: Shape) -> bool:
    """Tell whether axes are equal; a free axis of the network takes any length."""
    return len(network) == len(card) and all(
        mine is None or mine == theirs for mine, theirs in zip(network, card, strict=True)
    )


def _text(shape: Shape) -> str:
    return "x".join("free" if length is None else str(length) for length in shape)
