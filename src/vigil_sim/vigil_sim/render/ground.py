"""The road and the land beside it: a strip of triangles, painted by its shader."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np

from vigil.base.records import LineColor
from vigil_sim.render.context import Context, context
from vigil_sim.render.instances import Floats, Floats32
from vigil_sim.render.programs import Variant, program
from vigil_sim.render.textures import SD
from vigil_sim.scenario.settings import RoadSettings, Span
from vigil_sim.world.lines import Line
from vigil_sim.world.road import Road

TILE_M = 100.0
ROW_M = 2.0
"""Between two rows of the strip: 5 mm off an arc of 100 m radius (s²/8R)."""
COLUMN_M = 1.75
WIDTH_M = 90.0
"""How far the land reaches to either side; in a bend no farther than its middle."""
KEPT = 64
"""Tiles on the card."""
MARKS, GAPS, PLATES, CROSSINGS = 12, 16, 8, 8
"""Room in the shader: five lanes a direction have twelve stripes; of the rest the first in view."""
LEVEL_M, SINKS, SINKS_TO_M = 6.0, 0.02, 0.6
"""The land is level with the road this far beside it, as all that moves is; then it sinks."""
CROSSING_M = 4.0
"""Length of a zebra crossing along the road: RMS-1 wants 3 m at least (recalled)."""
COLOURS = {LineColor.WHITE: (0.62, 0.61, 0.57), LineColor.YELLOW: (0.60, 0.33, 0.03)}
"""Reflectance of thermoplastic paint, a little used."""
WEAR_SD = SD * float(np.hypot(np.hypot(0.55, 0.30), 0.15))
"""Of the noise that the shader compares with `worn_below`: it mixes three channels so."""


@dataclass(frozen=True, slots=True)
class Soil:
    """Colours of the ground, which differ from seed to seed."""

    soil: tuple[float, float, float]
    tint: tuple[float, float, float]
    """Of the asphalt: 1 is a reflectance of about 0.1."""
    worn: float
    """Share of the paint that is gone."""
    worn_below: float
    """Paint is gone where its noise is below this."""
    paved: bool
    """Pavements with kerbs line the road."""


def soil_of(settings: RoadSettings, seed: int) -> Soil:
    """Return colours for a seed; asphalt is light grey to dark, grass green to dry."""
    random = np.random.default_rng([seed, crc32(b"soil")])
    green, dry = np.array([0.10, 0.14, 0.045]), np.array([0.17, 0.15, 0.075])
    soil = green + (dry - green) * random.random()
    tint = random.uniform(0.85, 1.45) * np.array([1.0, 0.985, 0.96])
    share = min(max(settings.marks.worn, 1e-4), 1.0 - 1e-4)
    worn_below = 0.5 + WEAR_SD * NormalDist().inv_cdf(share)
    red, grey = soil.tolist(), tint.tolist()
    return Soil(
        (red[0], red[1], red[2]), (grey[0], grey[1], grey[2]), share, worn_below,
        settings.style == "urban",
    )  # fmt: skip


class Ground:
    """The strip along one road, in tiles that are made when first seen."""

    def __init__(self, road: Road, soil: Soil, lane_m: float) -> None:
        """Lay out a road; `lane_m` is d of the middle of our lane, plates are placed from it."""
        self._road, self.soil = road, soil
        self._tiles: OrderedDict[int, Tile] = OrderedDict()
        marks = [row for line in road.lines for row in _marks(line)]
        self._marks = _padded(np.array(marks, np.float32), MARKS)
        self._spots = {
            "gap": Spots(road.settings.marks.missing, GAPS, 2, end=1),
            "plate": Spots(_plates(road, lane_m), PLATES, 4),
            "crossing": Spots(
                [(s, CROSSING_M / 2) for s in road.settings.crossings_m], CROSSINGS, 2
            ),
        }

    def draw(self, span_m: Span, origin_m: Floats, variant: Variant) -> None:
        """Draw the road from a place to another along it."""
        made = program("ground", variant)
        self._describe(made, span_m)
        first, last = (int(s_m // TILE_M) for s_m in span_m)
        for number in range(first, last + 1):
            tile = self._tile(number)
            made["tile"] = tuple((tile.origin_m - origin_m).tolist())
            tile.draw(made, variant)

    def _tile(self, number: int) -> "Tile":
        if number not in self._tiles:
            self._tiles[number] = Tile(self._road, number)
            if len(self._tiles) > KEPT:
                self._tiles.popitem(last=False)[1].release()
        self._tiles.move_to_end(number)
        return self._tiles[number]

    def _describe(self, made: Any, span_m: Span) -> None:
        """Tell the shader where paint and plates are."""
        road = self._road
        made["paved"] = (road.pave_right_m, road.pave_left_m)
        made["lanes"] = (road.lane_width_m, road.edge_right_m, road.edge_left_m, 0.0)
        for name, spots in self._spots.items():
            rows, made[f"{name}_count"] = spots.near(span_m)
            made[f"{name}s"].write(rows.tobytes())
        rows, made["mark_count"] = self._marks
        made["marks"].write(np.ascontiguousarray(rows[:, :4]).tobytes())
        colours = np.pad(rows[:, 4:], ((0, 0), (0, 1)))
        made["mark_colours"].write(colours.tobytes())


class Spots:
    """Things painted or laid on the road here and there; those near us go to the shader."""

    def __init__(
        self, rows: Sequence[Sequence[float]], room: int, width: int, end: int = 0
    ) -> None:
        """Take rows whose first number is where one begins along the road; `end`: where that is."""
        self._rows, self._room = np.reshape(np.array(rows, np.float32), (-1, width)), room
        self._end = end

    def near(self, span_m: Span) -> tuple[Floats32, int]:
        """Return a full table of those in a span of the road, and how many of it count."""
        begin, end = self._rows[:, 0], self._rows[:, self._end]
        seen = np.flatnonzero((end > span_m[0]) & (begin < span_m[1]))
        return _padded(self._rows[seen[np.argsort(begin[seen], kind="stable")]], self._room)


class Tile:
    """A hundred metres of it on the card."""

    def __init__(self, road: Road, number: int) -> None:
        s = number * TILE_M + np.arange(0.0, TILE_M + ROW_M / 2, ROW_M)
        x, y, z, _ = road.pose(s[:1])
        self.origin_m = np.array([x[0], y[0], z[0]])
        points = _points(road, s)
        points[..., :3] -= self.origin_m
        rows, columns = points.shape[:2]
        gl = context()
        self._vertices = gl.buffer(points.astype(np.float32).tobytes())
        self._indices = gl.buffer(_strip(rows, columns).tobytes())
        self._arrays: dict[Variant, Context] = {}

    def draw(self, made: Any, variant: Variant) -> None:
        """Draw it with a program."""
        if variant not in self._arrays:
            content = [(self._vertices, "3f 2f", "place", "road_place")]
            self._arrays[variant] = context().vertex_array(made, content, self._indices)
        self._arrays[variant].render()

    def release(self) -> None:
        """Free what it holds on the card."""
        for held in (*self._arrays.values(), self._vertices, self._indices):
            held.release()


def _points(road: Road, s: Floats) -> Floats:
    """Return x, y, z, s, d, (rows, columns, 5), of a grid over the road and beside it."""
    d, rise = _profile(road)
    bend = np.abs(road.curvature_pm(s))
    reach = np.minimum(WIDTH_M, 0.8 / np.maximum(bend, 1e-6))[:, None]
    across = np.clip(np.broadcast_to(d, (len(s), len(d))), -reach, reach)
    along = np.broadcast_to(s[:, None], across.shape)
    x, y, z, _ = road.pose(along.ravel(), across.ravel())
    flat = np.stack([x, y, z], -1).reshape(*across.shape, 3)
    flat[..., 2] += rise
    return np.concatenate([flat, along[..., None], across[..., None]], axis=-1)


def _profile(road: Road) -> tuple[Floats, Floats]:
    """Return places across the road and how much higher than it the ground is there, m."""
    left, right = road.pave_left_m, road.pave_right_m
    inner = np.arange(np.ceil(right) + COLUMN_M / 2, left, COLUMN_M)
    beside = np.array([1.0, LEVEL_M, 12.0, 36.0])
    d = np.unique([*inner, left, right, *(left + beside), *(right - beside), WIDTH_M, -WIDTH_M])
    return d, land_m(road, d)


def land_m(road: Road, d_m: Floats) -> Floats:
    """Return how high the ground is across the road, against it, m."""
    out = np.maximum(road.pave_right_m - d_m, d_m - road.pave_left_m)
    return -np.clip((out - LEVEL_M) * SINKS, 0.0, SINKS_TO_M)


def _strip(rows: int, columns: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Return the triangles of a grid, as places in it."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = i * columns + j
    corners = [a, a + columns, a + columns + 1, a, a + columns + 1, a + 1]
    return np.stack(corners, -1).astype(np.int32)


def _marks(line: Line) -> list[list[float]]:
    """Return rows of d, half width, dash, period, colour: two of a double line."""
    sides = (line.apart_m / 2, -line.apart_m / 2) if line.apart_m else (0.0,)
    shape = [line.width_m / 2, line.dash_m, line.period_m]
    return [[line.d_m + side, *shape, *COLOURS[line.color]] for side in sides]


def _plates(road: Road, lane_m: float) -> list[list[float]]:
    """Return rows of s, d, half length, half width of the steel plates."""
    return [[p.s_m, lane_m + p.d_m, p.length_m / 2, p.width_m / 2] for p in road.settings.plates]


def _padded(rows: Floats32, room: int) -> tuple[Floats32, int]:
    """Return rows for the shader, and how many of them it has to look at."""
    table = np.zeros((room, rows.shape[1]), np.float32)
    table[: len(rows[:room])] = rows[:room]
    return table, min(len(rows), room)
