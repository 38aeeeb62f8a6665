"""Who brakes on a warning, and how: brakes and driver by the *Rules of scoring*.

The car's own brakes follow the emergency level, a driver follows the warning.  Only a simulator may
do so: the level is advisory and drives no actuator.
"""

from typing import Literal

from vigil.base.records import Alert, Level, Targets
from vigil_sim.run.result import COLLISION
from vigil_sim.scenario.settings import Scenario

NS_PER_S = 1_000_000_000
Mode = Literal["none", "emergency", "driver", "both"]

DEAD_TIME_S = 0.2
"""Of the brakes, from the emergency level to the first deceleration."""
JERK_MPS3 = 20.0
"""Of brakes and driver alike."""
DRY_MPS2 = 9.0
WET_MPS2 = 6.0
WET_FRICTION = 0.8
"""A road is wet below it: between the 1.0 and 0.65 that scenarios call dry and wet."""
DRIVER_REACTION_S = 1.2
"""From a warning to the driver's brakes (recalled)."""
DRIVER_MPS2 = 4.0
"""How hard the driver brakes (recalled)."""
RELEASE_S = 1.0
"""Nothing comes closer for so long: the brakes let go."""
CLOSING_MPS = 0.5
LIKELY = 0.5


class Ramp:
    """A deceleration that builds up after a delay, and stays."""

    def __init__(self, delay_s: float, full_mps2: float) -> None:
        self._delay_s, self._full_mps2 = delay_s, full_mps2
        self.asked_ns: int | None = None
        """When it was asked for; None: it was not, or it let go."""

    def ask(self, time_ns: int) -> None:
        """Ask for it; asked again, it goes on."""
        if self.asked_ns is None:
            self.asked_ns = time_ns

    def at(self, time_ns: int) -> float:
        """Return the deceleration at a time, m/s²."""
        if self.asked_ns is None:
            return 0.0
        since_s = (time_ns - self.asked_ns) / NS_PER_S - self._delay_s
        return min(max(JERK_MPS3 * since_s, 0.0), self._full_mps2)


class Reaction:
    """Turns what the stack says into what is asked of the simulated car."""

    def __init__(self, scenario: Scenario, mode: Mode) -> None:
        full_mps2 = WET_MPS2 if scenario.friction < WET_FRICTION else DRY_MPS2
        self._brakes = Ramp(DEAD_TIME_S, full_mps2)
        self._driver = Ramp(DRIVER_REACTION_S, min(DRIVER_MPS2, full_mps2))
        self._mode = mode
        self._quiet_ns: int | None = None
        self.first_ns: int | None = None
        """When brakes were first asked for."""

    @property
    def acts(self) -> bool:
        """Whether anything is asked of the car, now or once a delay has passed."""
        return self._brakes.asked_ns is not None or self._driver.asked_ns is not None

    def hear(self, time_ns: int, targets: Targets) -> None:
        """Take what is known at a time."""
        level = max(alert.level for alert in targets.alerts.alerts if _of_collision(alert))
        if self._mode in {"emergency", "both"} and level >= Level.EMERGENCY:
            self._ask(self._brakes, time_ns)
        if self._mode in {"driver", "both"} and level >= Level.WARNING:
            self._ask(self._driver, time_ns)
        self._release(time_ns, calm=level < Level.WARNING and not _closes(targets))

    def demand(self, time_ns: int) -> tuple[float | None, float]:
        """Return the acceleration to command and how far a foot presses the brake pedal, 0..1.

        None: the car is left to itself.
        """
        by_foot_mps2 = self._driver.at(time_ns)
        braking_mps2 = max(self._brakes.at(time_ns), by_foot_mps2)
        return -braking_mps2 if braking_mps2 > 0.0 else None, by_foot_mps2 / DRY_MPS2

    def _ask(self, ramp: Ramp, time_ns: int) -> None:
        ramp.ask(time_ns)
        self.first_ns = time_ns if self.first_ns is None else self.first_ns

    def _release(self, time_ns: int, *, calm: bool) -> None:
        """Let go once nothing has come closer for a while, by what the stack itself says."""
        if not calm:
            self._quiet_ns = None
        elif self._quiet_ns is None:
            self._quiet_ns = time_ns
        elif time_ns - self._quiet_ns >= RELEASE_S * NS_PER_S:
            self._brakes.asked_ns = self._driver.asked_ns = None


def _of_collision(alert: Alert) -> bool:
    return alert.function in COLLISION


def _closes(targets: Targets) -> bool:
    """Tell whether anything in our path, or likely to come there, still comes closer."""
    return any(
        target.in_path_probability >= LIKELY and (target.relative_speed_mps or 0.0) < -CLOSING_MPS
        for target in targets.targets
    )
