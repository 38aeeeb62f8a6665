"""Everybody thinks about one moment while the networks already look at the next.

All in one thread: networks run in their runtime's own, and what would be waiting time is theirs.
What is said is the same as one after the other, but that a corrected mounting comes one moment
later: the next frame set has been begun when it is found.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from vigil.base.records import FrameSet, Mounting
from vigil.perception import Begun
from vigil.pipeline.chain import Chain, Cycle

T = TypeVar("T")
Step = tuple[T, tuple[Cycle, ...]]


@dataclass
class _Waiting(Generic[T]):
    key: T
    expected: int
    cycles: list[Cycle] = field(default_factory=list)


class Overlap(Generic[T]):
    """Takes frame sets and gives back cycles, in order, each with whatever it was taken with."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._begun: tuple[_Waiting[T], tuple[Begun, int]] | None = None
        self._waiting: deque[_Waiting[T]] = deque()

    def take(self, key: T, sets: Iterable[tuple[FrameSet, int]]) -> tuple[Mounting, ...]:
        """Take sets, each with the number superseded; return the mountings last corrected."""
        mountings: tuple[Mounting, ...] = ()
        waiting = _Waiting(key, 0)
        self._waiting.append(waiting)
        for frame_set, superseded in sets:
            waiting.expected += 1
            begun = self._chain.begin(frame_set, superseded)
            mountings = self._finish() or mountings
            self._begun = (waiting, begun)
        return mountings

    def ready(self) -> Iterator[Step[T]]:
        """Yield what everybody is done with."""
        while self._waiting and len(self._waiting[0].cycles) == self._waiting[0].expected:
            done = self._waiting.popleft()
            yield done.key, tuple(done.cycles)

    def rest(self) -> Iterator[Step[T]]:
        """Finish and yield everything that is left."""
        self._finish()
        yield from self.ready()

    def _finish(self) -> tuple[Mounting, ...]:
        if self._begun is None:
            return ()
        (waiting, begun), self._begun = self._begun, None
        seen = self._chain.perceive(begun)
        waiting.cycles.append(self._chain.judge(seen))
        return seen.mountings
