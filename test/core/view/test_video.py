"""A video that players take: size, rate, count, and a sentence where it cannot be written."""

from pathlib import Path

import av
import numpy as np
import pytest

from vigil.base.errors import OutputError
from vigil.view import VideoWriter


def test_every_picture_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "drive.mp4"
    with VideoWriter(path, (321, 241), 12.5) as video:
        for shade in range(0, 250, 25):
            video.write(np.full((241, 321, 3), shade, np.uint8))
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        frames = [frame.to_ndarray(format="gray") for frame in file.decode(stream)]
        assert (stream.width, stream.height) == (320, 240)
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert float(stream.average_rate or 0) == pytest.approx(12.5)
    assert len(frames) == 10
    assert frames[9].mean() - frames[0].mean() > 200


def test_a_picture_of_another_size_is_fitted(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "drive.mp4", (320, 240), 10.0) as video:
        video.write(np.zeros((480, 640, 3), np.uint8))
    with av.open(str(tmp_path / "drive.mp4")) as file:
        assert next(file.decode(video=0)).width == 320


def test_a_folder_that_is_not_there_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nowhere/drive\.mp4: cannot write a video there"):
        VideoWriter(tmp_path / "nowhere/drive.mp4", (320, 240), 10.0)
