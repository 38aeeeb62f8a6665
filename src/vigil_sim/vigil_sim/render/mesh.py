"""A mesh, and how one is put together from sheets, boxes and tubes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from vigil_sim.render.materials import Material

Floats: TypeAlias = npt.NDArray[np.float64]
Floats32: TypeAlias = npt.NDArray[np.float32]
Point: TypeAlias = Sequence[float] | Floats
Surface: TypeAlias = Material | npt.NDArray[np.int64]

UNIT_SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float)
FACES = np.array(
    [[3, 2, 1, 0], [4, 5, 6, 7], [0, 1, 5, 4], [2, 3, 7, 6], [1, 2, 6, 5], [3, 0, 4, 7]]
)
"""Corners of the sides of a box: bottom, top, right, left, front, back, seen from outside."""
CREASE_DEG = 40.0
"""Faces that meet more sharply than this keep their edge; rounder ones are shaded as one."""


@dataclass(frozen=True)
class Mesh:
    """Triangles with what shading needs; x forward, y left, z up, metres.

    The origin is on the ground under the middle of the footprint; of a lamp post, a sign or a
    tree it is where it stands.
    """

    corners: Floats32
    """(n, 3, 3), counter-clockwise seen from outside."""
    normals: Floats32
    """(n, 3, 3), of unit length, outward."""
    materials: npt.NDArray[np.int32]
    """(n,), of Material."""
    uv: Floats32
    """(n, 3, 2), what it means is said at the material."""
    size_m: tuple[float, float, float]
    """Length, width, height."""


class Builder:
    """Collects triangles; detail 1 is for near by, 0.4 for far away."""

    def __init__(self, detail: float = 1.0) -> None:
        self.detail = detail
        self._corners: list[Floats] = []
        self._materials: list[npt.NDArray[np.int64]] = []
        self._uv: list[Floats] = []

    @property
    def near(self) -> bool:
        """Whether small parts are worth their triangles."""
        return self.detail > 0.5  # noqa: PLR2004

    def count(self, full: int, least: int = 5) -> int:
        """Return how many pieces something round is made of."""
        return max(least, round(full * self.detail))

    def triangles(self, corners: Floats, surface: Surface, uv: Floats | None = None) -> None:
        """Add triangles (n, 3, 3) of one material or of one each (n,)."""
        many = len(corners)
        self._corners.append(np.asarray(corners, float))
        self._materials.append(np.broadcast_to(np.asarray(surface, np.int64), (many,)))
        self._uv.append(np.zeros((many, 3, 2)) if uv is None else uv)

    def quads(self, corners: Floats, surface: Surface, uv: Floats = UNIT_SQUARE) -> None:
        """Add flat quadrangles (n, 4, 3) of one material or of one each, uv (4, 2) or each."""
        many, halves = len(corners), [[0, 1, 2], [0, 2, 3]]
        each = np.repeat(np.broadcast_to(np.asarray(surface, np.int64), (many,)), 2)
        spread = np.broadcast_to(uv, (many, 4, 2))
        self.triangles(
            np.asarray(corners, float)[:, halves].reshape(-1, 3, 3),
            each,
            spread[:, halves].reshape(-1, 3, 2),
        )

    def grid(self, points: Floats, surface: Surface) -> None:
        """Add a sheet (rows, columns, 3): outside is where rows go right when columns go up.

        The surface is one material or one for each cell (rows - 1, columns - 1).
        """
        a, b, c, d = points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]
        cells = np.stack([a, d, c, b], 2).reshape(-1, 4, 3)
        self.quads(cells, np.ravel(np.broadcast_to(np.asarray(surface), a.shape[:2])))

    def fan(self, ring: Floats, surface: Surface, middle: Point | None = None) -> None:
        """Close a ring (n, 3), counter-clockwise seen from outside, by triangles to its middle."""
        core = np.broadcast_to(ring.mean(0) if middle is None else np.asarray(middle), ring.shape)
        self.triangles(np.stack([core, ring, np.roll(ring, -1, 0)], 1), surface)

    def box(self, low: Point, high: Point, surface: Surface, *, metric_uv: bool = False) -> None:
        """Add a box between two corners; metric_uv: uv counts metres rather than spanning it."""
        (x0, y0, z0), (x1, y1, z1) = np.sort([np.asarray(low, float), np.asarray(high, float)], 0)
        base = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        corners = np.concatenate(
            [np.column_stack([base, np.full(4, z0)]), np.column_stack([base, np.full(4, z1)])]
        )
        length, width, height = x1 - x0, y1 - y0, z1 - z0
        spans = [(length, width)] * 2 + [(length, height)] * 2 + [(width, height)] * 2
        uv = UNIT_SQUARE * (np.array(spans)[:, None] if metric_uv else 1.0)
        self.quads(corners[FACES], surface, uv)

    def rounded_box(self, low: Point, high: Point, surface: Surface, radius: float) -> None:
        """Add a box whose upright and upper edges are rounded."""
        (x0, y0, z0), (x1, y1, z1) = np.asarray(low, float), np.asarray(high, float)
        turn = np.linspace(0, np.pi / 2, 4 if self.near else 2)
        angles = np.concatenate([turn + quarter * np.pi / 2 for quarter in range(4)])
        quarters = np.repeat(np.arange(4), len(turn))
        middle_x = np.where(np.isin(quarters, (0, 3)), x1 - radius, x0 + radius)
        middle_y = np.where(quarters < 2, y1 - radius, y0 + radius)  # noqa: PLR2004

        def ring(z: float, inset: float) -> Floats:
            reach = radius - inset
            x, y = middle_x + reach * np.cos(angles), middle_y + reach * np.sin(angles)
            return np.column_stack([x, y, np.full(len(x), z)])

        rise = [(z0, 0.0), (z1 - radius, 0.0), (z1 - 0.3 * radius, 0.3 * radius), (z1, radius)]
        self.tower([ring(z, inset) for z, inset in rise], surface)
        self.fan(ring(z0, 0.0)[::-1], surface)

    def tower(self, rings: Sequence[Floats], surface: Surface, *, top: bool = True) -> None:
        """Add a sheet around closed rings (n, 3), the lowest first, counter-clockwise from above.

        The surface is one material or one for each cell (rings - 1, n).
        """
        closed = np.stack([np.concatenate([ring, ring[:1]]) for ring in rings])
        self.grid(closed[::-1], np.asarray(surface)[::-1] if np.ndim(surface) else surface)
        if top:
            self.fan(rings[-1], surface if np.ndim(surface) == 0 else np.asarray(surface)[-1])

    def prism(self, base: Floats, along: Point, surface: Surface) -> None:
        """Add what a flat convex ring (n, 3) sweeps; it is counter-clockwise seen from its tip."""
        self.tower([base, base + np.asarray(along)], surface)
        self.fan(base[::-1], surface)

    def tube(
        self,
        start: Point,
        end: Point,
        radii: tuple[float, float],
        surface: Surface,
        *,
        sides: int = 10,
        caps: bool = True,
    ) -> None:
        """Add a tube or cone with a radius at its start and at its end."""
        first, last = np.asarray(start, float), np.asarray(end, float)
        along = (last - first) / np.linalg.norm(last - first)
        right = np.cross(along, (0, 0, 1) if abs(along[2]) < 0.9 else (1, 0, 0))  # noqa: PLR2004
        right /= np.linalg.norm(right)
        turn = np.linspace(0, 2 * np.pi, self.count(sides), endpoint=False)[:, None]
        circle = np.cos(turn) * right + np.sin(turn) * np.cross(along, right)
        rings = [first + radii[0] * circle, last + radii[1] * circle]
        self.tower(rings, surface, top=caps)
        if caps:
            self.fan(rings[0][::-1], surface)

    def ball(
        self, middle: Point, radius: float | Point, surface: Surface, *, sides: int = 8
    ) -> None:
        """Add a ball, or an ellipsoid with a radius each for x, y and z."""
        around, up = self.count(sides), self.count(sides, 4) // 2 + 1
        turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
        rings = [
            np.column_stack(
                [np.cos(h) * np.cos(turn), np.cos(h) * np.sin(turn), np.full(around, np.sin(h))]
            )
            for h in np.linspace(-np.pi / 2, np.pi / 2, up + 1)
        ]
        self.tower([np.asarray(middle) + np.asarray(radius) * r for r in rings], surface, top=False)

    def limb(
        self, start: Point, end: Point, radii: tuple[float, float], surface: Surface, sides: int = 7
    ) -> None:
        """Add a tube with round ends."""
        self.tube(start, end, radii, surface, sides=sides, caps=not self.near)
        if self.near:
            self.ball(start, radii[0], surface, sides=sides)
            self.ball(end, radii[1], surface, sides=sides)

    def both_sides(self, left: Callable[["Builder"], None]) -> None:
        """Add what is built for the left side (y > 0), and its mirror image on the right."""
        part = Builder(self.detail)
        left(part)
        self._corners += [*part._corners, *[c[:, ::-1] * (1, -1, 1) for c in part._corners]]
        self._materials += [*part._materials, *[other_side(m) for m in part._materials]]
        self._uv += [*part._uv, *[uv[:, ::-1] for uv in part._uv]]

    @property
    def corners(self) -> Floats:
        """What was built so far, (n, 3, 3)."""
        return np.concatenate(self._corners)

    def mesh(
        self,
        size_m: tuple[float, float, float] | None = None,
        crease_deg: float = CREASE_DEG,
        footprint: Floats | None = None,
        scale: float = 1.0,
    ) -> Mesh:
        """Return what was built, stretched to exactly this length, width and height.

        Where places (n, 3) are given as footprint, they fill length and width rather than this.
        Without a size the origin stays where it is, and what was built is scaled about it.
        """
        corners, materials = scale * self.corners, np.concatenate(self._materials)
        whole = np.linalg.norm(_across(corners), axis=1) > 1e-9  # noqa: PLR2004
        corners = corners[whole]
        if size_m is not None:
            corners = _fitted(corners, size_m, footprint)
        extent = np.ptp(corners.reshape(-1, 3), axis=0)
        return Mesh(
            corners.astype(np.float32),
            normals_of(corners, crease_deg),
            materials[whole].astype(np.int32),
            np.concatenate(self._uv)[whole].astype(np.float32),
            size_m or (float(extent[0]), float(extent[1]), float(extent[2])),
        )


def _fitted(
    corners: Floats, size_m: tuple[float, float, float], footprint: Floats | None
) -> Floats:
    """Return corners stretched to a size, the origin under the middle of their footprint."""
    places = corners.reshape(-1, 3)
    low, high = places.min(0), places.max(0)
    if footprint is not None:
        low[:2], high[:2] = footprint[:, :2].min(0), footprint[:, :2].max(0)
    foot = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    return np.asarray((corners - foot) * (np.array(size_m) / (high - low)))


def normals_of(corners: Floats, crease_deg: float) -> Floats32:
    """Return the normals (n, 3, 3), smooth over faces that meet in less than the crease angle."""
    across = _across(corners)
    unit = across / np.linalg.norm(across, axis=1, keepdims=True)
    _, place = np.unique(
        np.round(corners.reshape(-1, 3) * 2000).astype(np.int64), axis=0, return_inverse=True
    )
    order = np.argsort(place.ravel(), kind="stable")
    counts = np.bincount(place.ravel())
    begins = np.cumsum(counts) - counts
    normals = np.empty((len(corners) * 3, 3))
    for share in np.unique(counts):  # places that as many corners share are done together
        slots = order[begins[counts == share][:, None] + np.arange(share)]
        face = slots // 3
        meets = np.einsum("pik,pjk->pij", unit[face], unit[face]) > np.cos(np.radians(crease_deg))
        normals[slots] = np.einsum("pij,pjk->pik", meets, across[face])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
    return normals.reshape(-1, 3, 3).astype(np.float32)


def _across(corners: Floats) -> Floats:
    """Return twice the area of each triangle as a vector along its outward normal."""
    return np.asarray(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))


def other_side(materials: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Swap the turn signals of the two sides."""
    left, right = int(Material.INDICATOR_LEFT), int(Material.INDICATOR_RIGHT)
    return np.where(materials == left, right, np.where(materials == right, left, materials))
