"""From bag to bag: inputs are copied as they are; what the stages say stands beside them."""

from collections.abc import Iterator

from vigil.bag.read import BagReader
from vigil.bag.storage import Entry
from vigil.bag.write import BagWriter
from vigil.pipeline.as_driven import AsDriven
from vigil.pipeline.chain import Chain, Cycle
from vigil.pipeline.inputs import Inputs
from vigil.pipeline.overlap import Step
from vigil.pipeline.recording import cycle_records, drive_metadata
from vigil.pipeline.replay import replay
from vigil.pipeline.rooms import Rooms


class Rerun:
    """One bag, to be run through the stages into another."""

    def __init__(self, reader: BagReader, rooms: Rooms, chain: Chain, *, as_driven: bool) -> None:
        self._steps: Iterator[Step[Entry]]
        source = AsDriven(reader, rooms, chain) if as_driven else Inputs(reader, rooms)
        self._inputs, self.count = source.topics, source.count
        self._steps = iter(source) if isinstance(source, AsDriven) else replay(source, rooms, chain)
        mode = "replay as driven" if as_driven else "replay"
        self.metadata = drive_metadata(mode, chain.describe(), reader.metadata)

    def into(self, writer: BagWriter) -> Iterator[tuple[Cycle, ...]]:
        """Write everything, and yield the cycles that each message completed."""
        for entry, cycles in self._steps:
            if entry.topic in self._inputs:
                writer.write_raw(entry.topic, entry.kind, entry.log_ns, entry.raw)
            for cycle in cycles:
                for topic, record in cycle_records(cycle):
                    writer.write(topic, entry.log_ns, record)
            yield cycles
