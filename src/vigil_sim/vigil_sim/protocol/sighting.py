"""What a bag of a closed loop says of the one that its test is about, beside the truth."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from math import cos, sin
from pathlib import Path
from typing import Any

import numpy as np

from vigil.bag import BagReader, topics
from vigil.base.records import Mounting, TruthObject
from vigil.evaluation.distance import Plain, Sample, owned, samples
from vigil.evaluation.drives import class_heights_m
from vigil.evaluation.truth import TrueObject, footprint_m, touches_border
from vigil.geometry import CameraModel, optical_from_ego
from vigil.geometry.camera_model import Floats
from vigil.pipeline import Rooms
from vigil.tracking import TrackingSettings
from vigil_sim.run.kinematic import true_mountings
from vigil_sim.run.result import TARGET
from vigil_sim.scenario.settings import Scenario

CORNERS = np.array(list(product((-0.5, 0.5), (-0.5, 0.5), (0.0, 1.0))))
"""Of a box that stands on the road, in its lengths, widths and heights."""


def sightings(bag: Path, scenario: Scenario, rooms: Rooms) -> list[Sample]:
    """Return where tracking said that the target is, at each moment at which it measured it.

    The leading camera alone counts, with the mounting that is true in this scenario.
    """
    settings = rooms.configuration.section("tracking", TrackingSettings)
    model, mounting = rooms.models[rooms.rig.leading.name], true_mountings(scenario, rooms)[0]
    plain = {model.name: Plain(model, rooms.mountings[0], class_heights_m(settings))}
    drawn: list[Sample] = []
    for truth, percepts, scene in _moments(bag):
        nodding = replace(mounting, pitch_rad=mounting.pitch_rad + truth.dive_rad)
        for target in (thing for thing in truth.objects if thing.name == TARGET):
            there = true_object(target, model, nodding)
            found = [one for one in percepts.detections if one.camera == model.name]
            owners = owned(found, [there] if there else [])
            drawn += samples(scene, owners, partial(_speed_mps, target), plain)
    return drawn


def _speed_mps(target: TruthObject, _: TrueObject) -> float:
    return -target.closing_mps


def true_object(thing: TruthObject, model: CameraModel, mounting: Mounting) -> TrueObject | None:
    """Return a thing with the box of its corners in a picture; None: some lie behind the camera."""
    corners_px = model.pixels(_optical_m(thing, mounting))
    if np.isnan(corners_px).any():
        return None
    (left, top), (right, bottom) = corners_px.min(axis=0), corners_px.max(axis=0)
    box = (float(left), float(top), float(right), float(bottom))
    middle_m = np.array([thing.x_m, thing.y_m, thing.z_m])
    axis = np.array([cos(thing.yaw_rad), sin(thing.yaw_rad), 0.0])
    x_m, right_m, left_m = footprint_m(middle_m, axis, thing.length_m, thing.width_m)
    cut = touches_border(box, model.size_wh_px)
    return TrueObject(thing.id, thing.kind, thing.name, box, 0, cut, x_m, right_m, left_m)


def _optical_m(thing: TruthObject, mounting: Mounting) -> Floats:
    along, across, up = (CORNERS * (thing.length_m, thing.width_m, thing.height_m)).T
    turned = (
        thing.x_m + along * cos(thing.yaw_rad) - across * sin(thing.yaw_rad),
        thing.y_m + along * sin(thing.yaw_rad) + across * cos(thing.yaw_rad),
        thing.z_m + up,
        np.ones_like(along),
    )
    points: Floats = (optical_from_ego(mounting) @ np.array(turned))[:3].T
    return points


def _moments(bag: Path) -> Iterator[tuple[Any, Any, Any]]:
    """Yield truth, percepts and scene of each exposure that led to all three."""
    names = (topics.TRUTH.name, topics.PERCEPTS.name, topics.SCENE.name)
    with BagReader(bag) as reader:
        found: dict[str, dict[int, Any]] = {name: {} for name in names}
        for entry, record in reader.records(names):
            found[entry.topic][record.stamp_ns] = record
    truths, percepts, scenes = (found[name] for name in names)
    for stamp_ns in sorted(truths.keys() & percepts.keys() & scenes.keys()):
        yield truths[stamp_ns], percepts[stamp_ns], scenes[stamp_ns]
