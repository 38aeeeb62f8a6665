"""Ids of cars on KITTI: Vigil's tracking beside ByteTrack, on the same boxes.

    python benchmark/tracking.py [--data ../shared/data] [--tune]

Both get edges, score and class of the given PointRCNN boxes, nothing else of them: that detector
sees with a lidar, and its distances must not help.  Both are tuned on the first sequences and
reported on the others.  The last line is HOTA minus ByteTrack's; the goal is one point.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import supervision as sv
from trackers import ByteTrackTracker

from vigil.base.errors import VigilError
from vigil.base.records import (
    CameraReport,
    Detection,
    Failsafe,
    Moment,
    Mounting,
    ObjectClass,
    Percepts,
    VehicleState,
    Verdict,
)
from vigil.base.settings import checked
from vigil.evaluation.tracking import TrackedBox, TrackingScores, kitti_tracking_scores
from vigil.geometry import Body, CameraModel
from vigil.tracking import Tracking, TrackingSettings

GOAL = 1.0
TUNED_ON = ("0000", "0002", "0003", "0004", "0005")
REPORTED_ON = ("0007", "0009", "0011", "0017", "0020")
FRAME_NS = 100_000_000
SIZE_WH_PX = (1242, 375)
EDGE_SD_PX = 2.0
BORDER_PX = 2.0
Boxes = list[tuple[float, ...]]
Settings = dict[str, float]

VIGIL: Settings = {
    "association.high_score": 0.9,
    "life.birth_score": 0.98,
    "association.min_similarity_low": 0.5,
    "association.score_power": 0.5,
    "association.buffer": 0.5,
    "life.max_unseen_s": 1.5,
}
BYTETRACK: Settings = {
    "lost_track_buffer": 15,
    "track_activation_threshold": 0.98,
    "minimum_consecutive_frames": 2,
    "minimum_iou_threshold": 0.3,
}
"""Found by --tune, which starts from the defaults of both."""

VIGIL_SEARCH: dict[str, tuple[float, ...]] = {
    "association.high_score": (0.7, 0.9, 0.98),
    "life.birth_score": (0.9, 0.98, 0.99),
    "association.low_score": (0.1, 0.3, 0.5),
    "association.min_similarity": (0.2, 0.3, 0.4),
    "association.min_similarity_low": (0.3, 0.4, 0.5),
    "association.place_weight": (0.3, 0.5),
    "association.stale_s": (0.5, 1.0, 2.0),
    "association.score_power": (0.5, 1.0, 2.0),
    "association.buffer": (0.5, 1.0),
    "association.acceleration_sd": (4.0, 8.0),
    "association.velocity_sd": (1.0, 2.0),
    "association.gate_sd": (10.0, 20.0),
    "life.max_unseen_s": (0.5, 1.0, 1.5),
    "life.confirm_sightings": (2, 3),
    "life.instant_score": (0.85, 0.98, 1.0),
}
BYTETRACK_SEARCH: dict[str, tuple[float, ...]] = {
    "lost_track_buffer": (10, 15, 20, 30, 45, 60, 90),
    "track_activation_threshold": (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99),
    "minimum_consecutive_frames": (1, 2, 3),
    "minimum_iou_threshold": (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5),
    "high_conf_det_threshold": (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99),
}


class Sequence:
    """One drive: boxes of each frame as (left, top, right, bottom, score), and the camera."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        rows = np.loadtxt(folder / f"det_pointrcnn/Car/{name}.txt", delimiter=",", ndmin=2)
        labels = np.loadtxt(folder / f"label_02/{name}.txt", usecols=0, ndmin=1)
        self.frames = 1 + int(max(rows[:, 0].max(), labels.max()))
        # The score is a logit; column 7 and further hold the lidar's box and stay unread.
        scores = 1.0 / (1.0 + np.exp(-rows[:, 6]))
        boxes = np.column_stack([rows[:, 2:6], scores])
        self.boxes = [boxes[rows[:, 0] == frame] for frame in range(self.frames)]
        lines = (folder / f"calib/{name}.txt").read_text(encoding="ascii").splitlines()
        p2 = next(line for line in lines if line.startswith("P2")).split()[1:]
        fx, cx, cy = float(p2[0]), float(p2[2]), float(p2[6])
        self.model = CameraModel("front", *SIZE_WH_PX, fx, fx, cx, cy)


def percepts(sequence: Sequence, frame: int) -> Percepts:
    """Return one frame as perception would give it; our own speed is not in the files."""
    stamp_ns = (frame + 1) * FRAME_NS
    report = CameraReport(
        "front", Verdict.ON_TIME, stamp_ns, stamp_ns, frame, 0.0, 0.0, 0, Failsafe.UNKNOWN, ""
    )
    mounting = Mounting(
        "front", -1.7, 0.0, 1.65, 0.0, 0.0, 0.0, 0.03, 0.01, 0.01, 0.01, estimated=False
    )
    moment = Moment(frame, (report,), VehicleState(), (mounting,))
    found = tuple(_detection(box) for box in sequence.boxes[frame])
    return Percepts(stamp_ns, moment, found, (), (), 0)


def _detection(box: np.ndarray) -> Detection:
    left, top, right, bottom, score = (float(value) for value in box)
    near = min(left, top, SIZE_WH_PX[0] - 1 - right, SIZE_WH_PX[1] - 1 - bottom)
    return Detection(
        "front", ObjectClass.CAR, score, left, top, right, bottom, EDGE_SD_PX, near <= BORDER_PX
    )


def run_vigil(sequence: Sequence, values: Mapping[str, float]) -> list[TrackedBox]:
    """Return the boxes that our scene shows."""
    stage = Tracking(_settings(values), {"front": sequence.model}, Body())
    tracked = []
    for frame in range(sequence.frames):
        for thing in stage.update(percepts(sequence, frame)).objects:
            tracked += [
                TrackedBox(
                    frame,
                    thing.id,
                    (view.left_px, view.top_px, view.right_px, view.bottom_px),
                    view.score,
                )
                for view in thing.views
            ]
    return tracked


def _settings(values: Mapping[str, float]) -> TrackingSettings:
    nested: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        part, field = name.split(".")
        nested.setdefault(part, {})[field] = value
    return checked(TrackingSettings, nested, "benchmark")


def run_bytetrack(sequence: Sequence, values: Mapping[str, Any]) -> list[TrackedBox]:
    """Return the boxes that ByteTrack gives an id."""
    tracker = ByteTrackTracker(frame_rate=10.0, **values)
    tracked = []
    for frame, boxes in enumerate(sequence.boxes):
        found = sv.Detections(
            xyxy=boxes[:, :4].reshape(-1, 4),
            confidence=boxes[:, 4],
            class_id=np.zeros(len(boxes), int),
        )
        found = tracker.update(found)
        if found.tracker_id is not None and found.confidence is not None:
            tracked += [
                _tracked(frame, int(track) + 1, box, float(score))
                for box, track, score in zip(
                    found.xyxy, found.tracker_id, found.confidence, strict=True
                )
                if track >= 0
            ]
    return tracked


def _tracked(frame: int, number: int, box: np.ndarray, score: float) -> TrackedBox:
    left, top, right, bottom = (float(edge) for edge in box)
    return TrackedBox(frame, number, (left, top, right, bottom), score)


Run = Callable[[Sequence, Mapping[str, Any]], list[TrackedBox]]


def scored(
    run: Run, values: Mapping[str, Any], drives: list[Sequence], labels: Path
) -> TrackingScores:
    """Run one tracker over some drives and score it."""
    return kitti_tracking_scores(labels, {drive.name: run(drive, values) for drive in drives})


def tuned(
    run: Run,
    search: Mapping[str, tuple[float, ...]],
    drives: list[Sequence],
    labels: Path,
) -> Settings:
    """Return the best values: one name after the other, three rounds, from the defaults."""
    best: Settings = {}
    best_hota = scored(run, best, drives, labels).hota
    for _ in range(3):
        before = dict(best)
        for name, choices in search.items():
            for choice in choices:
                if best.get(name) == choice:
                    continue
                hota = scored(run, {**best, name: choice}, drives, labels).hota
                if hota > best_hota + 1e-6:
                    best, best_hota = {**best, name: choice}, hota
            print(f"  {name} {best.get(name)}: HOTA {best_hota:.2f}", flush=True)
        if best == before:
            break
    return best


def main() -> int:
    """Print the table; 0 when the goal is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[1] / "../shared/data")
    parser.add_argument("--tune", action="store_true", help="search anew and print the settings")
    arguments = parser.parse_args()
    folder = arguments.data / "datasets/kitti_tracking_txt"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give the shared data with --data")
    labels = folder / "label_02"
    chosen: list[tuple[str, Run, Settings]] = [
        ("vigil", run_vigil, VIGIL),
        ("bytetrack", run_bytetrack, BYTETRACK),
    ]
    if arguments.tune:
        drives = [Sequence(folder, name) for name in TUNED_ON]
        searches = (VIGIL_SEARCH, BYTETRACK_SEARCH)
        chosen = [
            (name, run, tuned(run, search, drives, labels))
            for (name, run, _), search in zip(chosen, searches, strict=True)
        ]
        for name, _, values in chosen:
            print(name, values)
    hota = report(chosen, folder, labels)
    gain = hota["vigil"] - hota["bytetrack"]
    print(f"tracking_hota_gain {gain:.2f}")
    return 0 if gain >= GOAL else 1


def report(chosen: list[tuple[str, Run, Settings]], folder: Path, labels: Path) -> dict[str, float]:
    """Print both trackers on both halves; return HOTA on the reported one."""
    print(
        f"{'':10} {'drives':9} {'HOTA':>6} {'DetA':>6} {'AssA':>6} {'MOTA':>6} {'IDF1':>6} switches"
    )
    hota = {}
    for half, names in (("tuned on", TUNED_ON), ("reported", REPORTED_ON)):
        drives = [Sequence(folder, name) for name in names]
        for name, run, values in chosen:
            s = scored(run, values, drives, labels)
            figures = (s.hota, s.detection, s.association, s.mota, s.idf1)
            print(
                f"{name:10} {half:9} "
                + " ".join(f"{f:6.2f}" for f in figures)
                + f" {s.switches:8d}"
            )
            hota[name] = s.hota
    return hota


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VigilError as error:
        sys.exit(str(error))
