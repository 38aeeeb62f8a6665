"""Frame sets: who is in them, when they go out, and what is said of who is not."""

import numpy as np
import pytest

from vigil.base.errors import InputError
from vigil.base.records import (
    CameraReport,
    Frame,
    FrameSet,
    HealthLevel,
    Mounting,
    Sample,
    SignalState,
    VehicleSamples,
    Verdict,
)
from vigil.sync import Sync, SyncSettings

MS = 1_000_000
START_NS = 1_000_000_000_000


def mounting(camera: str, pitch_rad: float = 0.0) -> Mounting:
    return Mounting(
        camera, -1.5, 0.0, 1.3, 0.0, pitch_rad, 0.0, 0.05, 0.01, 0.01, 0.01, estimated=False
    )


def frame(
    camera: str,
    exposure_ms: float,
    arrival_ms: float | None = None,
    *,
    sequence: int = 0,
    error: str = "",
    pixel: int | None = None,
) -> Frame:
    """Make a small picture that differs from all others unless its pixel is given."""
    arrival_ms = exposure_ms + 10 if arrival_ms is None else arrival_ms
    image = np.full((8, 8, 3), int(exposure_ms) % 251 if pixel is None else pixel, np.uint8)
    return Frame(
        camera,
        START_NS + round(exposure_ms * MS),
        START_NS + round(arrival_ms * MS),
        sequence,
        image,
        error,
    )


def make(*cameras: str, rate_hz: float = 20.0) -> Sync:
    sync = Sync(SyncSettings(rate_hz=rate_hz), [mounting(name) for name in cameras])
    sync.tick(START_NS)
    return sync


def tick(sync: Sync, at_ms: float) -> tuple[FrameSet, ...]:
    return sync.tick(START_NS + round(at_ms * MS))


def offer(sync: Sync, *frames: Frame) -> tuple[FrameSet, ...]:
    """Hand over frames as a replay does: each followed by a tick at its arrival."""
    sets: list[FrameSet] = []
    for one in frames:
        sync.offer_frame(one)
        sets.extend(sync.tick(one.arrival_ns))
    return tuple(sets)


def reports(sets: tuple[FrameSet, ...], camera: str) -> list[CameraReport]:
    return [r for one in sets for r in one.moment.cameras if r.camera == camera]


def verdicts(sets: tuple[FrameSet, ...], camera: str) -> list[Verdict]:
    return [report.verdict for report in reports(sets, camera)]


def stamps_ms(sets: tuple[FrameSet, ...]) -> list[float]:
    return [(one.stamp_ns - START_NS) / MS for one in sets]


def test_one_camera_goes_out_at_once() -> None:
    sets = offer(make("front"), frame("front", 0), frame("front", 40))
    assert stamps_ms(sets) == [0, 40]
    assert verdicts(sets, "front") == [Verdict.ON_TIME] * 2
    assert [one.moment.number for one in sets] == [0, 1]
    assert reports(sets, "front")[0].age_s == pytest.approx(0.010)


def test_a_set_waits_until_all_cameras_delivered() -> None:
    sync = make("front", "left")
    assert not offer(sync, frame("front", 0, 10))
    (one,) = offer(sync, frame("left", 5, 30))
    assert [used.camera for used in one.frames] == ["front", "left"]
    assert stamps_ms((one,)) == [0]
    report = one.moment.cameras[1]
    assert report.skew_s == pytest.approx(0.005)
    assert report.age_s == pytest.approx(0.025)


def test_the_leading_camera_may_come_last() -> None:
    sync = make("front", "left")
    assert not offer(sync, frame("left", 5, 10))
    (one,) = offer(sync, frame("front", 0, 30))
    assert stamps_ms((one,)) == [0]
    assert len(one.frames) == 2


def test_one_late_camera_never_stalls_the_others() -> None:
    sync = make("front", "left", "right")
    offer(sync, frame("front", 0, 10), frame("right", 0, 12))
    (one,) = tick(sync, 60)
    assert verdicts((one,), "left") == [Verdict.MISSING]
    assert reports((one,), "front")[0].age_s == pytest.approx(0.060)
    assert [used.camera for used in one.frames] == ["front", "right"]


def test_a_late_frame_is_told_and_never_passed_off_as_new() -> None:
    sync = make("front", "left")
    offer(sync, frame("front", 0, 10))
    sets = offer(sync, frame("left", 0, 75), frame("front", 80), frame("left", 80, 95))
    assert verdicts(sets, "left") == [Verdict.MISSING, Verdict.ON_TIME]
    assert [r.lost for r in reports(sets, "left")] == [0, 1]
    assert sync.accounts()["left"].dropped == {Verdict.LATE: 1}
    assert [used.exposure_ns for used in sets[-1].frames] == [START_NS + 80 * MS] * 2


def test_a_camera_whose_frames_all_come_late_is_called_late() -> None:
    sync = make("front", "left")
    sets: tuple[FrameSet, ...] = ()
    for k in range(4):
        sets += offer(sync, frame("front", k * 80, k * 80 + 10), frame("left", k * 80, k * 80 + 70))
    assert verdicts(sets, "left") == [Verdict.MISSING] + [Verdict.LATE] * 3
    assert "10.0 ms after the deadline" in reports(sets, "left")[1].reason


def test_a_camera_that_stopped_is_no_longer_waited_for_and_comes_back() -> None:
    sync = make("front", "left")
    for k in range(3):
        offer(sync, frame("front", k * 80))
        tick(sync, k * 80 + 79)
    (quick,) = offer(sync, frame("front", 240))
    assert reports((quick,), "front")[0].age_s == pytest.approx(0.010)
    assert [h.level for h in quick.moment.health] == [HealthLevel.ERROR]
    offer(sync, frame("left", 240, 255))  # its set went out, but this would have been in time
    (whole,) = offer(sync, frame("front", 320), frame("left", 320, 335))
    assert verdicts((whole,), "left") == [Verdict.ON_TIME]
    assert not whole.moment.health


def test_when_the_leading_camera_stops_the_next_one_leads() -> None:
    sync = make("front", "left")
    sets = offer(sync, frame("front", 0), frame("left", 3))
    for k in range(1, 9):
        sets += offer(sync, frame("left", k * 40 + 3))
    assert verdicts(sets, "front")[0] is Verdict.ON_TIME
    assert set(verdicts(sets, "front")[1:]) == {Verdict.MISSING}
    assert stamps_ms(sets)[-2:] == [283, 323]
    sets = offer(sync, frame("front", 360), frame("left", 363), frame("front", 400))
    sets += offer(sync, frame("left", 403))
    assert stamps_ms(sets)[-1] == 400


def test_when_all_cameras_stop_sets_still_go_out_at_the_configured_rate() -> None:
    sync = make("front", "left", rate_hz=20.0)
    offer(sync, frame("front", 0), frame("left", 0))
    sets = tick(sync, 1000)
    assert stamps_ms(sets) == [50.0 * k for k in range(1, 19)]
    assert {v for name in ("front", "left") for v in verdicts(sets, name)} == {Verdict.MISSING}
    assert "0.510 s" in reports(sets, "front")[8].reason


def test_silence_from_the_first_moment_on_is_told_too() -> None:
    sets = tick(make("front"), 300)
    assert len(sets) == 6
    assert reports(sets, "front")[0].reason == "no frame has come yet"


def test_frames_that_suddenly_take_longer_are_late_first_and_then_taken() -> None:
    sync = make("front", rate_hz=25.0)
    sets = offer(sync, *(frame("front", k * 40, k * 40 + 5) for k in range(5)))
    sets += offer(sync, *(frame("front", k * 40, k * 40 + 305) for k in range(5, 30)))
    found = verdicts(sets, "front")
    assert found[-18:] == [Verdict.ON_TIME] * 18
    assert sync.accounts()["front"].dropped == {Verdict.LATE: 7}
    assert reports(sets, "front")[-18].lost == 7
    assert stamps_ms(sets) == sorted(set(stamps_ms(sets)))


def test_a_faster_camera_gives_the_frame_nearest_to_the_leader() -> None:
    sync = make("front", "left", rate_hz=10.0)
    offer(sync, frame("front", 0), frame("left", 0))
    offer(sync, frame("left", 33), frame("left", 66), frame("left", 99, 109))
    (one,) = offer(sync, frame("front", 100))
    assert [used.exposure_ns for used in one.frames] == [START_NS + 100 * MS, START_NS + 99 * MS]
    assert reports((one,), "left")[0].lost == 2


def test_a_frozen_picture_is_told_by_its_pixels() -> None:
    sets = offer(make("front"), *(frame("front", k * 40, pixel=7) for k in range(3)))
    assert verdicts(sets, "front") == [Verdict.ON_TIME, Verdict.FROZEN, Verdict.FROZEN]
    assert [len(one.frames) for one in sets] == [1, 0, 0]
    assert reports(sets, "front")[2].reason == "the same picture 3 times"


def test_a_corrupt_frame_does_not_hold_up_the_set() -> None:
    sync = make("front", "left")
    sets = offer(sync, frame("front", 0), frame("left", 0, 11, error="truncated JPEG"))
    assert verdicts(sets, "left") == [Verdict.CORRUPT]
    assert reports(sets, "left")[0].reason == "truncated JPEG"
    assert [used.camera for used in sets[0].frames] == ["front"]


@pytest.mark.parametrize(
    ("exposure_ms", "reason"),
    [
        pytest.param(-450, "0.540 s before its arrival", id="too old"),
        pytest.param(400, "0.310 s after its arrival", id="from the future"),
        pytest.param(20, "went back by 0.020 s", id="stamps going backwards"),
    ],
)
def test_a_stamp_that_cannot_be_is_told_in_health(exposure_ms: float, reason: str) -> None:
    sync = make("front")
    offer(sync, frame("front", 40))
    offer(sync, frame("front", exposure_ms, 90))
    (one,) = tick(sync, 150)
    (told,) = (h.message for h in one.moment.health if h.name == "camera/front")
    (report,) = reports((one,), "front")
    assert reason in told
    assert reason in report.reason
    assert report.verdict is Verdict.STALE
    assert verdicts(offer(sync, frame("front", 160)), "front") == [Verdict.ON_TIME]


@pytest.mark.parametrize("step_ms", [-5_000, 90_000])
def test_a_clock_that_jumps_restarts_cleanly(step_ms: int) -> None:
    sync = make("front", "left")
    offer(sync, frame("front", 0), frame("left", 0), frame("front", 40))
    moved = 80 + step_ms
    (one,) = offer(sync, frame("front", moved), frame("left", moved, moved + 12))
    assert stamps_ms((one,)) == [moved]
    assert verdicts((one,), "front") == verdicts((one,), "left") == [Verdict.ON_TIME]
    (told,) = one.moment.health
    assert told.name == "sync/clock"
    assert "the clock jumped by" in told.message
    assert sync.accounts()["front"].dropped == {Verdict.STALE: 1}  # the open set was given up


def test_frames_lost_before_us_are_counted_by_their_numbers() -> None:
    sets = offer(make("front"), frame("front", 0), frame("front", 160, sequence=4))
    assert [r.lost for r in reports(sets, "front") if r.verdict is Verdict.ON_TIME] == [0, 3]


def test_a_new_mounting_comes_with_the_next_set() -> None:
    sync = make("front")
    offer(sync, frame("front", 0))
    sync.offer_mounting(mounting("front", 0.02))
    (one,) = offer(sync, frame("front", 40))
    assert one.moment.mounting("front").pitch_rad == 0.02


def test_an_unknown_camera_is_refused_with_its_name() -> None:
    with pytest.raises(InputError, match=r"'rear'.*front"):
        make("front").offer_frame(frame("rear", 0))


def test_an_assumed_signal_leaves_a_watermark() -> None:
    sync = Sync(SyncSettings(), [mounting("front")], watermarks=("no vehicle",))
    sample = Sample("speed_mps", 25.2, START_NS, 0.1, SignalState.ASSUMED)
    sync.offer_samples(VehicleSamples(START_NS, (sample,)))
    (one,) = offer(sync, frame("front", 30))
    assert one.moment.watermarks == ("no vehicle", "assumed speed_mps 25.2")
