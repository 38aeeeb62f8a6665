"""The size of our own vehicle: section `body` of the configuration."""

from pydantic import Field

from vigil.base.settings import Settings


class Body(Settings):
    """Measures of the car that Vigil rides in."""

    width_m: float = Field(default=1.85, gt=0.5, le=3.5, description="a passenger car, no mirrors")
    length_m: float = Field(default=4.6, gt=1.0, le=25.0, description="a passenger car")
    wheelbase_m: float = Field(default=2.66, gt=0.5, le=15.0, description="2018 RAV4, opendbc")
    front_overhang_m: float = Field(
        default=0.95, ge=0.0, le=3.0, description="front axle to front bumper, a passenger car"
    )
    steering_ratio: float = Field(
        default=16.0, gt=1.0, le=40.0, description="steering wheel to road wheel, a passenger car"
    )

    @property
    def bumper_from_rear_axle_m(self) -> float:
        """From base_link (rear axle) forward to the ego frame (front bumper)."""
        return self.wheelbase_m + self.front_overhang_m

    def curvature_pm(self, steering_angle_rad: float) -> float:
        """Return the curvature of our path at low lateral acceleration: a kinematic bicycle."""
        return steering_angle_rad / self.steering_ratio / self.wheelbase_m
