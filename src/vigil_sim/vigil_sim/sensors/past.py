"""What the world was like a moment ago: sensors measure between its steps and deliver later."""

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from math import remainder, tau

from vigil.sync.signals import HELD
from vigil_sim.world.snapshot import Placed, Snapshot

KEPT = 600
"""Snapshots: 6 s at 100 Hz, more than the slowest delivery that a scenario may ask for."""
STRAIGHT = (
    "s_m",
    "d_m",
    "x_m",
    "y_m",
    "z_m",
    "speed_mps",
    "lateral_mps",
    "acceleration_mps2",
    "pitch_rad",
    "dive_rad",
)
TURNING = ("yaw_rad", "gait_rad")


class Past:
    """The last snapshots, in order of time; between two of them everything moves evenly."""

    def __init__(self) -> None:
        self._snapshots: deque[Snapshot] = deque(maxlen=KEPT)

    def add(self, snapshot: Snapshot) -> None:
        """Take the newest snapshot."""
        self._snapshots.append(snapshot)

    def at(self, time_ns: int) -> Snapshot:
        """Return the world at a true time; beyond what is known, the nearest that is."""
        place = bisect_right(self._snapshots, time_ns, key=lambda one: one.time_ns)
        before = self._snapshots[max(place - 1, 0)]
        if before.time_ns >= time_ns or place == len(self._snapshots):
            return before
        return between(before, self._snapshots[place], time_ns)


def between(before: Snapshot, after: Snapshot, time_ns: int) -> Snapshot:
    """Return the world at a time between two snapshots; lamps and levers are those before."""
    share = (time_ns - before.time_ns) / (after.time_ns - before.time_ns)
    later = {thing.id: thing for thing in after.things}
    return Snapshot(
        time_ns=time_ns,
        ego=_moved(before.ego, after.ego, share),
        things=tuple(_moved(one, later.get(one.id, one), share) for one in before.things),
        vehicle=_driven(before.vehicle, after.vehicle, share),
    )


def _moved(before: Placed, after: Placed, share: float) -> Placed:
    values = {}
    for name in STRAIGHT:
        start = getattr(before, name)
        values[name] = start + share * (getattr(after, name) - start)
    for name in TURNING:
        start = getattr(before, name)
        values[name] = start + share * remainder(getattr(after, name) - start, tau)
    return replace(before, **values)


def _driven(
    before: Mapping[str, float], after: Mapping[str, float], share: float
) -> Mapping[str, float]:
    return {
        name: value if name in HELD else value + share * (after[name] - value)
        for name, value in before.items()
    }
