"""Runs the networks on a frame set: detections, lane lines, drivable area."""

from vigil.perception.settings import NONE, Networks, PerceptionSettings
from vigil.perception.stage import Begun, Perception

__all__ = ["NONE", "Begun", "Networks", "Perception", "PerceptionSettings"]
