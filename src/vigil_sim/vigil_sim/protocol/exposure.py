"""What a drive met that may raise a false warning, and which warnings were false; by truth alone.

A warning is false (Rules of scoring) where, had we gone on as we were, the deceleration required
would have stayed below 3 m/s² and the gap above 1 m for the next 3 s.  No quantity of
`vigil.warning` is used.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from vigil.base.records import Level, ObjectClass, TruthObject, TruthScene
from vigil_sim.run.result import COLLISION, OURS, Onset, Run
from vigil_sim.world import START_NS

NS_PER_S = 1e9
AHEAD_S = 3.0
HARD_MPS2 = 3.0
NEAR_GAP_M = 1.0
MISSED_MPS2 = 5.0
"""What R152 calls emergency braking (recalled): a truth that asks for it unwarned was missed."""
BRAKING_MPS2 = -3.0
STANDS_MPS = 0.5
QUEUE_M = 60.0
BESIDE_M = 1.0
SHARP_PM = 1.0 / 300.0
PERSON_M = 3.0
OWN_HALF_M, OWN_M = 0.925, 4.6
"""Half the width and the length of our body, as the simulated car."""
PAUSE_S = 2.0
"""Warnings of one judge that follow each other sooner are one to the driver."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Kilometres, and how often each was met."""

    km: float = 0.0
    cut_ins: int = 0
    brakings: int = 0
    """Of a lead, above 3 m/s²."""
    queues: int = 0
    """Leads that stand, within 60 m."""
    parked: int = 0
    """Parked cars passed within 1 m."""
    curves: int = 0
    """Of less than 300 m radius."""
    people: int = 0
    """Passed within 3 m of our side."""

    def __add__(self, other: "Exposure") -> "Exposure":
        """Count both."""
        return Exposure(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def per_100_km(self) -> Mapping[str, float]:
        """Return how often each was met in 100 km."""
        way_km = max(self.km, 1e-9)
        names = [f.name for f in fields(self) if f.name != "km"]
        return {name: 100.0 * getattr(self, name) / way_km for name in names}


FLOORS: Mapping[str, float] = {
    "cut_ins": 20.0,
    "brakings": 20.0,
    "queues": 20.0,
    "parked": 50.0,
    "curves": 50.0,
    "people": 50.0,
}
"""Least exposure per 100 km, or the figure is void: more than a usual drive has of each, so that
the figure is not earned on empty roads."""


def warnings_of(run: Run, judge: str) -> tuple[Onset, ...]:
    """Return each time that a judge warned of a collision, or more."""
    return tuple(
        onset
        for onset in run.onsets
        if onset.judge == judge
        and onset.level >= Level.WARNING
        and (judge != OURS or onset.function in COLLISION)
    )


def as_heard(onsets: Sequence[Onset]) -> tuple[Onset, ...]:
    """Return the first of each burst of them, all of one judge and in order of time."""
    before = (None, *onsets[:-1])
    return tuple(
        onset
        for last, onset in zip(before, onsets, strict=False)
        if last is None or onset.time_s - last.time_s > PAUSE_S
    )


class Witness:
    """Takes the truth at every exposure of a camera, and keeps what is needed of it."""

    def __init__(self) -> None:
        self._past: list[TruthScene] = []
        self._met: dict[str, set[int]] = {name: set() for name in FLOORS}
        self._curves = 0
        self._way_m = 0.0
        self._sharp = False

    def __call__(self, truth: TruthScene) -> None:
        """See one moment."""
        if self._past:
            self._way_m += _speed_mps(self._past[-1]) * _seconds(self._past[-1], truth)
        self._past.append(truth)
        for thing in truth.objects:
            for name in _meets(thing, truth):
                self._met[name].add(thing.id)
        sharp = abs(2.0 * truth.path.c2_pm) > SHARP_PM
        self._curves += sharp and not self._sharp
        self._sharp = sharp

    def exposure(self) -> Exposure:
        """Return what was met so far; each thing counts once for each way of meeting it."""
        counts = {name: len(ids) for name, ids in self._met.items()}
        return Exposure(km=self._way_m / 1000.0, **{**counts, "curves": self._curves})

    def false(self, onsets: Iterable[Onset]) -> tuple[Onset, ...]:
        """Return those warnings that nothing justified."""
        return tuple(onset for onset in onsets if not self._justified(onset.time_s))

    def missed(self, onsets: Iterable[Onset]) -> int:
        """Return how often hard braking was needed, and none of these warnings had come before."""
        warned_s = [onset.time_s for onset in onsets]
        count, needed = 0, False
        for truth in self._past:
            time_s = (truth.stamp_ns - START_NS) / NS_PER_S
            before = needed
            needed = max(map(_required_mps2, _in_path(truth)), default=0.0) >= MISSED_MPS2
            warned = any(time_s - AHEAD_S <= at_s <= time_s for at_s in warned_s)
            count += needed and not before and not warned
        return count

    def _justified(self, time_s: float) -> bool:
        """Tell whether, had we kept our speed, it would have become hard or close."""
        after = [
            truth
            for truth in self._past
            if 0.0 <= (truth.stamp_ns - START_NS) / NS_PER_S - time_s <= AHEAD_S
        ]
        driven_m = 0.0
        for before, truth in pairwise(after):
            driven_m += 0.5 * (_speed_mps(before) + _speed_mps(truth)) * _seconds(before, truth)
            kept_mps = _speed_mps(after[0])
            farther_m = kept_mps * _seconds(after[0], truth) - driven_m
            if any(_hard(thing, farther_m, kept_mps) for thing in _in_path(truth)):
                return True
        return False


def _meets(thing: TruthObject, truth: TruthScene) -> Iterator[str]:
    """Yield the names of `Exposure` that a thing counts for now."""
    clear_m = abs(thing.offset_m) - 0.5 * thing.width_m - OWN_HALF_M
    lead, passing = thing.id == truth.lead_id, -thing.length_m - OWN_M < thing.gap_m < 0.0
    person, stands = thing.kind is ObjectClass.PEDESTRIAN, abs(thing.speed_mps) < STANDS_MPS
    if thing.id == truth.cut_in_id:
        yield "cut_ins"
    if lead and thing.acceleration_mps2 < BRAKING_MPS2:
        yield "brakings"
    if lead and stands and thing.gap_m < QUEUE_M:
        yield "queues"
    if passing and person and clear_m < PERSON_M:
        yield "people"
    if passing and not person and stands and clear_m < BESIDE_M:
        yield "parked"


def _in_path(truth: TruthScene) -> Iterator[TruthObject]:
    return (thing for thing in truth.objects if thing.in_path)


def _required_mps2(thing: TruthObject) -> float:
    """Return the deceleration that keeps us off it as things are."""
    return _needed_mps2(thing, thing.gap_m, thing.closing_mps)


def _hard(thing: TruthObject, farther_m: float, kept_mps: float) -> bool:
    """Tell whether it would be hard or close had we come `farther_m` farther, at `kept_mps`."""
    gap_m = thing.gap_m - farther_m
    return (
        gap_m <= NEAR_GAP_M or _needed_mps2(thing, gap_m, kept_mps - thing.speed_mps) >= HARD_MPS2
    )


def _needed_mps2(thing: TruthObject, gap_m: float, closing_mps: float) -> float:
    """Return closing²/2 gap plus what it brakes with; nothing where it draws away."""
    if closing_mps <= 0.0:
        return 0.0
    return closing_mps**2 / (2.0 * max(gap_m, 0.1)) - min(thing.acceleration_mps2, 0.0)


def _speed_mps(truth: TruthScene) -> float:
    return truth.vehicle.speed_mps.value or 0.0


def _seconds(before: TruthScene, after: TruthScene) -> float:
    return (after.stamp_ns - before.stamp_ns) / NS_PER_S
