"""Camera node: devices, recordings, picture topics in; frames out to whoever shares its process."""

from collections.abc import Callable
from dataclasses import replace
from struct import unpack_from
from threading import Event, Thread
from typing import Any

from rclpy.serialization import deserialize_message

from vigil.bag import topics
from vigil.base.errors import InputError
from vigil.base.records import Frame
from vigil.base.settings import Configuration
from vigil.camera import CameraRig, CameraSettings, Source, TopicDecoder, open_source
from vigil.pipeline.inputs import exposure_ns
from vigil_nodes import information, parameters
from vigil_nodes.mailbox import Mailbox
from vigil_nodes.messages import find
from vigil_nodes.pictures import picture
from vigil_nodes.room_node import RoomNode
from vigil_nodes.topics import publisher, subscribe

HandOver = Callable[[Frame], None]
Keep = Callable[[str, bool, bytes, int], None]
"""Takes a picture message as it came: camera, whether it is compressed, CDR, arrival in ns."""

AGAIN_S = 1.0
"""Pause before a device that broke is opened again."""


class CameraNode(RoomNode):
    """A thread for each camera; a picture is decoded there and handed over, never published."""

    def __init__(
        self, configuration: Configuration, hand_over: HandOver, keep: Keep | None = None
    ) -> None:
        super().__init__("camera")
        self._hand_over, self._keep, self._closing = hand_over, keep, Event()
        self._boxes: list[Mailbox[Any]] = []
        self._threads: list[Thread] = []
        self.opened.callback(self._end)
        self.errors: list[str] = []
        """Why a device or recording could not be read, or not to its end."""
        rig = parameters.declare(self, "camera", CameraRig, configuration)
        self._information = [publisher(self, topics.INFO, c.name) for c in rig.cameras]
        for camera, told in zip(rig.cameras, self._information, strict=True):
            told.publish(information.camera_info(camera))
        for camera in rig.cameras:
            thread = Thread(target=self._start(camera), name=camera.name)
            thread.start()
            self._threads.append(thread)

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
        played = bool(self.get_parameter("use_sim_time").value)

        def hear(raw: bytes) -> None:
            # A clock that is played lags behind by up to one tick.
            arrival_ns = max(self._now_ns(), _exposure_ns(raw) if played else 0)
            box.put((raw, arrival_ns))
            if self._keep is not None:
                self._keep(camera.name, compressed, raw, arrival_ns)

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
        """Read a recording once, at the pace it was taken; a device again after it broke."""
        while not self._closing.is_set():
            try:
                with open_source(camera, self._now_ns) as source:
                    self._read(source)
            except InputError as error:
                self.errors.append(str(error))
                self.get_logger().error(f"camera {camera.name}: {error}")
            if camera.source.kind != "stream" or self._closing.wait(AGAIN_S):
                return

    def _read(self, source: Source) -> None:
        for frame in source:
            ahead_s = (frame.arrival_ns - self._now_ns()) / 1e9
            if self._closing.wait(max(0.0, ahead_s)):
                return
            self._hand_over(frame)

    def _now_ns(self) -> int:
        return int(self.get_clock().now().nanoseconds)

    def _end(self) -> None:
        self._closing.set()
        for box in self._boxes:
            box.close()
        for thread in self._threads:
            thread.join(timeout=5.0)


def _exposure_ns(raw: bytes) -> int:
    """Return the stamp of a message that begins with a header; its second byte tells the order."""
    sec, nanosec = unpack_from("<iI" if raw[1] & 1 else ">iI", raw, 4)
    return int(sec * 1_000_000_000 + nanosec)


def _frame(decoder: TopicDecoder, message: Any, arrival_ns: int) -> Frame:
    exposed_ns = exposure_ns(message)
    if hasattr(message, "format"):
        return decoder.compressed(exposed_ns, arrival_ns, message.data)
    return decoder.frame(exposed_ns, arrival_ns, lambda: picture(message))
