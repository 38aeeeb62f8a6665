"""Everything that one picture shows, and how a scene takes it up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vigil.base.records import DrivableArea, Mounting, TruthScene, TruthView
from vigil.geometry import CameraModel
from vigil_sim.truth.ground import ImageLine, drivable_area, image_lines
from vigil_sim.truth.picture import Seen, masks_of
from vigil_sim.truth.sight import Sight
from vigil_sim.truth.views import Shape, views_of
from vigil_sim.world import Road, Snapshot


@dataclass(frozen=True, slots=True)
class Labels:
    """What one camera could see at one moment."""

    camera: str
    views: Mapping[int, TruthView]
    """By id of the thing; what is hidden altogether has none."""
    lines: tuple[ImageLine, ...]
    """Left to right."""
    drivable: DrivableArea | None
    """Road with its paint; None: none in the picture."""


def labels_of(
    picture: Seen,
    snapshot: Snapshot,
    road: Road,
    model: CameraModel,
    mounting: Mounting,
    shape: Shape,
) -> Labels:
    """Return the labels of a picture that was rendered of a snapshot through a camera.

    `model` is the lens that the picture has, `shape` tells the points of each thing's mesh.
    """
    masks, sight = masks_of(picture), Sight(model, mounting, snapshot.ego)
    return Labels(
        model.name,
        dict(views_of(masks, sight, snapshot.things, shape)),
        image_lines(masks, sight, road),
        drivable_area(masks, sight),
    )


def with_views(scene: TruthScene, *labels: Labels) -> TruthScene:
    """Return the scene with what its cameras saw, each camera once."""
    objects = tuple(
        replace(
            thing, views=tuple(each.views[thing.id] for each in labels if thing.id in each.views)
        )
        for thing in scene.objects
    )
    drivable = tuple(each.drivable for each in labels if each.drivable is not None)
    return replace(scene, objects=objects, drivable=drivable)
