"""What the driver does: turn signals, and actions that say 'I have seen it'."""

from collections.abc import Iterator

from pydantic import Field

from vigil.base.records import VehicleState
from vigil.base.settings import Settings
from vigil.warning.readiness import DRIVER_ACTS, Condition
from vigil.warning.sight import Fact
from vigil.warning.timing import seconds


class DriverSettings(Settings):
    """When an action of the driver suppresses a warning."""

    accelerator: float = Field(
        default=0.9, ge=0.3, le=1.0, description="above 90 % the driver means to go"
    )
    kick_down: float = Field(
        default=0.95, ge=0.5, le=1.0, description="pedal against its stop, past the detent"
    )
    accelerator_rate_ps: float = Field(
        default=2.0, ge=0.3, le=20.0, description="full travel in half a second: a decision"
    )
    steering_rate_radps: float = Field(
        default=3.5,
        ge=0.5,
        le=20.0,
        description="200 °/s at the wheel: an evasive turn; a lane change stays below 60 °/s",
    )
    hold_s: float = Field(
        default=1.0, ge=0.0, le=5.0, description="a quick action is meant for longer than it lasts"
    )
    longest_s: float = Field(
        default=5.0, ge=0.5, le=30.0, description="then armed again (rules of the car)"
    )


class Override:
    """One action: it counts for a while after it ends, and for so long at most."""

    def __init__(self, settings: DriverSettings) -> None:
        self._settings = settings
        self._first_ns: int | None = None
        self._last_ns = 0

    def update(self, stamp_ns: int, *, acts: bool) -> bool:
        """Return whether the action suppresses now."""
        if acts:
            self._last_ns = stamp_ns
            self._first_ns = stamp_ns if self._first_ns is None else self._first_ns
        elif seconds(self._last_ns, stamp_ns) > self._settings.hold_s:
            self._first_ns = None
        if self._first_ns is None:
            return False
        return seconds(self._first_ns, stamp_ns) <= self._settings.longest_s


class DriverActions:
    """Follows pedals, wheel and turn signals."""

    def __init__(self, settings: DriverSettings, indicator_hold_s: float) -> None:
        self._settings = settings
        self._indicator_hold_s = indicator_hold_s
        self._indicator_ns: int | None = None
        self._last: tuple[int, VehicleState] | None = None
        self._overrides = {condition: Override(settings) for condition in DRIVER_ACTS}

    def facts(
        self, stamp_ns: int, vehicle: VehicleState, required_mps2: float | None
    ) -> Iterator[Fact]:
        """Yield what the driver does that silences a warning."""
        yield from self._indicators(stamp_ns, vehicle)
        actions = dict(self._actions(stamp_ns, vehicle, required_mps2))
        for condition, override in self._overrides.items():
            if override.update(stamp_ns, acts=condition in actions):
                yield condition, actions.get(condition, f"a moment ago: {condition.value}")
        self._last = (stamp_ns, vehicle)

    def _indicators(self, stamp_ns: int, vehicle: VehicleState) -> Iterator[Fact]:
        signals = (vehicle.left_indicator.trusted, vehicle.right_indicator.trusted)
        if None in signals:
            yield Condition.INDICATORS_UNKNOWN, "the turn signals are not known"
        if any(signals):
            self._indicator_ns = stamp_ns
        if self._indicator_ns is None:
            return
        ago_s = seconds(self._indicator_ns, stamp_ns)
        if ago_s <= self._indicator_hold_s:
            yield Condition.INDICATOR, f"the turn signal was on {ago_s:.1f} s ago"

    def _actions(
        self, stamp_ns: int, vehicle: VehicleState, required_mps2: float | None
    ) -> Iterator[Fact]:
        settings = self._settings
        pedal = vehicle.accelerator.trusted or 0.0
        if pedal > settings.accelerator:
            yield Condition.ACCELERATOR, f"the accelerator is at {100.0 * pedal:.0f} %"
        if pedal > settings.kick_down:
            yield Condition.KICK_DOWN, f"kick-down: the accelerator is at {100.0 * pedal:.0f} %"
        yield from self._fast(stamp_ns, vehicle)
        yield from self._brakes(vehicle, required_mps2)

    def _fast(self, stamp_ns: int, vehicle: VehicleState) -> Iterator[Fact]:
        if self._last is None or stamp_ns <= self._last[0]:
            return
        before_ns, before = self._last
        step_s = seconds(before_ns, stamp_ns)
        pedal, pedal_before = vehicle.accelerator.trusted, before.accelerator.trusted
        if pedal is not None and pedal_before is not None:
            rate_ps = (pedal - pedal_before) / step_s
            if rate_ps > self._settings.accelerator_rate_ps:
                yield Condition.ACCELERATOR_RISING, f"the accelerator rises by {rate_ps:.1f} /s"
        wheel_rad, wheel_before_rad = (
            vehicle.steering_angle_rad.trusted,
            before.steering_angle_rad.trusted,
        )
        if wheel_rad is not None and wheel_before_rad is not None:
            rate_radps = abs(wheel_rad - wheel_before_rad) / step_s
            if rate_radps > self._settings.steering_rate_radps:
                yield Condition.STEERING, f"the steering wheel turns at {rate_radps:.1f} rad/s"

    def _brakes(self, vehicle: VehicleState, required_mps2: float | None) -> Iterator[Fact]:
        """Brake pedal pressed, and the car slows at least as much as the danger asks for."""
        slowing_mps2 = -(vehicle.acceleration_mps2.trusted or 0.0)
        if not vehicle.brake.trusted or not required_mps2:
            return
        if slowing_mps2 >= required_mps2:
            pressed = f"the driver brakes with {slowing_mps2:.1f} m/s²"
            yield Condition.BRAKE, f"{pressed}, {required_mps2:.1f} m/s² are required"
