"""Labels of the pictures of a drive: into the truth, as masks beside it, and as training files."""

from dataclasses import dataclass

from vigil.base.records import TruthScene
from vigil_sim.render.picture import Picture
from vigil_sim.sensors import Camera, Exposure
from vigil_sim.truth import CocoWriter, Labels, labels_of
from vigil_sim.truth.views import Shape
from vigil_sim.world import World


@dataclass(frozen=True)
class Labelling:
    """What is wanted beside the boxes in the truth."""

    shape: Shape
    """Points of each thing's mesh, as the renderer draws it."""
    masks: bool = False
    """Masks and depth, in the bag."""
    coco: CocoWriter | None = None
    """Files for training, of every camera."""

    def of(
        self, picture: Picture, exposure: Exposure, camera: Camera, scene: TruthScene, world: World
    ) -> Labels:
        """Return the labels of a picture, and add it to the files for training."""
        middle, model, mounting = exposure.middle, camera.model, camera.mounting
        labels = labels_of(picture, middle, world.road, model, mounting, self.shape)
        if self.coco is not None:
            source: dict[str, str | int] = {
                "scenario": world.scenario.name,
                "seed": world.scenario.seed,
            }
            self.coco.add(picture, labels, middle, scene, model, mounting, source)
        return labels
