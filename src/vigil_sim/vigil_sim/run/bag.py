"""What a simulated drive leaves in a bag: log time is arrival, header stamp what the sensor wrote.

Truth is written when the picture that it belongs to arrives, and stamped with its true time.  That
is a picture of the leading camera, and so are the views in it: each camera jitters on its own, so
that hardly two expose at one moment.  Masks in the bag and files for training are of all cameras.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from vigil.bag import topics
from vigil.bag.storage import WATERMARK
from vigil.bag.typestore import Types
from vigil.base.records import CanFrames, SensorEvent, SensorEvents, TruthScene
from vigil_sim.render.picture import Picture
from vigil_sim.scenario.settings import Scenario
from vigil_sim.sensors import Arrival, ImuReading, in_true_order
from vigil_sim.truth.picture import depth_cm

SIMULATED = "simulated road"
"""The watermark of everything that comes from here."""
IMU_FRAME = "base_link"


def drive_notes(scenario: Scenario, mode: str, watermarks: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what a bag says of how it came to be."""
    return {
        "made_from": f"scenario {scenario.name}, seed {scenario.seed}",
        "mode": mode,
        "vigil_version": version("vigil"),
        WATERMARK: "; ".join((SIMULATED, *watermarks)),
    }


class Writes(Protocol):
    """Where it goes: `vigil.bag.BagWriter`, or a graph that is told at once."""

    def write(self, topic: str, log_ns: int, record: Any) -> None:
        """Take a record."""

    def write_message(self, topic: str, log_ns: int, message: Any) -> None:
        """Take a message."""

    def write_picture(
        self, topic: str, camera: str, log_ns: int, exposure_ns: int, data: bytes
    ) -> None:
        """Take a JPEG or PNG."""


class DriveBag:
    """Writes what sensors deliver, and beside it what was so."""

    def __init__(self, writer: Writes, find: Callable[[str], Any] | None = None) -> None:
        """Take what finds the class of a message by its ROS type; unset: rosbags' own."""
        self.writer = writer
        self._find = find or Types().find
        self._events: list[SensorEvent] = []

    def note(self, event: SensorEvent) -> None:
        """Take what a sensor really did, for the next time that truth is told."""
        self._events.append(event)

    def hear(self, arrival: Arrival) -> None:
        """Write what arrived from bus, IMU or receiver."""
        said, due_ns, write = arrival.said, arrival.due_ns, self.writer.write
        if isinstance(said, CanFrames):
            if said.frames:
                write(topics.CAN.name, due_ns, said)
        elif isinstance(said, ImuReading):
            self.writer.write_message(topics.IMU.name, due_ns, self._imu(said))
        elif isinstance(said, tuple):
            for sentence in said:
                write(topics.GNSS.name, due_ns, sentence)

    def picture(self, camera: str, due_ns: int, stamp_ns: int, jpeg: bytes) -> None:
        """Write a picture as its camera delivered it."""
        name = topics.COMPRESSED.of(camera)
        self.writer.write_picture(name, camera, due_ns, stamp_ns, jpeg)

    def labels(self, camera: str, due_ns: int, stamp_ns: int, picture: Picture) -> None:
        """Write masks and depth of a picture as PNG, under the stamp of that picture."""
        layers: Mapping[topics.Topic, npt.NDArray[Any] | None] = {
            topics.TRUTH_CLASSES: picture.classes,
            topics.TRUTH_INSTANCES: picture.instances,
            topics.TRUTH_DEPTH: None if picture.depth_m is None else depth_cm(picture.depth_m),
        }
        for topic, layer in layers.items():
            if layer is not None:
                data = cv2.imencode(".png", layer)[1].tobytes()
                self.writer.write_picture(topic.of(camera), camera, due_ns, stamp_ns, data)

    def truth(self, due_ns: int, scene: TruthScene) -> None:
        """Write what was so, and what all sensors did since the last time."""
        self.writer.write(topics.TRUTH.name, due_ns, scene)
        self.flush(due_ns, scene.stamp_ns)

    def flush(self, due_ns: int, true_ns: int) -> None:
        """Write what sensors did, where they did anything."""
        if self._events:
            events = SensorEvents(true_ns, in_true_order(self._events))
            self.writer.write(topics.TRUTH_SENSORS.name, due_ns, events)
            self._events = []

    def _imu(self, reading: ImuReading) -> Any:
        """Return sensor_msgs/Imu; -1 says that it has no orientation, zeros that nothing is known.

        Both are the message's own conventions.
        """
        find = self._find
        vector = find("geometry_msgs/msg/Vector3")
        sec, nanosec = divmod(reading.stamp_ns, 1_000_000_000)
        stamp = find("builtin_interfaces/msg/Time")(sec=sec, nanosec=nanosec)
        unknown = np.zeros(9)
        return find("sensor_msgs/msg/Imu")(
            header=find("std_msgs/msg/Header")(stamp=stamp, frame_id=IMU_FRAME),
            orientation=find("geometry_msgs/msg/Quaternion")(x=0.0, y=0.0, z=0.0, w=1.0),
            orientation_covariance=np.array([-1.0, *unknown[1:]]),
            angular_velocity=_vector(vector, reading.turn_radps),
            angular_velocity_covariance=unknown,
            linear_acceleration=_vector(vector, reading.specific_force_mps2),
            linear_acceleration_covariance=unknown,
        )


def _vector(kind: Any, xyz: npt.NDArray[np.float64]) -> Any:
    x, y, z = xyz.tolist()
    return kind(x=x, y=y, z=z)
