"""What holds for every order of arrivals: nothing is lost, and ticking decides nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vigil.base.records import (
    Frame,
    FrameSet,
    Mounting,
    Sample,
    SignalState,
    VehicleSamples,
    Verdict,
    difference,
)
from vigil.sync import Sync, SyncSettings

MS = 1_000_000
CAMERAS = ("front", "left", "right")
Input = Frame | VehicleSamples


@dataclass(frozen=True)
class Road:
    """A drive: inputs in the order of their arrival, and moments to tick at."""

    inputs: tuple[Input, ...]
    ticks_ns: tuple[int, ...]


def arrival_ns(one: Input) -> int:
    return one.arrival_ns if isinstance(one, Frame) else one.stamp_ns


@st.composite
def roads(draw: st.DrawFn) -> Road:
    """Draw cameras with lost, slow, frozen, corrupt and wrongly stamped frames, and a bus."""
    inputs: list[Input] = []
    for camera in CAMERAS[: draw(st.integers(1, 3))]:
        period_ms = draw(st.sampled_from([20, 33, 40, 100]))
        for k in range(draw(st.integers(0, 12))):
            kind = draw(st.sampled_from(["good"] * 6 + ["lost", "slow", "old", "broken", "same"]))
            if kind == "lost":
                continue
            exposure_ms = 1000 + k * period_ms + draw(st.integers(-5, 5))
            delay_ms = draw(st.integers(0, 30)) + {"slow": 90, "old": 700}.get(kind, 0)
            pixel = 1 if kind == "same" else draw(st.integers(0, 255))
            inputs.append(
                Frame(
                    camera,
                    exposure_ms * MS,
                    (exposure_ms + delay_ms) * MS,
                    k,
                    np.full((4, 4, 3), pixel, np.uint8),
                    "broken" if kind == "broken" else "",
                )
            )
    for at_ms in draw(st.lists(st.integers(950, 1600), max_size=12)):
        sample = Sample("speed_mps", float(at_ms), at_ms * MS, 0.02, SignalState.VALID)
        inputs.append(VehicleSamples(at_ms * MS, (sample,)))
    ticks = draw(st.lists(st.integers(950, 2500), max_size=20))
    return Road(tuple(sorted(inputs, key=arrival_ns)), tuple(at_ms * MS for at_ms in ticks))


def drive(road: Road, extra_ticks_ns: Sequence[int] = ()) -> tuple[Sync, list[FrameSet]]:
    """Run a drive to its end; extra ticks come after the inputs of the same moment."""
    mountings = [
        Mounting(name, 0, 0, 1.3, 0, 0, 0, 0.1, 0.01, 0.01, 0.01, estimated=False)
        for name in CAMERAS
    ]
    sync = Sync(SyncSettings(), mountings)
    sets: list[FrameSet] = []
    sync.tick(900 * MS)
    events: list[tuple[int, Input | None]] = [(arrival_ns(one), one) for one in road.inputs]
    events += [(at_ns, None) for at_ns in extra_ticks_ns]
    for at_ns, one in sorted(events, key=lambda event: event[0]):
        if isinstance(one, Frame):
            sync.offer_frame(one)
        elif one is not None:
            sync.offer_samples(one)
        else:
            sets += sync.tick(at_ns)
    return sync, sets + list(sync.tick(2500 * MS))


@given(roads())
@settings(deadline=None, max_examples=150)
def test_ticking_more_often_never_changes_what_goes_out(road: Road) -> None:
    _, once = drive(road)
    _, often = drive(road, road.ticks_ns)
    assert not difference(tuple(once), tuple(often))
    assert [[id(f) for f in s.frames] for s in once] == [[id(f) for f in s.frames] for s in often]


@given(roads())
@settings(deadline=None, max_examples=150)
def test_every_frame_is_used_or_dropped_with_a_verdict(road: Road) -> None:
    sync, sets = drive(road)
    offered = Counter(one.camera for one in road.inputs if isinstance(one, Frame))
    used = Counter(one.camera for frame_set in sets for one in frame_set.frames)
    for name, account in sync.accounts().items():
        assert account.offered == offered[name]
        assert account.used == used[name]
        assert account.offered == account.used + sum(account.dropped.values()) + account.kept
        assert account.kept == 0  # a second of silence at the end empties everything
        assert not {Verdict.UNKNOWN, Verdict.ON_TIME, Verdict.MISSING} & set(account.dropped)


def road_of(*frames: tuple[str, int, int]) -> Road:
    """Make a drive of frames: camera, exposure and arrival in ms."""
    inputs = (
        Frame(name, exposure_ms * MS, at_ms * MS, k, np.full((4, 4, 3), k, np.uint8))
        for k, (name, exposure_ms, at_ms) in enumerate(frames)
    )
    return Road(tuple(inputs), ())


LATE_AND_WAITING = road_of(
    ("left", 1000, 1000),
    ("right", 1000, 1000),
    ("front", 1000, 1002),
    ("left", 1020, 1020),
    ("right", 1033, 1033),
    ("left", 1040, 1040),
    ("right", 1099, 1099),
    ("front", 1100, 1190),
    ("front", 1200, 1200),
    ("right", 1132, 1222),
    *(("front", ms, ms) for ms in range(1300, 2000, 100)),
)
"""A frame that waits for a set of its own while a later one goes out."""


@given(roads())
@example(LATE_AND_WAITING)
@settings(deadline=None, max_examples=150)
def test_sets_go_forward_in_time_without_a_gap_and_hold_no_frame_twice(road: Road) -> None:
    _, sets = drive(road)
    stamps_ns = [one.stamp_ns for one in sets]
    assert stamps_ns == sorted(set(stamps_ns))
    assert [one.moment.number for one in sets] == list(range(len(sets)))
    assert max(np.diff(stamps_ns)) <= 750 * MS  # period, oldest frame, wait: never silent
    frames = [(one.camera, one.exposure_ns) for frame_set in sets for one in frame_set.frames]
    assert len(frames) == len(set(frames))
    for frame_set in sets:
        for one in frame_set.frames:
            assert abs(one.exposure_ns - frame_set.stamp_ns) <= 20 * MS
