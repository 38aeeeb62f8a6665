"""Pictures of topics become BGR: the encodings of sensor_msgs/Image and compressed pictures.

The names are those of sensor_msgs/image_encodings, and the conversions give the same pixels as
cv_bridge's `imgmsg_to_cv2(message, "bgr8")`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt

from vigil.base.errors import InputError

Picture = npt.NDArray[np.uint8]
"""BGR, shape (height, width, 3)."""

Buffer = bytes | bytearray | memoryview | Picture
"""What ROS, rosbags and OpenCV hand over: bytes, or anything that shares its memory."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How pixels lie in memory and what turns them into BGR."""

    bytes_a_pixel: int
    """In one row of the first plane."""
    code: int | None
    """OpenCV's conversion to BGR; None: it is BGR."""
    even: tuple[int, int] = (1, 1)
    """Width and height must be multiples of these: pixels share their colour."""
    planes: float = 1.0
    """Rows in memory for each row of the picture: 1.5 where colour follows in a half plane."""
    wide: bool = False
    """Two bytes a sample."""


_PAIRS, _QUADS = (2, 1), (2, 2)
ENCODINGS: Mapping[str, Encoding] = MappingProxyType(
    {
        "bgr8": Encoding(3, None),
        "rgb8": Encoding(3, cv2.COLOR_RGB2BGR),
        "bgra8": Encoding(4, cv2.COLOR_BGRA2BGR),
        "rgba8": Encoding(4, cv2.COLOR_RGBA2BGR),
        "mono8": Encoding(1, cv2.COLOR_GRAY2BGR),
        "mono16": Encoding(2, cv2.COLOR_GRAY2BGR, wide=True),
        "yuv422": Encoding(2, cv2.COLOR_YUV2BGR_UYVY, _PAIRS),
        "uyvy": Encoding(2, cv2.COLOR_YUV2BGR_UYVY, _PAIRS),
        "yuv422_yuy2": Encoding(2, cv2.COLOR_YUV2BGR_YUY2, _PAIRS),
        "yuyv": Encoding(2, cv2.COLOR_YUV2BGR_YUY2, _PAIRS),
        "nv12": Encoding(1, cv2.COLOR_YUV2BGR_NV12, _QUADS, planes=1.5),
        "nv21": Encoding(1, cv2.COLOR_YUV2BGR_NV21, _QUADS, planes=1.5),
        # OpenCV names a mosaic by its second row, ROS by its first: rggb is OpenCV's BG.
        "bayer_rggb8": Encoding(1, cv2.COLOR_BayerBG2BGR, _QUADS),
        "bayer_bggr8": Encoding(1, cv2.COLOR_BayerRG2BGR, _QUADS),
        "bayer_gbrg8": Encoding(1, cv2.COLOR_BayerGR2BGR, _QUADS),
        "bayer_grbg8": Encoding(1, cv2.COLOR_BayerGB2BGR, _QUADS),
    }
)
"""Every encoding that can be read, by the name that sensor_msgs/Image gives it."""


def to_bgr(
    encoding: str,
    width_px: int,
    height_px: int,
    step: int,
    data: Buffer,
    big_endian: bool = False,
) -> Picture:
    """Return the picture of a sensor_msgs/Image; of bgr8 without padding it shares the memory."""
    known = ENCODINGS.get(encoding)
    if known is None:
        raise InputError(f"unknown encoding '{encoding}'; known are {', '.join(ENCODINGS)}")
    rows = _rows(encoding, known, width_px, height_px, step, data)
    if known.wide:
        rows = _eight_bits(rows, big_endian)
    if known.code is None:
        return rows.reshape(height_px, width_px, 3)
    channels = 1 if known.wide else known.bytes_a_pixel
    shaped = rows if channels == 1 else rows.reshape(height_px, width_px, channels)
    return np.asarray(cv2.cvtColor(shaped, known.code), np.uint8)


def decode_compressed(data: Buffer) -> Picture:
    """Return the picture of a sensor_msgs/CompressedImage (JPEG, PNG, ...) or of a file.

    A mark of orientation in the file is not obeyed: the calibration speaks of the sensor's pixels.
    """
    raw = np.frombuffer(data, np.uint8)
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    picture = cv2.imdecode(raw, flags) if len(raw) else None
    if picture is None:
        raise InputError(
            f"{len(raw)} bytes that begin with '{raw[:4].tobytes().hex()}' are no picture"
        )
    _refuse_cut_short(raw)
    return np.asarray(picture, np.uint8)


def _rows(
    name: str, known: Encoding, width_px: int, height_px: int, step: int, data: Buffer
) -> Picture:
    """Return rows without padding, shape (rows in memory, bytes in a row)."""
    if width_px < 1 or height_px < 1 or width_px % known.even[0] or height_px % known.even[1]:
        raise InputError(
            f"{name} cannot be {width_px}x{height_px}: its sides are multiples of {known.even}"
        )
    used = width_px * known.bytes_a_pixel
    if step < used:
        raise InputError(f"{name} {width_px} wide takes rows of {used} bytes; step says {step}")
    count = int(height_px * known.planes)
    raw = np.frombuffer(data, np.uint8)
    if len(raw) < count * step - (step - used):  # the last row may come without its padding
        raise InputError(
            f"{name} {width_px}x{height_px} with step {step} takes {count * step} bytes;"
            f" {len(raw)} came"
        )
    if step == used:
        return raw[: count * step].reshape(count, step)
    padded = np.lib.stride_tricks.as_strided(raw, (count, used), (step, 1), writeable=False)
    return np.ascontiguousarray(padded)


def _eight_bits(rows: Picture, big_endian: bool) -> Picture:
    """Return 16-bit samples scaled to 8 bits, full range to full range, rounded."""
    samples = rows.view(">u2" if big_endian else "<u2").astype(np.uint16)
    return np.asarray(cv2.convertScaleAbs(samples, alpha=255.0 / 65535.0), np.uint8)


JPEG, PNG = b"\xff\xd8", b"\x89PNG"
TAIL = 1024
"""How many bytes at the end are searched for the mark of the end: cameras append some."""


def _refuse_cut_short(raw: Picture) -> None:
    """OpenCV paints what is missing grey and says nothing; a frame like that must not be judged."""
    head, tail = raw[:4].tobytes(), raw[-TAIL:].tobytes()
    cut_jpeg = head.startswith(JPEG) and b"\xff\xd9" not in tail
    cut_png = head == PNG and b"IEND" not in tail
    if cut_jpeg or cut_png:
        raise InputError(f"the picture is cut short: its end is missing after {len(raw)} bytes")
