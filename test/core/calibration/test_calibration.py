"""Pitch and yaw out of lane lines that are drawn through a camera whose mounting is known."""

from collections.abc import Sequence
from dataclasses import replace
from math import radians

import numpy as np
import pytest

from vigil.base.records import (
    LaneLine,
    LinePlace,
    LineType,
    Moment,
    Mounting,
    Percepts,
    Signal,
    SignalState,
    VehicleState,
)
from vigil.base.records.percepts import LineColor
from vigil.calibration import Calibration, CalibrationSettings
from vigil.geometry import CameraModel, Distortion, image_points_px

MODEL = CameraModel("front", 1280, 720, 1000.0, 1000.0, 640.0, 360.0)
TRUE = Mounting(
    "front",
    -1.5,
    0.1,
    1.35,
    0.0,
    radians(2.0),
    radians(-1.0),
    0.05,
    0.01,
    0.01,
    0.01,
    estimated=False,
)
CONFIGURED = replace(
    TRUE, pitch_rad=0.0, yaw_rad=0.0, pitch_sd_rad=radians(1.5), yaw_sd_rad=radians(1.5)
)
PLACES = (LinePlace.LEFT, LinePlace.RIGHT, LinePlace.NEXT_RIGHT)
PERIOD_NS = 40_000_000
UNHEARD = VehicleState()


def line(place: LinePlace, points_px: np.ndarray) -> LaneLine:
    return LaneLine(
        camera="front",
        place=place,
        kind=LineType.SOLID,
        color=LineColor.WHITE,
        probability=0.9,
        c0_m=0.0,
        c1=0.0,
        c2_pm=0.0,
        c3_pm2=0.0,
        c0_sd_m=0.1,
        c1_sd=0.01,
        c2_sd_pm=0.001,
        c3_sd_pm2=0.0001,
        x_min_m=5.0,
        x_max_m=60.0,
        age_s=0.0,
        points_px=points_px,
    )


def lanes(
    mounting: Mounting,
    random: np.random.Generator,
    *,
    model: CameraModel = MODEL,
    curvature_pm: float = 0.0,
    noise_px: float = 1.0,
    lateral_m: Sequence[float] = (1.85, -1.85, -5.55),
) -> tuple[LaneLine, ...]:
    """Draw lines of a road, 6 to 60 m ahead."""
    x_m = np.linspace(6.0, 60.0, 40)
    drawn = []
    for place, y_m in zip(PLACES, lateral_m, strict=False):
        road = np.column_stack([x_m, y_m + curvature_pm / 2.0 * x_m**2])
        points_px = image_points_px(model, mounting, road)
        drawn.append(line(place, points_px + random.normal(0.0, noise_px, points_px.shape)))
    return tuple(drawn)


def percepts(
    k: int, lines: tuple[LaneLine, ...], mounting: Mounting, vehicle: VehicleState
) -> Percepts:
    return Percepts(k * PERIOD_NS, Moment(k, (), vehicle, (mounting,)), (), lines, (), 0)


def drive(
    calibration: Calibration,
    frames: int,
    *,
    true: Mounting = TRUE,
    configured: Mounting = CONFIGURED,
    vehicle: VehicleState = UNHEARD,
    shake_rad: float = 0.0,
    wander_rad: float = 0.0,
    start: int = 0,
    **road: object,
) -> Mounting:
    """Drive along a road with a car that pitches and wanders; return the mounting at the end."""
    random, mounting = np.random.default_rng(7 + start), configured
    for k in range(start, start + frames):
        shaken = replace(
            true,
            pitch_rad=true.pitch_rad + shake_rad * np.sin(k * 0.3),
            yaw_rad=true.yaw_rad + wander_rad * np.sin(k * 0.03),
        )
        seen = lanes(shaken, random, **road)  # type: ignore[arg-type]
        (mounting,) = calibration.update(percepts(k, seen, mounting, vehicle))
    return mounting


def make(model: CameraModel = MODEL) -> Calibration:
    return Calibration(CalibrationSettings(), {"front": model})


def degrees_off(found: Mounting, true: Mounting = TRUE) -> tuple[float, float]:
    off = np.degrees([found.pitch_rad - true.pitch_rad, found.yaw_rad - true.yaw_rad])
    return abs(off[0]), abs(off[1])


def heard(speed_mps: float, yaw_rate_radps: float = 0.0, indicator: float = 0.0) -> VehicleState:
    def valid(value: float) -> Signal:
        return Signal(value, 0.0, SignalState.VALID)

    return VehicleState(
        speed_mps=valid(speed_mps),
        yaw_rate_radps=valid(yaw_rate_radps),
        left_indicator=valid(indicator),
    )


def test_ten_seconds_of_straight_road_tell_the_pitch_within_a_twentieth_of_a_degree() -> None:
    found = drive(make(), 250)
    assert found.estimated
    assert degrees_off(found)[0] < 0.05
    # 10 s are two sways of 0.5 degrees: 1 degree of configured error still weighs (0.35 / 1.5)^2
    assert degrees_off(found)[1] < 0.1


def test_a_car_that_pitches_and_wanders_is_averaged_and_its_pitching_stays_in_the_doubt() -> None:
    found = drive(make(), 500, shake_rad=radians(0.4), wander_rad=radians(0.5))
    pitch_deg, yaw_deg = degrees_off(found)
    assert pitch_deg < 0.05
    assert yaw_deg < 0.25
    assert np.degrees(found.pitch_sd_rad) == pytest.approx(0.4 / np.sqrt(2.0), rel=0.3)
    assert yaw_deg < 2.0 * np.degrees(found.yaw_sd_rad)


def test_a_rolled_camera_with_a_wide_lens_tells_the_same() -> None:
    wide = replace(
        MODEL, fx_px=600.0, fy_px=600.0, distortion=Distortion.FISHEYE,
        coefficients=(0.05, -0.01, 0.0, 0.0),
    )  # fmt: skip
    true = replace(TRUE, roll_rad=radians(3.0))
    found = drive(
        make(wide),
        250,
        true=true,
        configured=replace(CONFIGURED, roll_rad=true.roll_rad),
        model=wide,
    )
    assert degrees_off(found, true)[0] < 0.05
    assert found.roll_rad == true.roll_rad
    assert found.roll_sd_rad == CONFIGURED.roll_sd_rad


def test_until_there_is_evidence_it_stays_as_configured() -> None:
    assert drive(make(), 20) == CONFIGURED


def test_a_long_curve_does_not_make_it_drift() -> None:
    calibration = make()
    straight = drive(calibration, 250)
    bent = drive(calibration, 500, start=250, configured=straight, curvature_pm=1 / 300)
    assert degrees_off(bent, straight) == pytest.approx((0.0, 0.0), abs=0.02)


def test_a_slight_bend_is_told_from_a_yaw() -> None:
    assert degrees_off(drive(make(), 250, curvature_pm=1 / 1500))[0] < 0.05
    assert degrees_off(drive(make(), 250, curvature_pm=1 / 1500))[1] < 0.2


def test_some_frames_with_wrong_lines_do_no_harm() -> None:
    calibration, random, mounting = make(), np.random.default_rng(1), CONFIGURED
    for k in range(300):
        wrong = k % 5 == 0
        bent = replace(TRUE, pitch_rad=radians(6.0)) if wrong else TRUE
        (mounting,) = calibration.update(percepts(k, lanes(bent, random), mounting, UNHEARD))
    assert degrees_off(mounting)[0] < 0.15


def test_one_line_alone_points_nowhere() -> None:
    assert drive(make(), 100, lateral_m=(1.85,)) == CONFIGURED


@pytest.mark.parametrize(
    "vehicle",
    [
        pytest.param(heard(5.0), id="slow"),
        pytest.param(heard(25.0, yaw_rate_radps=0.1), id="turning"),
        pytest.param(heard(25.0, indicator=1.0), id="changing lanes"),
    ],
)
def test_it_learns_only_while_we_drive_along_a_lane(vehicle: VehicleState) -> None:
    assert drive(make(), 100, vehicle=vehicle) == CONFIGURED
    assert drive(make(), 100, vehicle=heard(25.0)).estimated


def test_a_doubtful_height_is_drawn_to_what_the_lane_is_wide_and_a_sure_one_is_not() -> None:
    low = replace(CONFIGURED, z_m=1.1, height_sd_m=0.3)
    found = drive(make(), 250, configured=low)
    assert found.z_m == pytest.approx(1.35, abs=0.08)
    assert found.height_sd_m < 0.11
    sure = drive(make(), 250, configured=replace(CONFIGURED, z_m=1.1, height_sd_m=0.01))
    assert sure.z_m == pytest.approx(1.1, abs=0.01)


def test_two_cameras_are_told_apart_and_one_without_a_model_is_left_alone() -> None:
    rear = replace(CONFIGURED, camera="rear")
    calibration, random = make(), np.random.default_rng(2)
    for k in range(100):
        moment = Moment(k, (), UNHEARD, (rear, CONFIGURED))
        seen = Percepts(k * PERIOD_NS, moment, (), lanes(TRUE, random), (), 0)
        first, second = calibration.update(seen)
    assert first == rear
    assert second.estimated
