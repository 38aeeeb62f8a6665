"""What goes to the page and comes from it: one JSON message a scene, one binary message a picture.

The page draws what it is told; words, colours and geometry are made here, as for the pictures.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vigil.base.records import Level, Points2, Scene, Targets
from vigil.geometry import CameraModel
from vigil.view.overlay import Overlay, Trace, overlay
from vigil.view.palette import HEALTHS, STATES, Color
from vigil.view.plan import Plan, Thing, plan
from vigil.view.words import (
    LONG_TTC_S,
    alert_line,
    headline,
    most_urgent,
    speed,
    spoken,
    state_line,
    watermarked,
)

PICTURE_HEAD = struct.Struct("<qB")
"""Before a JPEG: stamp, ns; length of the camera's name in bytes; the name follows."""
NS_PER_MS = 1e6


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody at the page wants of the player of a bag."""

    play: bool | None = None
    seek_s: float | None = None


def picture_message(camera: str, stamp_ns: int, jpeg: bytes) -> bytes:
    """Return the message of one picture."""
    name = camera.encode()[:255]
    return PICTURE_HEAD.pack(stamp_ns, len(name)) + name + jpeg


def scene_message(scene: Scene, targets: Targets, models: Mapping[str, CameraModel]) -> str:
    """Return everything that the page shows of one moment but its pictures."""
    above = plan(scene, targets)
    alerts = targets.alerts
    word, color = headline(alerts)
    content = {
        "kind": "scene",
        "time_s": scene.stamp_ns / 1e9,
        "number": scene.moment.number,
        "level": {
            "name": word,
            "color": _name(color),
            "raised": alerts.level > Level.NONE,
        },
        "reason": alert_line(alerts),
        "state": {"line": state_line(alerts), "color": _name(STATES[alerts.state])},
        "speed": speed(scene.moment.vehicle.speed_mps),
        "series": _series(scene, targets),
        "watermark": watermarked(scene.moment),
        "health": [
            {"name": part.name, "color": _name(HEALTHS[part.level]), "message": part.message}
            for part in targets.moment.health
        ],
        "latency": [
            [step.stage, round((step.ended_ns - step.started_ns) / NS_PER_MS, 1)]
            for step in targets.moment.latency
        ],
        "cameras": _cameras(scene, targets, models, above),
        "plan": _plan(above),
    }
    return json.dumps(content, separators=(",", ":"), allow_nan=False)


def batch_message(number: int) -> str:
    """Return the mark of a batch's end; the page answers it once all is drawn."""
    return json.dumps({"kind": "batch", "number": number})


def player_message(position_s: float, length_s: float, *, playing: bool) -> str:
    """Return where the player of a bag is."""
    content = {"position_s": round(position_s, 3), "length_s": round(length_s, 3)}
    return json.dumps({"kind": "player", "playing": playing, **content})


def read_answer(text: str | bytes) -> tuple[int | None, Command | None]:
    """Return the number of the batch that was drawn, or a command; neither for other words."""
    try:
        said = json.loads(text)
    except ValueError:
        return None, None
    if not isinstance(said, dict):
        return None, None
    drawn, play, seek = said.get("drawn"), said.get("play"), said.get("seek_s")
    if isinstance(drawn, int):
        return drawn, None
    play = play if isinstance(play, bool) else None
    seek_s = float(seek) if isinstance(seek, (int, float)) and np.isfinite(seek) else None
    return None, Command(play, seek_s) if (play, seek_s) != (None, None) else None


def _series(scene: Scene, targets: Targets) -> dict[str, float | None]:
    lead = next((thing for thing in scene.objects if thing.id == targets.lead_id), None)
    first = most_urgent(targets)
    ttc_s = first.ttc_s if first else None
    return {
        "speed_mps": scene.moment.vehicle.speed_mps.trusted,
        "distance_m": lead.x_m if lead else None,
        "ttc_s": ttc_s if ttc_s is not None and ttc_s <= LONG_TTC_S else None,
    }


def _cameras(
    scene: Scene, targets: Targets, models: Mapping[str, CameraModel], above: Plan
) -> list[dict[str, Any]]:
    placed = {mounting.camera: mounting for mounting in scene.moment.mountings}
    return [
        _camera(overlay(name, scene, targets, models.get(name), placed.get(name), above), models)
        for name in (report.camera for report in scene.moment.cameras)
    ]


def _camera(layer: Overlay, models: Mapping[str, CameraModel]) -> dict[str, Any]:
    model = models.get(layer.camera)
    return {
        "name": layer.camera,
        "size": model.size_wh_px if model else None,
        "verdict": layer.verdict,
        "color": _name(layer.verdict_color),
        "boxes": [
            {
                "id": box.id,
                "edges": [round(v) for v in (box.left_px, box.top_px, box.right_px, box.bottom_px)],
                "color": _name(box.role.color),
                "urgent": box.role.color is not Color.OTHER,
                "words": [words for words in (box.title, box.detail) if words],
                "seen": box.seen,
            }
            for box in layer.boxes
        ],
        "lines": [_trace(trace) for trace in (*layer.lanes, *layer.predicted)],
        "own_path": _points(layer.own_path_px, 0),
        "drivable": [_points(outline, 0) for outline in layer.drivable_px],
    }


def _trace(trace: Trace) -> dict[str, Any]:
    return {
        "points": _points(trace.points_px, 0),
        "color": _name(trace.color),
        "dashed": trace.dashed,
        "opacity": round(trace.opacity, 2),
    }


def _plan(above: Plan) -> dict[str, Any]:
    return {
        "lines": [
            {
                "points": _points(line.points_m, 2),
                "color": _name(line.color),
                "dashed": line.dashed,
                "opacity": round(line.probability, 2),
            }
            for line in above.lines
        ],
        "own_path": _points(above.own_path_m, 2),
        "drivable": [_points(outline, 1) for outline in above.drivable_m],
        "zones": [
            {"outline": _points(zone.outline_m, 1), "state": spoken(zone.state)}
            for zone in above.zones
        ],
        "things": [_thing(thing) for thing in above.things],
    }


def _thing(thing: Thing) -> dict[str, Any]:
    urgent = thing.role.color is not Color.OTHER
    return {
        "id": thing.id,
        "color": _name(thing.role.color),
        "words": [thing.title, thing.detail] if urgent else [f"#{thing.id}"],
        "seen": thing.seen,
        "outline": _points(thing.outline_m, 2),
        "ellipse": _points(thing.ellipse_m, 2),
        "predicted": _points(thing.predicted_m, 2),
    }


def _points(points: Points2, digits: int) -> list[float]:
    """Return points flat, x y x y: half the brackets, half the bytes."""
    if not len(points):
        return []
    rounded = np.round(points, digits)
    return [float(v) if digits else int(v) for v in rounded.ravel()]


def _name(color: Color) -> str:
    """Return the colour as the style sheet calls it."""
    return color.name.lower().replace("_", "-")
