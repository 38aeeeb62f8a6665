"""Errors that last: AR(1) processes, runs of misses, and a body that swings.

Each object has its own stream of random numbers, so that what it suffers depends on nobody else:
runs that differ in one actor, or in how hard noise is, stay comparable.
"""

from cmath import exp as cexp
from collections.abc import Sequence
from math import exp, pi, sqrt
from zlib import crc32

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from vigil.geometry.camera_model import Floats
from vigil_sim.noise.settings import Pitching

Rows = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
BLOCK = 128
"""Random numbers are drawn for so many steps at once."""


def stream(seed: int, *names: str | int) -> Generator:
    """Return the random numbers of one purpose."""
    keys = [name if isinstance(name, int) else crc32(name.encode()) for name in names]
    return np.random.default_rng([seed, *keys])


class Memory:
    """What stays with each object from one moment to the next."""

    def __init__(
        self, stream_of: tuple[int, str], memories_s: Sequence[float], fresh: int, even: int
    ) -> None:
        """Keep `len(memories_s)` AR(1) processes of variance 1 for each object.

        Beside them each step has `fresh` new standard normal numbers and `even` ones of 0..1;
        `marks`, one for each even number, are the user's own: NaN until he writes them.
        """
        self._seed, self._name = stream_of
        self._memories_s = np.array(memories_s)
        self._lasting, self._normal = len(memories_s), len(memories_s) + fresh
        self._even = even
        self._streams: dict[int, Generator] = {}
        self._rows: dict[int, int] = {}
        self._free: list[int] = []
        self._step = 0
        self._block = np.empty((0, BLOCK, self._normal + even))
        self._state = np.empty((0, self._lasting))
        self.marks = np.empty((0, even))
        """Shape (rows, even)."""

    def advance(
        self, ids: Sequence[int], seconds: float, renewed_ps: Floats | float = 0.0
    ) -> tuple[Rows, Floats, Floats, Floats]:
        """Return rows of `marks`, lasting errors, fresh normal and even numbers of objects (N,).

        `renewed_ps` (N, lasting) is how fast each process forgets beside its memory.
        """
        self._step += 1
        if self._step == BLOCK:
            self._renew(set(ids))
        rows = np.array([self._row(one) for one in ids], np.intp)
        drawn = self._block[rows, self._step]
        keep = np.exp(-seconds * (1.0 / self._memories_s + renewed_ps))
        state = keep * self._state[rows] + np.sqrt(1.0 - keep**2) * drawn[:, : self._lasting]
        self._state[rows] = state
        return rows, state, drawn[:, self._lasting : self._normal], drawn[:, self._normal :]

    def _row(self, one: int) -> int:
        row = self._rows.get(one)
        return self._add(one) if row is None else row

    def _add(self, one: int) -> int:
        if not self._free:
            self._grow()
        row = self._rows[one] = self._free.pop()
        self._streams[one] = stream(self._seed, self._name, one)
        self._state[row] = self._streams[one].standard_normal(self._lasting)
        self.marks[row] = np.nan
        self._fill(one)
        return row

    def _fill(self, one: int) -> None:
        random, row = self._streams[one], self._rows[one]
        self._block[row, :, : self._normal] = random.standard_normal((BLOCK, self._normal))
        self._block[row, :, self._normal :] = random.random((BLOCK, self._even))

    def _renew(self, present: set[int]) -> None:
        """Draw the next block; who is gone gives its row back."""
        self._step = 0
        for one in [one for one in self._rows if one not in present]:
            self._free.append(self._rows.pop(one))
            del self._streams[one]
        for one in self._rows:
            self._fill(one)

    def _grow(self) -> None:
        old = len(self._state)
        more = max(16, old)
        self._free += range(old + more - 1, old - 1, -1)
        self._block = np.concatenate([self._block, np.zeros((more, *self._block.shape[1:]))])
        self._state = np.concatenate([self._state, np.zeros((more, self._lasting))])
        self.marks = np.concatenate([self.marks, np.full((more, self._even), np.nan)])


def missed(before: Floats, share: Floats, even: Floats, seconds: float, burst_s: float) -> Flags:
    """Return what is missed now, (N,): a two-state Markov process (Gilbert 1960).

    `before` is 1 where it was missed, 0 where not, NaN where nothing is known.  In the long run
    `share` is missed, in runs of `burst_s` on average.
    """
    share = np.minimum(share, 0.999)
    keep = np.exp(-seconds / (burst_s * (1.0 - share)))
    known = np.where(np.isnan(before), share, before)
    return np.asarray(even < share + keep * (known - share))


def tails(normal: Floats, freedom: float) -> Floats:
    """Return standard normal numbers as those of Student's t, of variance 1, rank by rank.

    Abramowitz and Stegun 26.7.5: within 1 % up to 3 sd at 5 degrees.
    """
    square = normal**2
    first = (square + 1.0) / 4.0
    second = ((5.0 * square + 16.0) * square + 3.0) / 96.0
    third = (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0
    wide = 1.0 + (first + (second + third / freedom) / freedom) / freedom
    return np.asarray(normal * wide * sqrt(1.0 - 2.0 / freedom))


class Swing:
    """How far our nose is down, rad: a slow part and a damped swing of the body."""

    def __init__(self, settings: Pitching, random: Generator) -> None:
        self._settings, self._random = settings, random
        self._slow, *swing = random.standard_normal(3).tolist()
        self._swing = complex(*swing)

    def advance(self, seconds: float) -> float:
        """Return the angle `seconds` after the last one."""
        s = self._settings
        a, b, c = self._random.standard_normal(3).tolist()
        keep = exp(-seconds / s.memory_s)
        self._slow = keep * self._slow + sqrt(1.0 - keep**2) * a
        turn = cexp(complex(-seconds / s.bounce_memory_s, 2.0 * pi * s.bounce_hz * seconds))
        self._swing = turn * self._swing + sqrt(1.0 - abs(turn) ** 2) * complex(b, c)
        return float(s.sd_rad * self._slow + s.bounce_sd_rad * self._swing.real)
