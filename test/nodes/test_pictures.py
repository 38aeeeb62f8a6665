"""Pictures of Image messages: our own conversion, cv_bridge's, and plain arithmetic agree."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vigil.base.errors import InputError
from vigil.camera import ENCODINGS
from vigil_nodes import pictures
from vigil_nodes.messages import find

Array = npt.NDArray[Any]
WIDTH_PX, HEIGHT_PX = 34, 26
RAW = np.random.default_rng(5)


def message(encoding: str, padding: int = 0, big_endian: bool = False) -> Any:
    """Return a message full of noise: what a camera could send, in rows with padding."""
    known = ENCODINGS[encoding]
    used = WIDTH_PX * known.bytes_a_pixel
    rows = RAW.integers(0, 256, (int(HEIGHT_PX * known.planes), used + padding), np.uint8)
    made = find("sensor_msgs/msg/Image")(
        encoding=encoding, width=WIDTH_PX, height=HEIGHT_PX, step=used + padding,
        is_bigendian=int(big_endian),
    )  # fmt: skip
    made.data.frombytes(rows.tobytes())
    return made


def rows_of(image: Any) -> Array:
    """Return the bytes of a message, shape (rows, bytes), without padding."""
    known = ENCODINGS[image.encoding]
    rows = np.frombuffer(image.data, np.uint8).reshape(-1, image.step)
    return rows[:, : WIDTH_PX * known.bytes_a_pixel]


def bgr_of_yuv(y: Array, u: Array, v: Array) -> Array:
    """ITU-R BT.601, limited range; darker than black is black."""
    luma, blue, red = 1.164383 * np.maximum(y - 16.0, 0.0), u - 128.0, v - 128.0
    green = luma - 0.391762 * blue - 0.812968 * red
    planes = (luma + 2.017232 * blue, green, luma + 1.596027 * red)
    return np.stack(planes, axis=-1).clip(0.0, 255.0)


def pairs(rows: Array, *, luma_at: int, blue_at: int) -> Array:
    """Two pixels in four bytes share their colour."""
    quads = rows.reshape(HEIGHT_PX, WIDTH_PX // 2, 4).astype(float)
    red_at = blue_at + 2
    y = quads[..., luma_at::2].reshape(HEIGHT_PX, WIDTH_PX)
    u, v = (np.repeat(quads[..., at], 2, axis=1) for at in (blue_at, red_at))
    return bgr_of_yuv(y, u, v)


def half_plane(rows: Array, *, blue_at: int) -> Array:
    """Four pixels share a colour of the plane below."""
    y, colors = rows[:HEIGHT_PX].astype(float), rows[HEIGHT_PX:].astype(float)
    wide = colors.reshape(HEIGHT_PX // 2, WIDTH_PX // 2, 2).repeat(2, axis=0).repeat(2, axis=1)
    return bgr_of_yuv(y, wide[..., blue_at], wide[..., 1 - blue_at])


def mosaic(rows: Array, order: str) -> Array:
    """Each pixel saw one colour; the mean of its nearest neighbours tells the others."""
    seen, planes = rows.astype(float), []
    for color in "bgr":
        mask = np.zeros(seen.shape)
        for place in (i for i, c in enumerate(order) if c == color):
            mask[place // 2 :: 2, place % 2 :: 2] = 1.0
        near = np.where(beside(mask) > 0, beside(seen * mask), across(seen * mask))
        count = np.where(beside(mask) > 0, beside(mask), across(mask))
        planes.append(np.where(mask > 0, seen, near / np.maximum(count, 1)))
    return np.stack(planes, axis=-1)


def beside(values: Array) -> Array:
    """Sum the neighbours above, below, left and right."""
    wide: Array = np.pad(values, 1)
    return wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:]


def across(values: Array) -> Array:
    """Sum the neighbours at the corners."""
    wide: Array = np.pad(values, 1)
    return wide[:-2, :-2] + wide[:-2, 2:] + wide[2:, :-2] + wide[2:, 2:]


def grey(rows: Array, *, wide: bool = False, big_endian: bool = False) -> Array:
    """All three colours are the same."""
    samples = rows.view(">u2" if big_endian else "<u2") / 257.0 if wide else rows
    return np.repeat(samples[..., None], 3, axis=2)


PLAIN: dict[str, Callable[[Array], Array]] = {
    "bgr8": lambda rows: rows.reshape(HEIGHT_PX, WIDTH_PX, 3),
    "rgb8": lambda rows: rows.reshape(HEIGHT_PX, WIDTH_PX, 3)[..., ::-1],
    "bgra8": lambda rows: rows.reshape(HEIGHT_PX, WIDTH_PX, 4)[..., :3],
    "rgba8": lambda rows: rows.reshape(HEIGHT_PX, WIDTH_PX, 4)[..., 2::-1],
    "mono8": grey,
    "mono16": lambda rows: grey(np.ascontiguousarray(rows), wide=True),
    "yuv422": lambda rows: pairs(rows, luma_at=1, blue_at=0),
    "uyvy": lambda rows: pairs(rows, luma_at=1, blue_at=0),
    "yuv422_yuy2": lambda rows: pairs(rows, luma_at=0, blue_at=1),
    "yuyv": lambda rows: pairs(rows, luma_at=0, blue_at=1),
    "nv12": lambda rows: half_plane(rows, blue_at=0),
    "nv21": lambda rows: half_plane(rows, blue_at=1),
    "bayer_rggb8": lambda rows: mosaic(rows, "rggb"),
    "bayer_bggr8": lambda rows: mosaic(rows, "bggr"),
    "bayer_gbrg8": lambda rows: mosaic(rows, "gbrg"),
    "bayer_grbg8": lambda rows: mosaic(rows, "grbg"),
}
"""Every encoding by plain arithmetic on numbers, from its definition."""
ALL = pytest.mark.parametrize("encoding", ENCODINGS)
PADDING = pytest.mark.parametrize("padding", [0, 24])


@ALL
@PADDING
def test_our_own_conversion_is_that_of_the_definition(encoding: str, padding: int) -> None:
    image = message(encoding, padding)
    wanted = PLAIN[encoding](rows_of(image))
    off = np.abs(pictures.own_picture(image).astype(float) - wanted)
    border = 1 if encoding.startswith("bayer") else 0  # its neighbours lie outside
    inner = off[border : HEIGHT_PX - border, border : WIDTH_PX - border]
    assert inner.max() <= 1.01  # whole numbers, rounded by each in its own way


def test_sixteen_bits_may_come_with_the_high_byte_first() -> None:
    image = message("mono16", big_endian=True)
    rows = np.ascontiguousarray(rows_of(image))
    off = np.abs(pictures.own_picture(image) - grey(rows, wide=True, big_endian=True))
    assert off.max() <= 1.0


@pytest.mark.parametrize("encoding", sorted(pictures.BRIDGED))
@PADDING
@pytest.mark.skipif(find_spec("cv_bridge") is None, reason="cv_bridge is not installed")
def test_cv_bridge_gives_the_same_picture(encoding: str, padding: int) -> None:
    image = message(encoding, padding)
    assert np.array_equal(pictures.bridged_picture(image), pictures.own_picture(image))


class Bridge:
    """Stands in for cv_bridge: knows what Humble's knows, and refuses as it does."""

    asked: tuple[str, ...] = ()

    def imgmsg_to_cv2(self, image: Any, desired_encoding: str) -> Array:
        Bridge.asked = (*Bridge.asked, image.encoding)
        assert desired_encoding == "bgr8"
        if image.encoding in {"nv12", "nv21", "uyvy", "yuyv"}:
            raise TypeError(f"Unrecognized image encoding [{image.encoding}]")
        np.ndarray((image.height, image.step), np.uint8, buffer=image.data)
        return pictures.own_picture(image)


@ALL
def test_cv_bridge_is_asked_only_for_what_it_knows(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "CvBridge", Bridge)
    monkeypatch.setattr(Bridge, "asked", ())
    image = message(encoding)
    assert np.array_equal(pictures.picture(image), pictures.own_picture(image))
    assert Bridge.asked == ((encoding,) if encoding in pictures.BRIDGED else ())


def test_too_little_data_is_one_sentence_from_cv_bridge_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "CvBridge", Bridge)
    image = message("yuv422")
    del image.data[-100:]
    with pytest.raises(InputError, match="yuv422 34x26 with step 68 in 1668 bytes"):
        pictures.picture(image)
