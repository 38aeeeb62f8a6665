"""The one judgement behind collision, pedestrian, braking and cut-in warnings.

A level answers one question: if nothing is done before such a response, how likely is it that the
gap is lost?  That chance is the product of three: that the object is there, that it is where we go
when it is reached, and that the smallest gap of the response is below the margin.  Standards say
how early a level may be raised at all: it counts nothing beyond a time to collision.
"""

from dataclasses import dataclass

from vigil.base.records import Evidence, Level
from vigil.warning.assessment import Assessment
from vigil.warning.kinematics import GapApproach, Least, chance_positive
from vigil.warning.response import Response


@dataclass(frozen=True, slots=True)
class Step:
    """What raises one level: the response that is about to be too late, and how sure that is."""

    level: Level
    response: Response
    margin_m: float
    """Gap that the response has to leave."""
    wait_s: float
    """Until the level is shown: its own rise time."""
    earliest_s: float
    """Time to collision beyond which it is not raised."""
    latest_s: float
    """Within it, latency aside, no brakes answer any more: nothing new is raised."""
    probability: float
    in_path: float = 0.0
    """The least probability of being where we go that this level asks for by itself."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What one response comes to with one object."""

    step: Step
    response: Response
    """That of the step, for a car that may brake already."""
    least: Least | None
    """None: our own speed is not known."""
    least_sd_m: float | None
    margin_m: float
    """The step's, at most half of the gap that there is: who stands close is in no danger."""
    chance: float

    @property
    def raises(self) -> bool:
        """It is enough for the level."""
        return self.chance >= self.step.probability


def chance_of_contact(each: Assessment, step: Step) -> Chance:
    """Return how likely it is that the response of a step comes too late, 0..1."""
    response = step.response.by(each.ego)
    margin_m = min(step.margin_m, 0.5 * max(each.course.gap_m, 0.0))
    approach = each.approach
    surely = each.on_collision_course and each.in_path_at_contact >= step.in_path
    late = each.ttc_s is not None and each.ttc_s < each.ego.latency_s + step.latest_s
    if approach is None or late or not (surely and each.closes):
        return Chance(step, response, None, None, margin_m, 0.0)
    chance = approach.within(step.earliest_s)
    least, sd_m = None, None
    if isinstance(approach, GapApproach) and each.ego.speed_mps is not None:
        other_mps = each.ego.speed_mps + approach.speed_mps
        least = response.leaves(each.ego, approach.gap_m, other_mps, each.other_mps2, step.wait_s)
        sd_m = least.sd_m(approach.gap_sd_m, approach.speed_sd_mps, each.other_sd_mps2)
        # Both say the same of one gap and one speed: what is likelier holds with the other.
        chance = min(chance, chance_positive(margin_m - least.gap_m, sd_m))
    chance *= each.in_path_at_contact * each.existence
    return Chance(step, response, least, sd_m, margin_m, chance)


@dataclass(frozen=True, slots=True)
class Judged:
    """One object and the highest level that it asks for."""

    each: Assessment
    level: Level
    held: Chance
    """Against what: the step of the level, or the one that it did not reach."""


def judge(each: Assessment, ladder: tuple[Step, ...]) -> Judged:
    """Climb step by step, softest first: a level is never raised without those below it."""
    reached = None
    for step in ladder:
        chance = chance_of_contact(each, step)
        if not chance.raises:
            break
        reached = chance
    if reached is None:
        return Judged(each, Level.NONE, chance)
    return Judged(each, reached.step.level, reached)


def why(judged: Judged) -> str:
    """Return the sentence of a level: what its response would come to."""
    each, held = judged.each, judged.held
    if held.least is None:
        ttc_s = each.ttc_s or 0.0
        return f"impact with {each.name} in {ttc_s:.1f} s, threshold {held.step.earliest_s:g} s"
    return f"{each.name}: {held.response.name} {_comes_to(held.least, held.least_sd_m or 0.0)}"


def why_not(judged: Judged) -> str:
    """Return why nothing is raised."""
    each, held = judged.each, judged.held
    if each.doubt:
        return f"{each.name} is not relied on: {each.doubt}"
    if not each.on_collision_course:
        share = f"{each.in_path_at_contact:.2f}, needed {each.needed_in_path:g}"
        return f"{each.name} will not be in our path: probability {share}"
    if each.ttc_s is None:
        return f"the gap to {each.name}, {each.course.gap_m:.0f} m ahead, does not close"
    if each.ttc_s > held.step.earliest_s:
        limit = f"threshold {held.step.earliest_s:g} s"
        return f"impact with {each.name} in {each.ttc_s:.1f} s, {limit}"
    return f"{why(judged)}: probability {held.chance:.2f}, needed {held.step.probability:g}"


def _comes_to(least: Least, sd_m: float) -> str:
    if least.gap_m < 0.0:
        return f"would stop {-least.gap_m:.1f} m too late"
    return f"would leave {least.gap_m:.1f} m, known to {sd_m:.1f} m"


def evidence(judged: Judged) -> tuple[Evidence, ...]:
    """Return every number of the judgement beside what it is held against."""
    each, held = judged.each, judged.held
    least, required = held.least, each.required()
    response, step = held.response, held.step
    return (
        Evidence("ttc_s", each.ttc_s, step.earliest_s),
        Evidence("contact_probability", held.chance, step.probability),
        Evidence("in_path_probability", each.in_path_at_contact, each.needed_in_path),
        Evidence("existence_probability", each.existence, None),
        Evidence("smallest_gap_m", least.gap_m if least else None, held.margin_m),
        Evidence("smallest_gap_sd_m", held.least_sd_m, None),
        Evidence("reaction_s", response.reaction_s, None),
        Evidence(
            "required_deceleration_mps2",
            required[0] if required else None,
            response.deceleration_mps2,
        ),
        Evidence("gap_m", each.course.gap_m, None),
        Evidence("closing_mps", each.closing_mps, None),
    )
