"""The size of our own car."""

import pytest

from vigil.base.errors import ConfigurationError
from vigil.base.settings import checked
from vigil.geometry import Body


def test_the_bumper_is_ahead_of_the_rear_axle() -> None:
    body = Body(wheelbase_m=2.7, front_overhang_m=0.9)
    assert body.bumper_from_rear_axle_m == pytest.approx(3.6)


def test_turning_the_wheel_left_curves_left() -> None:
    body = Body(wheelbase_m=2.5, steering_ratio=16.0)
    assert body.curvature_pm(0.8) == pytest.approx(0.02)


def test_a_car_as_wide_as_a_road_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"width_m: 9\.0"):
        checked(Body, {"width_m": 9.0}, "body")
