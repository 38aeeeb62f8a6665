"""What a drive and its cycles leave in a bag."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from vigil.bag import topics
from vigil.base.records import Mountings
from vigil.pipeline.chain import Cycle


def cycle_records(cycle: Cycle) -> Iterator[tuple[str, Any]]:
    """Yield topic and record of everything that was said of one moment."""
    yield topics.FRAME_SET.name, cycle.frame_set
    yield topics.PERCEPTS.name, cycle.percepts
    yield topics.MOUNTING.name, Mountings(cycle.percepts.stamp_ns, cycle.mountings)
    yield topics.SCENE.name, cycle.scene
    yield topics.TARGETS.name, cycle.targets
    yield topics.ALERTS.name, cycle.targets.alerts


def drive_metadata(mode: str, engines: Iterable[str], before: Mapping[str, str]) -> dict[str, str]:
    """Return what a bag says of how it came to be; `before` is what its source said."""
    return {
        **before,
        "vigil_version": version("vigil"),
        "mode": mode,
        "engines": "; ".join(engines),
    }
