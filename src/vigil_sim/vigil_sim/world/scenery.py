"""What stands beside the road: houses, trees, lamps, signs, rails, by chance from a seed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import pi
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

import numpy as np

from vigil_sim.scenario.settings import RoadSettings
from vigil_sim.world.road import Road
from vigil_sim.world.snapshot import Placed

Color = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Prop:
    """One thing that never moves; it stands on the ground."""

    mesh: str
    """One of PROPS."""
    s_m: float
    d_m: float
    yaw_rad: float
    """Against the road: 0 on its right side, pi on its left, for what has a front."""
    scale: float
    color: Color
    """Reflectance of its paint, or a tint where the mesh has colours of its own."""


class Measures(NamedTuple):
    """Along the road, across it and upwards."""

    length_m: float
    width_m: float
    height_m: float


PROPS: Mapping[str, Measures] = MappingProxyType(
    {
        **{
            f"building{i}": Measures(*measures)
            for i, measures in enumerate(
                (
                    (12.0, 12.0, 9.3),
                    (16.0, 12.0, 12.4),
                    (22.0, 14.0, 15.5),
                    (14.0, 12.0, 18.6),
                    (18.0, 10.0, 6.2),
                    (30.0, 14.0, 9.3),
                )
            )
        },
        **{f"tree{i}": Measures(0.5, 0.5, 8.0) for i in range(6)},
        **{f"box{i}": Measures(1.2, 0.9, 1.0 + 0.4 * i) for i in range(4)},
        "lamp": Measures(0.2, 0.2, 8.3),
        "sign0": Measures(0.1, 0.7, 2.8),
        "sign1": Measures(0.1, 0.7, 2.8),
        "billboard": Measures(0.4, 3.0, 5.0),
        "fence": Measures(10.0, 0.1, 1.3),
        "rail": Measures(10.0, 0.3, 0.75),
        "hedge": Measures(10.0, 1.4, 1.5),
        "wall": Measures(10.0, 0.3, 1.8),
        "gantry": Measures(1.0, 26.0, 7.0),
    }
)
"""Names that a scene may use, and their size.

Of a tree, a lamp and a sign length and width are those of the stem; trees 4 and 5 are conifers.
Local x runs along the road, local y to the left: the arm of a lamp and the front of a house look
to +y, a sign and a billboard face -x.  The lower edge of a gantry is 5.2 m high, its posts are at
y = -13 and 13 m.
"""
TREES, CONIFERS, BUILDINGS = 4, 6, 6
SEGMENT_M = PROPS["rail"].length_m
WHITE: Color = (1.0, 1.0, 1.0)
STEEL: Color = (0.42, 0.43, 0.44)
PLASTERS: tuple[Color, ...] = (
    (1.0, 0.95, 0.88),
    (0.95, 0.75, 0.6),
    (1.0, 1.0, 1.0),
    (0.8, 0.85, 0.9),
    (0.85, 0.6, 0.5),
)
BAND: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"urban": (2.2, 2.4), "rural": (5.0, 35.0), "highway": (8.0, 40.0)}
)
"""Where trees stand, from the pavement: in a row in town, scattered elsewhere."""


def scenery(
    road: Road, settings: RoadSettings, seed: int, things: Sequence[Placed] = ()
) -> tuple[Prop, ...]:
    """Return what stands beside a road, ordered along it; nothing stands in one of `things`."""
    props = [*_fixed(road, settings), *_by_chance(road, settings, seed)]
    free = [prop for prop in props if not any(_meets(prop, thing) for thing in things)]
    return tuple(sorted(free, key=lambda prop: prop.s_m))


def _fixed(road: Road, settings: RoadSettings) -> Iterator[Prop]:
    """Yield what the scenario asks for by name."""
    for side in settings.rails:
        for s in np.arange(SEGMENT_M / 2.0, road.length_m, SEGMENT_M):
            yield _beside(road, "rail", float(s), 0.5, 1.0 if side == "left" else -1.0, STEEL)
    middle_m = (road.pave_left_m + road.pave_right_m) / 2.0
    width_m = road.pave_left_m - road.pave_right_m + 1.0
    scale = max(1.0, width_m / PROPS["gantry"].width_m)
    for s in settings.gantries_m:
        yield Prop("gantry", s, middle_m, 0.0, scale, STEEL)
    if settings.lamps and settings.style == "urban":
        for s in np.arange(15.0, road.length_m, 30.0):
            yield _beside(road, "lamp", float(s), 0.9, -1.0, STEEL)


def _by_chance(road: Road, settings: RoadSettings, seed: int) -> Iterator[Prop]:
    for side in (1.0, -1.0):
        for name, maker in (
            ("houses", _houses),
            ("trees", _trees),
            ("signs", _signs),
            ("clutter", _clutter),
        ):
            stream = crc32(f"{name} {side:+.0f}".encode())
            random = np.random.default_rng([seed, stream])
            yield from maker(road, settings, side, random)


def _houses(
    road: Road, settings: RoadSettings, side: float, random: np.random.Generator
) -> Iterator[Prop]:
    """Rows of houses in town, a farm now and then elsewhere."""
    town = settings.style == "urban"
    share = settings.clutter if town else settings.clutter * 0.4
    s = 10.0
    while s < road.length_m - 10.0:
        number = int(random.integers(BUILDINGS))
        size = PROPS[f"building{number}"]
        there = random.random() < min(2.0 * share, 0.9)
        away = random.uniform(3.0, 5.0) if town else random.uniform(20.0, 45.0)
        plaster = PLASTERS[int(random.integers(len(PLASTERS)))]
        shade = random.uniform(0.25, 0.75)
        color = (plaster[0] * shade, plaster[1] * shade, plaster[2] * shade)
        middle_s = s + size.length_m / 2.0
        if there:
            yield _beside(
                road, f"building{number}", middle_s, away + size.width_m / 2.0, side, color
            )
        s += size.length_m + (random.uniform(2.0, 8.0) if town else random.uniform(40.0, 160.0))


def _trees(
    road: Road, settings: RoadSettings, side: float, random: np.random.Generator
) -> Iterator[Prop]:
    near_m, far_m = BAND[settings.style]
    town = settings.style == "urban"
    kinds, every_m = (TREES, 14.0) if town else (CONIFERS, 7.0)
    for s in np.arange(18.0, road.length_m, every_m):
        there, number = random.random() < settings.clutter, int(random.integers(kinds))
        at = float(s) + random.uniform(-3.0, 3.0)
        away, tint = random.uniform(near_m, far_m), random.uniform(0.7, 1.3)
        turned, scale = random.uniform(-pi, pi), random.uniform(0.7, 1.2)
        if there:
            d = _off_m(road, away, side)
            yield Prop(f"tree{number}", at, d, turned, scale, (tint, tint, tint))


def _signs(
    road: Road, settings: RoadSettings, side: float, random: np.random.Generator
) -> Iterator[Prop]:
    """Signs for our direction on the right, for the other on the left."""
    if side > 0.0 and not settings.opposite_lanes:
        return
    for s in np.arange(40.0, road.length_m, 85.0):
        there, number = random.random() < 2.0 * settings.clutter, int(random.integers(2))
        if there:
            yield _beside(road, f"sign{number}", float(s), 1.2, side, WHITE)


def _clutter(
    road: Road, settings: RoadSettings, side: float, random: np.random.Generator
) -> Iterator[Prop]:
    """Fences, hedges, walls in runs; boxes and billboards one by one."""
    s = random.uniform(0.0, 40.0)
    while s < road.length_m - 10.0:
        kind = str(random.choice(["fence", "hedge", "wall", "box", "billboard"]))
        number, away = int(random.integers(4)), random.uniform(2.6, 4.5)
        shade = random.uniform(0.2, 0.7)
        there, run = random.random() < settings.clutter, int(random.integers(1, 5))
        if there:
            single = kind in {"box", "billboard"}
            mesh = f"box{number}" if kind == "box" else kind
            for i in range(1 if single else run):
                color = (shade, shade * 0.95, shade * 0.85)
                yield _beside(road, mesh, s + i * SEGMENT_M, away, side, color)
        s += run * SEGMENT_M + random.uniform(10.0, 60.0)


def _off_m(road: Road, away_m: float, side: float) -> float:
    return road.pave_left_m + away_m if side > 0.0 else road.pave_right_m - away_m


def _beside(road: Road, mesh: str, s_m: float, away_m: float, side: float, color: Color) -> Prop:
    """Return a prop that turns its front to the road; `away_m` from the pavement."""
    yaw = pi if side > 0.0 else 0.0
    return Prop(mesh, s_m, _off_m(road, away_m, side), yaw, 1.0, color)


def _meets(prop: Prop, thing: Placed) -> bool:
    """Return whether a prop would stand in or within half a metre of a thing; none does over it."""
    size = PROPS[prop.mesh]
    reach_m = max(thing.length_m, thing.width_m) / 2.0 + 0.5
    return (
        prop.mesh != "gantry"
        and abs(prop.s_m - thing.s_m) < size.length_m * prop.scale / 2.0 + reach_m
        and abs(prop.d_m - thing.d_m) < size.width_m * prop.scale / 2.0 + reach_m
    )
