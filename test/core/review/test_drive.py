"""A bag becomes columns, episodes and accounts: each number against the drive that was made up."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vigil.bag import BagWriter, topics
from vigil.base.errors import InputError
from vigil.base.records import (
    Function,
    Health,
    HealthLevel,
    Level,
    Scene,
    SignalState,
    Targets,
    Verdict,
)
from vigil.review.drive import FROM_EXPOSURE, WHOLE, Drive, read_drive
from vigil.review.episodes import Episodes
from vigil.review.sets import Sets, spelt
from vigil.review.spans import Span, cycle_s, spans

Pairs = list[tuple[Scene, Targets]]


@pytest.fixture(scope="module")
def drive(made_bag: Path) -> Drive:
    return read_drive(made_bag, 0.5)


def test_every_moment_that_was_judged_is_there(drive: Drive) -> None:
    assert len(drive.times_s) == 98
    assert drive.length_s == pytest.approx(9.9)
    assert drive.set_count == 100
    assert drive.superseded == 2


def test_series_are_those_of_the_lead(drive: Drive, made_drive: Pairs) -> None:
    scene, targets = made_drive[65]
    row = drive.stamps_ns.index(scene.stamp_ns)
    truck = next(thing for thing in scene.objects if thing.id == 2)
    assert drive.distance_m[row] == truck.x_m
    assert drive.distance_sd_m[row] == truck.x_sd_m
    assert drive.ttc_s[row] == targets.targets[0].ttc_s
    assert np.isnan(drive.distance_m[0])  # nobody ahead of us yet
    assert drive.travelled_m == pytest.approx(219.0, abs=2.0)


def test_alerts_become_episodes_with_the_numbers_of_their_peak(drive: Drive) -> None:
    cut_in, forward = drive.episodes
    assert cut_in.function is Function.CUT_IN
    assert (cut_in.start_s, cut_in.end_s) == pytest.approx((1.3, 2.2))
    assert forward.level is Level.WARNING
    assert forward.start_s < forward.peak_s < forward.end_s
    assert forward.evidence[0].value is not None
    assert forward.evidence[0].value < 3.0


def test_one_cycle_without_it_does_not_make_two_alerts_of_one(made_drive: Pairs) -> None:
    episodes = Episodes(0.5)
    for time_s, index in ((0.0, 20), (0.1, 90), (0.2, 21), (1.0, 90), (1.1, 22)):
        episodes.take(time_s, made_drive[index][1])
    assert [(e.start_s, e.end_s) for e in episodes.all()] == [(0.0, 0.2), (1.1, 1.1)]


def test_a_suppressed_alert_is_an_episode_of_its_own(made_drive: Pairs) -> None:
    targets = made_drive[90][1]
    held = replace(
        targets.alerts.alerts[0], suppressed_level=Level.EMERGENCY, suppression="driver brakes"
    )
    episodes = Episodes(0.5)
    episodes.take(0.0, replace(targets, alerts=replace(targets.alerts, alerts=(held,))))
    (episode,) = episodes.all()
    assert episode.suppressed
    assert episode.level is Level.EMERGENCY
    assert episode.reason == "driver brakes"


def test_frames_are_accounted_for(drive: Drive) -> None:
    front, wide = drive.sets.cameras()
    assert front.verdicts == ((Verdict.ON_TIME, 100),)
    assert wide.verdicts == ((Verdict.ON_TIME, 90), (Verdict.MISSING, 10))
    assert wide.lost == 10


def test_signals_say_rate_age_and_state(drive: Drive) -> None:
    facts = {signal.name: signal for signal in drive.sets.signals(drive.length_s)}
    assert facts["speed"].unit == "m/s"
    assert facts["speed"].rate_hz == pytest.approx(500 / 9.9)
    assert facts["speed"].mean_age_s == pytest.approx(0.01)
    assert facts["speed"].shares == ((SignalState.VALID, 1.0),)
    assert facts["brake"].low is None
    assert facts["brake"].rate_hz is None


def test_health_is_said_once_however_often_it_was_repeated(drive: Drive) -> None:
    (note,) = drive.sets.notes()
    assert note.name == "camera/wide"
    assert (note.first_s, note.last_s) == pytest.approx((6.0, 6.9))
    assert note.count == 10


def test_the_worst_health_comes_first(made_drive: Pairs) -> None:
    sets, moment = Sets(), made_drive[0][0].moment
    said = (Health("a", HealthLevel.WARN, "slow"), Health("b", HealthLevel.ERROR, "dead"))
    sets.take(0.0, replace(moment, health=(*said, Health("c", HealthLevel.OK, "well"))))
    assert [note.name for note in sets.notes()] == ["b", "a"]


def test_latency_is_working_time_and_the_whole_way(drive: Drive) -> None:
    assert list(drive.latency_ms) == ["sync", "perception", "tracking", WHOLE, FROM_EXPOSURE]
    assert drive.latency_ms["sync"] == pytest.approx(0.3)
    assert drive.latency_ms[WHOLE].min() > drive.latency_ms["perception"].min()


def test_a_camera_that_joins_late_was_unknown_before(made_drive: Pairs) -> None:
    sets = Sets()
    moment = made_drive[0][0].moment
    sets.take(0.0, replace(moment, cameras=moment.cameras[:1]))
    sets.take(0.1, moment)
    sets.take(0.2, replace(moment, cameras=moment.cameras[:1]))
    assert sets.verdicts["wide"] == [Verdict.UNKNOWN, Verdict.ON_TIME, Verdict.UNKNOWN]


def test_runs_of_one_value_are_one_span() -> None:
    found = spans([0.0, 0.1, 0.2, 0.3], ["a", "a", "b", "b"])
    assert found[0] == Span(0.0, 0.2, "a")
    assert found[1].end_s == pytest.approx(0.4)  # the last one lasts a cycle
    assert spans([], []) == []
    assert cycle_s([0.0, 0.1, 0.2, 5.0]) == pytest.approx(0.1)


def test_units_are_read_from_the_names_of_fields() -> None:
    assert spelt("lateral_acceleration_mps2") == ("lateral acceleration", "m/s²")
    assert spelt("wiper") == ("wiper", "")


def test_a_bag_without_scenes_is_refused_in_one_sentence(tmp_path: Path, made_drive: Pairs) -> None:
    with BagWriter(tmp_path / "bare", {}) as bag:
        bag.write(topics.TARGETS.name, made_drive[0][1].stamp_ns, made_drive[0][1])
    with pytest.raises(InputError, match=f"{topics.SCENE.name} is not there"):
        read_drive(tmp_path / "bare", 0.5)
