"""First state of a new object: distance from foot and known size, weighed by their variances."""

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import BEAR, LIFT, LOG, PUSH, RATE, STATES, TALL, TURN, WIDE, Rows
from vigil.tracking.measure import Place
from vigil.tracking.settings import RangeFilter
from vigil.tracking.sightings import Sightings
from vigil.tracking.sizes import Sizes

FAR_M = 250.0
NEAR_M = 1.0


def newborn(
    seen: Sightings, picks: Rows, place: Place, sizes: Sizes, settings: RangeFilter
) -> tuple[Floats, Floats]:
    """Return means (N, 8) and covariances (N, 8, 8) before the first measurement is taken in.

    The box itself is taken in by `measure` afterwards; here it only tells where to linearise.
    """
    size = sizes.of([seen.kinds[i] for i in picks])
    log, log_sd = _first_log(seen, picks, place, size)
    x = np.exp(log) * np.cos(seen.bearing_rad[picks]) + place.offset_m[0]
    y = np.exp(log) * np.sin(seen.bearing_rad[picks]) + place.offset_m[1]
    mean, variance = np.zeros((len(picks), STATES)), np.zeros((len(picks), STATES))
    mean[:, LOG], mean[:, BEAR] = np.log(np.hypot(x, y)), np.arctan2(y, x)
    mean[:, TALL] = size[:, 0]
    mean[:, WIDE] = np.log(seen.span_rad[picks]) + log
    variance[:, LOG] = (3.0 * log_sd + 0.3) ** 2
    variance[:, BEAR] = (seen.span_rad[picks] + 0.02) ** 2
    speed = settings.first_speed_sd_mps * np.exp(-mean[:, LOG])
    variance[:, RATE] = speed**2
    variance[:, TURN] = (0.5 * speed) ** 2
    variance[:, PUSH] = (settings.acceleration_sd_mps2 * np.exp(-mean[:, LOG])) ** 2
    variance[:, TALL] = size[:, 1] ** 2
    variance[:, WIDE] = 0.5 * (size[:, 3] ** 2 + (size[:, 4] - size[:, 2]) ** 2) + 0.02
    variance[:, LIFT] = settings.slope_sd_rad**2 + place.pitch_bias_sd_rad**2
    return mean, variance[:, :, None] * np.eye(STATES)


def _first_log(seen: Sightings, picks: Rows, place: Place, size: Floats) -> tuple[Floats, Floats]:
    """Return ln r at the camera and its standard deviation, (N,) each."""
    rise, edge = seen.rise[picks], seen.edge_sd_rad[picks]
    cut = seen.cut[picks]
    tall = size[:, 0] - np.log(rise)
    tall_sd = np.hypot(size[:, 1], 1.5 * edge / rise) + 10.0 * (cut[:, 1] | cut[:, 3])
    fall = np.maximum(place.pitch_bias_rad - seen.foot[picks], 1e-3)
    foot = np.log(place.mounting.z_m / fall)
    angle = np.hypot(place.pitching_rad + place.pitch_bias_sd_rad, edge)
    foot_sd = angle / fall + 10.0 * cut[:, 3]
    wide = size[:, 2] - np.log(seen.span_rad[picks])
    wide_sd = np.full(len(picks), 1.0)
    values, sds = np.stack([tall, foot, wide]), np.stack([tall_sd, foot_sd, wide_sd])
    weight = sds**-2.0
    log = (values * weight).sum(0) / weight.sum(0)
    return np.clip(log, np.log(NEAR_M), np.log(FAR_M)), weight.sum(0) ** -0.5
