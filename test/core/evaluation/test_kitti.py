"""KITTI's labels in our frame, and a detector that errs on them as measured."""

from pathlib import Path

import numpy as np
import pytest

from vigil.base.errors import InputError
from vigil.base.records import ObjectClass
from vigil.evaluation.jitter import DetectorNoise, Errors, Jitter
from vigil.evaluation.kitti import kitti_camera, kitti_mounting, kitti_speeds, kitti_truth
from vigil.evaluation.pictures import moments_with_truth
from vigil.evaluation.truth import TrueObject
from vigil.geometry import CameraModel

DATA = Path(__file__).parents[4] / "shared/data"
CALIBRATION = """\
P2: 720 0 600 45 0 720 170 0.2 0 0 1 0.003
R_rect 1 0 0 0 1 0 0 0 1
Tr_velo_cam 0 -1 0 0 0.02 0 -1 -0.1 1 0 0.02 -0.3
Tr_imu_velo 1 0 0 -0.8 0 1 0 0.3 0 0 1 -0.8
"""
LABELS = """\
0 -1 DontCare -1 -1 -10 219 188 245 218 -1000 -1000 -1000 -10 -1 -1 -1
0 7 Car 0 1 -1.57 560 150 640 200 1.5 1.8 4.0 1.0 1.6 22.63 -1.5707963
1 7 Car 0 0 -1.57 560 150 640 200 1.5 1.8 4.0 1.0 1.6 21.63 -1.5707963
"""
MODEL = CameraModel("image_02", 1242, 375, 720.0, 720.0, 600.0, 170.0)
EXACT = Errors(
    (0.0, 0.0, 0.0, 0.0),
    (2.0, 2.0, 2.0, 2.0),
    (0.0, 0.0, 0.0, 0.0),
    (1.0, 1.0),
    ((0.6, 0.7, 0.8),) * 2,
)


def noise(
    clear: Errors = EXACT, *, white_sd: float = 0.0, ghosts: float = 0.0, memory_s: float = 3.0
) -> DetectorNoise:
    return DetectorNoise(
        2.0,
        0.0,
        clear,
        EXACT,
        white_sd,
        memory_s,
        0.05,
        (20.0, 100.0),
        ghosts,
        (0.1, 0.1),
        (18.0, 0.5),
        0.0,
    )


def errors(scale: float, found: float = 1.0) -> Errors:
    return Errors((scale,) * 4, (30.0,) * 4, (0.0,) * 4, (found, found), ((0.6, 0.7, 0.8),) * 2)


def there(number: int, left_px: float = 500.0) -> TrueObject:
    box = (left_px, 150.0, left_px + 80.0, 200.0)
    return TrueObject(
        number,
        ObjectClass.CAR,
        "Car",
        box,
        0,
        truncated=False,
        x_m=20.0,
        y_right_m=-1.0,
        y_left_m=1.0,
    )


def test_a_label_becomes_a_distance_from_the_bumper_to_the_nearest_face(tmp_path: Path) -> None:
    path = tmp_path / "0000.txt"
    path.write_text(LABELS)
    truth = kitti_truth(path)
    (car,) = truth[0]
    assert (car.id, car.kind, car.hidden, car.truncated) == (7, ObjectClass.CAR, 1, False)
    assert car.x_m == pytest.approx(18.0)
    assert (car.y_right_m, car.y_left_m) == pytest.approx((-1.9, -0.1))
    assert car.in_path(1.9)
    assert not car.in_path(0.1)


def test_a_calibration_gives_focal_length_and_pitch(tmp_path: Path) -> None:
    path = tmp_path / "0000.txt"
    path.write_text(CALIBRATION)
    assert kitti_camera(path).fy_px == 720.0
    assert kitti_mounting(path).pitch_rad == pytest.approx(-0.02, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("0 7 Car 0 1", "line 1 has 5 columns"), (None, "cannot be read")],
)
def test_a_label_file_that_is_none_is_told(
    tmp_path: Path, text: str | None, complaint: str
) -> None:
    path = tmp_path / "0000.txt"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=complaint):
        kitti_truth(path)


def test_the_closing_speed_is_the_slope_of_nine_labels(tmp_path: Path) -> None:
    path = tmp_path / "0000.txt"
    line = LABELS.splitlines()[1]
    path.write_text("\n".join(f"{k}{line[1:]}".replace("22.63", f"{30 - k}") for k in range(11)))
    speeds = kitti_speeds(kitti_truth(path), 0.1)
    assert set(speeds) == {(k, 7) for k in (4, 5, 6)}
    assert speeds[4, 7] == pytest.approx(-10.0)


def test_a_detector_without_noise_says_the_truth() -> None:
    jitter = Jitter(noise(), MODEL, np.random.default_rng(0))
    ((found, owner),) = jitter.detect([there(1)], 0.1)
    assert found.xyxy_px == (500.0, 150.0, 580.0, 200.0)
    assert owner == there(1)


def test_what_stays_of_an_error_cannot_be_averaged_away() -> None:
    jitter = Jitter(noise(errors(1.0), memory_s=1e6), MODEL, np.random.default_rng(0))
    tops = [jitter.detect([there(1)], 0.1)[0][0].top_px for _ in range(50)]
    assert np.ptp(tops) < 0.1
    fresh = [jitter.detect([there(k)], 0.1)[0][0].top_px for k in range(2, 300)]
    assert np.std(fresh) == pytest.approx(2.0, rel=0.15)  # one unit of 2 px


def test_misses_and_ghosts_come_as_often_as_measured() -> None:
    jitter = Jitter(noise(errors(0.0, found=0.7), ghosts=2.0), MODEL, np.random.default_rng(0))
    pairs = [pair for k in range(500) for pair in jitter.detect([there(k)], 0.1)]
    assert sum(owner is not None for _, owner in pairs) / 500 == pytest.approx(0.7, abs=0.06)
    assert sum(owner is None for _, owner in pairs) / 500 == pytest.approx(2.0, rel=0.1)


def test_a_car_behind_another_errs_as_hidden_ones_do() -> None:
    jitter = Jitter(noise(errors(5.0)), MODEL, np.random.default_rng(0))
    behind = there(1)
    nearer = TrueObject(
        2, ObjectClass.CAR, "Car", (560.0, 140.0, 700.0, 240.0), 0, truncated=False,
        x_m=10.0, y_right_m=-1.0, y_left_m=1.0,
    )  # fmt: skip
    boxes = {owner.id: found for found, owner in jitter.detect([behind, nearer], 0.1) if owner}
    assert boxes[1].xyxy_px == behind.xyxy_px  # hidden ones do not err in this noise
    assert boxes[2].xyxy_px != nearer.xyxy_px


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data sets are not here")
def test_all_pictures_with_truth_are_found_and_their_boxes_stand_where_they_appear() -> None:
    moments = moments_with_truth(DATA)
    assert sum(len(moment.pictures) for moment in moments) == 19
    for moment in moments:
        for picture in moment.pictures:
            assert picture.path.is_file()
            assert picture.objects
            assert abs(picture.mounting.pitch_rad) < np.radians(2.0)
