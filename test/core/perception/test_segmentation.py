"""Masks: fast, and exactly the largest class; the road in the picture and on the ground."""

import numpy as np
import pytest

from vigil.geometry import image_points_px
from vigil.inference import find_card
from vigil.perception.drivable import drivable_area
from vigil.perception.picture import Fit
from vigil.perception.segmentation import Masks, masks
from vigil.perception.settings import RoadSettings

from .conftest import MODEL, MOUNTING, SIZE_WH_PX

TOP = 100


def test_paint_and_road_are_where_their_class_is_the_largest() -> None:
    card = find_card("road_segmentation_adas_0001")
    planes = np.random.default_rng(1).random((1, 4, 512, 896)).astype(np.float32)
    found = masks({"t318": planes}, card, Fit(SIZE_WH_PX, (896, 512), (896, 512)), TOP)
    largest = planes[0].argmax(axis=0)[TOP:]
    assert np.array_equal(found.paint == 255, largest == 3)
    assert np.array_equal(found.drivable == 255, (largest == 1) | (largest == 3))


def test_confidence_is_the_mean_probability_inside() -> None:
    planes = np.zeros((1, 2, 360, 640), np.float32)
    planes[0, 1, :, :320], planes[0, 0, :, 320:] = np.log(4.0), 9.0
    fit = Fit(SIZE_WH_PX, (640, 360), (640, 360))
    found = masks({"drivable": planes, "lane": planes}, find_card("twinlitenet"), fit, TOP)
    assert found.drivable_probability == pytest.approx(0.8)


def road_mask() -> Masks:
    """Return a mask of a straight road from 4 to 200 m, 3 m to the left and 2 m to the right."""
    corners = np.array([(4.0, 3.0), (4.0, -2.0), (200.0, -2.0), (200.0, 3.0)])
    rows, columns = np.mgrid[TOP:360, :640]
    fit = Fit(SIZE_WH_PX, (640, 360), (640, 360))
    pixels = fit.full_px(np.column_stack([columns.ravel(), rows.ravel()]).astype(float))
    px = image_points_px(MODEL, MOUNTING, corners)
    share = (px[0, 1] - pixels[:, 1]) / (px[0, 1] - px[3, 1])
    left = px[0, 0] + share * (px[3, 0] - px[0, 0])
    right = px[1, 0] + share * (px[2, 0] - px[1, 0])
    inside = (share >= 0) & (share <= 1) & (pixels[:, 0] >= left) & (pixels[:, 0] <= right)
    drivable = (inside.reshape(rows.shape) * 255).astype(np.uint8)
    return Masks(fit, TOP, None, drivable, 0.9)


def test_the_outline_on_the_ground_is_the_road_and_ends_where_the_plane_is_not_trusted() -> None:
    area = drivable_area(road_mask(), MODEL, MOUNTING, RoadSettings(range_max_m=50.0))
    assert area is not None
    assert area.probability == pytest.approx(0.9)
    x, y = area.outline_ego_m.T
    assert x.min() == pytest.approx(4.0, abs=0.2)
    assert x.max() == pytest.approx(50.0, abs=0.01)
    near = x < 10.0
    assert y[near].max() == pytest.approx(3.0, abs=0.1)
    assert y[near].min() == pytest.approx(-2.0, abs=0.1)


def test_no_road_gives_no_area() -> None:
    empty = Masks(
        Fit(SIZE_WH_PX, (640, 360), (640, 360)), TOP, None, np.zeros((260, 640), np.uint8), 0
    )
    assert drivable_area(empty, MODEL, MOUNTING, RoadSettings()) is None
