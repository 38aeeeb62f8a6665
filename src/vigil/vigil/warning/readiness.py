"""The one table of states, gates, degraded modes and overrides; the README prints it.

A condition holds or not in a cycle (watch.py finds out); its row says what follows: the state of
the warnings as a whole, and which functions stay silent.  A driver's override ends by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from vigil.base.records import Function, WarningState

COLLISION = (
    Function.FORWARD_COLLISION,
    Function.PEDESTRIAN_COLLISION,
    Function.EMERGENCY_BRAKING,
    Function.CUT_IN,
)
DEPARTURE = (Function.LANE_DEPARTURE_LEFT, Function.LANE_DEPARTURE_RIGHT)
ALL = (*COLLISION, Function.HEADWAY, *DEPARTURE)
FUNCTIONS = tuple(sorted(ALL))
"""Every function that speaks, in the order of the record."""


class Condition(Enum):
    """What can stand in the way of a warning."""

    START = "no camera has delivered yet"
    NO_FRAMES = "no camera that looks ahead delivers"
    BLIND = "every camera that looks ahead is blocked"
    NO_CALIBRATION = "no camera that looks ahead has a mounting"
    GEAR_OFF = "gear P or R"
    CAMERA_LOST = "a camera delivers nothing usable"
    CAMERA_POOR = "a camera sees badly: low sun, blur, dark, blocked"
    CALIBRATION_DOUBTFUL = "a camera's mounting is missing, or its pitch is doubtful"
    CLOCK_DOUBTFUL = "the clock went back, cycles are missing, or a frame is of the future"
    GEAR_UNKNOWN = "gear N, unknown or lost"
    SPEED_LOST = "own speed unknown, stale or invalid"
    SPEED_ASSUMED = "own speed is a constant of the configuration"
    INDICATORS_UNKNOWN = "turn signals unknown or lost"
    PART_FAILED = "an earlier room reports an error"
    SLOW = "below the speed of the collision warnings (2.5 m/s)"
    SLOW_FOR_HEADWAY = "below the speed of the headway warning (on 40 km/h, off 30)"
    SLOW_FOR_DEPARTURE = "below the speed of the lane departure warning (17 m/s)"
    INDICATOR = "turn signal on, and 5 s after"
    ACCELERATOR = "accelerator above 90 %"
    ACCELERATOR_RISING = "accelerator rises fast"
    STEERING = "steering wheel turns fast"
    BRAKE = "the driver brakes at least as hard as required"
    KICK_DOWN = "kick-down"


@dataclass(frozen=True, slots=True)
class Row:
    """What follows from one condition."""

    condition: Condition
    state: WarningState
    """State of the warnings as a whole; ACTIVE: the condition does not change it."""
    silences: tuple[Function, ...]
    """Functions that say NONE while it holds."""
    effect: str
    """What the driver gets, for the README."""
    yields: bool = False
    """It never begins once the emergency level did."""


def table() -> tuple[Row, ...]:
    """Return every condition with what follows; each stands in one row, gravest first."""
    return (*_FAILURES, *_DEGRADED, *_GATES, *_OVERRIDES)


_FAILED, _DEGRADED_STATE, _ACTIVE = WarningState.FAILED, WarningState.DEGRADED, WarningState.ACTIVE
_FOR_5_S = "suppressed with this reason, 5 s at most, then armed again; not once emergency began"
_FAILURES = (
    Row(Condition.NO_FRAMES, _FAILED, ALL, "no warning, after 0.5 s; at the start after 10 s"),
    Row(Condition.BLIND, _FAILED, ALL, "no warning"),
    Row(Condition.NO_CALIBRATION, _FAILED, ALL, "no warning: nothing has a distance"),
    Row(Condition.START, WarningState.INIT, ALL, "no warning until the first frame"),
    Row(Condition.GEAR_OFF, WarningState.STANDBY, ALL, "no warning"),
)
_DEGRADED = (
    Row(Condition.CAMERA_LOST, _DEGRADED_STATE, (), "goes on with the other cameras, after 0.5 s"),
    Row(Condition.CAMERA_POOR, _DEGRADED_STATE, (), "goes on; objects may be found late"),
    Row(Condition.CALIBRATION_DOUBTFUL, _DEGRADED_STATE, (), "goes on; distances are doubtful"),
    Row(
        Condition.CLOCK_DOUBTFUL, _DEGRADED_STATE, (), "goes on; after a step back all starts anew"
    ),
    Row(Condition.GEAR_UNKNOWN, _DEGRADED_STATE, (), "goes on as in D"),
    Row(
        Condition.SPEED_LOST,
        _DEGRADED_STATE,
        (Function.EMERGENCY_BRAKING, Function.HEADWAY, *DEPARTURE),
        "collision warnings go on by the growth of the picture, which needs no speed",
    ),
    Row(Condition.SPEED_ASSUMED, _DEGRADED_STATE, (), "goes on; every output is watermarked"),
    Row(
        Condition.INDICATORS_UNKNOWN,
        _DEGRADED_STATE,
        (),
        "goes on; a lane change on purpose cannot be told from a departure",
    ),
    Row(Condition.PART_FAILED, _DEGRADED_STATE, (), "goes on with what is there"),
)
_GATES = (
    Row(
        Condition.SLOW,
        _ACTIVE,
        COLLISION,
        "collision and cut-in warnings off, 0.5 m/s hysteresis; not once emergency began",
        yields=True,
    ),
    Row(Condition.SLOW_FOR_HEADWAY, _ACTIVE, (Function.HEADWAY,), "headway warning off"),
    Row(Condition.SLOW_FOR_DEPARTURE, _ACTIVE, DEPARTURE, "lane departure warning off"),
    Row(
        Condition.INDICATOR, _ACTIVE, DEPARTURE, "lane departure silent; never a collision warning"
    ),
)
_OVERRIDES = (
    Row(Condition.ACCELERATOR, _ACTIVE, COLLISION, _FOR_5_S, yields=True),
    Row(Condition.ACCELERATOR_RISING, _ACTIVE, COLLISION, _FOR_5_S, yields=True),
    Row(Condition.STEERING, _ACTIVE, (*COLLISION, *DEPARTURE), _FOR_5_S, yields=True),
    Row(Condition.BRAKE, _ACTIVE, COLLISION, _FOR_5_S, yields=True),
    Row(Condition.KICK_DOWN, _ACTIVE, COLLISION, "suppressed for 5 s, even once emergency began"),
)
DRIVER_ACTS = tuple(row.condition for row in _OVERRIDES)
"""Conditions that the driver makes: they end after a while."""

_GRAVITY = (
    WarningState.FAILED,
    WarningState.INIT,
    WarningState.STANDBY,
    WarningState.DEGRADED,
)


@dataclass(frozen=True)
class Situation:
    """The conditions that hold in one cycle, each with a sentence that holds its value."""

    holds: Mapping[Condition, str]

    @property
    def state(self) -> WarningState:
        """The gravest state that a condition asks for."""
        asked = {row.state for row in self._rows}
        return next((state for state in _GRAVITY if state in asked), WarningState.ACTIVE)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the state is not ACTIVE, gravest first."""
        rows = [row for row in self._rows if row.state is not WarningState.ACTIVE]
        rows.sort(key=lambda row: _GRAVITY.index(row.state))
        return tuple(self.holds[row.condition] for row in rows)

    def silence(self, function: Function, *, emergency: bool) -> str:
        """Return why a function may not speak, or nothing; emergency: that level has begun."""
        if not self.holds:
            return ""
        for row in self._rows:
            if function in row.silences and not (row.yields and emergency):
                return self.holds[row.condition]
        return ""

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return tuple(row for row in table() if row.condition in self.holds)
