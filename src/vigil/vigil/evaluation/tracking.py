"""How well objects keep their ids: HOTA, MOTA, IDF1 and switches, by TrackEval under KITTI's rules.

KITTI's rules: boxes under 25 px, vans, truncated and heavily hidden cars and DontCare regions count
neither for nor against (Geiger et al. 2012; HOTA: Luiten et al. 2021).
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import trackeval

from vigil.base.errors import InputError

SPLIT = "training"
NAME = "ours"


@dataclass(frozen=True)
class TrackedBox:
    """One box that a tracker says in one frame."""

    frame: int
    id: int
    xyxy_px: tuple[float, float, float, float]
    score: float


@dataclass(frozen=True)
class TrackingScores:
    """Figures in percent, and the number of switches; higher is better but for switches."""

    hota: float
    detection: float
    """DetA: how well boxes are found."""
    association: float
    """AssA: how well ids are kept."""
    mota: float
    idf1: float
    switches: int


def kitti_tracking_scores(
    labels: Path, tracked: Mapping[str, Sequence[TrackedBox]], kind: str = "car"
) -> TrackingScores:
    """Score tracked boxes against KITTI label files `labels`/SEQUENCE.txt, sequences pooled."""
    metrics = (
        trackeval.metrics.HOTA(),
        trackeval.metrics.CLEAR(QUIET),
        trackeval.metrics.Identity(QUIET),
    )
    with tempfile.TemporaryDirectory() as folder:
        dataset = _dataset(Path(folder), labels, tracked, kind)
        found: list[dict[str, dict[str, object]]] = [{} for _ in metrics]
        for sequence in tracked:
            raw = dataset.get_raw_seq_data(NAME, sequence)
            data = dataset.get_preprocessed_seq_data(raw, kind)
            for metric, results in zip(metrics, found, strict=True):
                results[sequence] = metric.eval_sequence(data)
    hota, clear, identity = (
        metric.combine_sequences(results) for metric, results in zip(metrics, found, strict=True)
    )
    return TrackingScores(
        hota=100.0 * float(np.mean(hota["HOTA"])),
        detection=100.0 * float(np.mean(hota["DetA"])),
        association=100.0 * float(np.mean(hota["AssA"])),
        mota=100.0 * float(clear["MOTA"]),
        idf1=100.0 * float(identity["IDF1"]),
        switches=int(clear["IDSW"]),
    )


QUIET = {"PRINT_CONFIG": False}


def _dataset(
    folder: Path, labels: Path, tracked: Mapping[str, Sequence[TrackedBox]], kind: str
) -> trackeval.datasets.Kitti2DBox:
    """Lay truth and results out as the evaluator wants them."""
    truth, results = folder / "truth", folder / "results" / NAME / "data"
    truth.mkdir()
    results.mkdir(parents=True)
    (truth / "label_02").symlink_to(labels.resolve())
    lines = []
    for sequence, boxes in tracked.items():
        lines.append(f"{sequence} empty 000000 {_length(labels / f'{sequence}.txt', boxes):06d}\n")
        text = "".join(_line(box, kind) for box in boxes)
        (results / f"{sequence}.txt").write_text(text, encoding="ascii")
    (truth / f"evaluate_tracking.seqmap.{SPLIT}").write_text("".join(lines), encoding="ascii")
    return trackeval.datasets.Kitti2DBox(
        {
            "GT_FOLDER": str(truth),
            "TRACKERS_FOLDER": str(folder / "results"),
            "TRACKERS_TO_EVAL": [NAME],
            "CLASSES_TO_EVAL": [kind],
            "SPLIT_TO_EVAL": SPLIT,
            **QUIET,
        }
    )


def _length(labels: Path, boxes: Sequence[TrackedBox]) -> int:
    if not labels.is_file():
        raise InputError(f"{labels}: no such file of KITTI labels")
    frames = [int(line.split()[0]) for line in labels.read_text(encoding="ascii").splitlines()]
    return 1 + max([*frames, *(box.frame for box in boxes)], default=-1)


def _line(box: TrackedBox, kind: str) -> str:
    edges = " ".join(f"{edge:.2f}" for edge in box.xyxy_px)
    unknown = "-1 -1 -1 -1000 -1000 -1000 -10"
    return f"{box.frame} {box.id} {kind.capitalize()} -1 -1 -10 {edges} {unknown} {box.score:.4f}\n"
