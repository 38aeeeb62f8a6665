"""Truth drives through tracking: what was said of each object beside what was there."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from vigil.base.records import (
    CameraReport,
    Detection,
    Failsafe,
    Moment,
    Mounting,
    Percepts,
    VehicleState,
    Verdict,
)
from vigil.evaluation.distance import Plain, Sample, samples
from vigil.evaluation.jitter import DetectorNoise, Jitter
from vigil.evaluation.kitti import kitti_camera, kitti_mounting, kitti_speeds, kitti_truth
from vigil.evaluation.truth import TrueObject
from vigil.geometry import Body
from vigil.tracking import Tracking, TrackingSettings

FRAME_NS = 100_000_000
"""KITTI's cameras run at 10 Hz."""


def kitti_drive(
    kitti: Path, name: str, noise: DetectorNoise, seed: Sequence[int], settings: TrackingSettings
) -> list[Sample]:
    """Run one KITTI sequence, seen by a detector with this noise; our own speed is unknown."""
    calibration = kitti / f"calib/{name}.txt"
    model, mounting = kitti_camera(calibration), kitti_mounting(calibration)
    truth = kitti_truth(kitti / f"label_02/{name}.txt")
    speeds_mps = kitti_speeds(truth, FRAME_NS * 1e-9)
    tracking = Tracking(settings, {model.name: model}, Body())
    jitter = Jitter(noise, model, np.random.default_rng(seed))
    plain = {model.name: Plain(model, mounting, class_heights_m(settings))}
    drawn: list[Sample] = []
    for frame in range(max(truth) + 1):

        def speed_mps(one: TrueObject, frame: int = frame) -> float | None:
            return speeds_mps.get((frame, one.id))

        owners = jitter.detect(truth.get(frame, ()), FRAME_NS * 1e-9)
        found = [detection for detection, _ in owners]
        scene = tracking.update(bare_percepts(frame * FRAME_NS, found, [mounting]))
        drawn += samples(scene, owners, speed_mps, plain)
    return drawn


def bare_percepts(
    stamp_ns: int, found: Sequence[Detection], mountings: Sequence[Mounting]
) -> Percepts:
    """Return a moment in which detectors saw this, and nothing else is known."""
    reports = tuple(
        CameraReport(
            camera=mounting.camera,
            verdict=Verdict.ON_TIME,
            exposure_ns=stamp_ns,
            arrival_ns=stamp_ns,
            sequence=0,
            skew_s=0.0,
            age_s=0.0,
            lost=0,
            failsafe=Failsafe.UNKNOWN,
            reason="",
        )
        for mounting in mountings
    )
    moment = Moment(0, reports, VehicleState(), tuple(mountings))
    return Percepts(stamp_ns, moment, tuple(found), (), (), 0)


def class_heights_m(settings: TrackingSettings) -> Callable[[Detection], float]:
    """Return what height tracking takes for the class of a detection."""
    return lambda found: float(np.exp(settings.sizes.of([found.kind])[0, 0]))
