"""Transforms node: where the cameras sit, and how the car moves, as /tf and /tf_static.

odom ← base_link (rear axle, on the ground) ← front_bumper (ego) ← <camera> ← <camera>_optical_frame
"""

from collections.abc import Sequence
from math import cos, sin
from typing import Any

import numpy as np
import numpy.typing as npt
from rclpy.node import Node
from scipy.spatial.transform import Rotation

from vigil.bag import topics
from vigil.bag.mirror import FRAME_ID
from vigil.base.records import Mounting, Mountings, Targets
from vigil.base.settings import Configuration
from vigil.geometry import Body
from vigil.geometry.pose import CAMERA_FROM_OPTICAL, rotation
from vigil.pipeline import Rooms
from vigil_nodes.information import OPTICAL
from vigil_nodes.messages import find
from vigil_nodes.topics import listen, publisher

BASE, ODOM = "base_link", "odom"
LONGEST_STEP_S = 0.5
"""A gap longer than this is no motion that speed and yaw rate tell."""

Matrix = npt.NDArray[np.float64]


class TransformsNode(Node):
    """Tells the frames: fixed ones once, mountings as calibration finds them, odom every cycle."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__("transforms")
        rooms = Rooms(configuration)
        self._still = publisher(self, topics.TF_STATIC)
        self._moving = publisher(self, topics.TF)
        self._body = configuration.section("body", Body)
        self._x_m = self._y_m = self._yaw_rad = 0.0
        self._last_ns = 0
        self._tell_still(rooms.mountings)
        listen(self, topics.MOUNTING, self._on_mountings)
        listen(self, topics.TARGETS, self._on_targets)

    def _on_mountings(self, mountings: Mountings) -> None:
        stamp = _stamp(mountings.stamp_ns)
        self._moving.publish(_message([_camera(one, stamp) for one in mountings.mountings]))

    def _on_targets(self, targets: Targets) -> None:
        """Carry odom on by speed and yaw rate; where they are unknown the car stands in it."""
        step_s = (targets.stamp_ns - self._last_ns) / 1e9
        self._last_ns = targets.stamp_ns
        vehicle = targets.moment.vehicle
        if 0.0 < step_s < LONGEST_STEP_S:
            way_m = (vehicle.speed_mps.trusted or 0.0) * step_s
            self._yaw_rad += (vehicle.yaw_rate_radps.trusted or 0.0) * step_s
            self._x_m += way_m * cos(self._yaw_rad)
            self._y_m += way_m * sin(self._yaw_rad)
        turn = rotation(0.0, 0.0, self._yaw_rad)
        stamp, place = _stamp(targets.stamp_ns), (self._x_m, self._y_m, 0.0)
        self._moving.publish(_message([_transform(ODOM, BASE, place, turn, stamp)]))

    def _tell_still(self, mountings: Sequence[Mounting]) -> None:
        stamp = self.get_clock().now().to_msg()
        bumper = (self._body.bumper_from_rear_axle_m, 0.0, 0.0)
        frames = [_transform(BASE, FRAME_ID, bumper, np.eye(3), stamp)]
        for one in mountings:
            optical = one.camera + OPTICAL
            frames.append(
                _transform(one.camera, optical, (0.0, 0.0, 0.0), CAMERA_FROM_OPTICAL, stamp)
            )
        self._still.publish(_message(frames))
        self._moving.publish(_message([_camera(one, stamp) for one in mountings]))


def _camera(one: Mounting, stamp: Any) -> Any:
    turn = rotation(one.roll_rad, one.pitch_rad, one.yaw_rad)
    return _transform(FRAME_ID, one.camera, (one.x_m, one.y_m, one.z_m), turn, stamp)


def _stamp(stamp_ns: int) -> Any:
    sec, nanosec = divmod(stamp_ns, 1_000_000_000)
    return find("builtin_interfaces/msg/Time")(sec=sec, nanosec=nanosec)


def _message(transforms: list[Any]) -> Any:
    return find(topics.TF.kind)(transforms=transforms)


def _transform(
    parent: str, child: str, place_m: tuple[float, float, float], turn: Matrix, stamp: Any
) -> Any:
    transform = find("geometry_msgs/msg/TransformStamped")(child_frame_id=child)
    transform.header.stamp, transform.header.frame_id = stamp, parent
    move, spin = transform.transform.translation, transform.transform.rotation
    move.x, move.y, move.z = place_m
    spin.x, spin.y, spin.z, spin.w = Rotation.from_matrix(turn).as_quat().tolist()
    return transform
