"""Pictures whose truth is known in 3-D: KITTI, nuScenes and DDAD samples as they lie on disk."""

import json
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vigil.base.records import Mounting, ObjectClass
from vigil.evaluation.kitti import (
    ROAD,
    kitti_camera,
    kitti_mounting,
    kitti_object,
    kitti_truth,
)
from vigil.evaluation.truth import Box, TrueObject, footprint_m, mounting_from, touches_border
from vigil.geometry import CameraModel
from vigil.geometry.camera_model import Floats

FACTORY = replace(ROAD, height_sd_m=0.05, pitch_sd_rad=0.007)
"""Doubt of a calibrated mounting on a road that is no plane: as on KITTI."""
NUSCENES_BUMPER_M = 3.43  # Renault Zoe: wheelbase 2.59 m, front overhang 0.84 m
DDAD_BUMPER_M = 4.0  # a saloon with a wheelbase of 3.1 m; the scene does not say
NUSCENES_KINDS = {
    0: ObjectClass.CAR,
    1: ObjectClass.TRUCK,
    3: ObjectClass.BUS,
    4: ObjectClass.ENGINEERING_VEHICLE,
    5: ObjectClass.BICYCLE,
    6: ObjectClass.MOTORCYCLE,
    7: ObjectClass.PEDESTRIAN,
}
DDAD_KINDS = {
    0: ObjectClass.PEDESTRIAN,
    1: ObjectClass.TRUCK,
    2: ObjectClass.CAR,
    3: ObjectClass.BUS,
    4: ObjectClass.MOTORCYCLE,
    7: ObjectClass.BICYCLE,
}
KITTI_NAMES = {0: "Pedestrian", 1: "Cyclist", 2: "Car"}


@dataclass(frozen=True)
class TruePicture:
    """One camera at one moment."""

    path: Path
    model: CameraModel
    mounting: Mounting
    objects: tuple[TrueObject, ...]


@dataclass(frozen=True)
class TrueMoment:
    """All cameras at one moment of one drive."""

    drive: str
    stamp_ns: int
    pictures: tuple[TruePicture, ...]


def moments_with_truth(data: Path) -> list[TrueMoment]:
    """Return every moment in the folder of data sets that has pictures and boxes in 3-D."""
    sets = data / "datasets"
    found = [
        *_kitti_sequence(sets / "kitti_mini_3d", "0001", sets / "kitti_mini_3d/calib/0001.txt"),
        *_kitti_picture(sets / "kitti_000008", sets / "kitti_mini_3d/calib/0001.txt"),
        *_nuscenes(sets / "nuscenes_6cam_sample"),
        *_ddad(data / "surround/ddad_scene_01"),
    ]
    return sorted(found, key=lambda moment: (moment.drive, moment.stamp_ns))


def _kitti_sequence(folder: Path, name: str, calibration: Path) -> Iterator[TrueMoment]:
    truth = kitti_truth(folder / f"label_02/{name}.txt")
    model, mounting = kitti_camera(calibration), kitti_mounting(calibration)
    for path in sorted((folder / f"image_02/{name}").glob("*.png")):
        objects = truth.get(int(path.stem), ())
        picture = TruePicture(path, model, mounting, objects)
        yield TrueMoment(folder.name, int(path.stem) * 100_000_000, (picture,))


def _kitti_picture(folder: Path, calibration: Path) -> Iterator[TrueMoment]:
    """Read one picture with mmdetection3d's info file; its calibration is that of the same day."""
    entry = _pickled(folder / "000008.pkl")
    objects = tuple(
        kitti_object(
            there["index"],
            KITTI_NAMES[there["bbox_label_3d"]],
            there["occluded"],
            _box(there["bbox"]),
            (*there["bbox_3d"][:4], *there["bbox_3d"][5:]),
        )
        for there in entry["instances"]
        if there["bbox_label_3d"] in KITTI_NAMES
    )
    model, mounting = kitti_camera(calibration), kitti_mounting(calibration)
    path = folder / entry["images"]["CAM2"]["img_path"]
    yield TrueMoment(folder.name, 0, (TruePicture(path, model, mounting, objects),))


def _nuscenes(folder: Path) -> Iterator[TrueMoment]:
    """Read one sample with mmdetection3d's info file; its ego frame is the rear axle's."""
    (path,) = folder.glob("*.pkl")
    entry = _pickled(path)
    pictures = []
    for name, image in entry["images"].items():
        transform = _from_bumper(np.array(image["cam2ego"]), NUSCENES_BUMPER_M)
        k = np.array(image["cam2img"])
        model = CameraModel(name, 1600, 900, k[0, 0], k[1, 1], k[0, 2], k[1, 2])
        boxes = [
            (NUSCENES_KINDS[there["bbox_label"]], there)
            for there in entry["cam_instances"][name]
            if there["bbox_label"] in NUSCENES_KINDS
        ]
        objects = []
        for number, (kind, there) in enumerate(boxes):
            x, y, z, length_m, _, width_m, turn = there["bbox_3d"]
            axis = np.array([np.cos(turn), 0.0, -np.sin(turn)])
            placed = _placed(transform, np.array([x, y, z]), axis, length_m, width_m)
            objects.append(_seen(number, kind, _box(there["bbox"]), model, placed))
        mounting = mounting_from(name, transform, FACTORY)
        pictures.append(TruePicture(folder / image["img_path"], model, mounting, tuple(objects)))
    yield TrueMoment(folder.name, 0, tuple(pictures))


def _ddad(folder: Path) -> Iterator[TrueMoment]:
    """Read a DGP scene: boxes in the camera's axes, extrinsics from the rear axle."""
    (scene_path,) = folder.glob("scene_*.json")
    (calibration_path,) = (folder / "calibration").glob("*.json")
    scene, calibration = _json(scene_path), _json(calibration_path)
    data = {entry["key"]: entry for entry in scene["data"]}
    for number, sample in enumerate(scene["samples"]):
        pictures = tuple(
            _ddad_picture(folder, data[key], calibration)
            for key in sample["datum_keys"]
            if key in data and "image" in data[key]["datum"]
        )
        yield TrueMoment(folder.name, number * 1_000_000_000, pictures)


def _ddad_picture(
    folder: Path, entry: Mapping[str, Any], calibration: Mapping[str, Any]
) -> TruePicture:
    name, image = entry["id"]["name"], entry["datum"]["image"]
    row = calibration["names"].index(name)
    k, pose = calibration["intrinsics"][row], calibration["extrinsics"][row]
    width, height = image["width"], image["height"]
    model = CameraModel(name, width, height, k["fx"], k["fy"], k["cx"], k["cy"])
    transform = _from_bumper(_transform(pose), DDAD_BUMPER_M)
    flat = {
        there["instance_id"]: there["box"]
        for there in _json(folder / image["annotations"]["0"])["annotations"]
    }
    objects = []
    for there in _json(folder / image["annotations"]["1"])["annotations"]:
        box, kind = flat.get(there["instance_id"]), DDAD_KINDS.get(there["class_id"])
        if box is None or kind is None:
            continue
        solid = there["box"]
        place = _transform(solid["pose"])
        placed = _placed(transform, place[:3, 3], place[:3, 0], solid["length"], solid["width"])
        edges = (box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"])
        objects.append(_seen(there["instance_id"], kind, _box(edges), model, placed))
    mounting = mounting_from(name, transform, FACTORY)
    return TruePicture(folder / image["filename"], model, mounting, tuple(objects))


def _seen(
    number: int,
    kind: ObjectClass,
    box_px: Box,
    model: CameraModel,
    placed: tuple[float, float, float],
) -> TrueObject:
    cut = touches_border(box_px, model.size_wh_px)
    return TrueObject(number, kind, kind.name, box_px, 0, cut, *placed)


def _placed(
    ego_from_optical: Floats, centre: Floats, axis: Floats, length_m: float, width_m: float
) -> tuple[float, float, float]:
    turn = ego_from_optical[:3, :3]
    return footprint_m(turn @ centre + ego_from_optical[:3, 3], turn @ axis, length_m, width_m)


def _from_bumper(axle_from_optical: Floats, bumper_m: float) -> Floats:
    moved = axle_from_optical.astype(float)
    moved[0, 3] -= bumper_m
    return moved


def _transform(pose: Mapping[str, Mapping[str, float]]) -> Floats:
    """Return the (4, 4) transform of a quaternion and a translation."""
    q, t = pose["rotation"], pose["translation"]
    w, v = q["qw"], np.array([q["qx"], q["qy"], q["qz"]])
    cross = np.array([[0.0, -v[2], v[1]], [v[2], 0.0, -v[0]], [-v[1], v[0], 0.0]])
    transform = np.eye(4)
    transform[:3, :3] += 2.0 * w * cross + 2.0 * cross @ cross
    transform[:3, 3] = t["x"], t["y"], t["z"]
    return transform


def _box(edges: Sequence[float]) -> Box:
    left, top, right, bottom = map(float, edges)
    return (left, top, right, bottom)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _pickled(path: Path) -> Any:
    """Read mmdetection3d's info file, which is a pickle of plain lists and dicts: trusted data."""
    with path.open("rb") as file:
        return pickle.load(file)["data_list"][0]  # noqa: S301 - a data set that the user names
