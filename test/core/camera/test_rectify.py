"""Rectified pictures: what the model of the delivered frames says is where it says."""

from typing import Any

import cv2
import numpy as np
import pytest

from vigil.camera import CameraSettings, Picture, Rectifier

from .conftest import Make

SPOTS_OPTICAL_M = np.array(
    [[x, y, 4.0] for x in (-1.6, -0.8, 0.0, 0.8, 1.6) for y in (-0.8, 0.0, 0.8)]
)
LENSES = [
    pytest.param("plumb_bob", [-0.3, 0.1, 0.001, -0.001, 0.0], id="plumb bob"),
    pytest.param("rational_polynomial", [0.2, 0.05, 0.0, 0.0, 0.0, 0.5, 0.1, 0.0], id="rational"),
    pytest.param("equidistant", [0.02, -0.01, 0.0, 0.0], id="fisheye"),
]


def seen(camera: CameraSettings) -> Picture:
    """Return dots at the spots, as the bent lens sees them, soft to a tenth of a pixel."""
    picture = np.zeros((camera.height_px, camera.width_px, 3), np.uint8)
    for spot in np.rint(camera.lens().pixels(SPOTS_OPTICAL_M) * 16).astype(int).tolist():
        cv2.circle(picture, spot, 3 * 16, (255, 255, 255), -1, cv2.LINE_AA, shift=4)
    return picture


def centres(picture: Picture) -> np.ndarray[Any, Any]:
    """Return the centres of all dots."""
    grey = picture[..., 0]
    count, labels = cv2.connectedComponents((grey > 20).astype(np.uint8))
    rows, columns = np.mgrid[: grey.shape[0], : grey.shape[1]]
    weights = [np.where(labels == label, grey, 0.0) for label in range(1, count)]
    return np.array([[np.average(a, weights=w) for a in (columns, rows)] for w in weights])


@pytest.mark.parametrize(("model", "coefficients"), LENSES)
def test_spots_lie_where_a_pinhole_would_see_them(
    make: Make, model: str, coefficients: list[float]
) -> None:
    camera = make(
        width_px=480,
        height_px=320,
        fx_px=400.0,
        fy_px=400.0,
        distortion={"model": model, "coefficients": coefficients},
        rectify=True,
    )
    found = centres(Rectifier(camera)(seen(camera)))
    for pixel in camera.model().pixels(SPOTS_OPTICAL_M):
        assert np.linalg.norm(found - pixel, axis=1).min() < 0.25


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"rectify": True}, id="a lens that does not bend"),
        pytest.param(
            {"distortion": {"model": "equidistant", "coefficients": [0.0, 0.0, 0.0, 0.0]}},
            id="not asked for",
        ),
    ],
)
def test_where_there_is_nothing_to_do_the_picture_is_handed_through(
    make: Make, changes: dict[str, Any]
) -> None:
    rectifier, picture = Rectifier(make(**changes)), np.ones((48, 64, 3), np.uint8)
    assert not rectifier.active
    assert rectifier(picture) is picture
