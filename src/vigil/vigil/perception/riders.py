"""Makes one road user of a bike and the person on it."""

import numpy as np

from vigil.base.records import ObjectClass
from vigil.perception.boxes import Boxes, Floats, intersections_px2

NEAR = 0.5
"""A rider's middle lies within half a bike's width of the bike's middle."""
OVERLAP = 0.1
"""Share of the person's box that must lie on the bike."""


def merge_riders(boxes: Boxes) -> Boxes:
    """Return the boxes with each bike grown over its rider, and the rider gone."""
    people = np.flatnonzero(boxes.kinds == ObjectClass.PEDESTRIAN)
    bikes = np.flatnonzero(
        (boxes.kinds == ObjectClass.BICYCLE) | (boxes.kinds == ObjectClass.MOTORCYCLE)
    )
    if not len(people) or not len(bikes):
        return boxes
    fits = _fits(boxes.xyxy_px[bikes], boxes.xyxy_px[people])
    xyxy, scores, gone = boxes.xyxy_px.copy(), boxes.scores.copy(), np.zeros(len(boxes), bool)
    while fits.max() > 0.0:
        bike, person = np.unravel_index(fits.argmax(), fits.shape)
        fits[bike], fits[:, person] = 0.0, 0.0
        mine, theirs = bikes[bike], people[person]
        xyxy[mine, :2] = np.minimum(xyxy[mine, :2], xyxy[theirs, :2])
        xyxy[mine, 2:] = np.maximum(xyxy[mine, 2:], xyxy[theirs, 2:])
        scores[mine], gone[theirs] = max(scores[mine], scores[theirs]), True
    merged = Boxes(xyxy, scores, boxes.kinds)
    return merged.take(np.flatnonzero(~gone)[np.argsort(-scores[~gone], kind="stable")])


def _fits(bikes: Floats, people: Floats) -> Floats:
    """Return how well each person (M, 4) sits on each bike (N, 4), (N, M); 0: not at all."""
    areas = (people[:, 2] - people[:, 0]) * (people[:, 3] - people[:, 1])
    share = intersections_px2(bikes, people) / np.maximum(areas, 1e-9)
    middle_bikes, middle_people = bikes[:, ::2].mean(1), people[:, ::2].mean(1)
    widths = bikes[:, 2] - bikes[:, 0]
    beside = np.abs(middle_bikes[:, None] - middle_people) > NEAR * widths[:, None]
    above = people[None, :, 1] < (bikes[:, 1] + bikes[:, 3])[:, None] / 2
    return np.where((share < OVERLAP) | beside | ~above, 0.0, share)
