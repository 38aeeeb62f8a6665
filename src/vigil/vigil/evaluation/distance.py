"""How far off distances and closing speeds are, and whether their doubt is honest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vigil.base.records import Detection, Mounting, Scene
from vigil.evaluation.truth import Box, TrueObject
from vigil.geometry import CameraModel, ego_from_optical, ground_points_ego_m
from vigil.geometry.camera_model import Floats

CORRIDOR_M = 1.9
"""Width of the straight corridor that counts as our path: a car of 1.8 m and a hand's breadth."""
HIDDEN_MOST = 1
"""Largely hidden things are left out: a box of truth that no detector would draw so."""
SHARE_WITHIN = 0.68
"""'±1.5 m/s' is read as one standard deviation: this share of the errors is smaller."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One object at one moment: truth, our estimate and two plain ones of the same box."""

    true_x_m: float
    true_vx_mps: float | None
    in_path: bool
    x_m: float
    x_sd_m: float
    vx_mps: float | None
    vx_sd_mps: float | None
    ground_x_m: float
    """Foot of the box on a flat road, nothing else: NaN above the horizon."""
    size_x_m: float
    """Height of the box and the height of its class, nothing else."""

    @property
    def true_ttc_s(self) -> float:
        """Time until the gap is closed; infinite where it is not closing, or not known."""
        if self.true_vx_mps is None or self.true_vx_mps >= 0.0:
            return float("inf")
        return -self.true_x_m / self.true_vx_mps


Guess = Callable[[Sample], float]


def owned(
    found: Sequence[Detection], truth: Sequence[TrueObject], overlap_min: float = 0.5
) -> list[tuple[Detection, TrueObject | None]]:
    """Return whose each detection is: the free object that it overlaps most, best scores first."""
    free, pairs = list(truth), []
    for one in sorted(found, key=lambda detection: -detection.score):
        alike = [there for there in free if there.kind.parent is one.kind.parent]
        best = max(alike, key=lambda there: overlap(one.xyxy_px, there.xyxy_px), default=None)
        if best is not None and overlap(one.xyxy_px, best.xyxy_px) >= overlap_min:
            free.remove(best)
        else:
            best = None
        pairs.append((one, best))
    return pairs


def overlap(one: Box, other: Box) -> float:
    """Return the intersection of two boxes over their union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0.0 or height <= 0.0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)


def samples(
    scene: Scene,
    owners: Sequence[tuple[Detection, TrueObject | None]],
    speeds_mps: Callable[[TrueObject], float | None],
    plain: Mapping[str, "Plain"],
) -> list[Sample]:
    """Return what a scene says of each object that is measured now and belongs to truth.

    An object belongs to the detection whose box it shows: association by the tracker's own word,
    so that a track which jumped to another car is wrong about that car.
    """
    by_box = {(found.camera, found.xyxy_px): (found, owner) for found, owner in owners}
    drawn = []
    for thing in scene.objects:
        for view in thing.views[:1]:
            box = (view.left_px, view.top_px, view.right_px, view.bottom_px)
            found, owner = by_box.get((view.camera, box), (None, None))
            if found is None or owner is None or owner.hidden > HIDDEN_MOST or owner.truncated:
                continue
            drawn.append(
                Sample(
                    true_x_m=owner.x_m,
                    true_vx_mps=speeds_mps(owner),
                    in_path=owner.in_path(CORRIDOR_M),
                    x_m=thing.x_m,
                    x_sd_m=thing.x_sd_m,
                    vx_mps=thing.vx_mps,
                    vx_sd_mps=thing.vx_sd_mps,
                    ground_x_m=plain[view.camera].ground_x_m(found),
                    size_x_m=plain[view.camera].size_x_m(found),
                )
            )
    return drawn


@dataclass(frozen=True)
class Plain:
    """The two textbook ways to a distance, one box at a time."""

    model: CameraModel
    mounting: Mounting
    height_m: Callable[[Detection], float]
    """Height of the class of a detection."""

    def ground_x_m(self, found: Detection) -> float:
        """Return where the foot of the box meets a flat road."""
        foot = np.array([[(found.left_px + found.right_px) / 2.0, found.bottom_px]])
        return float(ground_points_ego_m(self.model, self.mounting, foot)[0, 0])

    def size_x_m(self, found: Detection) -> float:
        """Return how far ahead the middle of the box is: its class's height over its own."""
        middle = [
            (found.left_px + found.right_px) / 2.0,
            (found.top_px + found.bottom_px) / 2.0,
        ]
        depth_m = self.model.fy_px * self.height_m(found) / (found.bottom_px - found.top_px)
        ray = self.model.rays(np.array([middle])) * depth_m
        return float(ray[0] @ ego_from_optical(self.mounting)[0, :3]) + self.mounting.x_m


def between(
    drawn: Sequence[Sample], near_m: float, far_m: float, *, in_path: bool = True
) -> list[Sample]:
    """Return the samples in path, or all, whose true distance lies in a range."""
    there = [one for one in drawn if near_m <= one.true_x_m < far_m]
    return [one for one in there if one.in_path] if in_path else there


def median_error_percent(drawn: Sequence[Sample], guess: Guess) -> float:
    """Return the median relative error; a guess of nothing (NaN) is wholly wrong."""
    if not drawn:
        return float("nan")
    errors = [abs(guess(one) - one.true_x_m) / one.true_x_m for one in drawn]
    return 100.0 * float(np.median(np.nan_to_num(errors, nan=np.inf)))


def bias_percent(drawn: Sequence[Sample], guess: Guess) -> float:
    """Return the median of guess / truth, less one."""
    if not drawn:
        return float("nan")
    return 100.0 * float(np.nanmedian([guess(one) / one.true_x_m - 1.0 for one in drawn]))


def share_within(drawn: Sequence[Sample], sd: float) -> float:
    """Return the share of distances within so many of their own standard deviations, percent."""
    if not drawn:
        return float("nan")
    return 100.0 * float(np.mean([abs(one.x_m - one.true_x_m) <= sd * one.x_sd_m for one in drawn]))


def closing(drawn: Sequence[Sample], ttc_s: float) -> list[Sample]:
    """Return the samples in path whose gap closes within a time."""
    return [one for one in drawn if one.in_path and one.true_ttc_s < ttc_s]


def speed_errors_mps(drawn: Sequence[Sample]) -> Floats:
    """Return the errors of the closing speed, where one was said."""
    return np.array(
        [
            one.vx_mps - one.true_vx_mps
            for one in drawn
            if one.vx_mps is not None and one.true_vx_mps is not None
        ]
    )
