"""That an object is there at all, from how sure the detector is of it, and since when and where.

A detector sees things that are not there.  They differ from real ones in three ways, each of which
is evidence: their scores are low, they live briefly, and they begin near, while what is really on
our way was seen from afar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from pydantic import Field

from vigil.base.records import RoadObject
from vigil.base.settings import Settings

LEAST_LOG_ODDS, MOST_LOG_ODDS = -20.0, 20.0
"""Beyond these a probability is 0 or 1 for every purpose."""


class ExistenceSettings(Settings):
    """What false detections look like; their numbers are those of the detector that we ship."""

    score: float = Field(
        default=0.5, ge=0.0, le=1.0, description="below it false ones are likelier than real ones"
    )
    score_excess: float = Field(
        default=0.1,
        ge=0.02,
        le=1.0,
        description="scores of false ones fall off so fast, KITTI: 1 of 13 is above 0.5",
    )
    life_s: float = Field(
        default=0.4,
        ge=0.05,
        le=5.0,
        description="false ones last so long beyond the shortest, on a highway clip 0.4 to 0.7 s",
    )
    shortest_s: float = Field(
        default=0.5, ge=0.0, le=5.0, description="shortest life that they are counted from"
    )
    near_m: float = Field(
        default=12.0,
        ge=1.0,
        le=100.0,
        description="half of the false ones begin within it, KITTI: evenly in 1/x from 6 m on",
    )
    rarity: float = Field(
        default=6.0,
        ge=0.0,
        le=15.0,
        description="log-odds of being false at the edge of these three: a ghost may warn once in"
        " some hundred kilometres at 5, in ten thousand at 9; higher warns later of what appears"
        " suddenly",
    )


@dataclass(slots=True)
class Seen:
    """What is remembered of one object."""

    first_m: float
    scores: float = 0.0
    sightings: int = 0

    def add(self, thing: RoadObject) -> None:
        """Take in the surest sighting of this moment."""
        if thing.views:
            self.scores += max(view.score for view in thing.views)
            self.sightings += 1

    def log_odds(self, age_s: float, settings: ExistenceSettings) -> float:
        """Return how much likelier it is real than false, as logarithm."""
        score = self.scores / self.sightings
        sure = (score - settings.score) / settings.score_excess
        lasting = (age_s - settings.shortest_s) / settings.life_s
        afar = 2.0 * log(max(self.first_m / settings.near_m, 1.0))
        return sure + lasting + afar - settings.rarity


class Existence:
    """Remembers every object for as long as it is followed."""

    def __init__(self, settings: ExistenceSettings) -> None:
        self._settings = settings
        self._seen: dict[int, Seen] = {}

    def update(self, things: Iterable[RoadObject]) -> dict[int, float]:
        """Return the probability of each object, by its id; where no score is known, its own."""
        before, self._seen = self._seen, {}
        return {thing.id: self._of(thing, before.get(thing.id)) for thing in things}

    def _of(self, thing: RoadObject, seen: Seen | None) -> float:
        seen = seen or Seen(thing.x_m)
        seen.add(thing)
        self._seen[thing.id] = seen
        if not seen.sightings:
            return thing.existence_probability
        log_odds = seen.log_odds(thing.age_s, self._settings)
        bounded = min(max(log_odds, LEAST_LOG_ODDS), MOST_LOG_ODDS)
        return min(thing.existence_probability, 1.0 / (1.0 + exp(-bounded)))
