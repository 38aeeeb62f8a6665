"""Camera node: devices, recordings, picture topics in; frames out to whoever shares its process."""

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from typing import Any

from rclpy.node import Node
from rclpy.serialization import deserialize_message

from vigil.bag import topics
from vigil.base.errors import InputError
from vigil.base.records import Frame
from vigil.base.settings import Configuration
from vigil.camera import CameraRig, CameraSettings, TopicDecoder, open_source
from vigil.pipeline.inputs import exposure_ns
from vigil_nodes import information, parameters
from vigil_nodes.mailbox import Mailbox
from vigil_nodes.messages import find
from vigil_nodes.pictures import picture
from vigil_nodes.topics import publisher, subscribe

HandOver = Callable[[Frame], None]
Keep = Callable[[str, bool, bytes], None]
"""Takes a picture message as it came: camera, whether it is compressed, CDR."""


class CameraNode(Node):
    """A thread for each camera; a picture is decoded there and handed over, never published."""

    def __init__(
        self, configuration: Configuration, hand_over: HandOver, keep: Keep | None = None
    ) -> None:
        super().__init__("camera")
        rig = parameters.declare(self, "camera", CameraRig, configuration)
        self._hand_over, self._keep, self._closing = hand_over, keep, Event()
        self._boxes: list[Mailbox[Any]] = []
        self.errors: list[str] = []
        """Why a device or recording could not be read, or not to its end."""
        self._information = [publisher(self, topics.INFO, c.name) for c in rig.cameras]
        for camera, told in zip(rig.cameras, self._information, strict=True):
            told.publish(information.camera_info(camera))
        self._threads = [Thread(target=self._start(c), name=c.name) for c in rig.cameras]
        for thread in self._threads:
            thread.start()

    @property
    def ended(self) -> bool:
        """Whether every camera came to an end, as recordings do and devices do not."""
        return not any(thread.is_alive() for thread in self._threads)

    def _start(self, camera: CameraSettings) -> Callable[[], None]:
        if camera.source.kind == "topic":
            return self._listen(camera)
        return lambda: self._watch(camera)

    def _listen(self, camera: CameraSettings) -> Callable[[], None]:
        """Subscribe to pictures; what is returned decodes them, the newest first."""
        box: Mailbox[tuple[bytes, int]] = Mailbox()
        self._boxes.append(box)
        compressed = camera.source.address.endswith("compressed")
        like = topics.COMPRESSED if compressed else topics.IMAGE
        topic, kind = replace(like, name=camera.source.address), find(like.kind)

        def hear(raw: bytes) -> None:
            box.put((raw, self._now_ns()))
            if self._keep is not None:
                self._keep(camera.name, compressed, raw)

        def decode() -> None:
            decoder = TopicDecoder(camera)
            while taken := box.take():
                (raw, arrival_ns), superseded = taken
                decoder.skip(superseded)
                message = deserialize_message(raw, kind)
                self._hand_over(_frame(decoder, message, arrival_ns))

        subscribe(self, topic, hear, raw=True)
        return decode

    def _watch(self, camera: CameraSettings) -> None:
        """Read a device or a recording; a recording is held back to the pace it was taken at."""
        live = camera.source.kind == "stream"
        start_ns, start_s = self._now_ns(), time.monotonic()
        try:
            with open_source(camera, self._now_ns if live else None) as source:
                for frame in source:
                    due_s = start_s + frame.exposure_ns / 1e9
                    if not live and self._closing.wait(max(0.0, due_s - time.monotonic())):
                        return
                    self._hand_over(frame if live else _moved(frame, start_ns, self._now_ns()))
                    if self._closing.is_set():
                        return
        except InputError as error:
            self.errors.append(str(error))
            self.get_logger().error(f"camera {camera.name}: {error}")

    def _now_ns(self) -> int:
        return int(self.get_clock().now().nanoseconds)

    def destroy_node(self) -> None:
        """Let the threads end, then the node."""
        self._closing.set()
        for box in self._boxes:
            box.close()
        for thread in self._threads:
            thread.join(timeout=5.0)
        super().destroy_node()


def _frame(decoder: TopicDecoder, message: Any, arrival_ns: int) -> Frame:
    if hasattr(message, "format"):
        return decoder.compressed(exposure_ns(message), arrival_ns, message.data)
    return decoder.frame(exposure_ns(message), arrival_ns, lambda: picture(message))


def _moved(frame: Frame, start_ns: int, now_ns: int) -> Frame:
    """Return a frame of a recording as if it were taken now."""
    exposure_ns = start_ns + frame.exposure_ns
    return replace(frame, exposure_ns=exposure_ns, arrival_ns=max(now_ns, exposure_ns))
