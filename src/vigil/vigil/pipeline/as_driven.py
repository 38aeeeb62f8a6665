"""Replays a recorded drive as it was driven: exactly the sets that the car perceived.

Verdicts, vehicle states and mountings are those that were recorded, so that on the same machine,
engine and instruction set the scenes and targets equal the recorded ones bit for bit.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import TypeVar

from vigil.bag import topics
from vigil.bag.read import BagReader
from vigil.bag.storage import Entry
from vigil.base.errors import InputError
from vigil.base.records import CameraReport, Frame, FrameSet, Percepts, Verdict
from vigil.camera import TopicDecoder
from vigil.pipeline.chain import Chain, Cycle
from vigil.pipeline.inputs import camera_topics, exposure_ns, frame_of
from vigil.pipeline.rooms import Rooms

KEPT = 64
"""Pictures of a camera, and sets, kept until the percepts that they led to: 2 s at 30 Hz."""

K = TypeVar("K")
V = TypeVar("V")


class AsDriven:
    """A recorded drive; iterate for each recorded percepts and what the stages say now."""

    def __init__(self, reader: BagReader, rooms: Rooms, chain: Chain) -> None:
        self._reader, self._chain = reader, chain
        self._cameras = camera_topics(rooms)
        self._topics = (*self._cameras, topics.FRAME_SET.name, topics.PERCEPTS.name)
        reader.need(self._topics)
        self._decoders = {c.name: TopicDecoder(c) for c in self._cameras.values()}
        self._pictures: OrderedDict[tuple[str, int], Entry] = OrderedDict()
        self._sets: OrderedDict[int, FrameSet] = OrderedDict()

    @property
    def count(self) -> int:
        """How many cycles there are, for a bar of progress."""
        return self._reader.topics[topics.PERCEPTS.name].count

    def __iter__(self) -> Iterator[tuple[Entry, Cycle]]:
        for entry in self._reader.entries(self._topics):
            if entry.topic in self._cameras:
                camera = self._cameras[entry.topic].name
                key = (camera, exposure_ns(self._reader.message(entry)))
                _keep(self._pictures, key, entry, KEPT * len(self._cameras))
            elif entry.topic == topics.FRAME_SET.name:
                frame_set: FrameSet = self._reader.record(entry)
                _keep(self._sets, frame_set.moment.number, frame_set, KEPT)
            else:
                percepts: Percepts = self._reader.record(entry)
                yield entry, self._chain.update(self._set_of(percepts), percepts.superseded)

    def _set_of(self, percepts: Percepts) -> FrameSet:
        number = percepts.moment.number
        recorded = self._sets.get(number)
        if recorded is None:
            raise InputError(
                f"{self._reader.path}: percepts of set {number} are there, the set itself is not;"
                " replay without --as-driven"
            )
        used = [r for r in recorded.moment.cameras if r.verdict is Verdict.ON_TIME]
        frames = tuple(self._frame(report) for report in used)
        return FrameSet(recorded.stamp_ns, recorded.moment, frames)

    def _frame(self, report: CameraReport) -> Frame:
        entry = self._pictures.get((report.camera, report.exposure_ns))
        if entry is None:
            raise InputError(
                f"{self._reader.path}: the picture of {report.camera} at {report.exposure_ns} ns"
                " is not there; replay without --as-driven"
            )
        message = self._reader.message(entry)
        return frame_of(message, self._decoders[report.camera], report.arrival_ns)


def _keep(kept: "OrderedDict[K, V]", key: K, value: V, most: int) -> None:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
