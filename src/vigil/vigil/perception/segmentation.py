"""From planes of class values to masks: where one may drive, and where paint is."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vigil.inference import Arrays, Card, MaskHead
from vigil.inference.card import Surface
from vigil.perception.picture import Fit

Mask = npt.NDArray[np.uint8]
Planes = npt.NDArray[np.float32]
SAMPLE_PX = 8
"""Confidence is averaged over every eighth pixel: it is a mean, and exp is slow."""


@dataclass(frozen=True)
class Masks:
    """What a network painted over one picture, in pixels of its input."""

    fit: Fit
    top_row_px: int
    """First row of the masks: nothing above the horizon is road."""
    paint: Mask | None
    """255 where paint is, shape (rows, columns); None: the network does not look for it."""
    drivable: Mask | None
    """255 where one may drive, paint on the road included."""
    drivable_probability: float
    """Mean confidence where one may drive, 0..1."""


def masks(
    outputs: Arrays,
    card: Card,
    fit: Fit,
    top_row_px: int,
    surfaces: Collection[Surface] = ("paint", "drivable"),
) -> Masks:
    """Return the masks of some surfaces below a row of the input."""
    width, height = fit.used_wh_px
    paint = drivable = None
    probability = 0.0
    for head in (head for head in card.heads if isinstance(head, MaskHead)):
        planes = outputs[head.output][0, :, top_row_px:height, :width]
        found = set(surfaces).intersection(head.classes.values())
        if "paint" in found:
            paint = _mask(*_best(planes, head, {"paint"}))
        if "drivable" in found:
            wanted, others = _best(planes, head, {"drivable", "paint"})
            drivable = _mask(wanted, others)
            probability = _confidence(wanted, others, head)
    return Masks(fit, top_row_px, paint, drivable, probability)


def _best(planes: Planes, head: MaskHead, wanted: set[Surface]) -> tuple[Planes, Planes]:
    """Return the largest value of the wanted classes, and of all others, (rows, columns)."""
    inside = {number for number, surface in head.classes.items() if surface in wanted}
    outside = set(range(head.class_count)) - inside
    return _largest(planes, inside), _largest(planes, outside)


def _largest(planes: Planes, numbers: set[int]) -> Planes:
    """Return the largest of some planes: cv2 takes a fifth of numpy's time."""
    chosen: Iterator[Planes] = (planes[number] for number in sorted(numbers))
    largest = next(chosen)
    for plane in chosen:
        largest = np.asarray(cv2.max(largest, plane))
    return largest


def _mask(wanted: Planes, others: Planes) -> Mask:
    return np.asarray(cv2.compare(wanted, others, cv2.CMP_GT), np.uint8)


def _confidence(wanted: Planes, others: Planes, head: MaskHead) -> float:
    """Return the mean probability of the wanted classes where they win (two-sided softmax)."""
    lead = wanted[::SAMPLE_PX, ::SAMPLE_PX] - others[::SAMPLE_PX, ::SAMPLE_PX]
    inside = lead[lead > 0.0]
    if not inside.size:
        return 0.0
    if head.values == "logits":
        return float((1.0 / (1.0 + np.exp(-inside))).mean())
    return float((0.5 + inside / 2.0).mean())
