"""Record node: what the graph says, byte for byte, into a bag."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Lock

from rclpy.node import Node

from vigil.bag import BagWriter, topics
from vigil.bag.topics import Topic
from vigil.base.errors import OutputError
from vigil.base.records import Health, HealthLevel
from vigil_nodes.diagnostics import Diagnostics
from vigil_nodes.topics import subscribe

SAID = (
    topics.CAN,
    topics.SAMPLES,
    topics.FRAME_SET,
    topics.PERCEPTS,
    topics.MOUNTING,
    topics.SCENE,
    topics.TARGETS,
    topics.ALERTS,
    topics.DIAGNOSTICS,
    topics.TF,
    topics.TF_STATIC,
)
"""Small topics; pictures are handed over by the camera node, so that none is lost on the way."""


class RecordNode(Node):
    """Writes until the disk is full; then it says so and the drive goes on."""

    def __init__(self, path: Path, metadata: Mapping[str, str], cameras: Iterable[str]) -> None:
        super().__init__("record")
        self._writer: BagWriter | None = BagWriter(path, metadata)
        self._lock = Lock()
        self._diagnostics = Diagnostics(self)
        for topic in SAID:
            subscribe(self, topic, self._writes(topic), raw=True)
        for camera in cameras:
            subscribe(self, topics.INFO, self._writes(topics.INFO, camera), camera, raw=True)

    def picture(self, camera: str, compressed: bool, raw: bytes) -> None:
        """Take a picture as it came, from any thread."""
        topic = topics.COMPRESSED if compressed else topics.IMAGE
        self._write(topic, camera, raw)

    def _writes(self, topic: Topic, camera: str = "") -> Callable[[bytes], None]:
        return lambda raw: self._write(topic, camera, raw)

    def _write(self, topic: Topic, camera: str, raw: bytes) -> None:
        with self._lock:
            if self._writer is None:
                return
            try:
                now_ns = int(self.get_clock().now().nanoseconds)
                self._writer.write_raw(topic.of(camera), topic.kind, now_ns, raw)
            except OutputError as error:
                self._writer = None
                self.get_logger().error(str(error))
                self._diagnostics.tell((Health("record", HealthLevel.ERROR, str(error)),))

    def destroy_node(self) -> None:
        """Finish the bag, then the node."""
        with self._lock:
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        super().destroy_node()
