"""Sources: what a folder and a video deliver, and how they say that they cannot."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import Frame
from vigil.camera import CameraSettings, open_source

from .conftest import LEVELS, Make, shade, write_video

TENTH_NS = 100_000_000


def frames(settings: CameraSettings) -> list[Frame]:
    with open_source(settings) as source:
        return list(source)


def until_it_broke(settings: CameraSettings) -> tuple[list[Frame], str]:
    """Return the frames that came and the sentence with which the source ended."""
    came: list[Frame] = []
    with open_source(settings) as source, pytest.raises(InputError) as broke:
        came.extend(source)
    return came, str(broke.value)


class Ticking:
    """A clock that tells a time later by one step each time it is asked."""

    def __init__(self, step_ns: int, now_ns: int = 7_000_000_000) -> None:
        self.now_ns, self._step_ns = now_ns, step_ns

    def __call__(self) -> int:
        self.now_ns += self._step_ns
        return self.now_ns


def images(make: Make, folder: Path, **changes: object) -> CameraSettings:
    return make(source={"kind": "images", "address": str(folder), "rate_hz": 10.0}, **changes)


def movie(make: Make, path: Path, **changes: object) -> CameraSettings:
    return make(source={"kind": "video", "address": str(path)}, **changes)


def test_pictures_of_a_folder_come_in_the_order_a_person_counts(make: Make, folder: Path) -> None:
    came = frames(images(make, folder))
    assert [int(frame.image[0, 0, 0]) // LEVELS for frame in came] == list(range(12))
    assert [frame.exposure_ns for frame in came] == [n * TENTH_NS for n in range(12)]
    assert all(frame.arrival_ns == frame.exposure_ns for frame in came)


def test_an_unreadable_picture_is_a_frame_with_an_error_and_the_rest_goes_on(
    make: Make, folder: Path
) -> None:
    broken = folder / "frame4.png"
    broken.write_bytes(broken.read_bytes()[:40])
    came = frames(images(make, folder))
    assert [frame.sequence for frame in came] == list(range(12))
    assert [frame.sequence for frame in came if frame.error] == [4]
    assert "frame4.png" in came[4].error
    assert came[4].image.size == 0


def test_a_picture_of_another_size_says_both_sizes(make: Make, folder: Path) -> None:
    cv2.imwrite(str(folder / "frame5.png"), shade(5, width_px=80))
    came = frames(images(make, folder))
    assert "80x48 but is calibrated for 64x48" in came[5].error
    assert not came[6].error


def test_a_folder_where_no_picture_fits_ends_with_a_sentence(make: Make, folder: Path) -> None:
    came, sentence = until_it_broke(images(make, folder, width_px=80))
    assert len(came) == 12
    assert "none of 12 pictures is usable" in sentence


def test_an_empty_folder_and_a_missing_one_are_refused(make: Make, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(InputError, match="holds no picture"):
        open_source(images(make, tmp_path))
    with pytest.raises(InputError, match="no such folder"):
        open_source(images(make, tmp_path / "nowhere"))


def test_a_video_tells_the_time_of_its_frames(make: Make, video: Path) -> None:
    came = frames(movie(make, video))
    assert [frame.exposure_ns for frame in came] == [n * TENTH_NS for n in range(20)]
    assert [frame.sequence for frame in came] == list(range(20))
    shades = [float(frame.image.mean()) for frame in came]
    assert shades == pytest.approx([LEVELS * n for n in range(20)], abs=LEVELS)
    assert shades == sorted(shades)


def test_a_source_says_how_many_frames_will_come(make: Make, video: Path, folder: Path) -> None:
    with open_source(movie(make, video)) as one, open_source(images(make, folder)) as other:
        assert (one.expected_frames, other.expected_frames) == (20, 12)


def test_a_second_pass_begins_again(make: Make, video: Path) -> None:
    with open_source(movie(make, video)) as source:
        first, second = list(source), list(source)
    assert [frame.sequence for frame in first] == [frame.sequence for frame in second]


def test_no_frame_of_a_recording_arrives_before_it_was_exposed(make: Make, video: Path) -> None:
    with open_source(movie(make, video), Ticking(step_ns=1_000_000)) as source:
        came = list(source)
    assert came[0].exposure_ns == 7_001_000_000
    assert all(frame.arrival_ns >= frame.exposure_ns for frame in came)
    assert np.diff([frame.exposure_ns for frame in came]).tolist() == [TENTH_NS] * 19


def test_a_slow_reader_sees_its_frames_arrive_late(make: Make, video: Path) -> None:
    with open_source(movie(make, video), Ticking(step_ns=2 * TENTH_NS)) as source:
        last = list(source)[-1]
    assert last.arrival_ns - last.exposure_ns > 10 * TENTH_NS


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv", "cut.avi"])
def test_a_video_that_is_cut_short_gives_what_is_left_and_says_so(
    make: Make, tmp_path: Path, name: str
) -> None:
    path = write_video(tmp_path / name, 60, index_first=True)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    came, sentence = until_it_broke(movie(make, path))
    assert 8 < len(came) < 60
    assert not came[5].error
    assert str(path) in sentence
    assert f"cut short: {len(came)}" in sentence


def test_a_video_without_its_index_cannot_be_opened(make: Make, video: Path) -> None:
    cut = video.with_name("headless.mp4")
    cut.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    with pytest.raises(InputError, match=r"headless\.mp4: cannot be opened"):
        open_source(movie(make, cut))


def test_a_missing_video_is_refused(make: Make, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.mp4: there is no such video file"):
        open_source(movie(make, tmp_path / "gone.mp4"))


def test_a_file_that_is_no_video_is_refused(make: Make, tmp_path: Path) -> None:
    (tmp_path / "road.mp4").write_text("this is a text " * 100)
    with pytest.raises(InputError, match="cannot be opened"):
        open_source(movie(make, tmp_path / "road.mp4"))


def test_a_video_of_another_size_than_its_calibration_is_refused(make: Make, video: Path) -> None:
    with pytest.raises(InputError, match="64x48 but is calibrated for 80x48"):
        open_source(movie(make, video, width_px=80))


def test_a_topic_is_nothing_to_open(make: Make) -> None:
    with pytest.raises(ConfigurationError, match="fed by the topic /camera/front"):
        open_source(make())
