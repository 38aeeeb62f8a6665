"""Hits and false warnings of ours and the rivals, on the same scenes of the same runs.

A hit is an alert in time: by NHTSA's own time to collision; else so long before the last moment for
the brakes that the warning is a warning, and for cut-ins, which leave no such time, before that
moment.  What is said too early is paid for in the negative set and in traffic.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import exp, log

from vigil.base.records import Function, Level, Scene
from vigil.base.settings import Configuration
from vigil.pipeline import Rooms
from vigil.pipeline.judgement import warnings_of as stage_of
from vigil.warning import WarningSettings
from vigil_sim.protocol.draws import drawn, seed_of
from vigil_sim.protocol.exposure import Witness, as_heard, warnings_of
from vigil_sim.protocol.grid import Point, points, protocols
from vigil_sim.protocol.latest import latest_s
from vigil_sim.protocol.physics import reference_driver
from vigil_sim.protocol.pool import spread
from vigil_sim.protocol.rivals import FACTORS, RIVALS, judges
from vigil_sim.protocol.running import Campaign
from vigil_sim.protocol.scoring import R152_LEAD_S, Draw, scored
from vigil_sim.protocol.traffic import minute
from vigil_sim.run.kinematic import Judge, Kinematic
from vigil_sim.run.result import COLLISION, OURS, TARGET, Run

HITS = (
    "nhtsa/stopped",
    "nhtsa/decelerating",
    "nhtsa/slower",
    "fmvss127/stopped",
    "fmvss127/slower",
    "fmvss127/decelerating",
    "euroncap/ccrs",
    "euroncap/ccrm",
    "euroncap/ccrb",
    "cutin/sedan",
    "cutin/van",
    "cutin/truck",
    "cutin/bus",
    "cutin/motorcycle",
)
"""Families in which a warning is demanded: cars ahead of us, for no rival knows pedestrians."""
FREE = (
    "collision.warning_probability",
    "pedestrian.warning_probability",
    "braking.needed_probability",
)
"""Ours that are free: how surely a danger has to be known."""
SHIFTS = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Of their log odds: the points of our curve; 0 is as configured, above it we warn later."""
AS_SHIPPED = f"{OURS} {0:+g}"
LEAST, MOST = 0.1, 0.99


def own_judges(configuration: Configuration) -> dict[str, Judge]:
    """Return a judge for each point of our curve: our own warnings with other settings."""
    return {f"{OURS} {shift:+g}": _Own(_shifted(configuration, shift)) for shift in SHIFTS}


class _Own:
    def __init__(self, configuration: Configuration) -> None:
        self._warnings = stage_of(configuration)

    def __call__(self, scene: Scene) -> Level:
        alerts = self._warnings.update(scene).alerts.alerts
        return max(alert.level for alert in alerts if alert.function in COLLISION)


def _shifted(configuration: Configuration, shift: float) -> Configuration:
    if not shift:
        return configuration
    settings = configuration.section("warning", WarningSettings)
    changes = {}
    for name in FREE:
        part, field_name = name.split(".")
        odds = log(1.0 / getattr(getattr(settings, part), field_name) - 1.0) - shift
        changes[f"warning.{name}"] = min(max(1.0 / (1.0 + exp(odds)), LEAST), MOST)
    return configuration.changed(changes)


@dataclass(frozen=True, slots=True)
class Task:
    """One run: a draw of a grid point, or a minute of traffic where there is none."""

    point: Point | None
    seed: int


@dataclass
class Tally:
    """What runs came to, by judge."""

    runs: int = 0
    km: float = 0.0
    """Of traffic."""
    chances: Counter[str] = field(default_factory=Counter)
    """Draws in which a warning was demanded and could be in time, by protocol."""
    hits: dict[str, Counter[str]] = field(default_factory=dict)
    """By judge and protocol."""
    staged: Counter[str] = field(default_factory=Counter)
    """False warnings in the negative set."""
    traffic: Counter[str] = field(default_factory=Counter)
    """False warnings in traffic."""

    def add(self, other: "Tally") -> None:
        """Count those of another too."""
        self.runs, self.km = self.runs + other.runs, self.km + other.km
        for ours, its in (
            (self.chances, other.chances),
            (self.staged, other.staged),
            (self.traffic, other.traffic),
        ):
            ours.update(its)
        for judge, hits in other.hits.items():
            self.hits.setdefault(judge, Counter()).update(hits)

    def hits_of(self, judge: str) -> Counter[str]:
        """Return a copy of the hits of a judge, by protocol."""
        return Counter(self.hits.get(judge))

    def share(self, judge: str) -> float:
        """Return the hits of a judge, percent of all chances."""
        return 100.0 * self.hits_of(judge).total() / max(self.chances.total(), 1)

    def false(self, judge: str) -> int:
        """Return its false warnings of both kinds."""
        return self.staged[judge] + self.traffic[judge]


def tasks_of(draws: int, every: int, minutes: int, first: int) -> list[Task]:
    """Return the runs of one range of seeds; of each family one of so many grid points."""
    found = []
    for point in _sampled(every):
        found += [Task(point, seed_of(point.name, first, draw)) for draw in range(draws)]
    return found + [Task(None, first + number) for number in range(minutes)]


def _sampled(every: int) -> Iterator[Point]:
    chosen = [point for point in points(protocols("all")) if _matters(point)]
    for family in dict.fromkeys(point.family for point in chosen):
        yield from [point for point in chosen if point.family == family][::every]


def _matters(point: Point) -> bool:
    return point.family in HITS or point.protocol == "negative"


def tallied(tasks: Sequence[Task], campaign: Campaign, scale: float, jobs: int) -> Iterator[Tally]:
    """Yield what each run came to, as they are done."""
    yield from spread(partial(run_task, campaign=campaign, scale=scale), tasks, jobs)


def run_task(task: Task, campaign: Campaign, scale: float) -> Tally:
    """Run one, with every judge."""
    rooms = Rooms(campaign.configuration)
    camera, point = rooms.rig.leading.name, task.point
    scenario = minute(task.seed) if point is None else drawn(point.scenario, task.seed, camera)
    every, witness = judges() | own_judges(campaign.configuration), Witness()
    run = Kinematic(
        scenario, rooms, campaign.noise, scale=scale, judges=every, witness=witness
    ).run()
    if point is None:
        false = {judge: witness.false(warnings_of(run, judge)) for judge in every}
        said = Counter({judge: len(as_heard(onsets)) for judge, onsets in false.items()})
        return Tally(1, witness.exposure().km, traffic=said)
    if point.family not in HITS:
        said = Counter({judge: len(as_heard(warnings_of(run, judge))) for judge in every})
        return Tally(1, staged=said)
    return _hits(Draw(scenario, rooms.body, run), point, every)


def _hits(draw: Draw, point: Point, every: Iterable[str]) -> Tally:
    until_s = deadline_s(draw, point)
    if until_s is None:
        return Tally(1)
    hits = {
        judge: Counter({point.protocol: int(_in_time(draw, point, judge, until_s))})
        for judge in every
    }
    return Tally(1, chances=Counter({point.protocol: 1}), hits=hits)


def deadline_s(draw: Draw, point: Point) -> float | None:
    """Return until when a warning is in time; None: none is demanded, or none can be."""
    moment_s = latest_s(draw.scenario, draw.body)
    if moment_s is None:
        return None
    if point.protocol == "cutin":
        return moment_s if reference_driver(draw.scenario, draw.body).demands else None
    return moment_s - R152_LEAD_S if moment_s > R152_LEAD_S else None


def _in_time(draw: Draw, point: Point, judge: str, until_s: float) -> bool:
    said = warnings_of(draw.run, judge)
    if point.protocol != "nhtsa":
        return bool(said) and said[0].time_s <= until_s
    function = Function.FORWARD_COLLISION
    as_ours = tuple(replace(o, judge=OURS, function=function, about=TARGET) for o in said)
    run: Run = replace(draw.run, onsets=as_ours)
    return scored(point.test.score, replace(draw, run=run)).passed


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a family of judges stands: as published, tuned, and the best it is given credit for."""

    name: str
    tuned: str
    """The point that the tuning seeds chose."""
    best: str | None
    """The most hits at no more false warnings than ours, as published or no earlier than tuned.

    None: each of those points has more of them."""


def chosen(name: str, tuning: Tally) -> str:
    """Return the point of a rival with most hits among those with no more false ones than ours.

    Where each has more: the one with the fewest.
    """
    mine, most = points_of_curve(name), tuning.false(AS_SHIPPED)
    silent = [judge for judge in mine if tuning.false(judge) <= most]
    if silent:
        return max(silent, key=lambda judge: (tuning.share(judge), -tuning.false(judge)))
    return min(mine, key=lambda judge: (tuning.false(judge), -tuning.share(judge)))


def standings(tuning: Tally, published: Tally) -> list[Standing]:
    """Return how each rival stands beside ours, its thresholds chosen on the tuning seeds."""
    found, most = [], published.false(AS_SHIPPED)
    for name in RIVALS:
        mine, tuned = points_of_curve(name), chosen(name, tuning)
        counted = {*mine[: mine.index(tuned) + 1], f"{name} x1"}
        silent = [judge for judge in mine if judge in counted and published.false(judge) <= most]
        best = max(silent, key=lambda judge: (published.share(judge), judge == tuned), default=None)
        found.append(Standing(name, tuned, best))
    return found


def points_of_curve(name: str) -> list[str]:
    """Return the judges of a family, the latest first, or ours, the earliest first."""
    if name == OURS:
        return [f"{OURS} {shift:+g}" for shift in SHIFTS]
    return [f"{name} x{factor:g}" for factor in FACTORS]


def gain(found: Sequence[Standing], published: Tally) -> float:
    """Return hits of ours minus those of the best rival, percent; a silent rival has none."""
    best = max((published.share(one.best) for one in found if one.best), default=0.0)
    return published.share(AS_SHIPPED) - best
