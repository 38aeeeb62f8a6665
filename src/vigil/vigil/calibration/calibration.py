"""The stage: percepts in, mountings out."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from math import cos, hypot, sqrt

import numpy as np

from vigil.base.records import LaneLine, LinePlace, Mounting, Percepts
from vigil.calibration.angle import Angle
from vigil.calibration.horizon import Horizon, find_horizon, flat_rays
from vigil.calibration.settings import CalibrationSettings
from vigil.geometry import CameraModel
from vigil.geometry.camera_model import Floats

FIRST_DT_S = 0.05
"""What the first frame stands for, and the first one after a jump of the clock."""
OUR_LANE = (LinePlace.LEFT, LinePlace.RIGHT)


class Calibration:
    """Finds pitch and yaw of each camera from the lane lines; the rest stays as configured."""

    def __init__(self, settings: CalibrationSettings, models: Mapping[str, CameraModel]) -> None:
        self._settings = settings
        self._models = dict(models)
        self._cameras: dict[str, _Camera] = {}

    def update(self, percepts: Percepts) -> tuple[Mounting, ...]:
        """Return where all cameras sit, after what this moment showed."""
        teaches = self._teaches(percepts)
        found = []
        for mounting in percepts.moment.mountings:
            model = self._models.get(mounting.camera)
            if model is None:
                found.append(mounting)
                continue
            camera = self._cameras.get(mounting.camera)
            if camera is None:
                camera = _Camera(self._settings, model, mounting)
                self._cameras[mounting.camera] = camera
            if teaches:
                lines = [line for line in percepts.lanes if line.camera == mounting.camera]
                camera.learn(lines, percepts.stamp_ns)
            found.append(camera.mounting)
        return tuple(found)

    def _teaches(self, percepts: Percepts) -> bool:
        """Whether we drive along a lane, as far as our vehicle says."""
        vehicle = percepts.moment.vehicle
        speed_mps, turn_radps = vehicle.speed_mps.trusted, vehicle.yaw_rate_radps.trusted
        slow = speed_mps is not None and speed_mps < self._settings.min_speed_mps
        turning = turn_radps is not None and abs(turn_radps) > self._settings.max_yaw_rate_radps
        changing = bool(vehicle.left_indicator.trusted or vehicle.right_indicator.trusted)
        return not (slow or turning or changing)


class _Camera:
    """What the lanes have told of one camera."""

    def __init__(
        self, settings: CalibrationSettings, model: CameraModel, configured: Mounting
    ) -> None:
        self._settings, self._model, self._configured = settings, model, configured
        self._pitch = Angle(
            configured.pitch_rad,
            configured.pitch_sd_rad,
            settings.pitching_sd_rad,
            settings.pitching_s,
            settings.drift_rad_per_sqrt_s,
        )
        self._yaw = Angle(
            configured.yaw_rad,
            configured.yaw_sd_rad,
            settings.wandering_sd_rad,
            settings.wandering_s,
            settings.drift_rad_per_sqrt_s,
        )
        self._evidence_s = 0.0
        self._last_ns: int | None = None
        self._width_in_heights = 0.0
        self._widths = 0

    @property
    def mounting(self) -> Mounting:
        """As configured until there is evidence, then as found."""
        if self._evidence_s < self._settings.evidence_s:
            return self._configured
        height_m, height_sd_m = self._height()
        return replace(
            self._configured,
            z_m=height_m,
            height_sd_m=height_sd_m,
            pitch_rad=self._pitch.mean_rad,
            pitch_sd_rad=hypot(self._pitch.sd_rad, self._pitch.spread_rad),
            yaw_rad=self._yaw.mean_rad,
            yaw_sd_rad=self._yaw.sd_rad,
            estimated=True,
        )

    def learn(self, lines: list[LaneLine], stamp_ns: int) -> None:
        """Take the lines of one frame, if they show a straight piece of road."""
        kept = [(line, rays) for line in lines if len(rays := self._rays(line))]
        if len(kept) < 2:  # noqa: PLR2004 - one line points nowhere
            return
        error = self._settings.paint_sd_px / self._model.fx_px
        mounting = replace(
            self._configured, pitch_rad=self._pitch.mean_rad, yaw_rad=self._yaw.mean_rad
        )
        found = find_horizon([rays for _, rays in kept], mounting, error, self._settings)
        if found is None or not self._believable(found):
            return
        dt_s = self._since_last_s(stamp_ns)
        self._pitch.update(found.pitch_rad, found.pitch_sd_rad, dt_s)
        self._yaw.update(found.yaw_rad, found.yaw_sd_rad, dt_s)
        self._learn_width([line for line, _ in kept], found)
        self._evidence_s += min(dt_s, self._settings.pitching_s)

    def _rays(self, line: LaneLine) -> Floats:
        """Return the near part of a line as rays; none where it is too short or unlikely."""
        none = np.empty((0, 2))
        if line.probability < self._settings.min_probability or not len(line.points_px):
            return none
        rays = flat_rays(self._model, self._configured, line.points_px)
        fall = rays[:, 1] + np.tan(self._pitch.mean_rad)
        reach_m = np.where(fall > 0.0, self._configured.z_m / np.maximum(fall, 1e-9), np.inf)
        near = reach_m < self._settings.max_reach_m
        if near.sum() < self._settings.min_points:
            return none
        far = reach_m[near].max() / reach_m[near].min()
        return rays[near] if far >= self._settings.min_reach_ratio else none

    def _believable(self, found: Horizon) -> bool:
        limit, configured = self._settings.max_angle_rad, self._configured
        return (
            abs(found.curvature_pm) <= self._settings.max_curvature_pm
            and abs(found.pitch_rad - configured.pitch_rad) <= limit
            and abs(found.yaw_rad - configured.yaw_rad) <= limit
        )

    def _since_last_s(self, stamp_ns: int) -> float:
        last_ns, self._last_ns = self._last_ns, stamp_ns
        if last_ns is None or stamp_ns <= last_ns:
            return FIRST_DT_S
        return min((stamp_ns - last_ns) * 1e-9, self._settings.wandering_s)

    def _learn_width(self, lines: list[LaneLine], found: Horizon) -> None:
        """Average how wide our lane is, in heights of the camera."""
        ours = sorted(
            slope for line, slope in zip(lines, found.slopes, strict=True) if line.place in OUR_LANE
        )
        for left, right in pairwise(ours):
            width = (right - left) / cos(found.pitch_rad)
            self._widths += 1
            self._width_in_heights += (width - self._width_in_heights) / self._widths

    def _height(self) -> tuple[float, float]:
        """Weigh the configured height with what a lane of standard width would make it."""
        height_m, sd_m = self._configured.z_m, self._configured.height_sd_m
        if not self._widths or self._width_in_heights <= 0.0 or sd_m <= 0.0:
            return height_m, sd_m
        lane_m = self._settings.lane_width_m / self._width_in_heights
        lane_sd_m = self._settings.lane_width_sd_m / self._width_in_heights
        share = sd_m**2 / (sd_m**2 + lane_sd_m**2)
        return height_m + share * (lane_m - height_m), sqrt(1.0 - share) * sd_m
