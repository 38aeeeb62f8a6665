"""Meshes on disk: one file that is written whole or not at all."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from vigil_sim.render.mesh import Mesh


def read(path: Path) -> dict[str, Mesh] | None:
    """Return the meshes of a file by name, or nothing where it is missing or broken."""
    try:
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        ends = np.cumsum(arrays["counts"])[:-1]
        columns = [np.split(arrays[key], ends) for key in ("corners", "normals", "materials", "uv")]
        sizes = [
            (float(length), float(width), float(height))
            for length, width, height in arrays["sizes"]
        ]
        rows = zip(*columns, sizes, strict=True)
        return {str(name): Mesh(*row) for name, row in zip(arrays["names"], rows, strict=True)}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def write(path: Path, meshes: Mapping[str, Mesh]) -> None:
    """Write meshes in place of older ones; what the disk does not take is built again next time."""
    every = list(meshes.values())
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(
                    file,
                    names=np.array(list(meshes)),
                    counts=np.array([len(mesh.corners) for mesh in every]),
                    sizes=np.array([mesh.size_m for mesh in every]),
                    corners=np.concatenate([mesh.corners for mesh in every]),
                    normals=np.concatenate([mesh.normals for mesh in every]),
                    materials=np.concatenate([mesh.materials for mesh in every]),
                    uv=np.concatenate([mesh.uv for mesh in every]),
                )
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
        for old in set(path.parent.glob("meshes-*.npz")) - {path}:
            old.unlink(missing_ok=True)
