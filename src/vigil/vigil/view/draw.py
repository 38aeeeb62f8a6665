"""Draws what Vigil knows on the picture of one camera: video, thumbnails and the image for RViz.

Everything grows with the picture: sizes are given for one of 540 rows.
"""

import numpy as np

from vigil.base.records import Mounting, Scene, Targets
from vigil.geometry import CameraModel
from vigil.view.bars import draw_bars
from vigil.view.overlay import Box, Overlay, Trace, overlay
from vigil.view.palette import Bgr, Color
from vigil.view.strokes import Image, area, fill, polyline
from vigil.view.text import put_text, text_width_px
from vigil.view.words import Role

ROWS = 540.0
SMALLEST = 0.75
"""Below this text is no longer read, so that it stops shrinking."""
DRIVABLE_SHARE, OWN_PATH_SHARE, LABEL_SHARE = 0.16, 0.22, 0.72
COVERED, LABELLED = 1, 2
"""Where an urgent object is, and where words are: words hide no words, others no urgent object."""
FULL_LABEL = frozenset(set(Role) - {Role.OTHER})


def draw(
    image: Image,
    camera: str,
    scene: Scene,
    targets: Targets,
    model: CameraModel | None = None,
    mounting: Mounting | None = None,
) -> Image:
    """Return a copy of a BGR picture with objects, lanes, paths, alert bar and watermarks.

    The picture may be smaller than the model says; without model or mounting the road is not drawn.
    """
    canvas: Image = np.array(image, order="C")
    height, width = canvas.shape[:2]
    size = max(height / ROWS, SMALLEST)
    share = width / model.width_px if model else 1.0
    layer = overlay(camera, scene, targets, model, mounting)
    _tint(canvas, layer, share)
    for trace in (*layer.lanes, *layer.predicted):
        _trace(canvas, trace, share, size)
    taken: Image = np.zeros((height, width), np.uint8)
    for box in layer.boxes:
        _edges(canvas, box, share, size)
    urgent = [box for box in layer.boxes if box.role in FULL_LABEL]
    for box in urgent:
        left, top, right, bottom = (max(int(edge), 0) for edge in _scaled(box, share))
        taken[top:bottom, left:right] = COVERED
    for box in (*urgent[::-1], *(b for b in layer.boxes[::-1] if b.role not in FULL_LABEL)):
        _label(canvas, taken, box, share, size)
    draw_bars(canvas, layer, scene, targets, size)
    return canvas


def _tint(canvas: Image, layer: Overlay, share: float) -> None:
    for outline_px in layer.drivable_px:
        area(canvas, outline_px * share, Color.DRIVABLE.bgr, DRIVABLE_SHARE)
    area(canvas, layer.own_path_px * share, Color.OWN_PATH.bgr, OWN_PATH_SHARE)


def _trace(canvas: Image, trace: Trace, share: float, size: float) -> None:
    points = trace.points_px * share
    blue, green, red = (int(part * (0.35 + 0.65 * trace.opacity)) for part in trace.color.bgr)
    step = 2 if trace.dashed else max(len(points), 1)
    for start in range(0, len(points), step):
        polyline(canvas, points[start : start + step], (blue, green, red), 2 * size)


def _edges(canvas: Image, box: Box, share: float, size: float) -> None:
    """Draw a box; only its corners where the object is not seen but expected."""
    left, top, right, bottom = _scaled(box, share)
    color, thick = box.role.color.bgr, (2 if box.role in FULL_LABEL else 1) * size
    if box.seen:
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
        polyline(canvas, corners, color, thick, closed=True)
        return
    arm = 0.25 * min(right - left, bottom - top)
    for x, inward in ((left, arm), (right, -arm)):
        for y, downward in ((top, arm), (bottom, -arm)):
            corner = np.array([[x + inward, y], [x, y], [x, y + downward]])
            polyline(canvas, corner, color, thick)


def _scaled(box: Box, share: float) -> tuple[float, float, float, float]:
    return (box.left_px * share, box.top_px * share, box.right_px * share, box.bottom_px * share)


def _label(canvas: Image, taken: Image, box: Box, share: float, size: float) -> None:
    """Write an object's words above or below its box, or only its number where no room is left."""
    left, top, _, bottom = _scaled(box, share)
    full = [words for words in (box.title, box.detail) if words]
    urgent = box.role in FULL_LABEL
    choices = [full, [box.title], [f"#{box.id}"]] if urgent else [[box.title], [f"#{box.id}"]]
    capital = 10.0 * size
    for lines in choices:
        width = max(text_width_px(words, capital) for words in lines) + 8 * size
        height = 1.75 * capital * len(lines) + 3 * size
        for edge in (top - height - 2 * size, bottom + 2 * size):
            place = _inside(canvas, left, edge, width, height)
            x0, y0, x1, y1 = place
            if taken[y0:y1, x0:x1].max(initial=0) < (LABELLED if urgent else COVERED):
                taken[y0:y1, x0:x1] = LABELLED
                _write(canvas, lines, place, capital, box.role.color.bgr)
                return


def _inside(
    canvas: Image, left: float, top: float, width: float, height: float
) -> tuple[int, int, int, int]:
    x = int(np.clip(left, 0, max(canvas.shape[1] - width, 0)))
    y = int(np.clip(top, 0, max(canvas.shape[0] - height, 0)))
    return (x, y, x + int(width), y + int(height))


def _write(
    canvas: Image, lines: list[str], place: tuple[int, int, int, int], capital: float, color: Bgr
) -> None:
    left, top, _, _ = place
    fill(canvas, place, Color.NIGHT.bgr, LABEL_SHARE)
    fill(canvas, (left, top, left + 0.25 * capital, place[3]), color, 1.0)
    for row, words in enumerate(lines):
        ink = color if row == 0 else Color.INK.bgr
        put_text(
            canvas, words, left + 0.5 * capital, top + capital * (1.0 + 1.75 * row), capital, ink
        )
