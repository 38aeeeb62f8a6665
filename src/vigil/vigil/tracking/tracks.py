"""Who is followed: ids, sightings, classes and how sure we are that a thing is there."""

from dataclasses import dataclass, field
from math import exp, log

from vigil.base.records import Detection, ObjectClass, RangeSource
from vigil.tracking.settings import Life

SURE = 5.0
"""Log-odds at which existence is held: 99.3 %."""
NS = 1e-9


@dataclass(slots=True)
class Track:
    """One object that is followed; the filters hold the rest in the row of the same number."""

    id: int
    born_ns: int
    seen_ns: int
    confirmed: bool = False
    sightings: int = 0
    log_odds: float = 0.0
    kind: ObjectClass = ObjectClass.UNKNOWN
    kind_probability: float = 0.0
    votes: dict[ObjectClass, float] = field(default_factory=dict)
    views: dict[str, Detection] = field(default_factory=dict)
    """Detections of this moment, by camera."""
    footed: bool = False
    """A camera saw its foot in this moment."""
    sized: bool = False
    """A camera saw all of it in this moment."""
    missed: bool = False
    """A camera that saw it lately looked, and did not see it."""
    moved: bool = False
    """It was seen moving over the ground."""
    change_s: float = 0.0
    """How long it has been changing its lane."""

    def see(self, found: Detection, stamp_ns: int, life: Life) -> None:
        """Take in one detection."""
        self.sightings += not self.views
        self.seen_ns = stamp_ns
        self.views[found.camera] = found
        self._vote(found)
        score = min(max(found.score, 0.01), 0.99)
        self.log_odds = min(self.log_odds + max(log(score / (1.0 - score)) + 1.0, 0.2), SURE)
        enough = self.sightings >= life.confirm_sightings or found.score >= life.instant_score
        self.confirmed = self.confirmed or enough

    def miss(self, seconds: float, life: Life) -> None:
        """Count the time in which a camera that should see it did not."""
        self.log_odds -= life.miss_rate_ps * seconds

    def unseen_s(self, stamp_ns: int) -> float:
        """Return the time since it was last seen."""
        return (stamp_ns - self.seen_ns) * NS

    def alive(self, stamp_ns: int, life: Life) -> bool:
        """Tell whether it is still worth remembering."""
        limit = life.max_unseen_s if self.confirmed else life.max_unseen_new_s
        return self.unseen_s(stamp_ns) <= limit

    def shown(self, stamp_ns: int, life: Life) -> bool:
        """Tell whether the scene holds it."""
        return self.confirmed and self.unseen_s(stamp_ns) <= life.shown_unseen_s

    @property
    def range_source(self) -> RangeSource:
        """What its distance rests on in this moment."""
        if self.footed and self.sized:
            return RangeSource.FUSED
        if self.footed:
            return RangeSource.GROUND
        return RangeSource.SIZE if self.sized else RangeSource.COASTED

    @property
    def existence(self) -> float:
        """Probability that it is there at all."""
        return 1.0 / (1.0 + exp(-self.log_odds))

    def _vote(self, found: Detection) -> None:
        """Count classes: the one with most votes; its parent where no child has the majority."""
        self.votes[found.kind] = self.votes.get(found.kind, 0.0) + found.score
        if len(self.votes) == 1:
            self._call(found.kind, self.votes[found.kind], self.votes[found.kind])
            return
        parents: dict[ObjectClass, float] = {}
        for kind, weight in self.votes.items():
            parents[kind.parent] = parents.get(kind.parent, 0.0) + weight
        parent = max(parents, key=lambda kind: parents[kind])
        kin = {kind: weight for kind, weight in self.votes.items() if kind.parent is parent}
        best = max(kin, key=lambda kind: kin[kind])
        if kin[best] * 2.0 > parents[parent]:
            self._call(best, kin[best], sum(parents.values()))
        else:
            self._call(parent, parents[parent], sum(parents.values()))

    def _call(self, kind: ObjectClass, votes: float, of_all: float) -> None:
        self.kind = kind
        # One vote of doubt (Laplace): a single sighting proves no class.
        self.kind_probability = (votes + 0.5) / (of_all + 1.0)
