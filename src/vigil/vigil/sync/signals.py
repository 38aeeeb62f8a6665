"""The state of our vehicle at an exposure, by one rule, live and in replay (CAR.md, Time).

Between two samples a quantity is interpolated and an enumeration holds, if the later sample had
come when the set went out; else the last sample is carried forward and says so.  A signal older
than three of its cycles is stale.  Nothing is ever guessed beyond a sample: holding a speed for
three cycles of 20 ms at 9 m/s² is wrong by 0.5 m/s at most.
"""

from collections.abc import Iterable

from vigil.base.records import VEHICLE_FIELDS, Sample, Signal, SignalState, VehicleState
from vigil.sync.cameras import SECOND_NS

HELD = frozenset({"gear", "wiper", "left_indicator", "right_indicator"})
"""Enumerations and switches: halfway between drive and reverse is no gear."""


class SignalHistory:
    """Keeps the samples of all fields that later exposures may need."""

    def __init__(self, stale_cycles: float) -> None:
        self._stale_cycles = stale_cycles
        self._samples: dict[str, list[Sample]] = {}

    def add(self, samples: Iterable[Sample]) -> None:
        """Add what came; a sample that is older than the last one of its field tells nothing."""
        for sample in samples:
            known = self._samples.setdefault(sample.field, [])
            if not known or sample.sampled_ns >= known[-1].sampled_ns:
                known.append(sample)

    def forget_before(self, stamp_ns: int) -> None:
        """Drop what no exposure after a moment can need: all but the last sample before it."""
        for known in self._samples.values():
            before = sum(1 for sample in known if sample.sampled_ns <= stamp_ns)
            del known[: max(before - 1, 0)]

    def clear(self) -> None:
        """Forget everything: the clock jumped."""
        self._samples.clear()

    def state(self, stamp_ns: int) -> VehicleState:
        """Return how our vehicle moved at a moment, as far as has been heard by now."""
        return VehicleState(**{name: self._signal(name, stamp_ns) for name in VEHICLE_FIELDS})

    def assumed(self) -> tuple[str, ...]:
        """Return a watermark for each signal that is a constant of the configuration."""
        newest = [known[-1] for known in self._samples.values() if known]
        return tuple(
            f"assumed {sample.field} {sample.value:g}"
            for sample in newest
            if sample.state is SignalState.ASSUMED and sample.value is not None
        )

    def _signal(self, name: str, stamp_ns: int) -> Signal:
        known = self._samples.get(name, [])
        before = next((s for s in reversed(known) if s.sampled_ns <= stamp_ns), None)
        after = next((s for s in known if s.sampled_ns > stamp_ns), None)
        if before is not None and after is not None and self._brackets(before, after):
            return _between(before, after, stamp_ns)
        nearest = before or after
        return Signal() if nearest is None else self._carried(nearest, stamp_ns)

    def _brackets(self, before: Sample, after: Sample) -> bool:
        gap_s = (after.sampled_ns - before.sampled_ns) / SECOND_NS
        measured = before.state is SignalState.VALID and after.state is SignalState.VALID
        return measured and gap_s <= self._stale_cycles * max(before.cycle_s, after.cycle_s)

    def _carried(self, sample: Sample, stamp_ns: int) -> Signal:
        """Hold one sample, backwards too where an exposure came before the first of all."""
        age_s = (stamp_ns - sample.sampled_ns) / SECOND_NS
        if sample.state in {SignalState.UNKNOWN, SignalState.INVALID} or sample.value is None:
            failed = sample.state is SignalState.INVALID
            return Signal(None, age_s, SignalState.INVALID if failed else SignalState.UNKNOWN)
        if sample.state is SignalState.ASSUMED:
            return Signal(sample.value, age_s, SignalState.ASSUMED)
        if abs(age_s) > self._stale_cycles * sample.cycle_s:
            return Signal(sample.value, age_s, SignalState.STALE)
        fresh = sample.field in HELD and 0.0 <= age_s <= sample.cycle_s
        return Signal(sample.value, age_s, SignalState.VALID if fresh else SignalState.EXTRAPOLATED)


def _between(before: Sample, after: Sample, stamp_ns: int) -> Signal:
    """Interpolate; both values are there, for both samples are valid."""
    share = (stamp_ns - before.sampled_ns) / (after.sampled_ns - before.sampled_ns)
    if before.field in HELD or before.value is None or after.value is None or not share:
        age_s = (stamp_ns - before.sampled_ns) / SECOND_NS
        return Signal(before.value, age_s, SignalState.VALID)
    value = before.value + share * (after.value - before.value)
    return Signal(value, (stamp_ns - after.sampled_ns) / SECOND_NS, SignalState.VALID)
