"""The decoder: fast, and exactly what a plain loop gives."""

from math import exp
from typing import Any, cast

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.base.records import ObjectClass
from vigil.inference import GridHead, find_card
from vigil.perception.yolox import decode

SIZE_WH_PX = (96, 64)
STRIDES = (8, 16, 32)
HEAD = cast("GridHead", find_card("yolox_nano").heads[0])
CELLS = sum((SIZE_WH_PX[0] // s) * (SIZE_WH_PX[1] // s) for s in STRIDES)
Row = tuple[float, float, float, float, float, int]


def plain(output: np.ndarray[Any, Any], head: GridHead, score_min: float) -> list[Row]:
    """Decode as the paper says it, cell by cell."""
    found: list[Row] = []
    number = 0
    for stride in STRIDES:
        for row in range(SIZE_WH_PX[1] // stride):
            for column in range(SIZE_WH_PX[0] // stride):
                cell = [float(value) for value in output[0, number]]
                number += 1
                best = max(sorted(head.classes), key=lambda name: cell[5 + name])
                score = float(np.float32(cell[4]) * np.float32(cell[5 + best]))
                if score < score_min:
                    continue
                x, y = (cell[0] + column) * stride, (cell[1] + row) * stride
                w, h = exp(cell[2]) * stride, exp(cell[3]) * stride
                kind = int(head.classes[best])
                found.append((x - w / 2, y - h / 2, x + w / 2, y + h / 2, score, kind))
    return found


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), score_min=st.floats(0.02, 0.9))
def test_the_fast_decoder_gives_what_a_plain_loop_gives(seed: int, score_min: float) -> None:
    random = np.random.default_rng(seed)
    output = random.uniform(-1, 1, (1, CELLS, 85)).astype(np.float32)
    output[..., 4:] = random.uniform(0, 1, (1, CELLS, 81)) ** 3
    boxes = decode(output, HEAD, SIZE_WH_PX, score_min)
    expected = np.array(plain(output, HEAD, score_min), float).reshape(-1, 6)
    assert np.allclose(boxes.xyxy_px, expected[:, :4], rtol=1e-12, atol=1e-9)
    assert np.array_equal(boxes.scores, expected[:, 4])
    assert np.array_equal(boxes.kinds, expected[:, 5])


def test_a_class_that_is_not_ours_is_no_detection() -> None:
    output = np.zeros((1, CELLS, 85), np.float32)
    output[0, 0, [4, 5 + 16]] = 1.0  # a dog
    assert len(decode(output, HEAD, SIZE_WH_PX, 0.1)) == 0
    output[0, 0, 5 + 7] = 0.5
    assert decode(output, HEAD, SIZE_WH_PX, 0.1).kinds.tolist() == [ObjectClass.TRUCK]
