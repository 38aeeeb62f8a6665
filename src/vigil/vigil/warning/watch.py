"""Finds which conditions of the table hold in this cycle."""

from collections.abc import Iterator

from vigil.base.records import Gear, Scene, SignalState, VehicleState
from vigil.warning.driver import DriverActions
from vigil.warning.readiness import Condition, Situation
from vigil.warning.settings import WarningSettings
from vigil.warning.sight import Fact, Sight


class SpeedGate:
    """On from one speed, off below another; an unknown speed leaves it on."""

    def __init__(self, on_mps: float, off_mps: float) -> None:
        self._on_mps = on_mps
        self._off_mps = off_mps
        self._open = False

    def shut(self, speed_mps: float | None) -> str:
        """Return why the gate is shut, or nothing."""
        if speed_mps is None:
            return ""
        self._open = speed_mps >= (self._off_mps if self._open else self._on_mps)
        return "" if self._open else f"{speed_mps:.1f} m/s, on from {self._on_mps:g} m/s"


class Watch:
    """Everything about the car, its cameras and its driver that gates a warning."""

    def __init__(self, settings: WarningSettings) -> None:
        self._sight = Sight(settings.sight)
        self._driver = DriverActions(settings.driver, settings.departure.indicator_hold_s)
        collision, headway = settings.collision, settings.headway
        departure = settings.departure
        self._gates = {
            Condition.SLOW: SpeedGate(
                collision.min_speed_mps, collision.min_speed_mps - collision.hysteresis_mps
            ),
            Condition.SLOW_FOR_HEADWAY: SpeedGate(headway.on_mps, headway.off_mps),
            Condition.SLOW_FOR_DEPARTURE: SpeedGate(
                departure.min_speed_mps, departure.min_speed_mps - departure.hysteresis_mps
            ),
        }

    def update(self, scene: Scene, required_mps2: float | None, clock_doubt: str) -> Situation:
        """Return what holds; required: the hardest braking that the road asks for."""
        vehicle = scene.moment.vehicle
        facts = list(self._sight.facts(scene))
        facts += _signals(vehicle)
        facts += self._speeds(vehicle)
        facts += self._driver.facts(scene.stamp_ns, vehicle, required_mps2)
        if clock_doubt:
            facts.append((Condition.CLOCK_DOUBTFUL, clock_doubt))
        return Situation(dict(facts))

    def _speeds(self, vehicle: VehicleState) -> Iterator[Fact]:
        for condition, gate in self._gates.items():
            if reason := gate.shut(vehicle.speed_mps.trusted):
                yield condition, reason


def _signals(vehicle: VehicleState) -> Iterator[Fact]:
    gear = vehicle.gear_position
    if gear in {Gear.PARK, Gear.REVERSE}:
        yield Condition.GEAR_OFF, f"the gear is {gear.name.lower()}"
    elif gear is not Gear.DRIVE:
        yield Condition.GEAR_UNKNOWN, f"the gear is {gear.name.lower()}"
    if vehicle.speed_mps.trusted is None:
        yield Condition.SPEED_LOST, f"our speed is {vehicle.speed_mps.state.name.lower()}"
    elif vehicle.speed_mps.state is SignalState.ASSUMED:
        yield Condition.SPEED_ASSUMED, f"our speed is assumed: {vehicle.speed_mps.value:.1f} m/s"
