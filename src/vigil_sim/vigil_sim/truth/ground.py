"""Road in a picture: where one can drive, and its lines as polylines."""

from dataclasses import dataclass

import cv2
import numpy as np

from vigil.base.records import DrivableArea, LineColor, LinePlace, LineType
from vigil.geometry.camera_model import Floats
from vigil_sim.truth.lines import PLACES
from vigil_sim.truth.picture import Masks
from vigil_sim.truth.sight import Booleans, Integers, Sight
from vigil_sim.world import Line, Road

AHEAD_M = np.concatenate([np.arange(-4.0, 30.0, 1.0), np.arange(30.0, 121.0, 3.0)])
"""Where lines are looked at, along the road from our bumper."""
OUTLINE_PX = 1.0
"""How far the outline of the road may stray from its mask."""
NEARER_M = 0.5
"""A point of a line shows unless something is nearer than it by more than this."""


@dataclass(frozen=True, slots=True)
class ImageLine:
    """One line of the road in one picture, near end first, hidden parts included."""

    place: LinePlace
    kind: LineType
    color: LineColor
    points_px: Floats
    """(N, 2)."""
    ahead_m: Floats
    """(N,): along the road, from our bumper."""
    visible: Booleans
    """(N,): in the picture, and nothing before it."""
    painted: Booleans
    """(N,): neither between two dashes nor where paint is missing; double lines hold it beside."""


def image_lines(masks: Masks, sight: Sight, road: Road) -> tuple[ImageLine, ...]:
    """Return all lines of the road that come near the picture, left to right."""
    lane, bumper_s_m = road.lane_at(sight.ego.d_m), sight.ego.s_m + sight.ego.length_m / 2.0
    made = []
    for line in road.lines:
        place = PLACES.get(road.lane_at(line.d_m - 0.01) - lane, LinePlace.UNKNOWN)
        found = _image_line(line, place, masks, sight, road, bumper_s_m + AHEAD_M)
        made += [found] if len(found.points_px) > 1 else []
    return tuple(made)


def _image_line(
    line: Line, place: LinePlace, masks: Masks, sight: Sight, road: Road, s_m: Floats
) -> ImageLine:
    x_m, y_m, z_m, _ = road.pose(s_m, line.d_m)
    optical_m = sight.points_m(np.column_stack([x_m, y_m, z_m]))
    points_px = sight.model.pixels(optical_m)
    width, height = sight.model.size_wh_px
    near = (np.abs(points_px - (width / 2.0, height / 2.0)) < (1.5 * width, height)).all(axis=1)
    points_px, optical_m, s_m = points_px[near], optical_m[near], s_m[near]
    inside, rows, columns = sight.pixels_of(points_px)
    visible = inside.copy()
    visible[inside] = _shown(masks, sight, rows, columns, optical_m[inside, 2])
    ahead_m = s_m - sight.ego.s_m - sight.ego.length_m / 2.0
    return ImageLine(place, line.kind, line.color, points_px, ahead_m, visible, line.painted(s_m))


def _shown(
    masks: Masks, sight: Sight, rows: Integers, columns: Integers, depth_m: Floats
) -> Booleans:
    """Return which points at pixels show: the ground there may be nearer by as much as a row."""
    row_m = depth_m**2 / (sight.model.fy_px * sight.mounting.z_m)
    margin_m = NEARER_M + np.where(masks.ground[rows, columns], row_m, 0.0)
    return np.asarray(masks.depth_m[rows, columns] >= depth_m - margin_m)


def drivable_area(masks: Masks, sight: Sight) -> DrivableArea | None:
    """Return the largest piece of road in a picture; None: there is none."""
    pieces, _ = cv2.findContours(
        masks.road.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not pieces:
        return None
    largest = max(pieces, key=cv2.contourArea)
    outline_px = cv2.approxPolyDP(largest, OUTLINE_PX, closed=True)[:, 0].astype(float)
    columns, rows = outline_px.astype(int).T
    rays = sight.model.rays(outline_px)
    optical_m = rays * masks.depth_m[rows, columns][:, None].astype(float)
    known = np.isfinite(optical_m).all(axis=1)
    transform = sight.ego_from_optical
    ground_m = optical_m[known] @ transform[:2, :3].T + transform[:2, 3]
    return DrivableArea(sight.model.name, 1.0, outline_px, ground_m)
