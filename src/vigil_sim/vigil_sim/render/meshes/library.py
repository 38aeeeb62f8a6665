"""Every mesh by name, built once and kept on disk."""

import os
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from vigil_sim.render.mesh import Mesh
from vigil_sim.render.meshes import store
from vigil_sim.render.meshes.bonnet import bonnet
from vigil_sim.render.meshes.buildings import buildings
from vigil_sim.render.meshes.bus import buses
from vigil_sim.render.meshes.car import cars
from vigil_sim.render.meshes.furniture import furniture
from vigil_sim.render.meshes.nature import nature
from vigil_sim.render.meshes.people import people
from vigil_sim.render.meshes.truck import trucks
from vigil_sim.render.meshes.two_wheelers import two_wheelers
from vigil_sim.render.meshes.works import works_vehicles

FAMILIES: tuple[Callable[[float], Mapping[str, Mesh]], ...] = (
    *(cars, trucks, buses, works_vehicles, two_wheelers, people),
    *(nature, buildings, furniture, bonnet),
)
"""Each builds its meshes at a level of detail."""

FAR = 0.4
"""Detail of the meshes whose name ends in `~`: the share of pieces of what is round."""
SOURCES = (
    *sorted(Path(__file__).parent.glob("*.py")),
    *(Path(__file__).parents[1] / name for name in ("mesh.py", "materials.py")),
    *(Path(__file__).parents[2] / "world" / name for name in ("bodies.py", "scenery.py")),
)
"""A change in any of these builds the library anew."""


@cache
def library() -> Mapping[str, Mesh]:
    """Return every mesh by name: those of Model (with a phase, where legs move) and scenery.

    `name~` is the same from fewer triangles, for far away.
    """
    path = _folder() / f"meshes-{_fingerprint()}.npz"
    meshes = store.read(path)
    if meshes is None:
        meshes = build()
        store.write(path, meshes)
    return meshes


def build() -> dict[str, Mesh]:
    """Build every mesh."""
    near, far = ([family(detail) for family in FAMILIES] for detail in (1.0, FAR))
    return {
        **{name: mesh for meshes in near for name, mesh in meshes.items()},
        **{f"{name}~": mesh for meshes in far for name, mesh in meshes.items()},
    }


def _folder() -> Path:
    """Return the user's folder for what can be made again (XDG base directories)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vigil"


def _fingerprint() -> str:
    """Return what tells one state of the sources from another."""
    digest = sha256(np.__version__.encode())
    for source in SOURCES:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
