"""Cards: what they must say, and what they must not."""

from pathlib import Path
from typing import Any

import pytest

from vigil.base.errors import ConfigurationError, ModelError
from vigil.base.records import ObjectClass
from vigil.base.settings import shipped
from vigil.inference import Card, GridHead, MaskHead, find_card

SHIPPED = sorted(shipped("models").glob("*.yaml"))
TEXT = """
name: tiny
file: tiny.onnx
sha256: {sha256}
origin: made by this test
licence: CC0-1.0
training_data: none
input: {{name: images, multiple_px: 32, colour_order: BGR, fit: letterbox}}
heads:
  - {{decoder: yolox, output: boxes, strides: [8], class_count: 3, classes: {classes}}}
"""


def written(
    folder: Path, name: str = "tiny", sha256: str = "a" * 64, classes: str = "{1: car}"
) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(TEXT.format(sha256=sha256, classes=classes), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_card_that_we_ship_can_be_read_and_says_where_it_comes_from(path: Path) -> None:
    card = Card.read(path)
    assert len(card.origin) > 20
    assert card.licence in {"Apache-2.0", "MIT"}


def test_the_shipped_detector_knows_our_classes_and_says_which_it_cannot_tell() -> None:
    card = find_card("yolox_nano")
    head = card.heads[0]
    assert isinstance(head, GridHead)
    assert head.classes[2] is ObjectClass.CAR
    assert ObjectClass.ENGINEERING_VEHICLE not in head.classes.values()
    assert "engineering vehicle" in card.limits


def test_the_shipped_segmenter_has_a_head_for_road_and_one_for_paint() -> None:
    heads = find_card("twinlitenet").heads
    assert [set(h.classes.values()) for h in heads if isinstance(h, MaskHead)] == [
        {"background", "drivable"},
        {"background", "paint"},
    ]


def test_a_card_of_the_user_comes_before_ours(tmp_path: Path) -> None:
    written(tmp_path)
    assert find_card("tiny", [tmp_path]).origin == "made by this test"


def test_a_card_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ModelError, match=r"no card 'yolo.yaml'; there are .*yolox_nano"):
        find_card("yolo")


def test_a_free_size_is_rounded_up_to_whole_strides(tmp_path: Path) -> None:
    assert Card.read(written(tmp_path)).size_wh_px((960, 540)) == (960, 544)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"sha256": "abc"}, "sha256: 'abc'", id="no hash"),
        pytest.param({"classes": "{1: lorry}"}, "lorry", id="unknown class"),
        pytest.param({"classes": "{3: car}"}, "class 3 is not below class_count 3", id="class out"),
        pytest.param({"name": "other"}, "holds the card 'tiny'", id="name of another"),
    ],
)
def test_a_wrong_card_is_refused_in_one_sentence(
    tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Card.read(written(tmp_path, **changes))
