"""The highway clip: its lanes tell where the horizon is."""

from pathlib import Path

import av
import pytest

from vigil.base.records import (
    CameraReport,
    Failsafe,
    Frame,
    FrameSet,
    Moment,
    Mounting,
    VehicleState,
    Verdict,
)
from vigil.calibration import Calibration, CalibrationSettings
from vigil.geometry import CameraModel, horizon_row_px
from vigil.inference import Engines, InferenceSettings
from vigil.perception import Networks, Perception, PerceptionSettings

SHARED = Path(__file__).parents[4] / "shared"
CLIP = SHARED / "data/clips/udacity_solidWhiteRight_960x540_25fps.mp4"
MODEL = CameraModel("front", 960, 540, 800.0, 800.0, 479.5, 269.5)
LEVEL = Mounting("front", -1.5, 0.0, 1.3, 0.0, 0.0, 0.0, 0.1, 0.01, 0.02, 0.02, estimated=False)
PERIOD_NS = 40_000_000
EVERY = 3


def look(image: Frame, mounting: Mounting) -> FrameSet:
    """Put one picture into a set."""
    report = CameraReport(
        camera="front",
        verdict=Verdict.ON_TIME,
        exposure_ns=image.exposure_ns,
        arrival_ns=image.arrival_ns,
        sequence=image.sequence,
        skew_s=0.0,
        age_s=0.0,
        lost=0,
        failsafe=Failsafe.UNKNOWN,
        reason="",
    )
    moment = Moment(image.sequence, (report,), VehicleState(), (mounting,))
    return FrameSet(image.exposure_ns, moment, (image,))


@pytest.mark.skipif(not CLIP.is_file(), reason="the shared clips are not here")
def test_five_seconds_of_the_highway_clip_find_its_horizon() -> None:
    engines = Engines(InferenceSettings(model_path=(str(SHARED / "models"),)))
    networks = Networks(detector="none", road="none")
    perception = Perception(PerceptionSettings(networks=networks), {"front": MODEL}, engines)
    calibration, mounting = Calibration(CalibrationSettings(), {"front": MODEL}), LEVEL
    with av.open(str(CLIP)) as container:
        for k, picture in enumerate(container.decode(video=0)):
            if k % EVERY:
                continue
            if k >= 125:
                break
            image = picture.to_ndarray(format="bgr24")
            frame = Frame("front", k * PERIOD_NS, k * PERIOD_NS, k, image)
            (mounting,) = calibration.update(perception.update(look(frame, mounting)))
    assert mounting.estimated
    # Read off frame 150: the solid right line and the dashes meet at (483, 302) +- 4 px.
    assert horizon_row_px(MODEL, mounting) == pytest.approx(302.0, abs=5.0)
    # A US lane of 3.7 m is 2.95 camera heights wide here: 1.25 m.
    assert mounting.z_m == pytest.approx(1.25, abs=0.05)
