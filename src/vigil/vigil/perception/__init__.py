"""Runs the networks on a frame set: detections, lane lines, drivable area."""

from vigil.perception.settings import NONE, Networks, PerceptionSettings
from vigil.perception.stage import Perception, wait

__all__ = ["NONE", "Networks", "Perception", "PerceptionSettings", "wait"]
