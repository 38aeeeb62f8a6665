"""Which cameras there are, what feeds them and where they sit: section `camera`."""

from math import radians
from typing import Literal

from pydantic import Field, model_validator

from vigil.base.records import Mounting
from vigil.base.settings import Settings
from vigil.geometry import CameraModel, Distortion

COEFFICIENTS = {"none": 0, "plumb_bob": 5, "rational_polynomial": 8, "equidistant": 4}
"""How many numbers each model of sensor_msgs/CameraInfo takes."""

MOST_CAMERAS = 8
"""A ring of six as in nuScenes and two cabin cameras; sync judges each in turn."""


class SourceSettings(Settings):
    """What feeds a camera."""

    kind: Literal["video", "images", "stream", "topic"] = Field(
        description="a video file, a folder of pictures, an RTSP or v4l2 address, a ROS topic"
    )
    address: str = Field(
        min_length=1, description="path (relative to where we run), URL, /dev/videoN or topic"
    )
    rate_hz: float = Field(
        default=25.0, gt=0.0, le=1000.0, description="pictures a second of a folder; else unused"
    )
    input_format: str = Field(
        default="", description="v4l2 only: what to ask of the device, as mjpeg or yuyv422"
    )
    timeout_s: float = Field(
        default=5.0, gt=0.0, le=60.0, description="stream only: silence that counts as broken"
    )
    latency_s: float = Field(
        default=0.0, ge=0.0, le=2.0, description="stream only: exposure to arrival, as measured"
    )


class DistortionSettings(Settings):
    """How the lens bends, in the words and the order of sensor_msgs/CameraInfo."""

    model: Literal["none", "plumb_bob", "rational_polynomial", "equidistant"] = Field(
        default="none", description="as in CameraInfo; equidistant is a fisheye"
    )
    coefficients: tuple[float, ...] = Field(
        default=(), description="k1 k2 p1 p2 k3 (k4 k5 k6); equidistant: k1 k2 k3 k4"
    )

    @model_validator(mode="after")
    def _count(self) -> "DistortionSettings":
        needed = COEFFICIENTS[self.model]
        if len(self.coefficients) != needed:
            raise ValueError(
                f"{self.model} takes {needed} coefficients, {len(self.coefficients)} are given"
            )
        return self


class MountingSettings(Settings):
    """Where a camera sits in the ego frame (under the front bumper), and how sure that is."""

    x_m: float = Field(
        default=-1.5, ge=-30.0, le=5.0, description="forward of the front bumper: windscreen"
    )
    y_m: float = Field(default=0.0, ge=-2.0, le=2.0, description="left of the middle")
    z_m: float = Field(ge=0.1, le=5.0, description="lens above the road; a tape measure tells")
    roll_deg: float = Field(default=0.0, ge=-180.0, le=180.0, description="leans to the right")
    pitch_deg: float = Field(default=0.0, ge=-90.0, le=90.0, description="looks down")
    yaw_deg: float = Field(default=0.0, ge=-180.0, le=180.0, description="looks left")
    height_sd_m: float = Field(default=0.02, gt=0.0, le=1.0, description="tape measure, load")
    roll_sd_deg: float = Field(default=0.5, gt=0.0, le=10.0, description="bracket, by eye")
    pitch_sd_deg: float = Field(
        default=0.5, gt=0.0, le=10.0, description="bracket, load and the car's own pitching"
    )
    yaw_sd_deg: float = Field(default=0.5, gt=0.0, le=10.0, description="bracket, by eye")


class CameraSettings(Settings):
    """One camera: its source, its lens and its place."""

    name: str = Field(
        pattern="^[a-z][a-z0-9_]*$", max_length=32, description="part of topics and of frame ids"
    )
    source: SourceSettings = Field(description="what feeds it")
    width_px: int = Field(ge=16, le=8192, description="of the picture that was calibrated")
    height_px: int = Field(ge=16, le=8192, description="of the picture that was calibrated")
    fx_px: float = Field(gt=0.0, le=100000.0, description="focal length across")
    fy_px: float = Field(gt=0.0, le=100000.0, description="focal length down")
    cx_px: float = Field(
        ge=0.0, le=8192.0, description="principal point; (0, 0) is the centre of the first pixel"
    )
    cy_px: float = Field(
        ge=0.0, le=8192.0, description="principal point; (0, 0) is the centre of the first pixel"
    )
    distortion: DistortionSettings = Field(default=DistortionSettings(), description="of the lens")
    where: MountingSettings = Field(alias="mounting", description="where it sits")
    rectify: bool = Field(
        default=False, description="deliver pictures without distortion, at 2-3 ms for 1280x720"
    )

    @model_validator(mode="after")
    def _principal_point_is_in_the_picture(self) -> "CameraSettings":
        if not (0.0 < self.cx_px < self.width_px and 0.0 < self.cy_px < self.height_px):
            raise ValueError(
                f"the principal point ({self.cx_px}, {self.cy_px}) lies outside"
                f" {self.width_px}x{self.height_px}"
            )
        return self

    def lens(self) -> CameraModel:
        """Return the model of the pictures as they were taken, before any rectification."""
        return CameraModel(
            name=self.name,
            width_px=self.width_px,
            height_px=self.height_px,
            fx_px=self.fx_px,
            fy_px=self.fy_px,
            cx_px=self.cx_px,
            cy_px=self.cy_px,
            distortion=Distortion(self.distortion.model),
            coefficients=self.distortion.coefficients,
        )

    def model(self) -> CameraModel:
        """Return the model that holds for the frames delivered: rectified where that is on."""
        return self.lens().rectified if self.rectify else self.lens()

    def mounting(self) -> Mounting:
        """Return where the camera sits, as configured."""
        where = self.where
        return Mounting(
            camera=self.name,
            x_m=where.x_m,
            y_m=where.y_m,
            z_m=where.z_m,
            roll_rad=radians(where.roll_deg),
            pitch_rad=radians(where.pitch_deg),
            yaw_rad=radians(where.yaw_deg),
            height_sd_m=where.height_sd_m,
            roll_sd_rad=radians(where.roll_sd_deg),
            pitch_sd_rad=radians(where.pitch_sd_deg),
            yaw_sd_rad=radians(where.yaw_sd_deg),
            estimated=False,
        )


class CameraRig(Settings):
    """All cameras of the car; the first leads: its exposures are the moments of the system."""

    cameras: tuple[CameraSettings, ...] = Field(description="1 to 8, the leading camera first")

    @model_validator(mode="after")
    def _count_and_names(self) -> "CameraRig":
        names = [camera.name for camera in self.cameras]
        if not 1 <= len(names) <= MOST_CAMERAS:
            raise ValueError(f"{len(names)} cameras; 1 to {MOST_CAMERAS} are possible")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two cameras are called {', '.join(twice)}; names must differ")
        return self

    @property
    def leading(self) -> CameraSettings:
        """The camera whose exposures set the pace."""
        return self.cameras[0]
