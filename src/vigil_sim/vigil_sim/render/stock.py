"""Meshes on the card, uploaded when first drawn."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from vigil_sim.render.context import context
from vigil_sim.render.instances import FLOATS, Floats32
from vigil_sim.render.materials import Material
from vigil_sim.render.mesh import Mesh
from vigil_sim.render.meshes.library import library
from vigil_sim.render.programs import Variant, program

Buffer: TypeAlias = Any
VertexArray: TypeAlias = Any
Kind = Literal["thing", "leaf", "facade"]
FAR = "~"
"""Ends the name of the coarse mesh of a thing."""
OUTLINE = "4f 4f 4f 64x/i"
"""What the shadow needs of an instance."""
ALONE_M = 0.2
"""Lamps nearer to the middle than this are one, as on a motorcycle."""


@cache
def meshes() -> dict[str, Mesh]:
    """Return the library."""
    return dict(library())


@cache
def radius_m(name: str) -> float:
    """Return the radius of a sphere about the origin of a mesh that holds it."""
    return float(np.linalg.norm(meshes()[name].corners.reshape(-1, 3), axis=1).max())


@cache
def lamp_places_m(name: str, material: Material) -> npt.NDArray[np.float64]:
    """Return the middles (n, 3) of the lamps of a kind: one on each side, or one in the middle."""
    mesh = meshes()[name]
    points = mesh.corners[mesh.materials == material].reshape(-1, 3).astype(float)
    if not len(points):
        return np.empty((0, 3))
    if np.abs(points[:, 1]).max() < ALONE_M:
        return np.asarray(points.mean(axis=0, keepdims=True))
    sides = (points[points[:, 1] > 0], points[points[:, 1] <= 0])
    return np.array([side.mean(axis=0) for side in sides if len(side)])


@dataclass
class Uploaded:
    """One mesh on the card, with room for the copies that are drawn."""

    kind: Kind
    vertices: Buffer
    indices: Buffer
    corners: Buffer
    corner_indices: Buffer
    copies: Buffer
    arrays: dict[tuple[str, Variant], VertexArray]

    def draw(self, copies: Floats32, variant: Variant) -> None:
        """Draw copies (n, 28)."""
        self._draw(self.kind, variant, copies)

    def draw_shadow(self, copies: Floats32) -> None:
        """Draw only where copies are, for a shadow map."""
        self._draw("shadow", Variant(), copies)

    def _draw(self, name: str, variant: Variant, copies: Floats32) -> None:
        if copies.nbytes > self.copies.size:
            self.copies.orphan(2 * copies.nbytes)
        self.copies.write(copies.tobytes())
        key = (name, variant)
        if key not in self.arrays:
            self.arrays[key] = self._array(name, variant)
        self.arrays[key].render(instances=len(copies))

    def _array(self, name: str, variant: Variant) -> VertexArray:
        rows = ("row_x", "row_y", "row_z")
        if name == "shadow":
            content = [(self.corners, "3f", "place"), (self.copies, OUTLINE, *rows)]
            indices = self.corner_indices
        else:
            of_vertex = ("place", "facing", "material_number", "texture_place")
            of_copy = (*rows, "colour_1", "colour_2", "lamps", "number")
            content = [
                (self.vertices, "3f 3f 1f 2f", *of_vertex),
                (self.copies, "4f 4f 4f 4f 4f 4f 4f/i", *of_copy),
            ]
            indices = self.indices
        made = program(name, variant)
        return context().vertex_array(made, content, indices, skip_errors=True)


@cache
def uploaded(name: str) -> Uploaded:
    """Return a mesh on the card."""
    mesh, gl = meshes()[name], context()
    corners = mesh.corners.reshape(-1, 3)
    vertices, indices = _indexed(
        np.concatenate(
            [
                corners,
                mesh.normals.reshape(-1, 3),
                np.repeat(mesh.materials, 3)[:, None],
                mesh.uv.reshape(-1, 2),
            ],
            axis=1,
        )
    )
    outline, outline_indices = _indexed(corners)
    return Uploaded(
        _kind(mesh),
        gl.buffer(vertices.tobytes()),
        gl.buffer(indices.tobytes()),
        gl.buffer(outline.tobytes()),
        gl.buffer(outline_indices.tobytes()),
        gl.buffer(reserve=64 * FLOATS * 4, dynamic=True),
        {},
    )


def _kind(mesh: Mesh) -> Kind:
    if (mesh.materials == Material.LEAF).any():
        return "leaf"
    return "facade" if (mesh.materials == Material.FACADE).any() else "thing"


def _indexed(corners: npt.NDArray[Any]) -> tuple[Floats32, npt.NDArray[np.int32]]:
    """Return each different corner once, and which of them each corner is."""
    rounded: Floats32 = np.round(corners, 4).astype(np.float32)
    unique, places = np.unique(rounded, axis=0, return_inverse=True)
    return unique, places.ravel().astype(np.int32)
