"""Single pictures: for a person to look at, or a board to be found in."""

from pathlib import Path

import numpy as np
import pytest

from vigil.base.errors import InputError, OutputError
from vigil.camera import first_picture, pictures_of, read_picture, write_picture

from .conftest import LEVELS, Make, shade


def test_the_first_picture_is_the_first_that_can_be_read(make: Make, folder: Path) -> None:
    (folder / "frame0.png").write_bytes(b"no picture")
    camera = make(source={"kind": "images", "address": str(folder)})
    assert np.array_equal(first_picture(camera), shade(1))


def test_boards_are_looked_for_in_all_pictures_of_a_folder(folder: Path) -> None:
    shades = [int(picture[0, 0, 0]) // LEVELS for picture in pictures_of(folder)]
    assert shades == list(range(12))


def test_boards_are_looked_for_twice_a_second_of_a_video(video: Path) -> None:
    shades = [round(float(picture.mean()) / LEVELS) for picture in pictures_of(video)]
    assert shades == pytest.approx([0, 5, 10, 15], abs=1)


def test_a_path_that_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: cannot be read as a video"):
        list(pictures_of(tmp_path / "nowhere"))


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    write_picture(tmp_path / "new" / "check.png", shade(3))
    assert np.array_equal(read_picture(tmp_path / "new" / "check.png"), shade(3))


def test_a_picture_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "check.png").mkdir()
    with pytest.raises(OutputError, match=r"check\.png: the picture could not be written"):
        write_picture(tmp_path / "check.png", shade(3))
