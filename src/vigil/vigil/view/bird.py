"""The road from above, drawn to scale: ahead is up, left is left."""

import numpy as np

from vigil.base.records import Points2, Scene, Targets, ZoneState
from vigil.geometry import Body
from vigil.view.palette import Color
from vigil.view.plan import Line, Plan, Thing, plan
from vigil.view.strokes import Image, area, fill, polyline
from vigil.view.text import put_text, shortened, text_width_px
from vigil.view.words import Role, watermarked

BEHIND_M, AHEAD_M = 8.0, 80.0
GRID_M = 10.0
GAP_M = 0.7
"""Between an object and its words."""
ZONES = {
    ZoneState.CLEAR: (Color.GOOD, 0.10),
    ZoneState.OCCUPIED: (Color.DOUBT, 0.22),
    ZoneState.CUTTING_IN: (Color.CUT_IN, 0.38),
}


class BirdEye:
    """One picture from above; turns metres of the ego frame into its pixels."""

    def __init__(self, size_wh_px: tuple[int, int]) -> None:
        width, height = size_wh_px
        self.image: Image = np.empty((height, width, 3), np.uint8)
        self.image[:] = Color.NIGHT.bgr
        self._scale = height / (BEHIND_M + AHEAD_M)
        self._origin = np.array([width / 2, AHEAD_M * self._scale])
        self.half_width_m = width / 2 / self._scale
        self.text_px = float(np.clip(height / 80.0, 7.0, 12.0))

    @property
    def row_m(self) -> float:
        """The height of one line of words."""
        return 1.8 * self.text_px / self._scale

    def points_px(self, points_m: Points2) -> Points2:
        """Return points (N, 2) as pixels (N, 2)."""
        return np.asarray(self._origin - np.asarray(points_m)[:, ::-1] * self._scale)

    def holds(self, points_m: Points2) -> bool:
        """Tell whether the middle of some points is in the picture."""
        x, y = self.points_px(points_m).mean(axis=0)
        return bool(0 <= x < self.image.shape[1] and 0 <= y < self.image.shape[0])

    def area(self, points_m: Points2, color: Color, opacity: float) -> None:
        """Tint an area."""
        if len(points_m):
            area(self.image, self.points_px(points_m), color.bgr, opacity)

    def line(
        self, points_m: Points2, color: Color, thick: int = 1, *, closed: bool = False
    ) -> None:
        """Draw a line."""
        if len(points_m):
            polyline(self.image, self.points_px(points_m), color.bgr, thick, closed=closed)

    def text(self, words: str, place_m: tuple[float, float], color: Color) -> None:
        """Write beside a place."""
        x, y = self.points_px(np.array([place_m]))[0]
        half_px, width_px = 0.9 * self.text_px, text_width_px(words, self.text_px)
        fill(self.image, (x, y - half_px, x + width_px, y + half_px), Color.NIGHT.bgr, 0.6)
        put_text(self.image, words, x, y, self.text_px, color.bgr)

    def width_m(self, lines: list[str]) -> float:
        """Return how wide some words will be."""
        return max(text_width_px(words, self.text_px) for words in lines) / self._scale


def bird_eye(scene: Scene, targets: Targets, size_wh_px: tuple[int, int] = (480, 720)) -> Image:
    """Return a BGR picture of the road from above, 80 m ahead, grid lines 10 m apart."""
    bird, above = BirdEye(size_wh_px), plan(scene, targets)
    _ground(bird, above)
    for line in above.lines:
        _lane(bird, line)
    for thing in above.things[::-1]:
        _thing(bird, thing)
    _ourselves(bird)
    if words := watermarked(scene.moment):
        words = shortened(words, size_wh_px[0] - 16, bird.text_px)
        put_text(bird.image, words, 8, 12, bird.text_px, Color.WATERMARK.bgr)
    return bird.image


def _ground(bird: BirdEye, above: Plan) -> None:
    wide_m = bird.half_width_m
    for outline in above.drivable_m:
        bird.area(outline, Color.DRIVABLE, 0.14)
    for x in np.arange(0.0, AHEAD_M, GRID_M):
        bird.line(np.array([[x, wide_m], [x, -wide_m]]), Color.EDGE)
    for zone in above.zones:
        bird.area(zone.outline_m, *ZONES[zone.state])
    bird.area(above.own_path_m, Color.OWN_PATH, 0.25)
    for x in np.arange(GRID_M, AHEAD_M, GRID_M):
        bird.text(f"{x:.0f} m", (float(x) + 1.2, wide_m - 0.8), Color.FAINT)


def _lane(bird: BirdEye, line: Line) -> None:
    points = line.points_m
    pieces = [points[i : i + 2] for i in range(0, len(points), 3)] if line.dashed else [points]
    for piece in pieces:
        bird.line(piece, line.color, 2)


def _thing(bird: BirdEye, thing: Thing) -> None:
    color = thing.role.color
    bird.line(thing.predicted_m, color, 1 if thing.role is Role.OTHER else 2)
    bird.line(thing.ellipse_m, color, 1, closed=True)
    bird.area(thing.outline_m, color, 0.85 if thing.seen else 0.3)
    bird.line(thing.outline_m, color, 2, closed=True)
    if bird.holds(thing.outline_m):
        _words(bird, thing)


def _words(bird: BirdEye, thing: Thing) -> None:
    """Write beside an object: to its right, to its left where that is full, else at the edge."""
    urgent = thing.role is not Role.OTHER
    words = [w for w in (thing.title, thing.detail) if w] if urgent else [f"#{thing.id}"]
    width_m = bird.width_m(words)
    rightmost, leftmost = (float(side) for side in np.sort(thing.outline_m[:, 1])[[0, -1]])
    beside_m = rightmost - GAP_M
    if beside_m - width_m < -bird.half_width_m:
        beside_m = leftmost + GAP_M + width_m
    if beside_m > bird.half_width_m:
        beside_m = width_m - bird.half_width_m
    middle_m = float(thing.outline_m[:, 0].mean())
    for row, line in enumerate(words):
        ink = Color.FAINT if row else Color.INK
        bird.text(line, (middle_m + 1.0 - row * bird.row_m, beside_m), ink)


def _ourselves(bird: BirdEye) -> None:
    body = Body()
    half_m = body.width_m / 2
    corners = [(0.0, half_m), (0.0, -half_m), (-body.length_m, -half_m), (-body.length_m, half_m)]
    bird.area(np.array(corners), Color.INK, 0.9)
