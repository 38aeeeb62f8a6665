"""Live streams: a file stands in for the device, and a clock for the time."""

from itertools import islice, pairwise
from pathlib import Path

import pytest

from vigil.base.errors import InputError
from vigil.base.records import Frame
from vigil.camera import CameraSettings, open_source
from vigil.camera.video import LiveStamps

from .conftest import Make

SECOND_NS = 1_000_000_000
MS_NS = 1_000_000


def live(make: Make, address: object) -> CameraSettings:
    return make(source={"kind": "stream", "address": str(address)})


def test_a_stream_that_ends_is_a_stream_that_broke(make: Make, video: Path) -> None:
    came: list[Frame] = []
    with (
        open_source(live(make, video)) as source,
        pytest.raises(InputError, match="ended after 20"),
    ):
        came.extend(source)
    assert source.expected_frames is None


def test_opening_a_stream_anew_goes_on_counting(make: Make, video: Path) -> None:
    with open_source(live(make, video)) as source:
        before = [frame.sequence for frame in islice(source, 5)]
        after = [frame.sequence for frame in islice(source, 5)]
    assert before + after == list(range(10))


def test_an_address_where_nobody_answers_is_refused(make: Make, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="video9: cannot be opened"):
        open_source(live(make, tmp_path / "video9"))


def test_arrivals_jitter_and_exposures_do_not() -> None:
    stamps = LiveStamps(latency_ns=0)
    jitter_ns = [9, 0, 4, 7, 2, 8, 1, 5]
    exposures = [
        stamps.exposure_ns(n * 40 * MS_NS, SECOND_NS + (40 * n + jitter_ns[n]) * MS_NS)
        for n in range(8)
    ]
    steps = [after - before for before, after in pairwise(exposures[1:])]
    assert steps == pytest.approx([40 * MS_NS] * 6, abs=0.01 * MS_NS)


def test_a_measured_latency_moves_exposures_back() -> None:
    prompt, slow = LiveStamps(0), LiveStamps(80 * MS_NS)
    assert prompt.exposure_ns(0, SECOND_NS) - slow.exposure_ns(0, SECOND_NS) == 80 * MS_NS


def test_a_camera_clock_that_runs_slow_does_not_make_frames_look_old() -> None:
    stamps = LiveStamps(0)
    ages_ns = []
    for n in range(25 * 600):
        arrival_ns = n * 40 * MS_NS
        shown_ns = round(arrival_ns * (1.0 - 50e-6))
        ages_ns.append(arrival_ns - stamps.exposure_ns(shown_ns, arrival_ns))
    assert max(ages_ns) < 0.01 * MS_NS


def test_no_exposure_lies_after_its_arrival() -> None:
    stamps = LiveStamps(0)
    for shown_ms, arrival_ms in ((0, 50), (40, 60), (80, 300), (120, 301), (160, 302)):
        assert stamps.exposure_ns(shown_ms * MS_NS, arrival_ms * MS_NS) <= arrival_ms * MS_NS


def test_a_frame_without_a_time_is_as_old_as_the_latency() -> None:
    assert LiveStamps(30 * MS_NS).exposure_ns(None, SECOND_NS) == SECOND_NS - 30 * MS_NS
