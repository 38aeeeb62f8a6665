"""Levels that rise: when each was known, and how things truly stood then."""

from collections.abc import Callable, Mapping
from math import hypot, sqrt

from vigil.base.records import Function, Level, RoadObject, Scene, Targets, TruthObject, TruthScene
from vigil_sim.run.result import OURS, TARGET, Onset

NS_PER_S = 1e9
NEAR_M = 3.0
NEAR_SHARE = 0.3
NEAR_ACROSS_M = 1.5
NEAR_ACROSS_SHARE = 0.05
"""A warning is about what truly stands within this of the place it names: three deviations of a
range at 60 m (8 % each, and 3 m for a near one), and a car's half width and more across."""
STOP_TIME_S = 2.0
"""openpilot: nobody is taken to brake so hard that he stands sooner."""


class Onsets:
    """Keeps the level of every warning and rival; writes down each rise and each new subject."""

    def __init__(self, start_ns: int) -> None:
        self._start_ns = start_ns
        self._levels: dict[tuple[str, Function], tuple[Level, int]] = {}
        self._heard: list[Onset] = []

    @property
    def heard(self) -> tuple[Onset, ...]:
        """Everything that rose so far."""
        return tuple(self._heard)

    def hear(
        self, scene: Scene, targets: Targets, then: TruthScene, now: Callable[[], TruthScene]
    ) -> None:
        """Take an answer about a moment (`then`) as it becomes known (`now`)."""
        for alert in targets.alerts.alerts:
            if self._begins(OURS, alert.function, alert.level, alert.object_id):
                about = _seen_as(alert.object_id, scene, then)
                self._note(OURS, alert.function, alert.level, about, now(), alert.reason)

    def hear_rivals(self, levels: Mapping[str, Level], now: Callable[[], TruthScene]) -> None:
        """Take what the rivals said of it."""
        for name, level in levels.items():
            if self._begins(name, Function.UNKNOWN, level, 0):
                self._note(name, Function.UNKNOWN, level, "", now(), "")

    def _begins(self, judge: str, function: Function, level: Level, subject: int) -> bool:
        before, of = self._levels.get((judge, function), (Level.NONE, 0))
        self._levels[judge, function] = level, subject
        return level > before or (level is not Level.NONE and subject != of)

    def _note(
        self, judge: str, function: Function, level: Level, about: str, now: TruthScene, why: str
    ) -> None:
        named = {thing.name: thing for thing in now.objects}
        thing = named.get(TARGET) or named.get(about)
        self._heard.append(
            Onset(
                judge=judge,
                function=function,
                level=level,
                time_s=(now.stamp_ns - self._start_ns) / NS_PER_S,
                about=about,
                gap_m=thing.gap_m if thing else None,
                ttc_s=thing.ttc_s if thing else None,
                ttc_accelerated_s=ttc_accelerated_s(thing, now) if thing else None,
                ego_mps=now.vehicle.speed_mps.value or 0.0,
                ego_d_m=-now.path.c0_m,
                reason=why,
            )
        )


def ttc_accelerated_s(thing: TruthObject, now: TruthScene) -> float | None:
    """Return the time to collision with relative acceleration (openpilot); None: no collision.

    2x / (sqrt(v² + 2 x a) + v), where a, the growth of the closing speed, is capped.
    """
    if thing.gap_m <= 0.0:
        return None
    hardest_mps2 = max(thing.speed_mps, 0.0) / STOP_TIME_S
    own_mps2 = now.vehicle.acceleration_mps2.value or 0.0
    growth_mps2 = own_mps2 - max(thing.acceleration_mps2, -hardest_mps2)
    under_root = thing.closing_mps**2 + 2.0 * thing.gap_m * growth_mps2
    if under_root < 0.0:
        return None
    below = sqrt(under_root) + thing.closing_mps
    return 2.0 * thing.gap_m / below if below > 0.0 else None


def _seen_as(object_id: int, scene: Scene, then: TruthScene) -> str:
    """Return what truly stands where an object was seen; empty: nothing."""
    seen = next((thing for thing in scene.objects if thing.id == object_id), None)
    if seen is None or not then.objects:
        return ""
    nearest = min(then.objects, key=lambda thing: _apart(seen, thing))
    return nearest.name if _apart(seen, nearest) <= 1.0 else ""


def _apart(seen: RoadObject, thing: TruthObject) -> float:
    """Return how far apart both are, in units of what still counts as the same."""
    face_m = thing.x_m - 0.5 * thing.length_m
    along_m, across_m = seen.x_m - face_m, seen.y_m - thing.y_m
    reach_m = max(face_m, 0.0)
    return hypot(
        along_m / (NEAR_M + NEAR_SHARE * reach_m),
        across_m / (NEAR_ACROSS_M + NEAR_ACROSS_SHARE * reach_m),
    )
