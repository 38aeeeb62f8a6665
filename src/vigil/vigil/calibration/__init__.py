"""Pitch and yaw of each camera, found from the lane lines while driving, with doubt."""

from vigil.calibration.calibration import Calibration
from vigil.calibration.settings import CalibrationSettings

__all__ = ["Calibration", "CalibrationSettings"]
