"""Cameras, pictures and videos that the tests of this room share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from vigil.base.settings import checked
from vigil.camera import CameraSettings, Picture

WIDTH_PX, HEIGHT_PX = 64, 48
LEVELS = 8
"""Grey levels from one picture to the next."""
Make = Callable[..., CameraSettings]


def camera(**changes: Any) -> CameraSettings:
    """Return a small camera that differs from the plain one in what is given."""
    values: dict[str, Any] = {
        "name": "front",
        "source": {"kind": "topic", "address": "/camera/front"},
        "width_px": WIDTH_PX,
        "height_px": HEIGHT_PX,
        "fx_px": 60.0,
        "fy_px": 60.0,
        "cx_px": (changes.get("width_px", WIDTH_PX) - 1) / 2,
        "cy_px": (changes.get("height_px", HEIGHT_PX) - 1) / 2,
        "mounting": {"z_m": 1.2},
    }
    return checked(CameraSettings, values | changes, "camera")


def shade(number: int, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> Picture:
    """Return a grey picture that tells its number by how bright it is."""
    return np.full((height_px, width_px, 3), LEVELS * number % 256, np.uint8)


def write_video(path: Path, count: int, index_first: bool = False) -> Path:
    """Write a video of shades 0, 1, 2 ... at 10 Hz, each a key frame."""
    options = {"movflags": "faststart"} if index_first and path.suffix == ".mp4" else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        stream.gop_size = 1
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(shade(number), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture
def make() -> Make:
    """Return what makes a camera."""
    return camera


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of twelve pictures, frame0.png to frame11.png."""
    for number in range(12):
        cv2.imwrite(str(tmp_path / f"frame{number}.png"), shade(number))
    return tmp_path


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a video of twenty frames at 10 Hz."""
    return write_video(tmp_path_factory.mktemp("video") / "road.mp4", 20)
