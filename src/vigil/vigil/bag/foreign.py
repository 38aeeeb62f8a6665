"""Records from messages that others define: CAN frames of ros2_socketcan and ros_canopen."""

import re
from typing import Any

import numpy as np

from vigil.base.records import CanFrame, CanFrames

CLASSIC = "can_msgs/msg/Frame"
FLEXIBLE = "ros2_socketcan_msgs/msg/FdFrame"


def bus_of(topic: str) -> str:
    """Return the bus that a topic speaks of: its part that reads like can0, else its first part."""
    parts = topic.strip("/").split("/")
    return next((part for part in parts if re.fullmatch(r"v?can\d+", part)), parts[0])


def can_frames(message: Any, kind: str, topic: str, log_ns: int) -> CanFrames:
    """Return one frame as a burst; its time is the stamp of its driver where that is set."""
    stamp = message.header.stamp
    arrival_ns = stamp.sec * 1_000_000_000 + stamp.nanosec or log_ns
    fd = kind == FLEXIBLE
    length = message.len if fd else message.dlc
    frame = CanFrame(
        arrival_ns=arrival_ns,
        bus=bus_of(topic),
        can_id=int(message.id),
        extended=bool(message.is_extended),
        fd=fd,
        # A remote frame carries no data either: like an error, it says nothing of a signal.
        error=bool(message.is_error or (not fd and message.is_rtr)),
        data=np.asarray(message.data, np.uint8)[:length],
    )
    return CanFrames(arrival_ns, (frame,))
