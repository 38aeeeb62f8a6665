"""Pictures of sensor_msgs/Image: by cv_bridge where it is installed and can, else by the core.

A test holds both to the same result.
"""

from typing import Any

from vigil.base.errors import InputError
from vigil.camera.encodings import Picture, to_bgr

try:
    from cv_bridge import CvBridge
except ImportError:
    CvBridge = None

BRIDGED = frozenset(
    {"yuv422", "yuv422_yuy2", "mono16"}
    | {f"bayer_{order}8" for order in ("rggb", "bggr", "gbrg", "grbg")}
)
"""What cv_bridge is asked for: numpy gives bgr8, rgb8, mono8 and their kin for free, and from
Humble to Rolling it does not know nv12, nv21, uyvy, yuyv (cv_bridge.cpp, getCvType)."""


def picture(message: Any) -> Picture:
    """Return the picture of an Image message, BGR (height, width, 3), or raise InputError."""
    if CvBridge is not None and message.encoding in BRIDGED:
        return bridged_picture(message)
    return own_picture(message)


def own_picture(message: Any) -> Picture:
    """Return the picture as the core converts it."""
    return to_bgr(
        message.encoding,
        message.width,
        message.height,
        message.step,
        message.data,
        bool(message.is_bigendian),
    )


def bridged_picture(message: Any) -> Picture:
    """Return the picture as cv_bridge converts it."""
    try:
        image: Picture = CvBridge().imgmsg_to_cv2(message, "bgr8")
    except (TypeError, ValueError) as error:  # CvBridgeError is a TypeError, as is too little data
        raise InputError(
            f"cv_bridge cannot read {message.encoding} {message.width}x{message.height} with step"
            f" {message.step} in {len(message.data)} bytes: {error}"
        ) from error
    return image
