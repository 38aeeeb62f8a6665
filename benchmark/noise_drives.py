"""Pictures whose boxes are known, and what perception makes of them: KITTI's, and rendered ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vigil.base.records import (
    Detection,
    Frame,
    FrameSet,
    Mounting,
    ObjectClass,
    Percepts,
    TruthScene,
)
from vigil.evaluation.drives import bare_percepts
from vigil.evaluation.kitti import ROAD
from vigil.geometry import Body, CameraModel
from vigil.inference import Engines
from vigil.perception import NONE, Perception, PerceptionSettings
from vigil.perception.settings import Networks
from vigil_sim.noise import fit
from vigil_sim.noise.fit import Box, LineLook, Look
from vigil_sim.noise.outlines import Solids, View, areas_px2, rows_of, uncovered
from vigil_sim.noise.settings import fitted
from vigil_sim.render import Renderer
from vigil_sim.scenario.settings import (
    ActorSettings,
    EgoSettings,
    Light,
    RoadSettings,
    Scenario,
    Weather,
)
from vigil_sim.truth import truth_of
from vigil_sim.world import World, scenery

Picture = npt.NDArray[np.uint8]
FRONT = CameraModel("front", 1280, 720, 1200.0, 1200.0, 639.5, 359.5)
"""As config/sim.yaml."""
PLACE = Mounting("front", -1.5, 0.0, 1.3, 0.0, 0.0, 0.0, 0.02, 0.005, 0.005, 0.005, estimated=False)
PERIOD_S = 0.05
PARENTS = (ObjectClass.PEDESTRIAN, ObjectClass.BICYCLE, ObjectClass.CAR)
"""Classes of kitti55_boxes."""
EDGE_PX = 3.0


@dataclass
class Evidence:
    """What was seen of what was there, over some pictures."""

    looks: list[Look] = field(default_factory=list)
    ghosts: list[Detection] = field(default_factory=list)
    lines: list[LineLook] = field(default_factory=list)


def perception(model: CameraModel, engines: Engines, lanes: str) -> Perception:
    """Return perception at its configured width, without road."""
    settings = PerceptionSettings(networks=Networks(lanes=lanes, road=NONE))
    return Perception(settings, {model.name: model}, engines)


def perceive(eyes: Perception, image: Picture, stamp_ns: int, mounting: Mounting) -> Percepts:
    """Return what it finds in one picture."""
    moment = bare_percepts(stamp_ns, [], [mounting]).moment
    frame = Frame(mounting.camera, stamp_ns, stamp_ns, 0, image)
    return eyes.update(FrameSet(stamp_ns, moment, (frame,)))


def kitti(folder: Path, engines: Engines) -> Evidence:
    """Return looks at every labelled thing, and boxes of nothing (some are unlabelled things)."""
    seen = Evidence()
    eyes: dict[tuple[int, int], Perception] = {}
    for path in sorted((folder / "images").glob("*.jpg")):
        image: Picture = np.asarray(cv2.imread(str(path)), np.uint8)
        size = image.shape[1], image.shape[0]
        if size not in eyes:
            model = CameraModel(ROAD.camera, *size, 721.5, 721.5, 609.6, 172.9)
            eyes[size] = perception(model, engines, NONE)
        kinds, boxes = labels(folder / f"labels/{path.stem}.txt", size)
        owners, nobodys = fit.matched(perceive(eyes[size], image, 0, ROAD).detections, boxes)
        seen.ghosts += nobodys
        # KITTI tells no range: on a road what reaches further down is nearer.
        _, shown = uncovered(np.array(boxes).reshape(-1, 4), np.array([-box[3] for box in boxes]))
        for n, (kind, box, owner) in enumerate(zip(kinds, boxes, owners, strict=True)):
            cut = is_cut(box, size)
            apart = is_apart(n, boxes)
            name = f"{path.stem}/{n}"
            seen.looks.append(Look(name, 0.0, kind, box, float(shown[n]), apart, cut, owner))
    return seen


def labels(path: Path, size_wh_px: tuple[int, int]) -> tuple[list[ObjectClass], list[Box]]:
    """Return classes and boxes, px, of one file of YOLO text."""
    width, height = size_wh_px
    kinds, boxes = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, *numbers = line.split()
        x, y, w, h = map(float, numbers)
        kinds.append(PARENTS[int(name)])
        left, top = (x - w / 2.0) * width, (y - h / 2.0) * height
        boxes.append((left, top, left + w * width, top + h * height))
    return kinds, boxes


def is_apart(number: int, boxes: Sequence[Box]) -> bool:
    """Tell whether no other box overlaps this one by a twentieth of the smaller."""
    left, top, right, bottom = boxes[number]
    for n, (a, b, c, d) in enumerate(boxes):
        shared = max(min(right, c) - max(left, a), 0.0) * max(min(bottom, d) - max(top, b), 0.0)
        if n != number and shared > 0.05 * min((right - left) * (bottom - top), (c - a) * (d - b)):
            return False
    return True


def is_cut(box: Box, size_wh_px: tuple[int, int]) -> bool:
    """Tell whether the border of the picture cuts a box."""
    far_x, far_y = size_wh_px[0] - 1.0 - EDGE_PX, size_wh_px[1] - 1.0 - EDGE_PX
    return min(box[:2]) < EDGE_PX or box[2] > far_x or box[3] > far_y


def crowd(seed: int) -> tuple[ActorSettings, ...]:
    """Return vehicles ahead of us in two lanes, some that come, some people beside the road."""
    random = np.random.default_rng(seed)
    vehicles = ("hatch", "sedan", "wagon", "suv", "van", "pickup", "truck", "bus", "motorcycle")
    people = ("adult", "child", "bicycle")

    def one(name: str, models: Sequence[str], gap_m: float, **place: float) -> ActorSettings:
        values = {"model": str(random.choice(models)), "gap_m": float(gap_m), **place}
        return ActorSettings.model_validate({"name": name, **values})

    ahead = [
        one(f"v{n}", vehicles, 12 + 22 * n, lane=n % 2, kmh=float(random.uniform(35, 60)))
        for n in range(4)
    ]
    coming = [one(f"o{n}", vehicles[:8], 60 + 70 * n, lane=-1, kmh=60.0) for n in range(4)]
    beside = [one(f"p{n}", people, 20 + 30 * n, d_m=-7.5, kmh=4.0) for n in range(6)]
    return (*ahead, *coming, *beside)


def pictures(
    light: Light, weather: Weather, seed: int, frames: int
) -> Iterator[tuple[TruthScene, Picture]]:
    """Yield truth and picture of one drive at 20 Hz."""
    scenario = Scenario(
        name="crowd",
        seed=seed,
        light=light,
        weather=weather,
        road=RoadSettings(style=("rural", "urban", "highway")[seed % 3], opposite_lanes=1),
        ego=EgoSettings(kmh=60.0),
        actors=crowd(seed),
    )
    world = World(scenario, Body(), seed)
    renderer = Renderer(scenario, world.road, scenery(world.road, scenario.road, seed), seed)
    for number in range(frames):
        snapshot = world.snapshot()
        truth = truth_of(snapshot, world.road, scenario)
        picture = renderer.picture([snapshot], FRONT, PLACE, labels=False, number=number)
        yield truth, np.ascontiguousarray(picture.bgr)
        world.advance(world.time_ns + round(PERIOD_S * 1e9))


def rendered(light: Light, weather: Weather, seed: int, frames: int, engines: Engines) -> Evidence:
    """Return looks at everything in the picture that is not all hidden, and at the lines."""
    eyes, view = perception(FRONT, engines, "twinlitenet"), View(FRONT, PLACE)
    seen = Evidence()
    for truth, image in pictures(light, weather, seed, frames):
        percepts = perceive(eyes, image, truth.stamp_ns, PLACE)
        look_at(truth, percepts.detections, view, seen)
        seen.lines += fit.line_looks(truth.lanes, percepts.lanes)
    return seen


def look_at(truth: TruthScene, found: Sequence[Detection], view: View, seen: Evidence) -> None:
    """Add what one moment shows; true boxes are those that the noise starts from."""
    solids = Solids.of(rows_of(truth.objects))
    whole_px = view.boxes_px(solids.corners_m, 0.0)
    inside_px = view.inside(whole_px)
    left_px, shown = uncovered(inside_px, view.ranges_m(solids))
    inside = areas_px2(inside_px) / np.maximum(areas_px2(whole_px), 1.0)
    least = fitted().misses
    picks = np.flatnonzero((shown > least.least_visible) & (inside > least.least_inside)).tolist()
    boxes: list[Box] = [tuple(left_px[n].tolist()) for n in picks]
    owners, ghosts = fit.matched(found, boxes)
    stamp_s = truth.stamp_ns * 1e-9
    seen.ghosts += ghosts
    whole: list[Box] = [tuple(box) for box in inside_px.tolist()]
    for n, box, owner in zip(picks, boxes, owners, strict=True):
        thing, apart = truth.objects[n], is_apart(n, whole)
        cut = is_cut(box, FRONT.size_wh_px)
        seen.looks.append(
            Look(thing.name, stamp_s, thing.kind, box, float(shown[n]), apart, cut, owner)
        )
