"""What our own car says of itself, exact, by the names of VehicleState."""

from collections.abc import Mapping
from math import pi

from vigil.base.records import Gear, Wiper
from vigil_sim.scenario.settings import Weather
from vigil_sim.world.actor import STILL_MPS
from vigil_sim.world.ego import Ego

RATIOS = (4.5, 2.7, 1.8, 1.3, 1.0, 0.75)
"""Of an automatic gearbox with six gears (typical; recalled)."""
AXLE_RATIO, WHEEL_RADIUS_M = 3.4, 0.32
IDLE_RPM, SHIFT_RPM = 750.0, 2600.0
ROLLING_MPS2, AIR_PER_M = 0.13, 0.00025
"""Drag: 0.013 g rolling; half rho cd A over mass (0.5 x 1.2 x 0.66 / 1600, typical)."""
FULL_THROTTLE_MPS2, FULL_BRAKE_MPS2 = 3.5, 9.0
"""What a pedal pressed down is worth."""
HELD_PEDAL = 0.2
"""Brake pedal of a driver who waits."""
WIPERS: dict[Weather, Wiper] = {"clear": Wiper.OFF, "fog": Wiper.OFF, "rain": Wiper.SLOW}


def signals(ego: Ego, weather: Weather) -> Mapping[str, float]:
    """Return all vehicle signals; the pedals are the driver's feet, not what a system demands."""
    return {
        "speed_mps": ego.speed_mps,
        "yaw_rate_radps": ego.yaw_rate_radps,
        "acceleration_mps2": ego.acceleration_mps2,
        "lateral_acceleration_mps2": ego.speed_mps * ego.yaw_rate_radps,
        "steering_angle_rad": ego.wheel_rad,
        "gear": float(Gear.DRIVE),
        "engine_speed_rpm": engine_rpm(ego.speed_mps),
        "left_indicator": float(ego.indicating > 0.0),
        "right_indicator": float(ego.indicating < 0.0),
        "accelerator": _accelerator(ego),
        "brake": max(_brake(ego), ego.pedal),
        "wiper": float(WIPERS[weather]),
    }


def engine_rpm(speed_mps: float) -> float:
    """Return the engine's speed, 1/min, in the lowest gear that stays below the shift speed."""
    wheel_rpm = speed_mps / (2.0 * pi * WHEEL_RADIUS_M) * 60.0
    fitting = [r for r in RATIOS if wheel_rpm * AXLE_RATIO * r <= SHIFT_RPM]
    ratio = fitting[0] if fitting else RATIOS[-1]
    return max(IDLE_RPM, wheel_rpm * AXLE_RATIO * ratio)


def _drag_mps2(speed_mps: float) -> float:
    return (ROLLING_MPS2 + AIR_PER_M * speed_mps**2) if speed_mps > STILL_MPS else 0.0


def _accelerator(ego: Ego) -> float:
    braking_from_outside = ego.demand_mps2 is not None and ego.demand_mps2 < 0.0
    wanted = ego.driver_mps2 if ego.demand_mps2 is None else ego.demand_mps2
    if braking_from_outside or (ego.speed_mps < STILL_MPS and wanted <= 0.0):
        return 0.0
    return min(max((wanted + _drag_mps2(ego.speed_mps)) / FULL_THROTTLE_MPS2, 0.0), 1.0)


def _brake(ego: Ego) -> float:
    if ego.speed_mps < STILL_MPS and ego.driver_mps2 <= 0.0:
        return HELD_PEDAL
    beyond_drag = -ego.driver_mps2 - _drag_mps2(ego.speed_mps)
    return min(max(beyond_drag / FULL_BRAKE_MPS2, 0.0), 1.0)
