"""Makes a whole bag of a broken one: cut off, without index, without metadata.yaml."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vigil.bag.read import BagReader
from vigil.bag.write import BagWriter
from vigil.base.errors import InputError


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of a bag."""

    path: Path
    count: int
    """Messages saved."""
    missing: int | None
    """Messages that metadata.yaml promised and nobody can find; None without it."""
    damage: tuple[str, ...]
    """Where the old bag is broken; one sentence each."""


def repair(path: Path, out: Path, progress: Callable[[int, int], None] | None = None) -> Repaired:
    """Write all that can be read of a bag into a new one, byte for byte, as MCAP."""
    with BagReader(path, damaged=True) as bag:
        if not bag.count:
            raise InputError(f"{path}: not one message can be read; there is nothing to repair")
        with BagWriter(out, bag.metadata) as writer:
            for channel in bag.topics.values():
                writer.declare(channel)
            for done, entry in enumerate(bag.entries(), 1):
                writer.write_raw(entry.topic, entry.kind, entry.log_ns, entry.raw)
                if progress:
                    progress(done, bag.count)
        lost = None if bag.promised is None else sum(bag.promised.values()) - bag.count
        return Repaired(out, bag.count, None if lost is None else max(lost, 0), bag.damage)
