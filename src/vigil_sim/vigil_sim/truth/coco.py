"""Pictures with their labels as files for training, in the layout of COCO (Lin 2014).

A folder takes the pictures of one drive after the other; the next go on where the last ended.

images/000000.png    classes/, instances/ (16 bit), depth/ (16 bit, cm), drivable/: same names
annotations.json     boxes, masks as run lengths, what is hidden, 3-D boxes; any COCO reader
lanes.json           lines of the road as polylines, by image
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt
from typing_extensions import Self

from vigil.base.errors import InputError
from vigil.base.records import Mounting, ObjectClass, TruthScene, TruthView
from vigil.geometry import CameraModel
from vigil_sim.truth.ground import ImageLine
from vigil_sim.truth.labels import Labels
from vigil_sim.truth.picture import Masks, Seen, depth_cm, masks_of
from vigil_sim.truth.rle import run_lengths
from vigil_sim.truth.sight import Sight
from vigil_sim.world import Placed, Snapshot

FOLDERS = ("images", "classes", "instances", "depth", "drivable")
KINDS = (
    ObjectClass.CAR,
    ObjectClass.TRUCK,
    ObjectClass.ENGINEERING_VEHICLE,
    ObjectClass.BUS,
    ObjectClass.BICYCLE,
    ObjectClass.MOTORCYCLE,
    ObjectClass.PEDESTRIAN,
)
LEAST_PX = 12
"""A thing of fewer pixels is no example of anything."""
INFO = {
    "description": "Rendered pictures of a road that does not exist, with exact labels",
    "contributor": "vigil_sim of Vigil",
    "version": "1",
}
LICENSE = {
    "id": 1,
    "name": "Apache License 2.0; attribution: vigil_sim of Vigil",
    "url": "https://www.apache.org/licenses/LICENSE-2.0",
}


class Rendered(Seen, Protocol):
    """A picture with its pixels."""

    @property
    def bgr(self) -> npt.NDArray[np.uint8]:
        """(height, width, 3)."""


class CocoWriter:
    """Writes pictures one by one, and the two lists when it is closed; as a context manager."""

    def __init__(self, folder: Path, least_px: int = LEAST_PX) -> None:
        self._folder, self._least_px = folder, least_px
        boxes, lanes = _listed(folder / "annotations.json"), _listed(folder / "lanes.json")
        self._images: list[dict[str, Any]] = boxes["images"]
        self._annotations: list[dict[str, Any]] = boxes["annotations"]
        self._lanes: list[dict[str, Any]] = lanes["images"]
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(
        self,
        picture: Rendered,
        labels: Labels,
        snapshot: Snapshot,
        scene: TruthScene,
        model: CameraModel,
        mounting: Mounting,
        source: Mapping[str, str | int],
    ) -> None:
        """Add a picture with its labels; `source` says where it comes from (scenario, seed)."""
        masks, number = masks_of(picture), len(self._images) + 1
        name = f"{number - 1:06d}.png"
        self._write(name, picture, masks)
        self._images.append(
            {
                "id": number,
                "file_name": name,
                "width": model.width_px,
                "height": model.height_px,
                "license": 1,
                "camera": _camera(model, mounting),
                "light": scene.light,
                "weather": scene.weather,
                "time_ns": scene.stamp_ns,
                **source,
            }
        )
        sight, gaps_m = Sight(model, mounting, snapshot.ego), {t.id: t.gap_m for t in scene.objects}
        for thing in snapshot.things:
            if thing.id in labels.views:
                self._annotate(number, thing, labels.views[thing.id], masks, sight, gaps_m)
        lines = [_lane(line) for line in labels.lines]
        self._lanes.append({"image_id": number, "file_name": name, "lanes": lines})

    def close(self) -> None:
        """Write the lists."""
        content = {
            "info": INFO,
            "licenses": [LICENSE],
            "images": self._images,
            "annotations": self._annotations,
            "categories": [
                {"id": int(k), "name": k.name.lower(), "supercategory": k.parent.name.lower()}
                for k in KINDS
            ],
        }
        self._say("annotations.json", content)
        self._say("lanes.json", {"info": INFO, "licenses": [LICENSE], "images": self._lanes})

    def _annotate(
        self,
        number: int,
        thing: Placed,
        view: TruthView,
        masks: Masks,
        sight: Sight,
        gaps_m: Mapping[int, float],
    ) -> None:
        mask = masks.instances == thing.id
        area = int(mask.sum())
        if area < self._least_px:
            return
        self._annotations.append(
            {
                "id": len(self._annotations) + 1,
                "image_id": number,
                "category_id": int(thing.kind),
                "bbox": _xywh(view.left_px, view.top_px, view.right_px, view.bottom_px),
                "area": area,
                "iscrowd": 0,
                "segmentation": run_lengths(mask),
                "attributes": _attributes(thing, view, sight, gaps_m[thing.id]),
            }
        )

    def _write(self, name: str, picture: Rendered, masks: Masks) -> None:
        drivable = masks.road.astype(np.uint8) * 255
        pictures: tuple[npt.NDArray[Any], ...] = (
            picture.bgr,
            masks.classes,
            masks.instances,
            depth_cm(masks.depth_m),
            drivable,
        )
        for folder, pixels in zip(FOLDERS, pictures, strict=True):
            path = self._folder / folder / name
            if not cv2.imwrite(str(path), pixels):
                raise InputError(f"{path}: cannot be written")

    def _say(self, name: str, content: Mapping[str, Any]) -> None:
        """Write a list beside the old one, then in its place: a full disk loses nothing."""
        path = self._folder / name
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(content), encoding="utf-8")
        fresh.replace(path)


def _listed(path: Path) -> dict[str, Any]:
    """Return what drives before this one left in a list; refuse what others wrote."""
    if not path.exists():
        return {"images": [], "annotations": []}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: is not JSON ({error}); name another folder") from error
    if not isinstance(content, dict) or content.get("info") != INFO:
        raise InputError(f"{path}: holds pictures that are not of vigil_sim; name another folder")
    return content


def _attributes(thing: Placed, view: TruthView, sight: Sight, gap_m: float) -> dict[str, Any]:
    whole = (view.whole_left_px, view.whole_top_px, view.whole_right_px, view.whole_bottom_px)
    return {
        "instance": thing.id,
        "model": thing.model,
        "whole_bbox": _xywh(*whole),
        "occlusion": round(1.0 - view.visible_share, 4),
        "truncation": round(1.0 - view.inside_share, 4),
        "gap_m": round(gap_m, 3),
        "plate": thing.plate,
        "box_3d": _box_3d(thing, sight),
    }


def _xywh(left_px: float, top_px: float, right_px: float, bottom_px: float) -> list[float]:
    """Return a box as COCO has it: (0, 0) is the corner of the first pixel."""
    edges = (left_px + 0.5, top_px + 0.5, right_px - left_px, bottom_px - top_px)
    return [round(edge, 2) for edge in edges]


def _box_3d(thing: Placed, sight: Sight) -> dict[str, Any]:
    """Return the box around a thing in the optical frame of the camera."""
    transform = sight.optical_from(thing)
    centre = transform @ (0.0, 0.0, thing.height_m / 2.0, 1.0)
    return {
        "centre_m": np.round(centre[:3], 3).tolist(),
        "length_width_height_m": [thing.length_m, thing.width_m, thing.height_m],
        "optical_from_box": np.round(transform[:3, :3], 6).tolist(),
    }


def _camera(model: CameraModel, mounting: Mounting) -> dict[str, Any]:
    return {
        "name": model.name,
        "fx_fy_cx_cy_px": [model.fx_px, model.fy_px, model.cx_px, model.cy_px],
        "distortion": model.distortion.value,
        "coefficients": list(model.coefficients),
        "x_y_z_m": [mounting.x_m, mounting.y_m, mounting.z_m],
        "roll_pitch_yaw_rad": [mounting.roll_rad, mounting.pitch_rad, mounting.yaw_rad],
    }


def _lane(line: ImageLine) -> dict[str, Any]:
    return {
        "place": line.place.name.lower(),
        "type": line.kind.name.lower(),
        "color": line.color.name.lower(),
        "points_px": np.round(line.points_px, 2).tolist(),
        "ahead_m": np.round(line.ahead_m, 2).tolist(),
        "visible": line.visible.tolist(),
        "painted": line.painted.tolist(),
    }
