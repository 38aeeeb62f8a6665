"""The video of a recorded drive: the leading camera, annotated, and the road from above."""

from pathlib import Path

import cv2
import numpy as np

from vigil.bag import BagReader, topics
from vigil.camera import CameraRig
from vigil.review.drive import Progress, silently
from vigil.review.pictures import drawn
from vigil.review.spans import cycle_s
from vigil.view import Moments, Shown, VideoWriter, bird_eye, draw
from vigil.view.moments import stamp_of
from vigil.view.palette import Color
from vigil.view.strokes import Image

ROWS_PX = 720
BIRD_WIDTH_PX = 400
NS_PER_S = 1e9


def video(bag: Path, out: Path, rig: CameraRig, progress: Progress = silently) -> Path:
    """Write an MP4 of a recorded drive, 720 rows high, at the rate of its moments."""
    with BagReader(bag) as reader:
        moments = Moments(reader, rig)
        leading = rig.leading
        width_px = round(ROWS_PX * leading.width_px / leading.height_px)
        size = (width_px + BIRD_WIDTH_PX, ROWS_PX)
        out.parent.mkdir(parents=True, exist_ok=True)
        with VideoWriter(out, size, _rate_hz(reader)) as writer:
            for shown in progress(moments.shown(), moments.count, "drawing the video"):
                writer.write(_picture(moments, rig, shown, width_px))
    return out


def _picture(moments: Moments, rig: CameraRig, shown: Shown, width_px: int) -> Image:
    image = drawn(moments, rig, shown, width_px)
    if image is None:
        night = np.full((ROWS_PX, width_px, 3), Color.NIGHT.bgr, np.uint8)
        image = draw(night, rig.leading.name, shown.scene, shown.targets)
    if image.shape[0] != ROWS_PX:  # another camera stands in for the leading one
        image = np.asarray(cv2.resize(image, (width_px, ROWS_PX)), np.uint8)
    above = bird_eye(shown.scene, shown.targets, (BIRD_WIDTH_PX, ROWS_PX))
    return np.hstack([image, above])


def _rate_hz(reader: BagReader) -> float:
    """Return moments a second: the median, for one gap must not slow down the whole."""
    stamps_ns = [stamp_of(entry.raw) for entry in reader.entries((topics.TARGETS.name,))]
    return NS_PER_S / max(cycle_s([float(ns) for ns in stamps_ns]), 1.0)
