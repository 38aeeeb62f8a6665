"""When sensors measure: each by its own clock and its own misfortune."""

from itertools import islice, pairwise
from typing import Any

import numpy as np

from vigil.base.records import SensorEvent
from vigil_sim.scenario.sensors import TimingSettings
from vigil_sim.sensors.timing import Timing

START_NS = 1_000_000_000


def events(count: int, name: str = "imu", seed: int = 3, **settings: Any) -> list[SensorEvent]:
    timing = Timing(name, TimingSettings(**settings), seed, START_NS)
    return [beat.event for beat in islice(timing, count)]


def test_a_perfect_sensor_keeps_its_beat_and_arrives_at_once() -> None:
    heard = events(5, rate_hz=20.0, phase_ms=7.0)
    assert [one.true_ns for one in heard] == [
        START_NS + 7_000_000 + n * 50_000_000 for n in range(5)
    ]
    assert all(one.stamp_ns == one.true_ns == one.arrival_ns for one in heard)
    assert not any(one.lost or one.frozen for one in heard)
    assert [one.sequence for one in heard] == [0, 1, 2, 3, 4]


def test_the_same_seed_gives_the_same_events_and_another_name_gives_others() -> None:
    rough: Any = {"jitter_ms": 2.0, "drop": 0.2, "latency_ms": 30.0, "latency_sd_ms": 8.0}
    assert events(200, **rough) == events(200, **rough)
    other = events(200, name="gnss", **rough)
    assert [one.true_ns for one in other] != [one.true_ns for one in events(200, **rough)]
    assert events(200, seed=4, **rough) != events(200, **rough)


def test_a_setting_changes_only_what_it_speaks_of() -> None:
    calm = events(300, jitter_ms=2.0, latency_ms=30.0, latency_sd_ms=8.0)
    lossy = events(300, jitter_ms=2.0, latency_ms=30.0, latency_sd_ms=8.0, drop=0.3)
    assert [one.true_ns for one in calm] == [one.true_ns for one in lossy]
    kept = [(a, b) for a, b in zip(calm, lossy, strict=True) if not b.lost]
    assert 180 < len(kept) < 240
    assert all(a.arrival_ns == b.arrival_ns for a, b in kept)
    assert all(one.arrival_ns == 0 for one in lossy if one.lost)


def test_jitter_is_cut_at_three_deviations() -> None:
    heard = events(4000, rate_hz=20.0, jitter_ms=5.0)
    off_ms = [(one.true_ns - START_NS) / 1e6 - 50.0 * one.sequence for one in heard[1:]]
    assert 14.0 < max(map(abs, off_ms)) <= 15.0
    assert 4.5 < float(np.std(off_ms)) < 5.5


def test_losses_come_in_runs_where_a_burst_goes_on() -> None:
    lost = [one.lost for one in events(30000, seed=1, burst_begins=0.01, burst_goes_on=0.8)]
    begins = sum(now and not before for before, now in pairwise(lost))
    assert 4.4 < sum(lost) / begins < 5.6  # a run of 1 / (1 - 0.8) = 5
    assert 0.035 < np.mean(lost) < 0.06  # 0.01 * 5 / (1 + 0.01 * 5) = 0.048


def test_a_clock_that_is_off_and_drifts_shows_in_the_stamp_alone() -> None:
    heard = events(201, rate_hz=20.0, offset_ms=3.0, drift_ppm=100.0)
    assert heard[0].stamp_ns - heard[0].true_ns == 3_000_000
    assert heard[200].stamp_ns - heard[200].true_ns == 3_000_000 + 1_000_000  # 10 s at 100 ppm
    assert all(one.arrival_ns == one.true_ns for one in heard)


def test_a_slow_line_keeps_the_order() -> None:
    heard = events(500, rate_hz=100.0, latency_ms=20.0, latency_sd_ms=30.0)
    arrivals = [one.arrival_ns for one in heard]
    assert arrivals == sorted(set(arrivals))
    assert all(one.arrival_ns >= one.true_ns for one in heard)
    assert max(one.arrival_ns - one.true_ns for one in heard) > 60_000_000


def test_silence_loses_and_frost_repeats_only_within_their_spans() -> None:
    heard = events(60, rate_hz=20.0, silent_s=((0.5, 1.0),), freeze_s=((2.0, 2.5),))
    assert [one.sequence for one in heard if one.lost] == list(range(10, 20))
    assert [one.sequence for one in heard if one.frozen] == list(range(40, 50))


def test_wild_jitter_never_turns_time_back() -> None:
    times = [one.true_ns for one in events(500, rate_hz=200.0, jitter_ms=50.0)]
    assert times == sorted(set(times))
    assert times[0] >= START_NS
