"""First state of a new object: distance from foot and known size, weighed by their variances."""

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import (
    BEAR,
    FOOT,
    LIFT,
    LOG,
    OWN,
    PUSH,
    RATE,
    TALL,
    TOP,
    TURN,
    WIDE,
    Rows,
    lift_variance,
    staying,
)
from vigil.tracking.measure import Place
from vigil.tracking.settings import RangeFilter
from vigil.tracking.sightings import Sightings
from vigil.tracking.sizes import HEIGHT, HEIGHT_SD, LENGTH, WIDTH, WIDTH_SD

FAR_M = 250.0
NEAR_M = 1.0


def newborn(
    seen: Sightings, picks: Rows, place: Place, size: Floats, settings: RangeFilter
) -> tuple[Floats, Floats]:
    """Return means (N, OWN) and covariances (N, OWN, OWN) before the first measurement is taken in.

    `size` is `Sizes.of` their classes.  The box is taken in by `measure` afterwards; here it only
    tells where to linearise.
    """
    log, log_sd = _first_log(seen, picks, place, size)
    x = np.exp(log) * np.cos(seen.bearing_rad[picks]) + place.offset_m[0]
    y = np.exp(log) * np.sin(seen.bearing_rad[picks]) + place.offset_m[1]
    mean, variance = np.zeros((len(picks), OWN)), np.zeros((len(picks), OWN))
    mean[:, LOG], mean[:, BEAR] = np.log(np.hypot(x, y)), np.arctan2(y, x)
    mean[:, TALL] = size[:, HEIGHT]
    mean[:, WIDE] = np.log(seen.span_rad[picks]) + log
    variance[:, LOG] = (3.0 * log_sd + 0.3) ** 2
    variance[:, BEAR] = (seen.span_rad[picks] + 0.02) ** 2
    speed = settings.first_speed_sd_mps * np.exp(-mean[:, LOG])
    variance[:, RATE] = speed**2
    variance[:, TURN] = (0.5 * speed) ** 2
    variance[:, PUSH] = (settings.acceleration_sd_mps2 * np.exp(-mean[:, LOG])) ** 2
    variance[:, TALL] = size[:, HEIGHT_SD] ** 2
    variance[:, WIDE] = (
        0.5 * (size[:, WIDTH_SD] ** 2 + (size[:, LENGTH] - size[:, WIDTH]) ** 2) + 0.02
    )
    variance[:, LIFT] = lift_variance(mean, settings)
    variance[:, TOP] = variance[:, FOOT] = staying(seen.edge_sd_rad[picks], settings)
    return mean, variance[:, :, None] * np.eye(OWN)


def _first_log(seen: Sightings, picks: Rows, place: Place, size: Floats) -> tuple[Floats, Floats]:
    """Return ln r at the camera and its standard deviation, (N,) each."""
    rise, edge = seen.rise[picks], seen.edge_sd_rad[picks]
    cut = seen.cut[picks]
    tall = size[:, HEIGHT] - np.log(rise)
    tall_sd = np.hypot(size[:, HEIGHT_SD], 1.5 * edge / rise) + 10.0 * (cut[:, 1] | cut[:, 3])
    fall = np.maximum(place.slope_rad - seen.foot[picks], 1e-3)
    foot = np.log(place.mounting.z_m / fall)
    angle = np.hypot(place.slope_sd_rad, edge)
    foot_sd = angle / fall + 10.0 * ~seen.footed[picks]
    wide = size[:, WIDTH] - np.log(seen.span_rad[picks])
    wide_sd = np.full(len(picks), 1.0)
    values, sds = np.stack([tall, foot, wide]), np.stack([tall_sd, foot_sd, wide_sd])
    weight = sds**-2.0
    log = (values * weight).sum(0) / weight.sum(0)
    return np.clip(log, np.log(NEAR_M), np.log(FAR_M)), weight.sum(0) ** -0.5
