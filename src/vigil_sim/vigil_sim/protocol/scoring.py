"""What counts as passed; each score looks at one run and says why it failed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from vigil.base.records import Function, Level
from vigil.geometry import Body
from vigil_sim.protocol.physics import reference_driver
from vigil_sim.run.result import COLLISION, TARGET, Onset, Run
from vigil_sim.scenario.settings import Scenario

G_MPS2 = 9.81
EVERY_FUNCTION = frozenset(Function)
DEPARTURE = frozenset({Function.LANE_DEPARTURE_LEFT, Function.LANE_DEPARTURE_RIGHT})
R152_LEAD_S = 0.8
"""A warning at least so long before emergency braking (recalled)."""
ROUNDING_S = 1e-6
"""Times are multiples of 10 ms; a difference of floats is not."""
ISO_LATEST_MPS2 = 0.68 * G_MPS2
"""ISO 15623: the latest required deceleration at which a warning must be on."""
ISO_EARLIEST_S = 4.0
"""ISO 15623: no warning at a longer time to collision."""
LATEST_OUTSIDE_M = 0.3
"""ISO 17361, passenger car (recalled)."""
EARLIEST_S, LEAST_EARLIEST_M, MOST_EARLIEST_M = 1.5, 0.75, 1.5
"""ISO 17361: earliest line 1.5 s times the rate of departure, 0.75 to 1.5 m inside (recalled)."""
HEADWAY_WITHIN_S = 3.0
"""A headway below the threshold is told within this; ours, for no source has a number."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One run with what it was made of."""

    scenario: Scenario
    body: Body
    run: Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a run passed."""

    why: str = ""
    """Why it failed; empty: it passed."""
    demanded: bool = True
    """Whether the protocol demands it."""
    lead_s: float | None = None
    """Our warning before the brakes of the reference driver of R157, s."""

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.why


Score = Callable[[Draw], Outcome]


def scored(score: Score, draw: Draw) -> Outcome:
    """Score a run; one that was not driven as written proves nothing and never passes."""
    if draw.run.failure:
        return Outcome(draw.run.failure)
    if draw.run.waiting:
        return Outcome(f"never began: {'; '.join(draw.run.waiting)}")
    return score(draw)


def alert_by(ttc_s: float) -> Score:
    """Demand a warning of the target no later than at a time to collision, the stricter one."""

    def score(draw: Draw) -> Outcome:
        onset = draw.run.first(Level.WARNING, about=TARGET)
        if onset is None:
            return Outcome("no warning of the target")
        at_s = onset.strict_ttc_s
        if at_s is not None and at_s < ttc_s:
            return Outcome(f"warned at {at_s:.2f} s, {ttc_s:g} s are demanded")
        return Outcome()

    return score


def no_contact(draw: Draw) -> Outcome:
    """Demand that nothing is touched."""
    if draw.run.contact:
        return Outcome(f"touched {draw.run.contact} at {3.6 * draw.run.impact_mps:.1f} km/h")
    return Outcome()


def silent(level: Level, functions: Collection[Function] = EVERY_FUNCTION) -> Score:
    """Demand that no warning of some kind ever reaches a level."""

    def score(draw: Draw) -> Outcome:
        onset = draw.run.first(level, functions)
        if onset is None:
            return Outcome()
        name = onset.function.name.lower().replace("_", " ")
        return Outcome(f"{name} said {onset.level.name.lower()} at {onset.time_s:.2f} s")

    return score


def avoided_and_warned(draw: Draw) -> Outcome:
    """Demand no contact, and the warning long enough before emergency braking (R152, recalled)."""
    emergency, warning = (draw.run.first(level) for level in (Level.EMERGENCY, Level.WARNING))
    if emergency is not None and warning is not None:
        lead_s = emergency.time_s - warning.time_s
        if lead_s < R152_LEAD_S - ROUNDING_S:
            return Outcome(f"warned {lead_s:.2f} s before braking, {R152_LEAD_S:g} s are demanded")
    return no_contact(draw)


def cut_in(draw: Draw) -> Outcome:
    """Demand no contact wherever the reference driver of R157 has none."""
    reference = reference_driver(draw.scenario, draw.body)
    warning = draw.run.first(Level.WARNING)
    known = warning is not None and reference.brakes_s is not None
    lead_s = reference.brakes_s - warning.time_s if known else None  # type: ignore[operator, union-attr]
    return Outcome(no_contact(draw).why, reference.demands, lead_s)


def iso_approach(draw: Draw) -> Outcome:
    """Demand a warning neither too early nor too late (ISO 15623)."""
    early = draw.run.first(Level.PRE_WARNING, about=TARGET)
    warning = draw.run.first(Level.WARNING, about=TARGET)
    if warning is None:
        return Outcome("no warning of the target")
    if early is not None and (early.ttc_s is None or early.ttc_s > ISO_EARLIEST_S):
        said = "without closing" if early.ttc_s is None else f"at {early.ttc_s:.2f} s"
        return Outcome(f"warned {said}, not before {ISO_EARLIEST_S:g} s is allowed")
    needed_mps2 = _required_mps2(warning)
    if needed_mps2 > ISO_LATEST_MPS2:
        return Outcome(
            f"warned when {needed_mps2:.1f} m/s² were needed, {ISO_LATEST_MPS2:.1f} is late"
        )
    return Outcome()


def _required_mps2(onset: Onset) -> float:
    if not onset.gap_m or not onset.ttc_s:
        return 0.0
    closing_mps = onset.gap_m / onset.ttc_s
    return closing_mps**2 / (2.0 * onset.gap_m)


def departs(draw: Draw) -> Outcome:
    """Demand a warning between the earliest and the latest line (ISO 17361, recalled)."""
    drift_mps = draw.scenario.ego.drift_mps
    left = drift_mps > 0.0
    function = Function.LANE_DEPARTURE_LEFT if left else Function.LANE_DEPARTURE_RIGHT
    onset = draw.run.first(Level.PRE_WARNING, {function})
    if onset is None:
        return Outcome("no warning of the line")
    half_m = 0.5 * (draw.scenario.road.lane_width_m - draw.body.width_m)
    inside_m = half_m - (onset.ego_d_m if left else -onset.ego_d_m)
    earliest_m = min(max(EARLIEST_S * abs(drift_mps), LEAST_EARLIEST_M), MOST_EARLIEST_M)
    if inside_m > earliest_m:
        return Outcome(f"warned {inside_m:.2f} m inside, not before {earliest_m:g} m is allowed")
    if inside_m < -LATEST_OUTSIDE_M:
        return Outcome(f"warned {-inside_m:.2f} m outside, {LATEST_OUTSIDE_M:g} m is the latest")
    return Outcome()


def too_close(draw: Draw) -> Outcome:
    """Demand that a headway below the threshold is told soon."""
    onset = draw.run.first(Level.PRE_WARNING, {Function.HEADWAY})
    if onset is None or onset.time_s > HEADWAY_WITHIN_S:
        return Outcome(f"headway was not told within {HEADWAY_WITHIN_S:g} s")
    return Outcome()


NO_WARNING = silent(Level.WARNING)
"""No level *warning* at all, of any function."""
NO_COLLISION_WARNING = silent(Level.PRE_WARNING, COLLISION)
"""Of a collision not even a soft word."""
NO_DEPARTURE = silent(Level.PRE_WARNING, DEPARTURE)
NO_HEADWAY = silent(Level.PRE_WARNING, {Function.HEADWAY})
