"""The road from above, ego frame, m: what the bird's-eye view and the pictures both draw."""

from dataclasses import dataclass

import numpy as np

from vigil.base.records import (
    LaneLine,
    LineColor,
    LineType,
    ObjectClass,
    Points2,
    RoadObject,
    Scene,
    Targets,
    ZoneState,
)
from vigil.geometry import Body
from vigil.view.palette import Color
from vigil.view.words import Role, detail, role, target_of, title

STEP_M = 2.0
"""Between points of a drawn line: 3 mm off the curve at a radius of 150 m."""
NEAR_M = 0.5
PATH_M = 60.0
"""How far our own path is drawn: 3 s at 20 m/s, as far as paths are predicted."""
ZONE_M = 40.0
CAR_M = (4.5, 1.8)
USUAL_M = {
    ObjectClass.TRUCK: (10.0, 2.5),
    ObjectClass.BUS: (12.0, 2.5),
    ObjectClass.CYCLE: (1.8, 0.6),
    ObjectClass.BICYCLE: (1.8, 0.6),
    ObjectClass.MOTORCYCLE: (2.2, 0.8),
    ObjectClass.PEDESTRIAN: (0.5, 0.5),
}
"""Length and width that are drawn where they are not known; anything else is drawn as a car."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the road."""

    points_m: Points2
    dashed: bool
    color: Color
    probability: float


@dataclass(frozen=True, slots=True)
class Thing:
    """One object, ready to be drawn."""

    id: int
    role: Role
    title: str
    detail: str
    seen: bool
    outline_m: Points2
    """Its four corners on the road: near left, near right, far right, far left."""
    ellipse_m: Points2
    """Two standard deviations about the middle of its nearest face."""
    predicted_m: Points2
    """Where it will be relative to us, up to 3 s ahead."""


@dataclass(frozen=True, slots=True)
class Zone:
    """The lane beside us."""

    outline_m: Points2
    state: ZoneState


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is drawn from above."""

    lines: tuple[Line, ...]
    own_path_m: Points2
    """Outline of what our body sweeps."""
    drivable_m: tuple[Points2, ...]
    things: tuple[Thing, ...]
    zones: tuple[Zone, ...]


def plan(scene: Scene, targets: Targets, body: Body | None = None) -> Plan:
    """Return what is to be drawn of a scene and its targets."""
    half_m = (body or Body()).width_m / 2
    return Plan(
        lines=tuple(_line(lane) for lane in scene.lanes),
        own_path_m=_strip(scene, -half_m, half_m, PATH_M),
        drivable_m=tuple(area.outline_ego_m for area in scene.drivable),
        things=tuple(_thing(thing, scene, targets) for thing in scene.objects),
        zones=_zones(scene, targets),
    )


def _line(lane: LaneLine) -> Line:
    along_m = np.arange(max(lane.x_min_m, 0.0), max(lane.x_max_m, 0.0) + STEP_M, STEP_M)
    points = np.column_stack([along_m, np.asarray([lane.y_m(float(x)) for x in along_m])])
    color = Color.YELLOW_LANE if lane.color is LineColor.YELLOW else Color.LANE
    dashed = lane.kind in {LineType.DASHED, LineType.BOTTS_DOTS}
    return Line(points.reshape(-1, 2), dashed, color, lane.probability)


def _strip(scene: Scene, right_m: float, left_m: float, length_m: float) -> Points2:
    """Return the outline of a band beside the middle of our path."""
    along_m = np.arange(NEAR_M, length_m, STEP_M)
    middle_m = np.asarray([scene.path.y_m(float(x)) for x in along_m])
    left = np.column_stack([along_m, middle_m + left_m])
    right = np.column_stack([along_m, middle_m + right_m])
    return np.vstack([left, right[::-1]])


def _zones(scene: Scene, targets: Targets) -> tuple[Zone, ...]:
    width_m = scene.path.width_m
    bands = (
        (targets.left_zone.state, 0.5 * width_m, 1.5 * width_m),
        (targets.right_zone.state, -1.5 * width_m, -0.5 * width_m),
    )
    return tuple(
        Zone(_strip(scene, right_m, left_m, ZONE_M), state)
        for state, right_m, left_m in bands
        if state is not ZoneState.UNKNOWN
    )


def _thing(thing: RoadObject, scene: Scene, targets: Targets) -> Thing:
    return Thing(
        id=thing.id,
        role=role(thing, targets),
        title=title(thing),
        detail=detail(thing, target_of(thing, targets)),
        seen=bool(thing.views),
        outline_m=_outline(thing),
        ellipse_m=_ellipse(thing),
        predicted_m=_predicted(thing, scene),
    )


def _outline(thing: RoadObject) -> Points2:
    usual_length_m, usual_width_m = USUAL_M.get(thing.kind, CAR_M)
    half_m, length_m = (thing.width_m or usual_width_m) / 2, thing.length_m or usual_length_m
    turn = thing.heading_rad or 0.0
    corners = np.array([[0.0, half_m], [0.0, -half_m], [length_m, -half_m], [length_m, half_m]])
    if abs(turn) > np.pi / 2:  # it comes towards us: its nearest face is its front
        turn -= np.copysign(np.pi, turn)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(corners @ spin.T + (thing.x_m, thing.y_m))


def _ellipse(thing: RoadObject) -> Points2:
    angle = np.linspace(0.0, 2 * np.pi, 25)
    return np.column_stack(
        [
            thing.x_m + 2 * thing.x_sd_m * np.cos(angle),
            thing.y_m + 2 * thing.y_sd_m * np.sin(angle),
        ]
    )


def _predicted(thing: RoadObject, scene: Scene) -> Points2:
    """Return the predicted path; gap and offset are of our own path, which may bend."""
    path = thing.path.gap_offset_m
    bend_m = np.asarray([scene.path.y_m(float(x)) for x in path[:, 0]])
    return np.column_stack([path[:, 0], path[:, 1] + bend_m])
