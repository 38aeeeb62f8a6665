"""What is remembered of each object: whether it is there at all, and whether it stands.

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
from vigil.warning.timing import seconds
from vigil.warning.trust import STAND

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


@dataclass(frozen=True, slots=True)
class Known:
    """What the past says of one object."""

    existence: float
    """That it is there at all, 0..1."""
    stands: bool
    """It stands, or did a moment ago."""


@dataclass(slots=True)
class Seen:
    """What is remembered of one object."""

    first_m: float
    scores: float = 0.0
    sightings: int = 0
    stood_ns: int | None = None

    def add(self, stamp_ns: int, thing: RoadObject) -> None:
        """Take in the surest sighting of this moment, and whether it stands."""
        if thing.motion in STAND:
            self.stood_ns = stamp_ns
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


class Memory:
    """Remembers every object for as long as it is followed."""

    def __init__(self, settings: ExistenceSettings, standing_s: float) -> None:
        self._settings = settings
        self._standing_s = standing_s
        self._seen: dict[int, Seen] = {}

    def update(self, stamp_ns: int, things: Iterable[RoadObject]) -> dict[int, Known]:
        """Return what is known of each object, by its id."""
        before, self._seen = self._seen, {}
        return {thing.id: self._known(stamp_ns, thing, before.get(thing.id)) for thing in things}

    def _known(self, stamp_ns: int, thing: RoadObject, seen: Seen | None) -> Known:
        seen = seen or Seen(thing.x_m)
        seen.add(stamp_ns, thing)
        self._seen[thing.id] = seen
        since_ns = seen.stood_ns
        stands = since_ns is not None and seconds(since_ns, stamp_ns) <= self._standing_s
        return Known(self._existence(thing, seen), stands)

    def _existence(self, thing: RoadObject, seen: Seen) -> float:
        """Where no score is known, its own word counts."""
        if not seen.sightings:
            return thing.existence_probability
        log_odds = seen.log_odds(thing.age_s, self._settings)
        bounded = min(max(log_odds, LEAST_LOG_ODDS), MOST_LOG_ODDS)
        return min(thing.existence_probability, 1.0 / (1.0 + exp(-bounded)))
