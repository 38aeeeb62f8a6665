"""What lies over the picture of one camera, px: drawn by OpenCV here and by Canvas in the page."""

from dataclasses import dataclass

import numpy as np

from vigil.base.records import (
    CameraReport,
    Mounting,
    ObjectView,
    Points2,
    RoadObject,
    Scene,
    Targets,
    Verdict,
)
from vigil.geometry import CameraModel, image_points_px
from vigil.view.palette import SEES_WELL, VERDICTS, Color
from vigil.view.plan import CAR_M, USUAL_M, Plan, plan
from vigil.view.words import Role, detail, role, target_of, title, verdict_line

USUAL_HEIGHT_M = 1.5
OUTSIDE = 3.0
"""Pictures away from the middle beyond which a projected point is not drawn: just before the camera
plane they run to infinity."""


@dataclass(frozen=True, slots=True)
class Box:
    """One object in the picture."""

    id: int
    left_px: float
    top_px: float
    right_px: float
    bottom_px: float
    role: Role
    title: str
    detail: str
    seen: bool
    """False: carried on unseen, drawn where it should be."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One line in the picture."""

    points_px: Points2
    color: Color
    dashed: bool
    opacity: float


@dataclass(frozen=True, slots=True)
class Overlay:
    """Everything that is drawn over one picture."""

    camera: str
    verdict: str
    verdict_color: Color
    boxes: tuple[Box, ...]
    """Nearest last, so that it is drawn on top."""
    lanes: tuple[Trace, ...]
    predicted: tuple[Trace, ...]
    own_path_px: Points2
    """Outline of what our body sweeps; empty: it cannot be projected."""
    drivable_px: tuple[Points2, ...]


class Projection:
    """Brings points of the road into the picture of one camera."""

    def __init__(self, model: CameraModel, mounting: Mounting) -> None:
        self._model, self._mounting = model, mounting

    def points_px(self, points_ego_m: Points2) -> Points2:
        """Return the points that can be drawn, in their order, shape (M, 2), M at most N."""
        if not len(points_ego_m):
            return np.empty((0, 2))
        found = image_points_px(self._model, self._mounting, points_ego_m)
        reach = OUTSIDE * max(self._model.size_wh_px)
        near = np.isfinite(found).all(axis=1) & (np.abs(np.nan_to_num(found)) < reach).all(axis=1)
        return np.asarray(found[near])


def overlay(
    camera: str,
    scene: Scene,
    targets: Targets,
    model: CameraModel | None,
    mounting: Mounting | None,
    above: Plan | None = None,
) -> Overlay:
    """Return what to draw; without model or mounting nothing of the road is projected."""
    report = next((r for r in scene.moment.cameras if r.camera == camera), None)
    projection = Projection(model, mounting) if model and mounting else None
    above = above or plan(scene, targets)
    boxes = (_box(thing, camera, targets, projection) for thing in scene.objects[::-1])
    return Overlay(
        camera=camera,
        verdict=verdict_line(report) if report else "not in this moment",
        verdict_color=_verdict_color(report),
        boxes=tuple(box for box in boxes if box),
        lanes=_lanes(above, projection),
        predicted=_predicted(above, projection),
        own_path_px=projection.points_px(above.own_path_m) if projection else np.empty((0, 2)),
        drivable_px=tuple(a.outline_px for a in scene.drivable if a.camera == camera),
    )


def _verdict_color(report: CameraReport | None) -> Color:
    if report is None:
        return Color.FAINT
    if report.verdict is Verdict.ON_TIME and report.failsafe not in SEES_WELL:
        return Color.DOUBT
    return VERDICTS[report.verdict]


def _box(
    thing: RoadObject, camera: str, targets: Targets, projection: Projection | None
) -> Box | None:
    view = next((view for view in thing.views if view.camera == camera), None)
    edges = _edges(view) if view else None
    if edges is None and not thing.views and projection:
        edges = _expected(thing, projection)
    if edges is None:
        return None
    words = title(thing), detail(thing, target_of(thing, targets))
    return Box(thing.id, *edges, role(thing, targets), *words, seen=view is not None)


def _edges(view: ObjectView) -> tuple[float, float, float, float]:
    return (view.left_px, view.top_px, view.right_px, view.bottom_px)


def _expected(
    thing: RoadObject, projection: Projection
) -> tuple[float, float, float, float] | None:
    """Return where the nearest face of an unseen object should be."""
    half_m = (thing.width_m or USUAL_M.get(thing.kind, CAR_M)[1]) / 2
    height_m = thing.height_m or USUAL_HEIGHT_M
    corners = [
        (thing.x_m, thing.y_m + side, z) for side in (half_m, -half_m) for z in (0, height_m)
    ]
    found = projection.points_px(np.array(corners))
    if len(found) < len(corners):
        return None
    (left, top), (right, bottom) = found.min(axis=0), found.max(axis=0)
    return (float(left), float(top), float(right), float(bottom))


def _lanes(above: Plan, projection: Projection | None) -> tuple[Trace, ...]:
    if projection is None:
        return ()
    return tuple(
        Trace(projection.points_px(line.points_m), line.color, line.dashed, line.probability)
        for line in above.lines
    )


def _predicted(above: Plan, projection: Projection | None) -> tuple[Trace, ...]:
    if projection is None:
        return ()
    return tuple(
        Trace(projection.points_px(thing.predicted_m), thing.role.color, dashed=False, opacity=1.0)
        for thing in above.things
        if thing.role is not Role.OTHER and len(thing.predicted_m) > 1
    )
