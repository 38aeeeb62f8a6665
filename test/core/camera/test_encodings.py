"""Encodings: every way that a driver packs its pixels gives the same picture."""

import cv2
import numpy as np
import pytest

from vigil.base.errors import InputError
from vigil.camera import ENCODINGS, Picture, decode_compressed, to_bgr

WIDTH_PX, HEIGHT_PX = 32, 24


def colors() -> Picture:
    """Return four quarters: blue, green, red, grey; blocks survive shared colours."""
    picture = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    picture[:12, :16], picture[:12, 16:] = (200, 40, 30), (40, 190, 60)
    picture[12:, :16], picture[12:, 16:] = (30, 50, 210), (120, 120, 120)
    return picture


def nv(picture: Picture, red_first: bool) -> Picture:
    """Return Y rows, then rows of U and V in turn."""
    planar = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    luma, chroma = planar[:HEIGHT_PX], planar[HEIGHT_PX:].reshape(2, -1)
    pairs = chroma[::-1] if red_first else chroma
    return np.vstack([luma, pairs.T.reshape(HEIGHT_PX // 2, WIDTH_PX)])


def mosaic(picture: Picture, first_two_rows: str) -> Picture:
    """Return what a sensor behind a filter of colours sees: 'rggb' is R G over G B."""
    raw = np.empty((HEIGHT_PX, WIDTH_PX), np.uint8)
    for place, color in enumerate(first_two_rows):
        row, column = divmod(place, 2)
        raw[row::2, column::2] = picture[row::2, column::2, "bgr".index(color)]
    return raw


def packed(encoding: str) -> Picture:
    """Return the rows of the four quarters in an encoding, shape (rows, bytes)."""
    picture = colors()
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    layouts: dict[str, cv2.typing.MatLike] = {
        "bgr8": picture,
        "rgb8": picture[..., ::-1],
        "bgra8": cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA),
        "rgba8": cv2.cvtColor(picture, cv2.COLOR_BGR2RGBA),
        "mono8": grey,
        "mono16": (grey.astype("<u2") * 257).view(np.uint8),
        "yuv422": cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_UYVY),
        "yuv422_yuy2": cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_YUY2),
        "nv12": nv(picture, red_first=False),
        "nv21": nv(picture, red_first=True),
    }
    layouts |= {"uyvy": layouts["yuv422"], "yuyv": layouts["yuv422_yuy2"]}
    layouts |= {
        f"bayer_{order}8": mosaic(picture, order) for order in ("rggb", "bggr", "gbrg", "grbg")
    }
    rows = layouts[encoding]
    return np.ascontiguousarray(rows, np.uint8).reshape(len(rows), -1)


def wanted(encoding: str) -> Picture:
    if not encoding.startswith("mono"):
        return colors()
    return np.repeat(cv2.cvtColor(colors(), cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("padding", [pytest.param(0, id="tight"), pytest.param(24, id="padded")])
def test_every_encoding_gives_the_same_picture(encoding: str, padding: int) -> None:
    rows = np.pad(packed(encoding), ((0, 0), (0, padding)), constant_values=77)
    got = to_bgr(encoding, WIDTH_PX, HEIGHT_PX, rows.shape[1], rows.tobytes())
    off = np.abs(got.astype(int) - wanted(encoding))
    inside = np.ones((HEIGHT_PX, WIDTH_PX), bool)  # a mosaic mixes colours at its borders
    inside[[0, 1, 10, 11, 12, 13, -2, -1]] = inside[:, [0, 1, 14, 15, 16, 17, -2, -1]] = False
    assert off[inside].max() <= 3  # YUV has fewer steps than BGR


@pytest.mark.parametrize("hold", [bytes, bytearray, memoryview])
def test_any_buffer_will_do(hold: type) -> None:
    data = packed("bgr8").tobytes()
    assert np.array_equal(to_bgr("bgr8", WIDTH_PX, HEIGHT_PX, 96, hold(data)), colors())


def test_bgr_is_handed_through_without_a_copy() -> None:
    data = packed("bgr8").ravel()
    assert np.shares_memory(to_bgr("bgr8", WIDTH_PX, HEIGHT_PX, 96, data), data)


def test_sixteen_bits_may_come_with_the_high_byte_first() -> None:
    grey = cv2.cvtColor(colors(), cv2.COLOR_BGR2GRAY).astype(">u2") * 257
    data = grey.astype(">u2").tobytes()
    got = to_bgr("mono16", WIDTH_PX, HEIGHT_PX, 64, data, big_endian=True)
    assert np.array_equal(got, wanted("mono16"))


def test_the_last_row_may_come_without_its_padding() -> None:
    data = np.pad(packed("bgr8"), ((0, 0), (0, 8))).tobytes()[:-8]
    assert np.array_equal(to_bgr("bgr8", WIDTH_PX, HEIGHT_PX, 104, data), colors())


def test_an_unknown_encoding_is_answered_with_the_known() -> None:
    with pytest.raises(InputError, match="unknown encoding '32FC1'; known are bgr8, rgb8"):
        to_bgr("32FC1", 4, 4, 16, bytes(64))


@pytest.mark.parametrize(
    ("encoding", "width_px", "step", "length", "sentence"),
    [
        pytest.param("bgr8", 32, 96, 2000, "takes 2304 bytes; 2000 came", id="cut short"),
        pytest.param("bgr8", 32, 90, 2304, "rows of 96 bytes; step says 90", id="step too small"),
        pytest.param("yuv422", 31, 62, 2304, "cannot be 31x24", id="half a pair of pixels"),
        pytest.param("mono8", 0, 0, 0, "cannot be 0x24", id="no picture at all"),
    ],
)
def test_a_message_that_contradicts_itself_is_refused(
    encoding: str, width_px: int, step: int, length: int, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        to_bgr(encoding, width_px, HEIGHT_PX, step, bytes(length))


@pytest.mark.parametrize(
    ("ending", "tolerance"), [pytest.param(".png", 0, id="png"), pytest.param(".jpg", 5, id="jpg")]
)
def test_compressed_pictures_come_back(ending: str, tolerance: int) -> None:
    data = cv2.imencode(ending, colors())[1]
    assert np.abs(decode_compressed(data.tobytes()).astype(int) - colors()).mean() <= tolerance


@pytest.mark.parametrize("ending", [".png", ".jpg"])
@pytest.mark.parametrize("share", [0.3, 0.8, 0.99])
def test_a_picture_that_is_cut_short_is_no_picture(ending: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    data = cv2.imencode(ending, noise)[1].tobytes()
    with pytest.raises(InputError, match=r"cut short|no picture"):
        decode_compressed(data[: int(len(data) * share)])


@pytest.mark.parametrize("data", [b"", b"hello, this is no picture"])
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=f"{len(data)} bytes"):
        decode_compressed(data)


def test_a_mark_of_orientation_does_not_turn_the_picture() -> None:
    # EXIF: little-endian TIFF with one entry, orientation (0x0112) = 6, a quarter turn.
    tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    segment = b"Exif\0\0" + tiff
    data = cv2.imencode(".jpg", colors())[1].tobytes()
    marked = data[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + data[2:]
    assert decode_compressed(marked).shape == (HEIGHT_PX, WIDTH_PX, 3)
