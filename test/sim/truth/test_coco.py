"""Files for training: any reader of COCO understands them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vigil.base.errors import InputError
from vigil.base.records import Mounting, ObjectClass
from vigil.geometry import CameraModel
from vigil_sim.truth import CocoWriter, labels_of
from vigil_sim.truth.rle import run_lengths

Begin = Callable[..., Any]
Camera = tuple[CameraModel, Mounting]
CAR_BOX = (140, 80, 180, 110)


def pixels(path: Path) -> Any:
    """Return a picture as it was written."""
    return cv2.imread(str(path), cv2.IMREAD_UNCHANGED)


def shape(_: Any) -> Any:
    """Return the corners of a sedan's rear face."""
    return np.array([(-2.35, y, z) for y in (-0.9, 0.9) for z in (0.0, 1.45)])


@pytest.fixture
def write(stage: Begin, empty_picture: Any, camera: Camera) -> Callable[[Path], Path]:
    """Return a way to write two pictures into a folder: with a car, and empty."""

    def written(folder: Path) -> Path:
        moment = stage({"name": "lead", "gap_m": 15.0})
        left, top, right, bottom = CAR_BOX
        with CocoWriter(folder) as files:
            for number in (1, 0):
                part = slice(top, bottom + 1), slice(left, right + 1)
                empty_picture.instances[part] = number
                labels = labels_of(
                    empty_picture, moment.snapshot, moment.world.road, *camera, shape
                )
                files.add(
                    empty_picture, labels, moment.snapshot, moment.scene, *camera,
                    {"scenario": "made_up", "seed": 3},
                )  # fmt: skip
        return folder

    return written


def test_a_reader_of_coco_finds_boxes_and_masks(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools reads the files")
    data = coco.COCO(write(tmp_path / "set") / "annotations.json")
    assert len(data.imgs) == 2
    (found,) = data.loadAnns(data.getAnnIds(imgIds=[1]))
    left, top, right, bottom = CAR_BOX
    assert found["bbox"] == [left, top, right - left + 1, bottom - top + 1]
    assert data.loadCats(found["category_id"])[0]["name"] == "car"
    mask = data.annToMask(found)
    assert mask.sum() == found["area"] == 41 * 31
    assert mask[top : bottom + 1, left : right + 1].all()
    assert data.getAnnIds(imgIds=[2]) == []


@given(mask=hnp.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_run_lengths_are_those_of_coco(mask: Any) -> None:
    masks = pytest.importorskip("pycocotools.mask", reason="pycocotools reads the files")
    coded = run_lengths(mask)
    assert sum(coded["counts"]) == mask.size
    assert (masks.decode(masks.frPyObjects(coded, *mask.shape)) == mask).all()


def test_attributes_say_what_a_box_cannot(write: Callable[[Path], Path], tmp_path: Path) -> None:
    content = json.loads((write(tmp_path / "set") / "annotations.json").read_text())
    about = content["annotations"][0]["attributes"]
    assert about["gap_m"] == pytest.approx(15.0)
    # The camera sits 1.5 m behind the bumper, 1.3 m high; a sedan is 4.70 m long, 1.45 m high.
    assert about["box_3d"]["centre_m"] == pytest.approx([0.0, 1.3 - 0.725, 15.0 + 2.35 + 1.5])
    turn = np.array(about["box_3d"]["optical_from_box"])
    assert turn @ (1.0, 0.0, 0.0) == pytest.approx([0.0, 0.0, 1.0])
    assert (about["occlusion"], about["truncation"]) == (pytest.approx(0.0, abs=0.05), 0.0)
    assert content["images"][0]["scenario"] == "made_up"
    assert "Apache" in content["licenses"][0]["name"]
    kinds = {kind["name"]: kind["id"] for kind in content["categories"]}
    assert kinds["engineering_vehicle"] == ObjectClass.ENGINEERING_VEHICLE


def test_masks_and_depth_lie_beside_the_pictures(
    write: Callable[[Path], Path], tmp_path: Path, empty_picture: Any
) -> None:
    folder = write(tmp_path / "set")
    depth_cm = pixels(folder / "depth/000000.png")
    assert depth_cm.dtype == np.uint16
    metres = empty_picture.depth_m
    near = np.isfinite(metres) & (metres < 600.0)
    assert np.abs(depth_cm / 100.0 - metres)[near].max() <= 0.0051
    assert (depth_cm[np.isinf(metres)] == 0).all()
    instances = pixels(folder / "instances/000000.png")
    assert instances.dtype == np.uint16
    assert instances.max() == 1
    classes = pixels(folder / "classes/000001.png")
    assert (classes == empty_picture.classes).all()
    drivable = pixels(folder / "drivable/000001.png")
    assert ((drivable == 255) == (empty_picture.classes == 20)).all()


def test_lanes_are_listed_by_picture(write: Callable[[Path], Path], tmp_path: Path) -> None:
    content = json.loads((write(tmp_path / "set") / "lanes.json").read_text())
    lanes = content["images"][0]["lanes"]
    assert [lane["place"] for lane in lanes] == ["left", "right", "next_right"]
    assert [lane["type"] for lane in lanes] == ["solid", "dashed", "solid"]
    for lane in lanes:
        assert len(lane["points_px"]) == len(lane["visible"]) == len(lane["painted"])


def test_the_same_pictures_give_the_same_files(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    first, again = write(tmp_path / "first"), write(tmp_path / "again")
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert len(files) == 2 * 5 + 2
    assert all((first / name).read_bytes() == (again / name).read_bytes() for name in files)


def test_a_second_drive_goes_on_where_the_first_ended(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools reads the files")
    first = pixels(write(tmp_path / "set") / "images/000000.png")
    data = coco.COCO(write(tmp_path / "set") / "annotations.json")
    assert sorted(data.imgs) == [1, 2, 3, 4]
    assert [one["image_id"] for one in data.loadAnns(sorted(data.anns))] == [1, 3]
    assert len({image["file_name"] for image in data.imgs.values()}) == 4
    assert (pixels(tmp_path / "set/images/000000.png") == first).all()
    lanes = json.loads((tmp_path / "set/lanes.json").read_text())
    assert [image["image_id"] for image in lanes["images"]] == [1, 2, 3, 4]
    assert sorted(path.suffix for path in (tmp_path / "set").glob("*.*")) == [".json", ".json"]


@pytest.mark.parametrize("content", ['{"info": {"description": "COCO 2017"}}', "{broken"])
def test_pictures_of_others_are_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "annotations.json").write_text(content)
    with pytest.raises(InputError, match="name another folder"):
        CocoWriter(tmp_path)
    assert (tmp_path / "annotations.json").read_text() == content
