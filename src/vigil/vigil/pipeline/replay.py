"""Replays a bag through the stages, without ROS, as fast as it goes; sync decides anew."""

from collections.abc import Iterator

from vigil.bag.storage import Entry
from vigil.base.records import Frame
from vigil.pipeline.chain import Chain, Cycle
from vigil.pipeline.inputs import Inputs
from vigil.pipeline.rooms import Rooms
from vigil.sync import Sync, SyncSettings


def replay(inputs: Inputs, rooms: Rooms, chain: Chain) -> Iterator[tuple[Entry, tuple[Cycle, ...]]]:
    """Yield every message that was read of a bag, with the cycles that it completed."""
    settings = rooms.configuration.section("sync", SyncSettings)
    sync = Sync(settings, rooms.mountings, inputs.watermarks)
    for entry, content in inputs:
        if isinstance(content, Frame):
            sync.offer_frame(content)
        else:
            sync.offer_samples(content)
        yield entry, tuple(_cycles(sync, chain, entry.log_ns))


def _cycles(sync: Sync, chain: Chain, now_ns: int) -> Iterator[Cycle]:
    for frame_set in sync.tick(now_ns):
        cycle = chain.update(frame_set)
        for mounting in cycle.mountings:
            sync.offer_mounting(mounting)
        yield cycle
