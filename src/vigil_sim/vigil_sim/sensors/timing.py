"""When a sensor measures, and what becomes of it: beat, loss, clock and delay.

Every number comes from a random stream of the sensor's own, as many at each beat whatever the
settings: neither another sensor nor another setting changes anything else.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from vigil.base.records import SensorEvent
from vigil_sim.scenario.sensors import Span, TimingSettings

MS_NS = 1_000_000
CUT = 3.0
"""Jitter is cut at so many standard deviations: a beat is never lost to one draw."""


def random_stream(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers that belong to one name."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


@dataclass(frozen=True, slots=True)
class Beat:
    """One measurement."""

    due_ns: int
    """When it arrives, or would have: car clock."""
    event: SensorEvent


class Timing:
    """The measurements of one sensor, without end; iterate for its beats, ordered by arrival."""

    def __init__(
        self,
        name: str,
        settings: TimingSettings,
        seed: int,
        start_ns: int,
        *,
        lasts_ns: int = 0,
        stamped_ns: int | None = 0,
    ) -> None:
        """Take how long one measurement lasts, and how long after its start its stamp speaks of.

        None stamps what arrives when it arrives, as the interface of a bus does.
        """
        self._name, self._settings, self._start_ns = name, settings, start_ns
        self._random = random_stream(seed, name)
        self._lasts_ns, self._stamped_ns = lasts_ns, stamped_ns

    def __iter__(self) -> Iterator[Beat]:
        settings, period_ns = self._settings, 1e9 / self._settings.rate_hz
        first_ns = self._start_ns + settings.phase_ms * MS_NS
        true_ns = due_ns = self._start_ns - 1
        bursting = False
        for sequence in count():
            jitter, delay = self._random.standard_normal(2).tolist()
            loss, burst = self._random.random(2).tolist()
            jitter_ns = min(max(jitter, -CUT), CUT) * settings.jitter_ms * MS_NS
            planned_ns = round(first_ns + sequence * period_ns + jitter_ns)
            true_ns = max(planned_ns, self._start_ns, true_ns + 1)
            due_ns = max(true_ns + self._lasts_ns + self._latency_ns(delay), due_ns + 1)
            bursting = burst < (settings.burst_goes_on if bursting else settings.burst_begins)
            lost = loss < settings.drop or bursting or self._within(settings.silent_s, true_ns)
            yield Beat(due_ns, self._event(sequence, true_ns, due_ns, lost=lost))

    def _event(self, sequence: int, true_ns: int, due_ns: int, *, lost: bool) -> SensorEvent:
        told_ns = due_ns if self._stamped_ns is None else true_ns + self._stamped_ns
        return SensorEvent(
            sensor=self._name,
            sequence=sequence,
            true_ns=true_ns,
            stamp_ns=self._clock_ns(told_ns),
            arrival_ns=0 if lost else due_ns,
            lost=lost,
            frozen=self._within(self._settings.freeze_s, true_ns),
        )

    def _latency_ns(self, delay: float) -> int:
        settings = self._settings
        return max(round((settings.latency_ms + delay * settings.latency_sd_ms) * MS_NS), 0)

    def _clock_ns(self, true_ns: int) -> int:
        """Return what the sensor's clock shows at a true time."""
        drift_ns = (true_ns - self._start_ns) * self._settings.drift_ppm * 1e-6
        return true_ns + round(self._settings.offset_ms * MS_NS + drift_ns)

    def _within(self, spans_s: tuple[Span, ...], true_ns: int) -> bool:
        time_s = (true_ns - self._start_ns) / 1e9
        return any(begin <= time_s < end for begin, end in spans_s)
