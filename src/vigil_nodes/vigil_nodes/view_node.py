"""View node: pictures of this process, scene and targets in; markers, drawn pictures, the page out.

It alone brings topics together, by their stamp: it shows, and judges nothing.  Nothing is drawn
while nobody looks.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from rclpy.publisher import Publisher

from vigil.bag import topics
from vigil.base.records import Frame, FrameSet, Scene, Targets
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil.view import Feed, Server, ViewSettings, draw, to_jpeg
from vigil_nodes import parameters
from vigil_nodes.information import OPTICAL
from vigil_nodes.mailbox import Mailbox
from vigil_nodes.markers import markers
from vigil_nodes.messages import find
from vigil_nodes.room_node import RoomNode
from vigil_nodes.topics import listen, publisher

KEPT = 8
"""Moments whose pictures wait for their targets: 0.3 s at 25 Hz."""


@dataclass(frozen=True)
class _Moment:
    frames: Mapping[str, Frame]
    scene: Scene
    targets: Targets


class ViewNode(RoomNode):
    """Draws in a thread of its own, the newest moment first."""

    def __init__(self, configuration: Configuration, *, page: bool) -> None:
        super().__init__("view")
        self._rooms = Rooms(configuration)
        self._settings = parameters.declare(self, "view", ViewSettings, configuration)
        self._frames: OrderedDict[int, dict[str, Frame]] = OrderedDict()
        self._scenes: OrderedDict[int, Scene] = OrderedDict()
        self._lock, self._moments = Lock(), Mailbox[_Moment]()
        self._markers = publisher(self, topics.MARKERS)
        self._pictures = {
            name: publisher(self, topics.PICTURE, name) for name in self._rooms.models
        }
        self._feed = Feed(self._rooms.models)
        self._server = Server(self._feed, self._settings) if page else None
        if self._server is not None:
            self._server.open()
            self.opened.callback(self._server.close)
            self.get_logger().info(f"look at {self._server.url}")
        listen(self, topics.SCENE, self._on_scene)
        listen(self, topics.TARGETS, self._on_targets)
        self._thread = Thread(target=self._work, name="view")
        self._thread.start()
        self.opened.callback(self._end)

    def keep(self, frame_set: FrameSet) -> None:
        """Remember the pictures of a set that perception looks at, from any thread."""
        if self._is_looked_at():
            with self._lock:
                self._frames[frame_set.stamp_ns] = {f.camera: f for f in frame_set.frames}
                while len(self._frames) > KEPT:
                    self._frames.popitem(last=False)

    def _on_scene(self, scene: Scene) -> None:
        self._scenes[scene.stamp_ns] = scene
        while len(self._scenes) > KEPT:
            self._scenes.popitem(last=False)

    def _on_targets(self, targets: Targets) -> None:
        scene = self._scenes.pop(targets.stamp_ns, None)
        if scene is None:
            return
        if self._markers.get_subscription_count():
            self._markers.publish(markers(scene, targets, self._rooms.body))
        with self._lock:
            frames = self._frames.pop(targets.stamp_ns, {})
        self._moments.put(_Moment(frames, scene, targets))

    def _is_looked_at(self) -> bool:
        return self._feed.is_watched or any(map(_heard, self._pictures.values()))

    def _work(self) -> None:
        while taken := self._moments.take():
            moment, _ = taken
            self._show(moment)
            for name, frame in moment.frames.items():
                if _heard(self._pictures[name]):
                    self._pictures[name].publish(self._drawn(frame, moment))

    def _show(self, moment: _Moment) -> None:
        width_px, quality = self._settings.picture_width_px, self._settings.jpeg_quality
        frames = moment.frames.items() if self._feed.is_watched else ()
        jpegs = {name: to_jpeg(frame.image, width_px, quality) for name, frame in frames}
        self._feed.push(moment.scene.stamp_ns, jpegs, moment.scene, moment.targets)

    def _drawn(self, frame: Frame, moment: _Moment) -> Any:
        name, scene = frame.camera, moment.scene
        model, mounting = self._rooms.models[name], scene.moment.mounting(name)
        picture = draw(frame.image, name, scene, moment.targets, model, mounting)
        data = to_jpeg(picture, model.width_px, self._settings.jpeg_quality)
        message = find(topics.PICTURE.kind)(format="jpeg")
        message.data.frombytes(data)
        message.header.frame_id = name + OPTICAL
        message.header.stamp.sec, message.header.stamp.nanosec = divmod(scene.stamp_ns, 10**9)
        return message

    def _end(self) -> None:
        self._moments.close()
        self._thread.join(timeout=5.0)


def _heard(told: Publisher) -> bool:
    return bool(told.get_subscription_count())
