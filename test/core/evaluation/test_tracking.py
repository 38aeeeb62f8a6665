"""Ids are scored as KITTI does: truth itself gets everything, a changed id costs what it should."""

from pathlib import Path

import pytest

from vigil.base.errors import InputError

pytest.importorskip("trackeval", reason="the evaluator comes with the benchmarks")

from vigil.evaluation.tracking import TrackedBox, kitti_tracking_scores

FRAMES = 40
BOX_PX = (300.0, 150.0, 400.0, 220.0)
VAN_PX = (700.0, 150.0, 800.0, 220.0)


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Write one car and one van that stand still for 40 frames."""
    folder = tmp_path / "label_02"
    folder.mkdir()
    rest = "1.5 1.6 3.9 0.0 1.6 20.0 0.0"
    lines = [
        f"{frame} {number} {name} 0 0 0.0 {' '.join(map(str, box))} {rest}\n"
        for frame in range(FRAMES)
        for number, name, box in ((0, "Car", BOX_PX), (1, "Van", VAN_PX))
    ]
    (folder / "0042.txt").write_text("".join(lines), encoding="ascii")
    return folder


def track(first: int, last: int, number: int) -> list[TrackedBox]:
    """Follow the car in some frames."""
    return [TrackedBox(frame, number, BOX_PX, 0.9) for frame in range(first, last)]


def test_the_truth_itself_gets_everything(labels: Path) -> None:
    scores = kitti_tracking_scores(labels, {"0042": track(0, FRAMES, 7)})
    assert scores.hota == pytest.approx(100.0)
    assert scores.mota == pytest.approx(100.0)
    assert scores.idf1 == pytest.approx(100.0)
    assert scores.switches == 0


def test_a_changed_id_is_one_switch_and_half_the_association(labels: Path) -> None:
    halves = [*track(0, FRAMES // 2, 7), *track(FRAMES // 2, FRAMES, 8)]
    scores = kitti_tracking_scores(labels, {"0042": halves})
    assert scores.switches == 1
    assert scores.detection == pytest.approx(100.0)
    assert scores.association == pytest.approx(50.0)
    assert scores.idf1 == pytest.approx(50.0)


def test_a_car_seen_half_the_time_is_half_detected(labels: Path) -> None:
    scores = kitti_tracking_scores(labels, {"0042": track(0, FRAMES // 2, 7)})
    assert scores.detection == pytest.approx(50.0)
    assert scores.mota == pytest.approx(50.0)


def test_a_van_called_car_counts_neither_for_nor_against(labels: Path) -> None:
    van = [TrackedBox(frame, 9, VAN_PX, 0.9) for frame in range(FRAMES)]
    scores = kitti_tracking_scores(labels, {"0042": [*track(0, FRAMES, 7), *van]})
    assert scores.hota == pytest.approx(100.0)


def test_missing_labels_are_named(labels: Path) -> None:
    with pytest.raises(InputError, match=r"0043\.txt: no such file of KITTI labels"):
        kitti_tracking_scores(labels, {"0043": []})
