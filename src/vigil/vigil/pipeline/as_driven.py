"""Replays a recorded drive as it was driven: exactly the sets that the car perceived.

Verdicts, vehicle states and mountings are those that were recorded, so that on the same machine,
engine and instruction set the scenes and targets equal the recorded ones bit for bit.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace

from vigil.bag import topics
from vigil.bag.read import BagReader
from vigil.bag.storage import Entry
from vigil.base.errors import InputError
from vigil.base.records import CameraReport, Frame, FrameSet, Percepts, Verdict
from vigil.camera import TopicDecoder
from vigil.pipeline.chain import Chain
from vigil.pipeline.inputs import camera_topics, exposure_ns, frame_of
from vigil.pipeline.overlap import Overlap, Step
from vigil.pipeline.rooms import Rooms

KEPT = 64
"""Pictures of a camera kept until the percepts that they led to: 2 s at 30 Hz."""


class AsDriven:
    """A recorded drive; iterate for its messages, and for what the stages say now."""

    def __init__(self, reader: BagReader, rooms: Rooms, chain: Chain) -> None:
        self._reader, self._chain = reader, chain
        self._cameras = camera_topics(rooms)
        self.topics = tuple(self._cameras)
        """What is read of the bag besides percepts."""
        self._needed = (*self._cameras, topics.PERCEPTS.name)
        reader.need(self._needed)
        self._decoders = {c.name: TopicDecoder(c) for c in self._cameras.values()}
        self._pictures: OrderedDict[tuple[str, int], Entry] = OrderedDict()

    @property
    def count(self) -> int:
        """How many messages are read, for a bar of progress."""
        return sum(self._reader.topics[name].count for name in self._needed)

    def __iter__(self) -> Iterator[Step[Entry]]:
        overlap: Overlap[Entry] = Overlap(self._chain)
        for entry in self._reader.entries(self._needed):
            overlap.take(entry, self._sets(entry))
            yield from overlap.ready()
        yield from overlap.rest()

    def _sets(self, entry: Entry) -> Iterator[tuple[FrameSet, int]]:
        """Keep a picture; turn percepts back into the frame set that led to them."""
        if entry.topic in self._cameras:
            key = (self._cameras[entry.topic].name, exposure_ns(self._reader.message(entry)))
            self._pictures[key] = entry
            while len(self._pictures) > KEPT * len(self._cameras):
                self._pictures.popitem(last=False)
        else:
            percepts: Percepts = self._reader.record(entry)
            yield self._set_of(percepts), percepts.superseded

    def _set_of(self, percepts: Percepts) -> FrameSet:
        """Return the set that led to percepts: their moment, less what perception put there."""
        moment = percepts.moment
        before = tuple(part for part in moment.health if not part.name.startswith("perception/"))
        used = [r for r in moment.cameras if r.verdict is Verdict.ON_TIME]
        frames = tuple(self._frame(report) for report in used)
        return FrameSet(percepts.stamp_ns, replace(moment, health=before, latency=()), frames)

    def _frame(self, report: CameraReport) -> Frame:
        entry = self._pictures.get((report.camera, report.exposure_ns))
        if entry is None:
            raise InputError(
                f"{self._reader.path}: the picture of {report.camera} at {report.exposure_ns} ns"
                " is not there; replay without --as-driven"
            )
        message = self._reader.message(entry)
        return frame_of(message, self._decoders[report.camera], report.arrival_ns)
