"""Topics: a bad message is a frame that says why, never an exception."""

import cv2
import numpy as np

from vigil.camera import TopicDecoder

from .conftest import HEIGHT_PX, WIDTH_PX, Make, shade


def test_raw_and_compressed_messages_count_as_one_camera(make: Make) -> None:
    decoder = TopicDecoder(make())
    step = WIDTH_PX * 3
    raw = decoder.raw(5, 9, "rgb8", WIDTH_PX, HEIGHT_PX, step, shade(3).tobytes())
    small = decoder.compressed(6, 10, cv2.imencode(".png", shade(4))[1].tobytes())
    assert [raw.sequence, small.sequence] == [0, 1]
    assert (raw.camera, raw.exposure_ns, raw.arrival_ns, raw.error) == ("front", 5, 9, "")
    assert np.array_equal(raw.image, shade(3))
    assert np.array_equal(small.image, shade(4))


def test_an_encoding_nobody_knows_is_a_frame_with_an_error(make: Make) -> None:
    frame = TopicDecoder(make()).raw(0, 0, "jpeg2000", WIDTH_PX, HEIGHT_PX, 192, b"")
    assert "unknown encoding 'jpeg2000'" in frame.error
    assert frame.image.shape == (0, 0, 3)


def test_a_camera_at_another_size_than_its_calibration_says_both(make: Make) -> None:
    frame = TopicDecoder(make()).raw(0, 0, "mono8", 32, 24, 32, bytes(768))
    assert "delivers 32x24 but is calibrated for 64x48" in frame.error


def test_a_jpeg_that_lost_its_end_is_a_frame_with_an_error(make: Make) -> None:
    data = cv2.imencode(".jpg", shade(4))[1].tobytes()
    assert TopicDecoder(make()).compressed(0, 0, data[:-30]).error


def test_whoever_has_another_decoder_may_use_it(make: Make) -> None:
    frame = TopicDecoder(make(rectify=True)).frame(1, 2, lambda: shade(7))
    assert np.array_equal(frame.image, shade(7))
