"""What a camera is, as sensor_msgs/CameraInfo."""

from typing import Any

import numpy as np

from vigil.camera import CameraSettings
from vigil_nodes.messages import find

OPTICAL = "_optical_frame"


def camera_info(camera: CameraSettings) -> Any:
    """Return the calibration of one camera, of its pictures as they are taken."""
    lens = camera.lens()
    projection = np.column_stack([lens.matrix, np.zeros(3)])
    message = find("sensor_msgs/msg/CameraInfo")(
        width=camera.width_px,
        height=camera.height_px,
        distortion_model=camera.distortion.model if lens.coefficients else "plumb_bob",
        d=list(lens.coefficients) or [0.0] * 5,
        k=lens.matrix.ravel(),
        r=np.eye(3).ravel(),
        p=projection.ravel(),
    )
    message.header.frame_id = camera.name + OPTICAL
    return message
