"""Tracking and warning as a drive has them: the one place that builds both.

The chain of one process, the nodes of the ROS graph and the simulator all come here, so what is
proven without pixels is proven of the very objects that drive.
"""

from vigil.base.records import Percepts, Scene, Targets
from vigil.base.settings import Configuration
from vigil.pipeline.latency import Clock, Timed
from vigil.pipeline.rooms import Rooms
from vigil.tracking import Tracking, TrackingSettings
from vigil.warning import Warnings, WarningSettings


def tracking_of(configuration: Configuration) -> Tracking:
    """Return the tracking that a configuration asks for."""
    rooms = Rooms(configuration)
    settings = configuration.section("tracking", TrackingSettings)
    return Tracking(settings, rooms.models, rooms.body)


def warnings_of(configuration: Configuration) -> Warnings:
    """Return the warnings that a configuration asks for."""
    settings = configuration.section("warning", WarningSettings)
    return Warnings(settings, Rooms(configuration).body)


class Judgement:
    """From percepts to warnings; with a steady clock it writes the latency trail."""

    def __init__(self, rooms: Rooms, clock: Clock | None = None) -> None:
        self._track = tracking_of(rooms.configuration).update
        self._warn = warnings_of(rooms.configuration).update
        if clock is not None:
            self._track = Timed("tracking", self._track, clock).update
            self._warn = Timed("warning", self._warn, clock).update

    def update(self, percepts: Percepts) -> tuple[Scene, Targets]:
        """Return the road at one moment, and what the driver should be told of it."""
        scene = self._track(percepts)
        return scene, self._warn(scene)
