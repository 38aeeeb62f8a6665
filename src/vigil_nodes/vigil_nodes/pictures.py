"""Pictures of sensor_msgs/Image: by numpy where that is free, by cv_bridge where it is installed.

Where it is not, the core converts the rest; a test holds both to the same result.
"""

from typing import Any

from vigil.camera.encodings import Picture, to_bgr

try:
    from cv_bridge import CvBridge
except ImportError:
    CvBridge = None

FREE = frozenset({"bgr8", "rgb8", "bgra8", "rgba8", "mono8"})
"""Encodings that are a view or one pass over the bytes."""


def picture(message: Any) -> Picture:
    """Return the picture of an Image message, BGR (height, width, 3), or raise InputError."""
    if CvBridge is None or message.encoding in FREE:
        return own_picture(message)
    return bridged_picture(message)


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
    image: Picture = CvBridge().imgmsg_to_cv2(message, "bgr8")
    return image
