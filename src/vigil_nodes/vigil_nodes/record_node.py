"""Record node: what the graph says, byte for byte, into a bag."""

from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock

from vigil.bag import BagWriter, topics
from vigil.bag.topics import Topic
from vigil.base.errors import OutputError
from vigil.base.records import Health, HealthLevel
from vigil_nodes.diagnostics import Diagnostics
from vigil_nodes.room_node import RoomNode
from vigil_nodes.topics import subscribe

SAID = (
    topics.CAN,
    topics.IMU,
    topics.GNSS,
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
    topics.TRUTH,
    topics.TRUTH_SENSORS,
)
"""Small topics; pictures are handed over by the camera node, so that none is lost on the way."""


HEALTH_S = 1.0
WAITING = 100
"""Messages of a topic that may wait while a chunk is written, as at most four seconds of sets."""
EARLY = 256
"""Messages that may wait for the clock: ten times what is latched."""


class RecordNode(RoomNode):
    """Writes until the disk is full; then it says so and the drive goes on."""

    def __init__(self, path: Path, metadata: Mapping[str, str], cameras: Iterable[str]) -> None:
        super().__init__("record")
        self._writer: BagWriter | None = BagWriter(path, metadata)
        self.opened.callback(self._finish)
        self._lock = Lock()
        self._early: deque[tuple[str, str, bytes]] = deque(maxlen=EARLY)
        self._health = Health("record", HealthLevel.OK, f"writes {path}")
        self._diagnostics = Diagnostics(self)
        self.create_timer(HEALTH_S, self._tell_health)
        for topic in SAID:
            self._listen(topic)
        for camera in cameras:
            self._listen(topics.INFO, camera)

    def picture(self, camera: str, compressed: bool, raw: bytes, arrival_ns: int) -> None:
        """Take a picture as it came, from any thread."""
        topic = topics.COMPRESSED if compressed else topics.IMAGE
        self._write(topic, camera, raw, arrival_ns)

    def _listen(self, topic: Topic, camera: str = "") -> None:
        def hear(raw: bytes) -> None:
            self._write(topic, camera, raw, int(self.get_clock().now().nanoseconds))

        subscribe(self, topic, hear, camera, raw=True, depth=WAITING)

    def _write(self, topic: Topic, camera: str, raw: bytes, now_ns: int) -> None:
        """Write a message; one that comes before the clock that is played waits for it."""
        with self._lock:
            self._early.append((topic.of(camera), topic.kind, raw))
            if now_ns:
                self._write_all(now_ns)

    def _write_all(self, now_ns: int) -> None:
        waiting = tuple(self._early)
        self._early.clear()
        if self._writer is None:
            return
        try:
            for name, kind, raw in waiting:
                self._writer.write_raw(name, kind, now_ns, raw)
        except OutputError as error:
            self._fail(error)

    def _fail(self, error: OutputError) -> None:
        self._writer = None
        self._health = Health("record", HealthLevel.ERROR, str(error))
        self.get_logger().error(str(error))
        self._tell_health()

    def _tell_health(self) -> None:
        self._diagnostics.tell((self._health,))

    def _finish(self) -> None:
        with self._lock:
            self._write_all(int(self.get_clock().now().nanoseconds))
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
