"""Keeps the best of boxes that overlap (greedy non-maximum suppression)."""

import cv2
import numpy as np

from vigil.base.records import ObjectClass
from vigil.perception.boxes import Boxes

PARENTS = np.array([int(kind.parent) for kind in ObjectClass])
"""A van is often called car and truck at once: boxes compete within the parent class."""


def keep_best(boxes: Boxes, overlap_max: float) -> Boxes:
    """Return the boxes, best first, that no better one of their parent class overlaps."""
    if not len(boxes):
        return boxes
    xywh = boxes.xyxy_px.copy()
    xywh[:, 2:] -= xywh[:, :2]
    scores, parents = boxes.scores.tolist(), PARENTS[boxes.kinds].tolist()
    kept = cv2.dnn.NMSBoxesBatched(xywh.tolist(), scores, parents, 0.0, overlap_max)
    index = np.asarray(kept, np.int64)
    return boxes.take(index[np.argsort(-boxes.scores[index], kind="stable")])
