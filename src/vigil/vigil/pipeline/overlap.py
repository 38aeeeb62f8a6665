"""Tracking and warning think about one moment while the networks already look at the next.

All in one thread: networks run in their runtime's own, and what would be waiting time is theirs.
What is said is the same as one after the other, for each stage has its moments in order.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from vigil.base.records import FrameSet, Mounting
from vigil.pipeline.chain import Chain, Cycle, Perceived

T = TypeVar("T")
Step = tuple[T, tuple[Cycle, ...]]


@dataclass
class _Waiting(Generic[T]):
    key: T
    seen: list[Perceived]
    judged: list[Cycle] = field(default_factory=list)


class Overlap(Generic[T]):
    """Takes frame sets and gives back cycles, in order, each with whatever it was taken with."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._waiting: deque[_Waiting[T]] = deque()

    def take(self, key: T, sets: Iterable[tuple[FrameSet, int]]) -> tuple[Mounting, ...]:
        """Perceive sets, each with the number superseded; return the corrected mountings."""
        seen = [self._chain.perceive(*one, self._judge) for one in sets]
        self._waiting.append(_Waiting(key, seen))
        return seen[-1].mountings if seen else ()

    def ready(self) -> Iterator[Step[T]]:
        """Yield what has been judged."""
        while self._waiting and len(self._waiting[0].judged) == len(self._waiting[0].seen):
            done = self._waiting.popleft()
            yield done.key, tuple(done.judged)

    def rest(self) -> Iterator[Step[T]]:
        """Judge and yield everything that is left."""
        self._judge()
        yield from self.ready()

    def _judge(self) -> None:
        for one in self._waiting:
            one.judged += [self._chain.judge(seen) for seen in one.seen[len(one.judged) :]]
