"""Distance and closing speed against truth: Vigil beside plain ground plane and plain known size.

    python benchmark/distance.py [--data ../shared/data] [--models ../shared/models]

(a) KITTI's 2-D truth boxes with the edge errors, misses and ghosts that YOLOX-nano shows at 1248 px
    on 40 other KITTI frames, through tracking;
(b) real detections on every picture at hand that has truth in 3-D, n printed, no goal.
In path is what overlaps a straight corridor 1.9 m wide, is not cut and at most partly hidden.
Distances run from our bumper to the nearest face.  Our own speed is not in the files: it stays
unknown.  Sequences 0000-0005 tuned (--tuning scores them), the others report.
The last line is the median relative error in path at 5-30 m, in percent; it exits with 1 when short
of a goal of (a).
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from vigil.base.errors import InputError, VigilError
from vigil.base.records import (
    Frame,
    FrameSet,
)
from vigil.evaluation.distance import (
    SHARE_WITHIN,
    Plain,
    Sample,
    between,
    bias_percent,
    closing,
    median_error_percent,
    owned,
    samples,
    share_within,
    speed_errors_mps,
)
from vigil.evaluation.drives import bare_percepts, class_heights_m, kitti_drive
from vigil.evaluation.jitter import DetectorNoise, Errors
from vigil.evaluation.pictures import TrueMoment, moments_with_truth
from vigil.geometry import Body
from vigil.inference import Engines, InferenceSettings
from vigil.perception import Perception, PerceptionSettings
from vigil.perception.settings import Networks
from vigil.tracking import Tracking, TrackingSettings
from vigil.tracking.settings import Life

TUNED_ON = ("0000", "0002", "0003", "0004", "0005")
REPORTED_ON = ("0007", "0009", "0011", "0017", "0020")
DRAWS = 4
"""Each sequence is seen so many times by the same noise: one draw moves the figure by a point."""
RANGES_M = ((5.0, 30.0, 5.0), (30.0, 60.0, 8.0), (60.0, 100.0, 12.0))
"""Near, far, goal: median relative error in percent."""
SPEED_GOAL_MPS = 1.5
TTC_S = 4.0
WITHIN_ONE = (58.0, 78.0)
WITHIN_TWO = 90.0

YOLOX_NANO_AT_1248 = DetectorNoise(
    # 178 vehicles of 40 KITTI frames (kitti55_boxes), matched at an IoU of 0.45, not cut by the
    # border; Student's t by maximum likelihood on each edge; found and scores by bins of height.
    edge_sd_px=2.1,
    edge_sd_share=0.024,
    heights_px=(17.0, 32.0, 49.0, 81.0, 155.0),
    clear=Errors(  # n = 100, and 127 of truth
        scale=(0.70, 0.75, 0.70, 0.75),
        freedom=(1.5, 10.0, 1.5, 3.0),
        bias=(-0.29, -0.42, 0.00, -0.27),
        found=(0.80, 1.00, 1.00, 1.00, 0.96),
        scores=(
            (0.25, 0.59, 0.78),
            (0.38, 0.75, 0.85),
            (0.65, 0.82, 0.88),
            (0.72, 0.89, 0.93),
            (0.61, 0.87, 0.89),
        ),
    ),
    hidden=Errors(  # n = 78, and 102 of truth
        scale=(1.35, 0.85, 1.65, 1.20),
        freedom=(1.5, 3.0, 3.0, 2.0),
        bias=(-0.08, -0.49, -0.36, -0.10),
        found=(0.69, 0.78, 0.86, 0.92, 1.00),
        scores=(
            (0.13, 0.35, 0.74),
            (0.12, 0.59, 0.74),
            (0.24, 0.65, 0.83),
            (0.65, 0.82, 0.89),
            (0.65, 0.82, 0.89),
        ),
    ),
    # Following: 776 second differences of boxes on the three clips at 25 Hz, sd 0.16 to 0.31; what
    # a parabola leaves of one second of boxes fits a memory of 3 s.
    white_sd=0.20,
    memory_s=3.0,
    # Coming nearer: 54 boxes of 3 parked cars on kitti_stereo_street_51f at 1.2 m a frame; 1 over
    # height is off a straight line by 1.06 units, and neighbours correlate by 0.59, 0.0, 0.1 where
    # the height grows by 2.4, 3.5, 9 % a frame.
    memory_growth=0.035,
    ghosts=2.8,  # a frame, below an IoU of 0.2 with all truth: 2.82 above a score of 0.1,
    ghost_score=(0.1, 0.1),  # 0.40 above 0.3, 0.05 above 0.5
    ghost_height_px=(18.0, 0.85),  # quantiles .1 .5 .9: 11, 18, 57 px
    truck_for_van=0.4,  # 14 of 192 boxes are called truck or bus, where 3 % are trucks, 8 % vans
)


def main() -> int:
    """Print all figures; return 0 when every goal is met."""
    root = Path(__file__).parents[1]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=root.parent / "shared/data")
    parser.add_argument("--models", type=Path, default=root.parent / "shared/models")
    parser.add_argument("--tuning", action="store_true", help="score the sequences for tuning")
    options = parser.parse_args()
    kitti = options.data / "datasets/kitti_tracking_txt"
    for folder in (kitti, options.models):
        if not folder.is_dir():
            raise InputError(f"{folder} is not there; name it with --data or --models")
    names = TUNED_ON if options.tuning else REPORTED_ON
    print(f"(a) jittered KITTI boxes, sequences {', '.join(names)}, in path, {DRAWS} draws")
    drawn = [sample for name in names for draw in range(DRAWS) for sample in run(kitti, name, draw)]
    met = report_ranges(drawn) & report_doubt(drawn) & report_speed(drawn)
    print("(b) real detections on pictures with truth in 3-D, all directions ahead")
    report_pictures(look(options.data, options.models))
    near = median_error_percent(between(drawn, *RANGES_M[0][:2]), ours)
    print(f"distance_median_error {near:.1f}")
    return 0 if met else 1


def run(kitti: Path, name: str, draw: int) -> list[Sample]:
    """Run one sequence with boxes that err as the detector does."""
    return kitti_drive(kitti, name, YOLOX_NANO_AT_1248, [draw, int(name)], TrackingSettings())


def look(data: Path, models: Path) -> dict[str, list[Sample]]:
    """Run perception and tracking on pictures with truth; return samples by data set."""
    engines = Engines(InferenceSettings(model_path=(str(models),)))
    networks = Networks(detector_width_px=1248, lanes="none", road="none")
    # A single picture has no second sighting: each object is shown at its first.
    settings = TrackingSettings(life=Life(confirm_sightings=1, instant_score=0.5))
    drawn: dict[str, list[Sample]] = {}
    for name, group in groupby(moments_with_truth(data), key=lambda moment: moment.drive):
        moments = list(group)
        pictures = {one.model.name: one for moment in moments for one in moment.pictures}
        cameras = {name: one.model for name, one in pictures.items()}
        perception = Perception(PerceptionSettings(networks=networks), cameras, engines)
        tracking = Tracking(settings, cameras, Body())
        drawn[name] = [
            sample for moment in moments for sample in look_once(moment, perception, tracking)
        ]
    return drawn


def look_once(moment: TrueMoment, perception: Perception, tracking: Tracking) -> list[Sample]:
    """Take one moment through both stages."""
    seen = bare_percepts(moment.stamp_ns, [], [one.mounting for one in moment.pictures])
    frames = tuple(
        Frame(one.model.name, moment.stamp_ns, moment.stamp_ns, 0, read_picture(one.path))
        for one in moment.pictures
    )
    found = perception.update(FrameSet(moment.stamp_ns, seen.moment, frames))
    scene = tracking.update(found)
    owners = [
        pair
        for one in moment.pictures
        for pair in owned(
            [here for here in found.detections if here.camera == one.model.name], one.objects
        )
    ]
    plain = {
        one.model.name: Plain(one.model, one.mounting, class_heights_m(TrackingSettings()))
        for one in moment.pictures
    }
    return samples(scene, owners, lambda _: None, plain)


def read_picture(path: Path) -> npt.NDArray[np.uint8]:
    """Return a picture as BGR."""
    with av.open(str(path)) as container:
        picture: npt.NDArray[np.uint8] = next(container.decode(video=0)).to_ndarray(format="bgr24")
        return picture


def ours(sample: Sample) -> float:
    """Return Vigil's distance."""
    return sample.x_m


def ground(sample: Sample) -> float:
    """Return the plain ground plane's."""
    return sample.ground_x_m


def size(sample: Sample) -> float:
    """Return the plain known size's."""
    return sample.size_x_m


def row(part: Sequence[Sample]) -> str:
    """Return errors of the three ways, bias, and shares within one and two deviations."""
    errors = " ".join(f"{median_error_percent(part, way):6.1f}%" for way in (ours, ground, size))
    shares = " ".join(f"{share_within(part, sd):4.0f}%" for sd in (1.0, 2.0))
    return f"{len(part):6d} {errors} {bias_percent(part, ours):+6.1f}% {shares}"


HEAD = f"{'n':>6} {'vigil':>7} {'ground':>7} {'size':>7} {'bias':>7} {'1 sd':>5} {'2 sd':>5}"


def report_ranges(drawn: Sequence[Sample]) -> bool:
    """Print median relative errors by range; return whether each goal is met."""
    print(f"{'':14} {HEAD}  goal")
    met = True
    for near_m, far_m, goal in RANGES_M:
        part = between(drawn, near_m, far_m)
        print(f"{near_m:6.0f}-{far_m:3.0f} m   {row(part)}  {goal:.0f}%")
        met &= median_error_percent(part, ours) <= goal
    return met


def report_doubt(drawn: Sequence[Sample]) -> bool:
    """Print how honest the deviations are; return whether they are."""
    whole = between(drawn, RANGES_M[0][0], RANGES_M[-1][1])
    one_sd, two_sd = share_within(whole, 1.0), share_within(whole, 2.0)
    print(
        f"distances within one sd: {one_sd:.0f}% (goal {WITHIN_ONE[0]:.0f}-{WITHIN_ONE[1]:.0f}),"
        f" within two: {two_sd:.0f}% (goal {WITHIN_TWO:.0f}), n {len(whole)}"
    )
    return WITHIN_ONE[0] <= one_sd <= WITHIN_ONE[1] and two_sd >= WITHIN_TWO


def report_speed(drawn: Sequence[Sample]) -> bool:
    """Print the errors of closing speeds; return whether they meet the goal."""
    fast = closing(drawn, TTC_S)
    errors = np.abs(speed_errors_mps(fast))
    if not len(errors):
        print(f"closing speed, TTC below {TTC_S:.0f} s: no sample")
        return False
    middle, usual, most = np.quantile(errors, [0.5, SHARE_WITHIN, 0.95])
    print(
        f"closing speed, TTC below {TTC_S:.0f} s: median error {middle:.2f} m/s, 68% within"
        f" {usual:.2f} (goal {SPEED_GOAL_MPS}), 95% within {most:.2f}, n {len(errors)};"
        f" {len(fast) - len(errors)} more without a speed yet"
    )
    return bool(usual <= SPEED_GOAL_MPS)


def report_pictures(drawn: Mapping[str, Sequence[Sample]]) -> None:
    """Print what real detections give, by data set and by range."""
    print(f"{'':24} {HEAD}")
    for name, there in drawn.items():
        print(f"{name:24} {row(between(there, 5.0, 100.0, in_path=False))}")
    everything = [sample for there in drawn.values() for sample in there]
    for near_m, far_m, _ in RANGES_M:
        part = between(everything, near_m, far_m, in_path=False)
        print(f"{f'{near_m:.0f}-{far_m:.0f} m':24} {row(part)}")
    print(f"{'in path, 5-100 m':24} {row(between(everything, 5.0, 100.0))}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VigilError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
