"""The nodes that carry records through the stages: each answers, and with what the stage said."""

from dataclasses import replace
from typing import Any

from vigil.bag import topics
from vigil.base.records import (
    Detection,
    HealthLevel,
    Mountings,
    Percepts,
    Scene,
    Targets,
    WarningState,
)
from vigil.base.settings import Configuration
from vigil.pipeline import tracking_of, warnings_of
from vigil_nodes.stage_node import CalibrationNode, TrackingNode, WarningNode

Drive = list[tuple[Scene, Targets]]


def percepts(scene: Scene) -> Percepts:
    """Return what the networks could have seen of a scene."""
    seen = tuple(
        Detection(
            v.camera, thing.kind, 0.9, v.left_px, v.top_px, v.right_px, v.bottom_px, 2.0,
            truncated=False,
        )
        for thing in scene.objects
        for v in thing.views
    )  # fmt: skip
    moment = replace(scene.moment, latency=scene.moment.latency[:2])
    return Percepts(scene.stamp_ns, moment, seen, (), scene.drivable, 0)


def test_tracking_answers_percepts_with_a_scene_that_knows_them(
    graph: Any, configuration: Configuration, made_drive: Drive
) -> None:
    graph.add(TrackingNode(configuration))
    scenes, say = graph.hear(topics.SCENE), graph.sayer(topics.PERCEPTS)
    for number, (scene, _) in enumerate(made_drive[:10], start=1):
        say(percepts(scene))
        graph.until(lambda n=number: len(scenes) == n)
    assert [scene.stamp_ns for scene in scenes] == [scene.stamp_ns for scene, _ in made_drive[:10]]
    assert {thing.kind.parent for thing in scenes[-1].objects} == {
        thing.kind.parent for thing in made_drive[9][0].objects
    }
    trail = [entry.stage for entry in scenes[-1].moment.latency]
    assert trail == ["sync", "perception", "tracking"]


def test_warning_answers_a_scene_with_targets_alerts_and_health(
    graph: Any, configuration: Configuration, made_drive: Drive
) -> None:
    graph.add(WarningNode(configuration))
    targets, alerts = graph.hear(topics.TARGETS), graph.hear(topics.ALERTS)
    told = graph.messages(topics.DIAGNOSTICS)
    say = graph.sayer(topics.SCENE)
    for number, (scene, _) in enumerate(made_drive[:5], start=1):
        say(scene)
        graph.until(lambda n=number: len(targets) == n and len(alerts) == n)
    assert [one.counter for one in alerts] == list(range(5))
    assert [one.alerts for one in targets] == alerts
    assert targets[-1].moment.latency[-1].stage == "warning"
    graph.until(lambda: told)
    assert {status.name for status in told[0].status} >= {"vigil/camera/front", "vigil/camera/wide"}


def test_a_camera_that_falls_silent_is_told_at_once(
    graph: Any, configuration: Configuration, made_drive: Drive
) -> None:
    graph.add(WarningNode(configuration))
    told, targets = graph.messages(topics.DIAGNOSTICS), graph.hear(topics.TARGETS)
    say = graph.sayer(topics.SCENE)
    for number, (scene, _) in enumerate(made_drive[58:70], start=1):  # missing from moment 60 on
        say(scene)
        graph.until(lambda n=number: len(targets) == n)
    graph.until(lambda: len(told) >= 2)
    levels = [level(array, "vigil/camera/wide") for array in told]
    assert levels[0] == HealthLevel.OK
    assert levels[-1] == HealthLevel.ERROR
    (status,) = (s for s in told[-1].status if s.name == "vigil/camera/wide")
    assert status.message == "nothing came for 0.4 s"
    assert targets[-1].alerts.state is WarningState.DEGRADED


def level(array: Any, name: str) -> int:
    """Return the level that an array of diagnostics tells of one part."""
    return int(next(status.level[0] for status in array.status if status.name == name))


def test_calibration_answers_percepts_with_mountings(
    graph: Any, configuration: Configuration, made_drive: Drive
) -> None:
    graph.add(CalibrationNode(configuration))
    answers = graph.hear(topics.MOUNTING)
    asked = percepts(made_drive[0][0])
    graph.say(topics.PERCEPTS, asked)
    graph.until(lambda: answers)
    assert isinstance(answers[0], Mountings)
    assert answers[0].stamp_ns == asked.stamp_ns
    assert [m.camera for m in answers[0].mountings] == [m.camera for m in asked.moment.mountings]


def test_nodes_judge_with_the_very_objects_that_the_chain_and_the_simulator_build(
    graph: Any, configuration: Configuration
) -> None:
    changed = configuration.changed({"tracking.life.max_unseen_s": 1.1})
    pairs = (
        (graph.add(TrackingNode(changed)), tracking_of(changed)),
        (graph.add(WarningNode(changed)), warnings_of(changed)),
    )
    for node, built in pairs:
        stage = node._stage._update.__self__
        assert type(stage) is type(built)
        assert stage._settings == built._settings
