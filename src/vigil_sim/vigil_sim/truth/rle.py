"""Masks as run lengths, the uncompressed form of COCO."""

import numpy as np
import numpy.typing as npt

Rle = dict[str, list[int]]


def run_lengths(mask: npt.NDArray[np.bool_]) -> Rle:
    """Return a mask (height, width) column by column: lengths of no, yes, no, ...; its size."""
    flat = mask.ravel(order="F")
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    ends = np.concatenate([[0] if flat[:1].any() else [], changes, [flat.size]])
    counts = np.diff(ends, prepend=0).astype(int)
    return {"counts": counts.tolist(), "size": list(mask.shape)}
