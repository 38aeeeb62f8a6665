"""A scene as a MarkerArray for RViz, from the plan that every other picture is drawn from."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from vigil.bag import topics
from vigil.bag.mirror import FRAME_ID
from vigil.base.records import Points2, Scene, Targets
from vigil.geometry import Body
from vigil.view.palette import Color
from vigil.view.plan import Plan, Thing, plan
from vigil_nodes.messages import find

LINE_M, THIN_M = 0.15, 0.06
TEXT_M = 0.9
"""Height of a capital letter."""
HEIGHT_M = 1.5
"""Of an object whose height is not known: a passenger car."""
KINDS = {"cube": 1, "strip": 4, "lines": 5, "text": 9}
"""Numbers of visualization_msgs/Marker."""
REMOVE_ALL = 3


def markers(scene: Scene, targets: Targets, body: Body) -> Any:
    """Return everything that is drawn of one moment; the first marker removes what was before."""
    drawn = plan(scene, targets, body)
    heights_m = {thing.id: thing.height_m or HEIGHT_M for thing in scene.objects}
    pen = _Pen(scene.stamp_ns)
    found = [pen.marker("all", "cube", Color.INK, action=REMOVE_ALL)]
    found += _road(pen, drawn)
    for thing in drawn.things:
        found += _thing(pen, thing, heights_m[thing.id])
    return find(topics.MARKERS.kind)(markers=found)


class _Pen:
    """Makes markers of one moment and numbers them."""

    def __init__(self, stamp_ns: int) -> None:
        self._sec, self._nanosec = divmod(stamp_ns, 1_000_000_000)
        self._number = 0

    def marker(self, namespace: str, kind: str, color: Color, action: int = 0) -> Any:
        """Return an empty marker of one colour."""
        self._number += 1
        made = find("visualization_msgs/msg/Marker")(
            ns=namespace, id=self._number, type=KINDS[kind], action=action
        )
        made.header.frame_id = FRAME_ID
        made.header.stamp.sec, made.header.stamp.nanosec = self._sec, self._nanosec
        made.pose.orientation.w = 1.0
        blue, green, red = color.bgr
        made.color.r, made.color.g, made.color.b, made.color.a = (
            red / 255,
            green / 255,
            blue / 255,
            1.0,
        )
        return made

    def strip(
        self,
        namespace: str,
        color: Color,
        points_m: Points2,
        width_m: float,
        *,
        dashed: bool = False,
    ) -> Any:
        """Return a line on the road, closed where its last point is its first."""
        made = self.marker(namespace, "lines" if dashed else "strip", color)
        made.scale.x = width_m
        even = len(points_m) - len(points_m) % 2 if dashed else len(points_m)
        point = find("geometry_msgs/msg/Point")
        made.points = [point(x=float(x), y=float(y), z=0.0) for x, y in points_m[:even]]
        return made


def _road(pen: _Pen, drawn: Plan) -> Iterator[Any]:
    for area_m in drawn.drivable_m:
        if len(area_m):
            yield pen.strip("drivable", Color.DRIVABLE, _closed(area_m), THIN_M)
    yield pen.strip("own_path", Color.OWN_PATH, _closed(drawn.own_path_m), THIN_M)
    for line in drawn.lines:
        yield pen.strip("lanes", line.color, line.points_m, LINE_M, dashed=line.dashed)


def _thing(pen: _Pen, thing: Thing, height_m: float) -> Iterator[Any]:
    color = thing.role.color
    left, right, far, _ = thing.outline_m
    cube = pen.marker("objects", "cube", color)
    middle, along = thing.outline_m.mean(axis=0), far - right
    cube.pose.position.x, cube.pose.position.y = float(middle[0]), float(middle[1])
    cube.pose.position.z = height_m / 2
    half_turn = float(np.arctan2(along[1], along[0])) / 2
    cube.pose.orientation.z, cube.pose.orientation.w = np.sin(half_turn), np.cos(half_turn)
    cube.scale.x, cube.scale.y = float(np.hypot(*along)), float(np.hypot(*(left - right)))
    cube.scale.z, cube.color.a = height_m, 0.8 if thing.seen else 0.35
    text = pen.marker("labels", "text", color)
    text.pose.position.x, text.pose.position.y = float(middle[0]), float(middle[1])
    text.pose.position.z, text.scale.z = height_m + TEXT_M, TEXT_M
    text.text = f"{thing.title}\n{thing.detail}"
    yield cube
    yield text
    yield pen.strip("doubt", color, thing.ellipse_m, THIN_M)
    if len(thing.predicted_m) > 1:
        yield pen.strip("predicted_paths", color, thing.predicted_m, THIN_M)


def _closed(outline_m: Points2) -> Points2:
    return np.vstack([outline_m, outline_m[:1]])
