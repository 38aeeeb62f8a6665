"""One picture of a scenario, with the boxes of its truth where they are wanted."""

from dataclasses import dataclass
from pathlib import Path

import cv2

from vigil.base.errors import OutputError
from vigil.base.records import TruthView
from vigil.pipeline import Rooms
from vigil_sim.render import Picture
from vigil_sim.run.film import rendered
from vigil_sim.run.labels import outline_m
from vigil_sim.scenario.settings import Scenario
from vigil_sim.truth import Labels, labels_of
from vigil_sim.world import START_NS, World

WHOLE_BGR, VISIBLE_BGR = (200, 160, 40), (60, 220, 60)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture and what it shows."""

    picture: Picture
    labels: Labels


def still(
    scenario: Scenario, rooms: Rooms, at_s: float, camera: str = "", *, bonnet: bool = False
) -> Still:
    """Return what a camera (unset: the leading one) sees at a time of a scenario."""
    settings = rooms.camera(camera) if camera else rooms.rig.leading
    world = World(scenario, rooms.body)
    world.advance(START_NS + round(at_s * 1e9))
    now, model, mounting = world.snapshot(), settings.lens(), settings.mounting()
    picture = rendered(world, bonnet=bonnet).picture([now], model, mounting)
    return Still(picture, labels_of(picture, now, world.road, model, mounting, outline_m))


def save(one: Still, out: Path, *, boxes: bool) -> None:
    """Write the picture; with boxes: all of each thing in blue, what is visible of it in green."""
    image = one.picture.bgr.copy()
    for view in one.labels.views.values() if boxes else ():
        cv2.rectangle(image, *_corners(view, whole=True), WHOLE_BGR, 1)
        cv2.rectangle(image, *_corners(view, whole=False), VISIBLE_BGR, 1)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    except OSError as error:
        raise OutputError(f"{out}: the picture cannot be written: {error.strerror}") from error


def _corners(view: TruthView, *, whole: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    edges = (
        (view.whole_left_px, view.whole_top_px, view.whole_right_px, view.whole_bottom_px)
        if whole
        else (view.left_px, view.top_px, view.right_px, view.bottom_px)
    )
    left, top, right, bottom = (round(edge) for edge in edges)
    return (left, top), (right, bottom)
