"""What the car's sensors deliver, when, and what they really did."""

from vigil_sim.sensors.camera import Camera, Exposure, true_mounting
from vigil_sim.sensors.imu import ImuReading
from vigil_sim.sensors.suite import Arrival, Suite, in_true_order, suite_of

__all__ = [
    "Arrival",
    "Camera",
    "Exposure",
    "ImuReading",
    "Suite",
    "in_true_order",
    "suite_of",
    "true_mounting",
]
