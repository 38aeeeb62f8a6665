"""Lane departure: our own side comes to a line that nobody meant to cross."""

from dataclasses import dataclass
from math import hypot

from pydantic import Field

from vigil.base.records import Evidence, Function, LaneLine, Level, LinePlace, Scene
from vigil.geometry import Body
from vigil.warning.kinematics import chance_positive
from vigil.warning.saying import Proposal, quiet
from vigil.warning.timing import Timed


class DepartureSettings(Timed):
    """When a line counts as being crossed."""

    min_speed_mps: float = Field(
        default=17.0,
        ge=0.0,
        le=40.0,
        description="ISO 17361: from 17 (or 20) m/s; Mobileye from 15.3, openpilot from 13.9",
    )
    hysteresis_mps: float = Field(
        default=0.5, ge=0.0, le=5.0, description="on from min_speed_mps, off this much below"
    )
    line_probability: float = Field(
        default=0.5, ge=0.1, le=1.0, description="openpilot: lane probability above 0.5"
    )
    pre_warning_s: float = Field(
        default=0.6,
        ge=0.1,
        le=1.5,
        description="time to line crossing; ISO 17361 allows up to 1.5 s at 0.5 to 1 m/s",
    )
    earliest_m: float = Field(
        default=0.75,
        ge=0.0,
        le=1.5,
        description="ISO 17361: no warning further inside than 0.75 m (1.5 m when fast)",
    )
    latest_m: float = Field(
        default=0.3,
        ge=0.0,
        le=1.0,
        description="ISO 17361: latest line, outside; beyond it the lane was changed",
    )
    least_rate_mps: float = Field(
        default=0.1, ge=0.0, le=1.0, description="slower is no departure: ISO 17361 tests from 0.1"
    )
    needed_probability: float = Field(
        default=0.7, ge=0.5, le=0.99, description="ISO 17361: 1000 m without a false alarm"
    )
    indicator_hold_s: float = Field(
        default=5.0, ge=0.0, le=30.0, description="openpilot: none for 5 s after a blinker"
    )
    pre_warning_rise_s: float = Field(
        default=0.1, ge=0.0, le=2.0, description="0.6 s before the line there is no more time"
    )


@dataclass(frozen=True, slots=True)
class Edge:
    """One line beside us: how far it is from our side, and how fast that grows."""

    distance_m: float
    """From our side to the line; negative: it is crossed."""
    distance_sd_m: float
    rate_mps: float
    """Growth of the distance; negative: it is approached."""
    rate_sd_mps: float

    @property
    def crossing_s(self) -> float | None:
        """Time to line crossing at this rate, s; None: it is not approached."""
        if self.rate_mps >= 0.0:
            return None
        return max(self.distance_m, 0.0) / -self.rate_mps

    def crossed_within(self, time_s: float) -> float:
        """Return the probability that our side is over the line by then, 0..1."""
        sd_m = hypot(self.distance_sd_m, self.rate_sd_mps * time_s)
        return chance_positive(-(self.distance_m + self.rate_mps * time_s), sd_m)


def edge_of(line: LaneLine, speed_mps: float, yaw_rate_radps: float, body: Body) -> Edge:
    """Return where a line is from our front corner.

    The line's offset at the bumper changes by v c1 as we drive along it, and by the yaw rate times
    the bumper's distance from the rear axle, about which the car turns.  On a curve driven as it
    bends both cancel.
    """
    sign = 1.0 if line.place is LinePlace.LEFT else -1.0
    sideways_mps = speed_mps * line.c1 - yaw_rate_radps * body.bumper_from_rear_axle_m
    return Edge(
        distance_m=sign * line.c0_m - 0.5 * body.width_m,
        distance_sd_m=line.c0_sd_m,
        rate_mps=sign * sideways_mps,
        rate_sd_mps=speed_mps * line.c1_sd,
    )


def propose(scene: Scene, place: LinePlace, body: Body, settings: DepartureSettings) -> Proposal:
    """Return the level for one side: soft before the line, hard upon it."""
    left = place is LinePlace.LEFT
    function = Function.LANE_DEPARTURE_LEFT if left else Function.LANE_DEPARTURE_RIGHT
    name = "left" if left else "right"
    line = next((each for each in scene.lanes if each.place is place), None)
    speed_mps = scene.moment.vehicle.speed_mps.trusted
    if line is None or speed_mps is None:
        return quiet(function, f"no {name} line is seen" if speed_mps else "our speed is not known")
    if line.probability < settings.line_probability:
        return quiet(
            function,
            f"the {name} line is too uncertain: probability {line.probability:.2f},"
            f" needed {settings.line_probability:g}",
        )
    yaw_rate_radps = scene.moment.vehicle.yaw_rate_radps.trusted
    if yaw_rate_radps is None:  # then we are taken to turn as the line does
        yaw_rate_radps = 2.0 * line.c2_pm * speed_mps
    edge = edge_of(line, speed_mps, yaw_rate_radps, body)
    level = _level(edge, settings)
    return Proposal(function, level, 0, _evidence(edge, line, settings), _reason(edge, name, level))


def _level(edge: Edge, settings: DepartureSettings) -> Level:
    leaving = edge.rate_mps <= -settings.least_rate_mps
    between = -settings.latest_m <= edge.distance_m <= settings.earliest_m
    if not (leaving and between):
        return Level.NONE
    if edge.crossed_within(0.0) >= settings.needed_probability:
        return Level.WARNING
    if edge.crossed_within(settings.pre_warning_s) >= settings.needed_probability:
        return Level.PRE_WARNING
    return Level.NONE


def _reason(edge: Edge, name: str, level: Level) -> str:
    if level is Level.WARNING:
        return f"our side is {-edge.distance_m:.2f} m over the {name} line and moves on"
    if level is Level.PRE_WARNING:
        return f"our side crosses the {name} line in {edge.crossing_s or 0.0:.1f} s"
    side = f"{abs(edge.distance_m):.2f} m {'away' if edge.distance_m >= 0.0 else 'crossed'}"
    return f"the {name} line is {side}, approached at {-edge.rate_mps:.2f} m/s"


def _evidence(edge: Edge, line: LaneLine, settings: DepartureSettings) -> tuple[Evidence, ...]:
    return (
        Evidence("line_distance_m", edge.distance_m, settings.earliest_m),
        Evidence("line_crossing_s", edge.crossing_s, settings.pre_warning_s),
        Evidence("line_rate_mps", edge.rate_mps, -settings.least_rate_mps),
        Evidence(
            "crossing_probability",
            edge.crossed_within(settings.pre_warning_s),
            settings.needed_probability,
        ),
        Evidence("line_probability", line.probability, settings.line_probability),
    )
