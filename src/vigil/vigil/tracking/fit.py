"""How far detections are from where the road filter puts the objects: all measures at once.

A thing that comes nearer grows, sinks and moves outward together; held against the filter's joint
covariance, a box that does one without the others is far off, however near it is in the picture.
"""

from statistics import median

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import LIFT, TALL, WIDE, diagonals
from vigil.tracking.measure import Place
from vigil.tracking.sightings import Sightings

BODY_SD = 0.3
"""Two cameras see different sides of a body: middle and width differ by this part of its width."""
MEASURES = 4


def road_distance(
    mean: Floats, covariance: Floats, seen: Sightings, place: Place, body_sd: float
) -> Floats:
    """Return squared Mahalanobis distances of bearing, height, width and foot, (N, M).

    What a detection does not show, cut or hidden, counts as fitting.
    """
    view = place.look(mean)
    fall = place.mounting.z_m * np.exp(-view.log)
    ln_tall, ln_wide = mean[:, TALL] - view.log, mean[:, WIDE] - view.log
    tall, wide = np.exp(ln_tall), np.exp(ln_wide)
    whole = ~(seen.cut[:, 0] | seen.cut[:, 2])
    footed = seen.footed
    innovation = np.array(
        [
            _middle(seen, 0.5 * wide) - view.bearing_rad[:, None],
            (np.log(seen.rise) - ln_tall[:, None]) * (footed & ~seen.cut[:, 1]),
            (np.log(seen.span_rad) - ln_wide[:, None]) * whole,
            (seen.foot + (fall - place.slope_rad)[:, None]) * footed,
        ]
    ).transpose(1, 2, 0)
    d_log = view.d_log(mean)
    jacobian = np.array([view.d_bearing(mean), -d_log, -d_log, fall[:, None] * d_log])
    jacobian[1, :, TALL] += 1.0
    jacobian[2, :, WIDE] += 1.0
    jacobian[3, :, LIFT] += 1.0
    spread = jacobian.transpose(1, 0, 2) @ covariance @ jacobian.transpose(1, 2, 0)
    edge = median(seen.edge_sd_rad.tolist()) ** 2
    noise = diagonals(spread)
    noise[:, 0] += edge + (0.5 * body_sd * wide) ** 2
    noise[:, 1] += 2.0 * edge / tall**2
    noise[:, 2] += 2.0 * edge / wide**2 + body_sd**2
    noise[:, 3] += edge + place.slope_sd_rad**2
    return np.asarray(((innovation @ np.linalg.inv(spread)) * innovation).sum(2))


def _middle(seen: Sightings, half: Floats) -> Floats:
    """Return bearings (N, M) of the middles; a cut box has one side and half of our width."""
    from_right, from_left = seen.right_rad + half[:, None], seen.left_rad - half[:, None]
    middle = np.where(seen.cut[:, 0], from_right, seen.bearing_rad)
    return np.asarray(np.where(seen.cut[:, 2] & ~seen.cut[:, 0], from_left, middle))
