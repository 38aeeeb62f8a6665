"""How each sensor of a scenario keeps time, and where it fails."""

from typing import Literal

from pydantic import Field

from vigil.base.settings import Settings

Span = tuple[float, float]


class TimingSettings(Settings):
    """Rate, jitter, loss, clock and delay of one sensor; times are of the scenario."""

    rate_hz: float = Field(default=20.0, gt=0.0, le=2000.0, description="how often it measures")
    phase_ms: float = Field(default=0.0, ge=0.0, le=1000.0, description="of its first measurement")
    jitter_ms: float = Field(
        default=0.0, ge=0.0, le=100.0, description="deviation of its beat, cut at three of them"
    )
    drop: float = Field(default=0.0, ge=0.0, le=1.0, description="lost, each by itself")
    burst_begins: float = Field(
        default=0.0, ge=0.0, le=1.0, description="chance that a run of losses begins"
    )
    burst_goes_on: float = Field(
        default=0.0, ge=0.0, le=0.999, description="chance that it goes on (Gilbert 1960)"
    )
    offset_ms: float = Field(default=0.0, ge=-1e4, le=1e4, description="its clock minus the car's")
    drift_ppm: float = Field(default=0.0, ge=-500.0, le=500.0, description="of its clock")
    latency_ms: float = Field(default=0.0, ge=0.0, le=2000.0, description="end of it to arrival")
    latency_sd_ms: float = Field(default=0.0, ge=0.0, le=500.0, description="order is kept")
    freeze_s: tuple[Span, ...] = Field(default=(), description="repeats itself from, to")
    silent_s: tuple[Span, ...] = Field(default=(), description="delivers nothing from, to")


class CameraTiming(TimingSettings):
    """A camera's timing; its lens and place stand in the section `camera` of the configuration."""

    exposure_ms: float = Field(default=8.0, ge=0.0, le=100.0, description="of one row")
    readout_ms: float = Field(
        default=0.0, ge=0.0, le=100.0, description="first row to last: rolling shutter"
    )
    bands: int = Field(default=1, ge=1, le=24, description="strips that the read-out is drawn in")
    stamp: Literal["start", "mid", "end"] = Field(default="mid", description="of the exposure")
    pitch_error_deg: float = Field(
        default=0.0, ge=-5.0, le=5.0, description="true pitch minus the configured one"
    )
    yaw_error_deg: float = Field(default=0.0, ge=-5.0, le=5.0, description="the same of yaw")


class ImuSettings(TimingSettings):
    """An inertial sensor; noise of a consumer part."""

    rate_hz: float = Field(default=100.0, gt=0.0, le=2000.0, description="how often it measures")
    acceleration_sd_mps2: float = Field(default=0.03, ge=0.0, le=5.0, description="white noise")
    turn_sd_radps: float = Field(default=0.002, ge=0.0, le=1.0, description="white noise")
    acceleration_bias_mps2: float = Field(default=0.05, ge=0.0, le=5.0, description="sd, at start")
    turn_bias_radps: float = Field(default=0.003, ge=0.0, le=1.0, description="sd, at start")
    acceleration_walk_mps2: float = Field(
        default=0.003, ge=0.0, le=1.0, description="sd of what a second adds (EuRoC, recalled)"
    )
    turn_walk_radps: float = Field(
        default=2e-5, ge=0.0, le=0.1, description="sd of what a second adds (EuRoC, recalled)"
    )


class GnssSettings(TimingSettings):
    """A receiver of NMEA 0183: RMC, GGA."""

    rate_hz: float = Field(default=10.0, gt=0.0, le=50.0, description="how often it measures")
    latency_ms: float = Field(default=80.0, ge=0.0, le=2000.0, description="of a usual receiver")
    latitude_deg: float = Field(default=48.1, ge=-90.0, le=90.0, description="of the road's begin")
    longitude_deg: float = Field(default=11.6, ge=-180.0, le=180.0, description="the same")
    drifting_sd_m: float = Field(default=1.2, ge=0.0, le=100.0, description="over 60 s")
    white_sd_m: float = Field(default=0.25, ge=0.0, le=100.0, description="each by itself")
    speed_sd_mps: float = Field(
        default=0.05, ge=0.0, le=10.0, description="by Doppler; a u-blox M8 states it (recalled)"
    )


class SensorSuite(Settings):
    """All sensors; a camera that is not named has the defaults."""

    cameras: dict[str, CameraTiming] = Field(default={}, description="by name of the camera")
    can: TimingSettings = Field(
        default=TimingSettings(rate_hz=100.0), description="rate: how often due messages are sent"
    )
    imu: ImuSettings = ImuSettings()
    gnss: GnssSettings = GnssSettings()
