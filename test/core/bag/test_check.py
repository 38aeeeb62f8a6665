"""`vigil bag check`: what is in a bag, and what is wrong with it."""

from pathlib import Path

import pytest

from vigil.bag import BagWriter, topics
from vigil.bag.check import Report, TopicReport, check
from vigil.base.records import Sample, SignalState, VehicleSamples

MS = 1_000_000
TOPIC = topics.SAMPLES.name


def speed(stamp_ns: int) -> VehicleSamples:
    """One sample of the speed."""
    return VehicleSamples(stamp_ns, (Sample("speed_mps", 25.0, stamp_ns, 0.02, SignalState.VALID),))


def checked(path: Path, log_ms: list[float], late_ms: float = 1.0) -> Report:
    """Check a bag of samples that arrive at these times, each stamped a little earlier."""
    with BagWriter(path, {}) as writer:
        for log_ns in (round(log * MS) for log in log_ms):
            writer.write(TOPIC, log_ns, speed(log_ns - round(late_ms * MS)))
    return check(path)


def only(report: Report) -> TopicReport:
    """Return the one topic of a report."""
    (topic,) = report.topics
    return topic


def test_a_whole_bag_is_called_whole(tmp_path: Path) -> None:
    report = checked(tmp_path / "bag", [20.0 * n + 5 for n in range(101)])
    assert report.problems == ()
    assert report.verdict.endswith("whole: 101 messages on 1 topics in 2.0 s")
    topic = only(report)
    assert (topic.count, topic.promised, topic.gaps, topic.undecodable) == (101, 101, 0, 0)
    assert topic.rate_hz == pytest.approx(50.0)


def test_a_pause_of_three_periods_is_a_gap(tmp_path: Path) -> None:
    topic = only(checked(tmp_path / "bag", [20, 40, 60, 80, 141, 161, 220, 240]))
    assert topic.gaps == 1
    assert topic.longest_gap_s == pytest.approx(0.061)


def test_a_stamp_after_its_arrival_means_two_clocks(tmp_path: Path) -> None:
    report = checked(tmp_path / "bag", [20, 40, 60], late_ms=-5.0)
    assert "3 of 3 stamps on /vigil/vehicle/samples lie after their arrival" in report.verdict


def test_stamps_that_go_back_are_counted(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}) as writer:
        for log_ns, stamp_ns in ((10, 9), (11, 7), (12, 8), (13, 8)):
            writer.write(TOPIC, log_ns, speed(stamp_ns))
    report = check(tmp_path / "bag")
    assert only(report).disordered == 1
    assert report.problems == ("1 of 4 stamps on /vigil/vehicle/samples go back in time",)


def test_messages_that_cannot_be_decoded_are_counted_with_the_reason(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}) as writer:
        writer.write(TOPIC, 2, speed(1))
        writer.write_raw(TOPIC, topics.SAMPLES.kind, 3, b"\x00\x01\x00\x00rubbish")
    report = check(tmp_path / "bag")
    assert only(report).undecodable == 1
    assert "1 of 2 on /vigil/vehicle/samples: " in report.verdict
    assert "are no vigil_msgs/msg/VehicleSamples" in report.verdict


def test_metadata_that_says_otherwise_is_a_problem(tmp_path: Path) -> None:
    checked(tmp_path / "bag", [20, 40])
    path = tmp_path / "bag/metadata.yaml"
    path.write_text(path.read_text().replace("message_count: 2", "message_count: 7"))
    report = check(tmp_path / "bag")
    assert report.problems == (f"{TOPIC} has 2 messages, metadata.yaml says 7",)


def test_an_empty_bag_is_whole(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}):
        pass
    assert check(tmp_path / "bag").verdict.endswith("whole: 0 messages on 0 topics in 0.0 s")


def test_progress_is_told(tmp_path: Path) -> None:
    checked(tmp_path / "bag", [20, 40])
    done: list[tuple[int, int]] = []
    check(tmp_path / "bag", lambda now, of: done.append((now, of)))
    assert done == [(1, 2), (2, 2)]
