"""The loop closed: what is said acts on the road, late as on the road, and the same each time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vigil.bag import BagReader, BagWriter, topics
from vigil.base.errors import ConfigurationError
from vigil.base.records import FrameSet, Level, TruthScene, Verdict
from vigil.base.records.same import difference
from vigil.camera.encodings import decode_compressed
from vigil.pipeline import Cycle, Rooms
from vigil_sim.noise import Eye, fitted
from vigil_sim.run.bag import DriveBag, drive_notes
from vigil_sim.run.closed import Closed
from vigil_sim.run.drive import Drive
from vigil_sim.run.loop import Outcome, close_loop
from vigil_sim.run.result import Run
from vigil_sim.run.sight import Told
from vigil_sim.scenario.settings import Scenario
from vigil_sim.world import World

Write = Callable[..., Scenario]


def records(path: Path, topic: str) -> list[Any]:
    with BagReader(path) as reader:
        return [reader.record(entry) for entry in reader.entries([topic])]


class Mortal(Told):
    """A stack that keeps what it sees, and dies at the tenth set if it is told to."""

    def __init__(self, rooms: Rooms, scenario: Scenario, *, dies: bool = False) -> None:
        eye = Eye(fitted(), rooms.models, rooms.mountings, scenario.seed)
        super().__init__(rooms, eye, lambda: 0)
        self.sets: list[FrameSet] = []
        self._dies = dies

    def update(self, frame_set: FrameSet, truth: TruthScene) -> Cycle:
        self.sets.append(frame_set)
        if self._dies and len(self.sets) == 10:
            raise RuntimeError("the network fell over")
        return super().update(frame_set, truth)


def driven(scenario: Scenario, rooms: Rooms, sight: Mortal, out: Path, painter: type | None) -> Run:
    with BagWriter(out, drive_notes(scenario, "closed")) as writer:
        world = World(scenario, rooms.body)
        draws = painter(world) if painter else None
        drive = Drive(world, rooms, DriveBag(writer), draws)
        return Closed(drive, rooms, sight, "both", 0.12, 1.0).run()


@pytest.fixture(scope="module")
def stopped(
    sharp_rooms: Rooms, behind: Write, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Outcome, Outcome]:
    """Return the same approach to a car that stands, driven twice."""
    scenario = behind(gap_m=90.0, kmh=0.0, duration_s=12.0)
    folder = tmp_path_factory.mktemp("closed")
    first, second = (
        close_loop(scenario, sharp_rooms, folder / name, None, percepts="truth")
        for name in ("a", "b")
    )
    return first, second


def test_two_runs_are_equal_bit_for_bit(stopped: tuple[Outcome, Outcome]) -> None:
    first, second = stopped
    assert first.run == second.run
    for topic in (topics.SCENE.name, topics.TARGETS.name, topics.TRUTH.name):
        left, right = records(first.path, topic), records(second.path, topic)
        assert len(left) == len(right) > 20
        # The trail of latency too: the clock of a simulated stack is the road's.
        assert not [
            found
            for a, b in zip(left, right, strict=True)
            if (found := difference(a, b, frozenset()))
        ]


def test_the_car_brakes_on_what_the_stack_says(stopped: tuple[Outcome, Outcome]) -> None:
    run = stopped[0].run
    warned = run.first(Level.WARNING)
    assert warned is not None
    assert warned.about == "target"
    assert run.braked_at_s is not None
    assert run.initial_mps == pytest.approx(20.0)
    assert run.impact_mps < 19.0
    assert run.level == "sensors"
    assert (run.end == "contact") == (run.contact == "target")


def test_what_is_said_counts_a_latency_after_the_exposure(
    stopped: tuple[Outcome, Outcome],
) -> None:
    with BagReader(stopped[0].path) as reader:
        late_ns = {
            entry.log_ns - reader.record(entry).stamp_ns
            for entry in reader.entries([topics.TARGETS.name])
        }
    assert late_ns == {round(fitted().latency_s * 1e9)}
    assert min(late_ns) >= 100_000_000


def test_nobody_brakes_where_nobody_may(sharp_rooms: Rooms, behind: Write, tmp_path: Path) -> None:
    scenario = behind(gap_m=40.0, kmh=0.0, duration_s=5.0)
    run = close_loop(scenario, sharp_rooms, tmp_path / "bag", None, "none", "truth").run
    assert run.contact == "target"
    assert run.impact_mps == pytest.approx(20.0)
    assert run.braked_at_s is None


def test_a_stack_that_dies_fails_the_run_and_leaves_its_bag(
    sharp_rooms: Rooms, behind: Write, tmp_path: Path
) -> None:
    scenario = behind()
    sight = Mortal(sharp_rooms, scenario, dies=True)
    run = driven(scenario, sharp_rooms, sight, tmp_path / "bag", None)
    assert run.end == "died"
    assert run.failure == "the stack died at 0.46 s: RuntimeError: the network fell over"
    said = records(tmp_path / "bag", topics.TARGETS.name)
    assert 5 <= len(said) < 10  # nine were worked out; what was not known yet, nobody heard
    assert len(records(tmp_path / "bag", topics.TRUTH.name)) == 10


def test_the_stack_sees_the_very_picture_that_the_bag_keeps(
    small_rooms: Rooms, behind: Write, tmp_path: Path, painter: type
) -> None:
    scenario = behind(duration_s=0.5)
    sight = Mortal(small_rooms, scenario)
    driven(scenario, small_rooms, sight, tmp_path / "bag", painter)
    with BagReader(tmp_path / "bag") as reader:
        topic = topics.COMPRESSED.of("front")
        kept = [decode_compressed(reader.message(one).data) for one in reader.entries([topic])]
    seen = [frame_set.frames[0].image for frame_set in sight.sets]
    assert len(seen) == len(kept) == 10
    assert all((a == b).all() for a, b in zip(seen, kept, strict=True))


def test_speed_comes_off_the_bus_as_on_the_road(
    sharp_rooms: Rooms, behind: Write, tmp_path: Path
) -> None:
    scenario = behind(sensors={"can": {"rate_hz": 100.0, "silent_s": [[0.5, 9.0]]}})
    sight = Mortal(sharp_rooms, scenario)
    driven(scenario, sharp_rooms, sight, tmp_path / "bag", None)
    speeds = [one.moment.vehicle.speed_mps for one in sight.sets]
    assert speeds[5].trusted == pytest.approx(20.0, abs=0.005)
    assert speeds[-1].trusted is None


def test_a_blind_camera_recognises_nothing(
    sharp_rooms: Rooms, behind: Write, tmp_path: Path
) -> None:
    scenario = behind(sensors={"cameras": {"front": {"silent_s": [[0.5, 9.0]]}}})
    sight = Mortal(sharp_rooms, scenario)
    driven(scenario, sharp_rooms, sight, tmp_path / "bag", None)
    percepts = records(tmp_path / "bag", topics.PERCEPTS.name)
    blind = [one for one in percepts if one.moment.cameras[0].verdict is not Verdict.ON_TIME]
    assert len(blind) >= 10
    assert not any(one.detections or one.lanes for one in blind)
    assert any(one.detections for one in percepts)


@pytest.mark.parametrize("pixels", [False, True])
def test_a_frozen_camera_is_told_as_frozen(
    small_rooms: Rooms, behind: Write, tmp_path: Path, painter: type, pixels: bool
) -> None:
    scenario = behind(sensors={"cameras": {"front": {"freeze_s": [[0.3, 0.6]]}}}, duration_s=0.8)
    sight = Mortal(small_rooms, scenario)
    driven(scenario, small_rooms, sight, tmp_path / "bag", painter if pixels else None)
    verdicts = [one.moment.cameras[0].verdict for one in sight.sets]
    assert verdicts[:6] == [Verdict.ON_TIME] * 6
    assert verdicts[6:12] == [Verdict.FROZEN] * 6
    assert verdicts[12:] == [Verdict.ON_TIME] * 4


def test_everything_says_that_it_is_simulated(stopped: tuple[Outcome, Outcome]) -> None:
    told = "detections from the truth of a simulation, noise x1"
    with BagReader(stopped[0].path) as reader:
        assert reader.watermarks == ("simulated road", told)
    targets = records(stopped[0].path, topics.TARGETS.name)
    assert all(one.moment.watermarks == ("simulated road", told) for one in targets)


def test_networks_without_pictures_are_refused(
    sharp_rooms: Rooms, behind: Write, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match="networks need pictures"):
        close_loop(behind(), sharp_rooms, tmp_path / "bag", None, percepts="networks")
