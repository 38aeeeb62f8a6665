"""Replays a bag through the stages, without ROS, as fast as it goes; sync decides anew."""

from collections.abc import Iterator

from vigil.bag.storage import Entry
from vigil.base.records import Frame
from vigil.pipeline.chain import Chain
from vigil.pipeline.inputs import Inputs
from vigil.pipeline.overlap import Overlap, Step
from vigil.pipeline.rooms import Rooms
from vigil.sync import Sync, SyncSettings


def replay(inputs: Inputs, rooms: Rooms, chain: Chain) -> Iterator[Step[Entry]]:
    """Yield every message that was read of a bag, with the cycles that it completed."""
    settings = rooms.configuration.section("sync", SyncSettings)
    sync = Sync(settings, rooms.mountings, inputs.watermarks)
    overlap: Overlap[Entry] = Overlap(chain)
    for entry, content in inputs:
        if isinstance(content, Frame):
            sync.offer_frame(content)
        else:
            sync.offer_samples(content)
        sets = ((frame_set, 0) for frame_set in sync.tick(entry.log_ns))
        for mounting in overlap.take(entry, sets):
            sync.offer_mounting(mounting)
        yield from overlap.ready()
    yield from overlap.rest()
