"""What the driver should be told, and why."""

from dataclasses import dataclass
from enum import IntEnum

from vigil.base.records.frames import Moment


class Level(IntEnum):
    """How urgent an alert is; a higher number always wins."""

    NONE = 0
    PRE_WARNING = 1  # soft: at most 4 s before impact
    WARNING = 2  # hard: at most 3 s before impact
    EMERGENCY = 3  # only hard braking still avoids it


class Function(IntEnum):
    """Which warning speaks."""

    UNKNOWN = 0
    FORWARD_COLLISION = 1
    PEDESTRIAN_COLLISION = 2
    EMERGENCY_BRAKING = 3
    CUT_IN = 4
    HEADWAY = 5
    LANE_DEPARTURE_LEFT = 6
    LANE_DEPARTURE_RIGHT = 7


class WarningState(IntEnum):
    """Whether warnings can be relied on."""

    UNKNOWN = 0
    INIT = 1  # nothing seen yet
    STANDBY = 2  # off on purpose, with a reason
    ACTIVE = 3
    DEGRADED = 4  # goes on with less, with a reason
    FAILED = 5  # cannot warn, with a reason


class HeadwayLevel(IntEnum):
    """How close we follow."""

    UNKNOWN = 0  # no lead, or below the speed of the function
    SAFE = 1
    CLOSE = 2
    DANGEROUS = 3


class ZoneState(IntEnum):
    """Whether something is in a zone."""

    UNKNOWN = 0
    CLEAR = 1
    OCCUPIED = 2
    CUTTING_IN = 3  # and it comes into our lane


class StopAndGo(IntEnum):
    """What our lead does after a stop."""

    UNKNOWN = 0
    STOP = 1
    GO = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """One number that an alert or its absence rests on, beside its threshold."""

    name: str
    """What it is, unit included: 'ttc_s'."""
    value: float | None
    """The number; unknown: it could not be had."""
    threshold: float | None
    """The number of the settings that it was held against."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What one warning says this cycle; level NONE is an answer too."""

    function: Function
    """Which warning."""
    level: Level
    """How urgent."""
    object_id: int
    """The object it is about; 0: none."""
    since_ns: int
    """When it reached this level, car clock, ns."""
    evidence: tuple[Evidence, ...]
    """The numbers and thresholds that it rests on."""
    reason: str
    """One sentence: why this level."""
    suppressed_level: Level
    """The level that would have been raised, were it not suppressed; NONE: nothing was."""
    suppression: str
    """Why it was suppressed; empty: it was not."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """Everything the driver is to be told this cycle; silence means dead, never clear."""

    stamp_ns: int
    """The moment it speaks of, car clock, ns."""
    counter: int
    """Alive counter, plus one every cycle."""
    state: WarningState
    """Whether warnings can be relied on."""
    state_reasons: tuple[str, ...]
    """Why the state is not ACTIVE."""
    level: Level
    """The highest of all alerts."""
    alerts: tuple[Alert, ...]
    """One for each function."""


@dataclass(frozen=True, slots=True)
class Target:
    """One object as the warnings see it."""

    object_id: int
    """The object in the scene."""
    in_path_probability: float
    """That it is, or will be within 3 s, where we go, 0..1."""
    lead: bool
    """The closest in-path vehicle (CIPV)."""
    replaced: bool
    """It became the lead in this cycle, in place of another."""
    gap_m: float
    """From our front bumper to its nearest face, along our path, m."""
    ttc_s: float | None
    """Time to collision, relative acceleration counted, s; unknown: no collision ahead."""
    ttc_sd_s: float | None
    """Standard deviation of ttc_s."""
    headway_s: float | None
    """Gap divided by our speed, s; unknown: our speed is, or we stand."""
    required_deceleration_mps2: float | None
    """What it takes us not to touch it, m/s²; unknown: our speed is; 0: nothing."""
    required_deceleration_sd_mps2: float | None
    """Standard deviation of required_deceleration_mps2."""
    in_danger_zone: bool
    """A pedestrian or cyclist who is, or will be, where we go."""
    relative_speed_mps: float | None = None
    """Its speed minus ours, m/s: negative means the gap closes; unknown: seen too briefly."""


@dataclass(frozen=True, slots=True)
class Zone:
    """The lane beside us, from which something may cut in."""

    state: ZoneState
    """What is in it; UNKNOWN: no camera sees it, or no lane is known."""
    object_id: int
    """The nearest object in it; 0: none."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What the driver should be told, and about whom."""

    stamp_ns: int
    """The moment it speaks of, car clock, ns."""
    moment: Moment
    """What was known before."""
    targets: tuple[Target, ...]
    """Every object that matters, nearest first."""
    lead_id: int
    """The closest in-path vehicle; 0: none."""
    left_id: int
    """The nearest vehicle ahead in the lane to our left; 0: none."""
    right_id: int
    """The nearest vehicle ahead in the lane to our right; 0: none."""
    targets_ahead: int
    """How many objects are ahead of us in our lane and the next ones."""
    headway_s: float | None
    """To the lead, s; unknown: no lead, or no speed of our own."""
    headway_level: HeadwayLevel
    """How close we follow."""
    stop_and_go: StopAndGo
    """What our lead does after a stop."""
    cut_in_id: int
    """The object that comes into our lane; 0: none."""
    cut_in_ttc_s: float | None
    """Its time to collision, s; unknown: none, or it does not close."""
    left_zone: Zone
    """The lane to our left."""
    right_zone: Zone
    """The lane to our right."""
    collision_warning: Level
    """Forward collision: PRE_WARNING is soft, WARNING hard."""
    pedestrian_warning: Level
    """The same for pedestrians and cyclists."""
    emergency_braking_warning: bool
    """Only hard braking still avoids a collision; advisory: it must not drive an actuator."""
    alerts: Alerts
    """Each warning with its reason."""
