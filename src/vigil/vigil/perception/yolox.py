"""Boxes from the grid of YOLOX (Ge et al. 2021, arXiv 2107.08430, section 2.2)."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from vigil.inference import GridHead
from vigil.perception.boxes import Boxes

Size = tuple[int, int]


def decode(output: npt.NDArray[np.float32], head: GridHead, size: Size, score_min: float) -> Boxes:
    """Return the boxes, in pixels of the input, of an output (1, cells, 5 + classes).

    A score is objectness times the class; a class is at most 1, so that most cells are gone after
    one comparison.
    """
    cells = output[0]
    rows = np.flatnonzero(cells[:, 4] >= score_min)
    columns, kinds = _columns(head)
    picked = cells[rows]
    classes = picked[:, columns]
    best = classes.argmax(axis=1)
    scores = picked[:, 4] * classes[np.arange(len(rows)), best]
    good = scores >= score_min
    rows, picked = rows[good], picked[good].astype(np.float64)
    corners, strides = grid(size, head.strides)
    centres = (picked[:, :2] + corners[rows]) * strides[rows, None]
    halves = np.exp(picked[:, 2:4]) * strides[rows, None] / 2
    xyxy = np.hstack([centres - halves, centres + halves])
    return Boxes(xyxy, scores[good].astype(np.float64), kinds[best[good]])


@lru_cache
def grid(
    size: Size, strides: tuple[int, ...]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return column and row (N, 2) and stride (N,) of every cell of all grids."""
    corners, steps = [], []
    for stride in strides:
        width, height = size[0] // stride, size[1] // stride
        rows, columns = np.mgrid[:height, :width]
        corners.append(np.stack([columns.ravel(), rows.ravel()], axis=1))
        steps.append(np.full(width * height, stride))
    return np.concatenate(corners).astype(np.float64), np.concatenate(steps).astype(np.float64)


def _columns(head: GridHead) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the columns of the classes that we want, and what we call them."""
    numbers = sorted(head.classes)
    return np.array(numbers) + 5, np.array([int(head.classes[number]) for number in numbers])
