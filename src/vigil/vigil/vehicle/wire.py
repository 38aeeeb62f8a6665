"""python-can's message ↔ our record."""

import can
import numpy as np

from vigil.base.records import CanFrame


def record(message: can.Message, bus: str, arrival_ns: int) -> CanFrame:
    """Return a message as we pass it on."""
    return CanFrame(
        arrival_ns=arrival_ns,
        bus=bus,
        can_id=message.arbitration_id,
        extended=message.is_extended_id,
        fd=message.is_fd,
        error=message.is_error_frame,
        data=np.frombuffer(bytes(message.data), np.uint8),
    )


def message(frame: CanFrame) -> can.Message:
    """Return a frame as python-can sends it."""
    return can.Message(
        arbitration_id=frame.can_id,
        is_extended_id=frame.extended,
        is_fd=frame.fd,
        data=frame.data.tobytes(),
    )
