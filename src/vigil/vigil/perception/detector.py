"""From the outputs of a detector to detections in the full picture."""

from typing import cast

import numpy as np

from vigil.base.records import Detection, Mounting, ObjectClass
from vigil.geometry import CameraModel
from vigil.inference import Arrays, Card, GridHead
from vigil.perception import yolox
from vigil.perception.boxes import Boxes, Floats
from vigil.perception.nms import keep_best
from vigil.perception.picture import Fit
from vigil.perception.plausible import plausible
from vigil.perception.riders import merge_riders
from vigil.perception.settings import DetectionSettings


def detections(
    outputs: Arrays,
    card: Card,
    fit: Fit,
    model: CameraModel,
    mounting: Mounting,
    settings: DetectionSettings,
) -> list[Detection]:
    """Return what a detector saw, best first."""
    head = cast("GridHead", card.heads[0])
    boxes = yolox.decode(outputs[head.output], head, fit.input_wh_px, settings.score_min)
    boxes = merge_riders(keep_best(boxes, settings.overlap_max))
    xyxy_px = boxes.xyxy_px * np.tile(fit.full_per_input, 2) - 0.5
    boxes = plausible(Boxes(xyxy_px, boxes.scores, boxes.kinds), model, mounting, settings)
    return _records(boxes, fit, model.name, settings)


def _records(boxes: Boxes, fit: Fit, camera: str, settings: DetectionSettings) -> list[Detection]:
    last = np.tile(fit.full_wh_px, 2) - 1.0
    inside = np.clip(boxes.xyxy_px, 0.0, last)
    heights = inside[:, 3] - inside[:, 1]
    sds = np.hypot(settings.edge_sd_px, settings.edge_sd_share * heights)
    cut = _cut(boxes.xyxy_px, last, sds)
    return [
        Detection(camera, ObjectClass(kind), score, left, top, right, bottom, sd, truncated)
        for (left, top, right, bottom), kind, score, sd, truncated in zip(
            inside.tolist(),
            boxes.kinds.tolist(),
            boxes.scores.tolist(),
            sds.tolist(),
            cut.tolist(),
            strict=True,
        )
        if right > left and bottom > top
    ]


def _cut(xyxy_px: Floats, last: Floats, sds: Floats) -> Floats:
    """Tell which boxes come within one standard deviation of the border."""
    near = np.hstack([xyxy_px[:, :2], last[2:] - xyxy_px[:, 2:]])
    return np.asarray((near < sds[:, None]).any(axis=1))
