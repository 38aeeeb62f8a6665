"""CAN in and out: frames to samples of our vehicle's state, alerts to frames."""

from vigil.vehicle.settings import VehicleSettings
from vigil.vehicle.state import Vehicle

__all__ = ["Vehicle", "VehicleSettings"]
