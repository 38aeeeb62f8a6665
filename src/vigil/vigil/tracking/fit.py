"""How far detections are from where the road filter puts the objects: all measures at once.

A thing that comes nearer grows, sinks and moves outward together; held against the filter's joint
covariance, a box that does one without the others is far off, however near it is in the picture.
"""

import numpy as np

from vigil.geometry.camera_model import Floats
from vigil.tracking.filter import LIFT, TALL, WIDE
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
    tall, wide = np.exp(mean[:, TALL] - view.log), np.exp(mean[:, WIDE] - view.log)
    whole = ~(seen.cut[:, 0] | seen.cut[:, 2])
    footed = seen.footed
    innovation = np.stack(
        [
            _middle(seen, 0.5 * wide) - view.bearing_rad[:, None],
            (np.log(seen.rise) - np.log(tall)[:, None]) * (footed & ~seen.cut[:, 1]),
            (np.log(seen.span_rad) - np.log(wide)[:, None]) * whole,
            (seen.foot + (fall - place.slope_rad)[:, None]) * footed,
        ],
        axis=2,
    )
    jacobian = np.stack([view.d_bearing, -view.d_log, -view.d_log, fall[:, None] * view.d_log], 1)
    jacobian[:, 1, TALL] += 1.0
    jacobian[:, 2, WIDE] += 1.0
    jacobian[:, 3, LIFT] += 1.0
    spread = jacobian @ covariance @ jacobian.transpose(0, 2, 1)
    edge = np.full(len(mean), np.median(seen.edge_sd_rad)) ** 2
    spread += (
        np.eye(MEASURES)
        * np.stack(
            [
                edge + (0.5 * body_sd * wide) ** 2,
                2.0 * edge / tall**2,
                2.0 * edge / wide**2 + body_sd**2,
                edge + place.slope_sd_rad**2,
            ],
            axis=1,
        )[:, :, None]
    )
    return np.asarray(np.einsum("nmi,nij,nmj->nm", innovation, np.linalg.inv(spread), innovation))


def _middle(seen: Sightings, half: Floats) -> Floats:
    """Return bearings (N, M) of the middles; a cut box has one side and half of our width."""
    from_right, from_left = seen.right_rad + half[:, None], seen.left_rad - half[:, None]
    middle = np.where(seen.cut[:, 0], from_right, seen.bearing_rad)
    return np.asarray(np.where(seen.cut[:, 2] & ~seen.cut[:, 0], from_left, middle))
