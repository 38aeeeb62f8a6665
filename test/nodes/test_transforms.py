"""Transforms: the chain of frames says the same as the geometry of the core."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.spatial.transform import Rotation

from vigil.bag import topics
from vigil.bag.mirror import FRAME_ID
from vigil.base.records import Mounting, Mountings, Scene, Targets
from vigil.base.settings import Configuration
from vigil.camera import CameraRig
from vigil.geometry import Body, ego_from_optical
from vigil_nodes.transforms_node import BASE, ODOM, TransformsNode

Matrix = npt.NDArray[np.float64]
Drive = list[tuple[Scene, Targets]]
STAMP_NS = 1_700_000_000_000_000_000
TILTED = Mounting(
    "wide", -1.2, 0.4, 1.5, 0.03, -0.05, 0.6, 0.02, 0.01, 0.01, 0.01, estimated=True
)  # fmt: skip


class Frames:
    """What a listener of tf knows: the last transform of each frame, by its name."""

    def __init__(self, graph: Any) -> None:
        self._heard = (graph.messages(topics.TF_STATIC), graph.messages(topics.TF))

    def known(self) -> dict[str, Any]:
        """Return transforms by their child."""
        messages = [message for heard in self._heard for message in heard]
        return {one.child_frame_id: one for message in messages for one in message.transforms}

    def stamp_ns(self, child: str) -> int:
        """Return when the last transform of a frame held; 0: there is none."""
        one = self.known().get(child)
        return one.header.stamp.sec * 10**9 + one.header.stamp.nanosec if one else 0

    def pose(self, child: str, parent: str) -> Matrix:
        """Return the transform of a frame in one above it, shape (4, 4)."""
        known, pose, frame = self.known(), np.eye(4), child
        while frame != parent:
            pose = matrix(known[frame]) @ pose
            frame = known[frame].header.frame_id
        return pose


def matrix(one: Any) -> Matrix:
    """Return one transform, shape (4, 4)."""
    move, spin, made = one.transform.translation, one.transform.rotation, np.eye(4)
    made[:3, :3] = Rotation.from_quat((spin.x, spin.y, spin.z, spin.w)).as_matrix()
    made[:3, 3] = move.x, move.y, move.z
    return made


@pytest.fixture
def frames(graph: Any, configuration: Configuration) -> Frames:
    heard = Frames(graph)
    graph.add(TransformsNode(configuration.changed({"body.wheelbase_m": 3.1})))
    graph.until(lambda: {FRAME_ID, "front", "wide"} <= set(heard.known()))
    return heard


def test_the_chain_to_a_camera_is_that_of_the_geometry(frames: Frames, made_rig: CameraRig) -> None:
    for camera in made_rig.cameras:
        pose = frames.pose(f"{camera.name}_optical_frame", FRAME_ID)
        assert np.allclose(pose, ego_from_optical(camera.mounting()), atol=1e-12)


def test_a_mounting_that_was_found_while_driving_moves_its_camera(
    graph: Any, frames: Frames
) -> None:
    graph.say(topics.MOUNTING, Mountings(STAMP_NS, (TILTED,)))
    graph.until(lambda: frames.known()["wide"].transform.translation.x == TILTED.x_m)
    pose = frames.pose("wide_optical_frame", FRAME_ID)
    assert np.allclose(pose, ego_from_optical(TILTED), atol=1e-12)
    assert frames.stamp_ns("wide") == STAMP_NS


def test_the_bumper_is_ahead_of_the_rear_axle(frames: Frames) -> None:
    ahead_m = Body(wheelbase_m=3.1).bumper_from_rear_axle_m
    assert ahead_m > 3.1
    assert np.allclose(frames.pose(FRAME_ID, BASE)[:3, 3], (ahead_m, 0.0, 0.0))


def test_the_car_moves_in_odom_by_its_speed(graph: Any, frames: Frames, made_drive: Drive) -> None:
    said = [targets for _, targets in made_drive[:11]]
    say = graph.sayer(topics.TARGETS)
    for targets in said:
        say(targets)
        graph.until(lambda ns=targets.stamp_ns: frames.stamp_ns(BASE) == ns)
    speeds_mps = [targets.moment.vehicle.speed_mps.value or 0.0 for targets in said]
    away_m = frames.pose(BASE, ODOM)[:3, 3]
    assert np.hypot(*away_m[:2]) == pytest.approx(0.1 * sum(speeds_mps[1:]), rel=1e-3)
    assert away_m[1] > 0.0  # a yaw rate of 0.001 rad/s turns left
    assert away_m[2] == 0.0
