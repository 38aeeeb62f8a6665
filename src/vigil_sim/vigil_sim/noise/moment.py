"""What a drive without sensors knows before it sees: our own car's signals, cameras on time."""

from collections.abc import Sequence
from dataclasses import replace

from vigil.base.records import (
    CameraReport,
    Failsafe,
    Moment,
    Mounting,
    Signal,
    SignalState,
    TruthScene,
    VehicleState,
    Verdict,
)
from vigil_sim.noise.errors import stream
from vigil_sim.noise.settings import Instruments


class Dashboard:
    """Our own car's signals with the errors of their sensors; each drive has its own biases."""

    def __init__(self, settings: Instruments, seed: int, scale: float = 1.0) -> None:
        self._random = stream(seed, "instruments")
        s = settings
        self._sds = {
            "speed_mps": (s.speed_bias_mps, s.speed_sd_mps),
            "yaw_rate_radps": (s.yaw_rate_bias_radps, s.yaw_rate_sd_radps),
            "acceleration_mps2": (s.acceleration_bias_mps2, s.acceleration_sd_mps2),
            "steering_angle_rad": (s.steering_bias_rad, s.steering_sd_rad),
        }
        drawn = self._random.standard_normal(len(self._sds)).tolist()
        self._scale = scale
        self._biases = [
            scale * sd * one for (sd, _), one in zip(self._sds.values(), drawn, strict=True)
        ]

    def read(self, exact: VehicleState) -> VehicleState:
        """Return what the bus says; signals that are no measurement stay exact."""
        drawn = self._random.standard_normal(len(self._sds)).tolist()
        said = {}
        for (name, (_, sd)), bias, one in zip(self._sds.items(), self._biases, drawn, strict=True):
            value = getattr(exact, name).value
            if value is not None:
                noisy = value + bias + self._scale * sd * one
                said[name] = Signal(_possible(name, value, noisy), 0.0, SignalState.VALID)
        return replace(exact, **said)


def _possible(name: str, exact: float, noisy: float) -> float:
    """Wheels that stand send no pulses: a speed of nothing is exact, and none is below it."""
    if name == "speed_mps":
        return 0.0 if exact <= 0.0 else max(noisy, 0.0)
    return noisy


def moment_of(
    truth: TruthScene,
    mountings: Sequence[Mounting],
    number: int,
    dashboard: Dashboard | None = None,
) -> Moment:
    """Return a moment, counted from 0, in which every camera is on time.

    `mountings` are what is known of the cameras.  Without a dashboard our own signals are exact.
    """
    stamp_ns = truth.stamp_ns
    vehicle = truth.vehicle if dashboard is None else dashboard.read(truth.vehicle)
    cameras = tuple(
        CameraReport(
            camera=mounting.camera,
            verdict=Verdict.ON_TIME,
            exposure_ns=stamp_ns,
            arrival_ns=stamp_ns,
            sequence=number,
            skew_s=0.0,
            age_s=0.0,
            lost=0,
            failsafe=Failsafe.UNKNOWN,
            reason="",
        )
        for mounting in mountings
    )
    return Moment(number, cameras, vehicle, tuple(mountings))
