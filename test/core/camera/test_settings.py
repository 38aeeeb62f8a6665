"""The section `camera`: what it takes, and what it refuses in one sentence."""

from math import radians
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vigil.base import yaml
from vigil.base.errors import ConfigurationError
from vigil.base.settings import checked, shipped
from vigil.camera import CameraRig
from vigil.geometry import Distortion, horizon_row_px, image_points_px

from .conftest import Make

CONFIG = Path(__file__).resolve().parents[3] / "config"


def front(**changes: Any) -> dict[str, Any]:
    """Return one camera as YAML gives it."""
    values: dict[str, Any] = {
        "name": "front",
        "source": {"kind": "video", "address": "road.mp4"},
        "width_px": 1280,
        "height_px": 720,
        "fx_px": 1150,
        "fy_px": 1150.0,
        "cx_px": 639.5,
        "cy_px": 359.5,
        "mounting": {"z_m": 1.2},
    }
    return values | changes


def rig(*cameras: dict[str, Any]) -> CameraRig:
    return checked(CameraRig, {"cameras": list(cameras)}, "camera")


def test_the_first_camera_leads() -> None:
    cameras = rig(front(name="middle"), front(name="left"))
    assert cameras.leading.name == "middle"


def test_degrees_of_the_file_become_radians_of_the_record() -> None:
    place = {"z_m": 1.2, "pitch_deg": 2.0, "yaw_deg": -1.0, "pitch_sd_deg": 0.3}
    mounting = rig(front(mounting=place)).leading.mounting()
    assert mounting.pitch_rad == pytest.approx(radians(2.0))
    assert mounting.yaw_rad == pytest.approx(radians(-1.0))
    assert mounting.pitch_sd_rad == pytest.approx(radians(0.3))
    assert not mounting.estimated


@pytest.mark.parametrize(
    ("rectify", "distortion"),
    [
        pytest.param(False, Distortion.PLUMB_BOB, id="as taken"),
        pytest.param(True, Distortion.NONE, id="rectified"),
    ],
)
def test_the_model_is_that_of_the_frames_delivered(rectify: bool, distortion: Distortion) -> None:
    bent = {"model": "plumb_bob", "coefficients": [-0.25, 0.0, 0.0, 0.0, 0.0]}
    camera = rig(front(distortion=bent, rectify=rectify)).leading
    assert camera.model().distortion is distortion
    assert camera.lens().distortion is Distortion.PLUMB_BOB


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"fx_px": -1.0}, r"fx_px: -1\.0", id="a negative focal length"),
        pytest.param({"cx_px": 1400.0}, "lies outside 1280x720", id="an axis beside the picture"),
        pytest.param({"focal": 3}, r"no setting 'cameras\.0\.focal'", id="an unknown name"),
        pytest.param({"name": "Front Camera"}, "Front Camera", id="a name that is no topic"),
        pytest.param({"mounting": {}}, r"mounting\.z_m' is needed", id="no height"),
        pytest.param({"mounting": {"z_m": 0.0}}, r"z_m: 0\.0", id="a lens on the road"),
        pytest.param(
            {"source": {"kind": "radio", "address": "x"}}, "'radio'", id="a source that is none"
        ),
        pytest.param(
            {"distortion": {"model": "plumb_bob", "coefficients": [0.1, 0.2]}},
            "plumb_bob takes 5 coefficients, 2 are given",
            id="too few coefficients",
        ),
        pytest.param(
            {"distortion": {"model": "none", "coefficients": [0.1]}},
            "none takes 0 coefficients, 1 are given",
            id="coefficients of nothing",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        rig(front(**changes))


def test_two_cameras_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="two cameras are called front"):
        rig(front(), front())


@pytest.mark.parametrize("count", [0, 9])
def test_there_are_one_to_eight_cameras(count: int) -> None:
    with pytest.raises(ConfigurationError, match=f"{count} cameras; 1 to 8"):
        rig(*(front(name=f"camera{number}") for number in range(count)))


@pytest.mark.parametrize("name", ["cameras.yaml", "clips_1280x720.yaml"])
def test_the_configurations_we_ship_are_right_and_travel_with_the_package(name: str) -> None:
    content = yaml.load(shipped("config") / name)
    camera = checked(CameraRig, content["camera"], name).leading
    assert camera.mounting().pitch_sd_rad < radians(0.5)
    assert content == yaml.load(CONFIG / name)


def test_the_highway_clip_is_calibrated_by_its_own_rulers() -> None:
    # The lines of our lane meet at (481.5, 304.4) px, and 20 m ahead they are 3.66 m apart.
    content = yaml.load(shipped("config/cameras.yaml"))
    camera = checked(CameraRig, content["camera"], "cameras.yaml").leading
    model, mounting = camera.model(), camera.mounting()
    assert horizon_row_px(model, mounting) == pytest.approx(304.4, abs=0.5)
    far = image_points_px(model, mounting, np.array([[1e6, 0.0, mounting.z_m]]))
    assert far[0] == pytest.approx((481.5, 304.4), abs=0.5)
    left, right = image_points_px(model, mounting, np.array([[20.0, 1.83], [20.0, -1.83]]))
    fall_px = right[1] - 304.4
    assert (right[0] - left[0]) / fall_px == pytest.approx(2.953, rel=0.02)


def test_a_camera_made_in_code_takes_the_same_names(make: Make) -> None:
    assert make(rectify=True).where.z_m == pytest.approx(1.2)
