"""Labels of the pictures of a drive: into the truth, as masks beside it, and as training files."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.spatial import ConvexHull

from vigil.base.records import TruthScene
from vigil.geometry.camera_model import Floats
from vigil_sim.render import Picture
from vigil_sim.render.stock import meshes
from vigil_sim.render.things import mesh_name
from vigil_sim.sensors import Camera, Exposure
from vigil_sim.truth import CocoWriter, Labels, labels_of
from vigil_sim.world import Placed, World


@dataclass(frozen=True)
class Labelling:
    """What is wanted beside the boxes in the truth."""

    masks: bool = False
    """Masks and depth, in the bag."""
    coco: CocoWriter | None = None
    """Files for training, of every camera."""

    def of(
        self, picture: Picture, exposure: Exposure, camera: Camera, scene: TruthScene, world: World
    ) -> Labels:
        """Return the labels of a picture, and add it to the files for training."""
        middle, model, mounting = exposure.middle, camera.model, camera.mounting
        labels = labels_of(picture, middle, world.road, model, mounting, outline_m)
        if self.coco is not None:
            source: dict[str, str | int] = {
                "scenario": world.scenario.name,
                "seed": world.scenario.seed,
            }
            self.coco.add(picture, labels, middle, scene, model, mounting, source)
        return labels


def outline_m(thing: Placed) -> Floats:
    """Return the corners (N, 3) of a thing's convex hull as it is drawn, in its own frame."""
    name = mesh_name(thing)
    drawn = np.array([thing.length_m, thing.width_m, thing.height_m])
    return np.asarray(_hull_m(name) * (drawn / meshes()[name].size_m))


@cache
def _hull_m(name: str) -> Floats:
    points = np.unique(meshes()[name].corners.reshape(-1, 3).astype(float), axis=0)
    return np.asarray(points[ConvexHull(points).vertices])
