"""Calibration, tracking and warning nodes: one record in, one record out, no judgement."""

import time

from rclpy.node import Node

from vigil.bag import topics
from vigil.base.records import Mountings, Percepts, Scene
from vigil.base.settings import Configuration
from vigil.calibration import Calibration, CalibrationSettings
from vigil.pipeline import Rooms, tracking_of, warnings_of
from vigil.pipeline.latency import Timed
from vigil.tracking import TrackingSettings
from vigil.warning import WarningSettings
from vigil_nodes import parameters
from vigil_nodes.diagnostics import Diagnostics, of_cameras
from vigil_nodes.topics import announce, listen


class CalibrationNode(Node):
    """Percepts in; where the cameras sit out, for the next moment."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__("calibration")
        settings = parameters.declare(self, "calibration", CalibrationSettings, configuration)
        self._calibration = Calibration(settings, Rooms(configuration).models)
        self._tell = announce(self, topics.MOUNTING)
        listen(self, topics.PERCEPTS, self._on_percepts)

    def _on_percepts(self, percepts: Percepts) -> None:
        self._tell(Mountings(percepts.stamp_ns, self._calibration.update(percepts)))


class TrackingNode(Node):
    """Percepts in, scene out."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__("tracking")
        given = parameters.overridden(self, "tracking", TrackingSettings, configuration)
        stage = tracking_of(given)
        self._stage = Timed("tracking", stage.update, time.monotonic_ns)
        self._tell = announce(self, topics.SCENE)
        listen(self, topics.PERCEPTS, self._on_percepts)

    def _on_percepts(self, percepts: Percepts) -> None:
        self._tell(self._stage.update(percepts))


class WarningNode(Node):
    """Scene in; targets, alerts and the health of what they rest on out."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__("warning")
        given = parameters.overridden(self, "warning", WarningSettings, configuration)
        stage = warnings_of(given)
        self._stage = Timed("warning", stage.update, time.monotonic_ns)
        self._tell_targets = announce(self, topics.TARGETS)
        self._tell_alerts = announce(self, topics.ALERTS)
        self._diagnostics = Diagnostics(self)
        listen(self, topics.SCENE, self._on_scene)

    def _on_scene(self, scene: Scene) -> None:
        targets = self._stage.update(scene)
        self._tell_targets(targets)
        self._tell_alerts(targets.alerts)
        self._diagnostics.tell((*of_cameras(targets.moment), *targets.moment.health))
