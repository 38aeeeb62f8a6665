"""How a run goes and ends, by truth alone: who was near, whether it still closes."""

from vigil.base.records import TruthObject, TruthScene
from vigil_sim.run.result import TARGET, End
from vigil_sim.scenario.settings import Scenario

STANDS_MPS = 0.1
AVOIDED_S = 0.5
"""The gap to the target has not closed for so long, while brakes were asked for."""
STEADY_MPS2 = 0.3
"""A target that slows more than this may still be hit."""
BEHIND_M = 8.0
"""Past our tail, which is 4 to 5 m behind our front, and clear of it."""
NS_PER_S = 1e9


class Watching:
    """Takes the truth at every exposure."""

    def __init__(self, scenario: Scenario, start_ns: int) -> None:
        self._start_ns = start_ns
        self._until_ns = start_ns + round(scenario.duration_s * NS_PER_S)
        self._first: TruthScene | None = None
        self._last: TruthScene | None = None
        self._open_ns: int | None = None
        self.smallest_gap_m: float | None = None

    def see(self, truth: TruthScene) -> None:
        """Take how things stand."""
        self._first = self._first or truth
        self._last = truth
        gaps = [thing.gap_m for thing in truth.objects if thing.in_path and thing.gap_m >= 0.0]
        if gaps:
            self.smallest_gap_m = min(*gaps, self.smallest_gap_m or gaps[0])
        target = self._target(truth)
        if target is None or target.closing_mps > 0.0 or target.acceleration_mps2 < -STEADY_MPS2:
            self._open_ns = None
        elif self._open_ns is None:
            self._open_ns = truth.stamp_ns

    def end(self, time_ns: int, *, acts: bool) -> End | None:
        """Return how the run has ended, contact apart; None: it goes on."""
        if time_ns >= self._until_ns:
            return "over"
        if self._last is None:
            return None
        if acts and (self._last.vehicle.speed_mps.value or 0.0) < STANDS_MPS:
            return "stood"
        if acts and self._open_ns is not None:
            open_s = (time_ns - self._open_ns) / NS_PER_S
            if open_s >= AVOIDED_S:
                return "avoided"
        target = self._target(self._last)
        behind = target is not None and target.x_m + 0.5 * target.length_m < -BEHIND_M
        return "passed" if behind else None

    @property
    def speed_mps(self) -> float:
        """Our own at the start."""
        return (self._first.vehicle.speed_mps.value or 0.0) if self._first else 0.0

    @property
    def initial_mps(self) -> float:
        """Relative speed to the target at the start; our own where there is none."""
        target = self._target(self._first) if self._first else None
        return target.closing_mps if target else self.speed_mps

    @staticmethod
    def _target(truth: TruthScene) -> TruthObject | None:
        return next((thing for thing in truth.objects if thing.name == TARGET), None)
