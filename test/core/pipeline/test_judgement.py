"""Whoever judges, judges with the same objects: chain, simulator, and (test/nodes) the nodes."""

from dataclasses import replace
from typing import Any

import pytest

from vigil.base.records import Detection, FrameSet, Percepts, Scene, Targets
from vigil.base.settings import Configuration
from vigil.camera import CameraRig
from vigil.pipeline import Chain, Judgement, Rooms
from vigil.pipeline.chain import Perceived
from vigil.tracking import Tracking
from vigil.warning import Warnings

Drive = list[tuple[Scene, Targets]]


@pytest.fixture
def rooms(made_rig: CameraRig) -> Rooms:
    """Furnish the cameras of the made-up drive, no networks, and settings unlike the defaults."""
    sections: dict[str, dict[str, Any]] = {
        "camera": made_rig.model_dump(by_alias=True),
        "perception": {"networks": {"detector": "none", "lanes": "none", "road": "none"}},
        "warning": {"collision": {"rise_s": 0.15}},
        "tracking": {"life": {"max_unseen_s": 1.1}},
    }
    return Rooms(Configuration(sections, {})).check()


def seen(scene: Scene) -> Percepts:
    """Return what the networks could have seen of a scene."""
    found = tuple(
        Detection(
            v.camera, thing.kind, 0.9, v.left_px, v.top_px, v.right_px, v.bottom_px, 2.0,
            truncated=False,
        )
        for thing in scene.objects
        for v in thing.views
    )  # fmt: skip
    moment = replace(scene.moment, latency=())
    return Percepts(scene.stamp_ns, moment, found, scene.lanes, scene.drivable, 0)


def stages(judgement: Judgement) -> tuple[Any, Any]:
    """Return the objects behind a judgement, timed or not."""
    updates: list[Any] = [judgement._track, judgement._warn]
    holders = [update.__self__ for update in updates]
    track, warn = (getattr(getattr(h, "_update", None), "__self__", h) for h in holders)
    return track, warn


def test_the_chain_of_a_drive_judges_with_what_the_simulator_judges_with(rooms: Rooms) -> None:
    driven, simulated = Chain(rooms, lambda: 0)._judgement, Judgement(rooms)
    for ours, its in zip(stages(simulated), stages(driven), strict=True):
        assert type(ours) is type(its)
        assert ours._settings == its._settings
        assert ours is not its
    assert [type(stage) for stage in stages(simulated)] == [Tracking, Warnings]
    assert stages(simulated)[0]._settings.life.max_unseen_s == 1.1
    assert stages(simulated)[1]._settings.collision.rise_s == 0.15


def test_they_answer_the_same_to_the_same_percepts(rooms: Rooms, made_drive: Drive) -> None:
    chain, judgement = Chain(rooms, lambda: 0), Judgement(rooms)
    levels = []
    for scene, _ in made_drive:
        percepts = seen(scene)
        cycle = chain.judge(Perceived(FrameSet(percepts.stamp_ns, percepts.moment), percepts, ()))
        trail = cycle.targets.moment.latency
        assert [entry.stage for entry in trail] == ["tracking", "warning"]
        _, targets = judgement.update(percepts)
        assert targets.targets == cycle.targets.targets
        assert targets.alerts == cycle.targets.alerts
        levels.append(targets.alerts.level)
    assert max(levels) > min(levels), "a drive on which nothing is said compares nothing"
