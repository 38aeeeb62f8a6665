"""The table of topics: what is said where, how it travels, and who says it.

Nodes, bags and the README read it; nowhere else is a topic spelled out.
"""

import re
from dataclasses import dataclass
from typing import Any

from vigil.base import records
from vigil.base.records import (
    Alerts,
    CanFrames,
    FrameSet,
    Mountings,
    NmeaSentence,
    Percepts,
    Scene,
    SensorEvents,
    Targets,
    TruthScene,
    VehicleSamples,
)

OUR_PACKAGE = "vigil_msgs/msg/"
CAMERA = "{camera}"
EVERYBODY = "all rooms"
"""Publisher of a topic that several nodes speak on: between them stamps have no order."""


@dataclass(frozen=True, slots=True)
class Qos:
    """How messages travel; depth counts messages, `latched` is transient local."""

    reliable: bool
    latched: bool
    depth: int
    deadline_s: float | None = None
    lifespan_s: float | None = None


PROFILES = {
    "newest": Qos(reliable=False, latched=False, depth=1),
    "records": Qos(reliable=True, latched=False, depth=5),
    # Two cycles of the slowest camera we take (10 Hz); after five an alert is history.
    "alerts": Qos(reliable=True, latched=False, depth=5, deadline_s=0.2, lifespan_s=0.5),
    "latched": Qos(reliable=True, latched=True, depth=1),
    # A burst each 10 ms: half a second of them, for no frame may be lost at full bus load.
    "bus": Qos(reliable=True, latched=False, depth=50),
    # As tf2_ros::StaticBroadcasterQoS and DynamicBroadcasterQoS.
    "tf": Qos(reliable=True, latched=False, depth=100),
}
"""Profiles by name."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One line of the table; `{camera}` in a name stands for the name of a camera."""

    name: str
    kind: str
    """ROS type, as 'sensor_msgs/msg/Image'."""
    qos: str
    """Name of its profile."""
    publisher: str
    """The room whose node says it."""

    def of(self, camera: str) -> str:
        """Return the topic of one camera."""
        return self.name.replace(CAMERA, camera)

    def camera(self, name: str) -> str | None:
        """Return the camera that a name speaks of ('' where none is), None for another topic."""
        before, mark, after = self.name.partition(CAMERA)
        if not mark:
            return "" if name == self.name else None
        found = re.fullmatch(f"{re.escape(before)}([^/]+){re.escape(after)}", name)
        return found[1] if found else None


def kind_of(record: type) -> str:
    """Return the ROS type that a record travels as."""
    return OUR_PACKAGE + record.__name__


def record_of(kind: str) -> Any:
    """Return the record behind a ROS type, or None for a type that is not ours."""
    name = kind.removeprefix(OUR_PACKAGE)
    return getattr(records, name, None) if name != kind else None


CAN = Topic("/vigil/vehicle/can", kind_of(CanFrames), "bus", "vehicle")
SAMPLES = Topic("/vigil/vehicle/samples", kind_of(VehicleSamples), "records", "vehicle")
FRAME_SET = Topic("/vigil/sync/frame_set", kind_of(FrameSet), "newest", "sync")
PERCEPTS = Topic("/vigil/perception/percepts", kind_of(Percepts), "records", "perception")
MOUNTING = Topic("/vigil/calibration/mounting", kind_of(Mountings), "latched", "calibration")
SCENE = Topic("/vigil/tracking/scene", kind_of(Scene), "records", "tracking")
TARGETS = Topic("/vigil/warning/targets", kind_of(Targets), "records", "warning")
ALERTS = Topic("/vigil/warning/alerts", kind_of(Alerts), "alerts", "warning")
_COMPRESSED = "sensor_msgs/msg/CompressedImage"
COMPRESSED = Topic("/vigil/camera/{camera}/image/compressed", _COMPRESSED, "newest", "camera")
IMAGE = Topic("/vigil/camera/{camera}/image", "sensor_msgs/msg/Image", "newest", "camera")
INFO = Topic(
    "/vigil/camera/{camera}/camera_info", "sensor_msgs/msg/CameraInfo", "latched", "camera"
)
MARKERS = Topic("/vigil/view/markers", "visualization_msgs/msg/MarkerArray", "records", "view")
PICTURE = Topic("/vigil/view/{camera}/image/compressed", _COMPRESSED, "newest", "view")
DIAGNOSTICS = Topic("/diagnostics", "diagnostic_msgs/msg/DiagnosticArray", "latched", EVERYBODY)
TF = Topic("/tf", "tf2_msgs/msg/TFMessage", "tf", "transforms")
TF_STATIC = Topic("/tf_static", "tf2_msgs/msg/TFMessage", "latched", "transforms")
GNSS = Topic("/vigil/vehicle/gnss", kind_of(NmeaSentence), "records", "vehicle")
IMU = Topic("/vigil/vehicle/imu", "sensor_msgs/msg/Imu", "records", "vehicle")
TRUTH = Topic("/truth/scene", kind_of(TruthScene), "records", "sim")
TRUTH_SENSORS = Topic("/truth/sensors", kind_of(SensorEvents), "records", "sim")
TRUTH_CLASSES = Topic("/truth/{camera}/classes", _COMPRESSED, "newest", "sim")
TRUTH_INSTANCES = Topic("/truth/{camera}/instances", _COMPRESSED, "newest", "sim")
TRUTH_DEPTH = Topic("/truth/{camera}/depth", _COMPRESSED, "newest", "sim")
CLOCK = Topic("/clock", "rosgraph_msgs/msg/Clock", "newest", "play")

TABLE = (
    CAN,
    IMU,
    GNSS,
    SAMPLES,
    FRAME_SET,
    PERCEPTS,
    MOUNTING,
    SCENE,
    TARGETS,
    ALERTS,
    COMPRESSED,
    IMAGE,
    INFO,
    MARKERS,
    PICTURE,
    DIAGNOSTICS,
    TF,
    TF_STATIC,
    CLOCK,
    TRUTH,
    TRUTH_SENSORS,
    TRUTH_CLASSES,
    TRUTH_INSTANCES,
    TRUTH_DEPTH,
)
"""Every topic, in the order in which data flows."""


def find(name: str) -> Topic | None:
    """Return the line of the table that a topic belongs to."""
    return next((topic for topic in TABLE if topic.camera(name) is not None), None)
