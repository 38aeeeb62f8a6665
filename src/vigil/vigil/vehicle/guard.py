"""Judges each frame of one message: checksum, counter, and whether its fields may be believed."""

from dataclasses import dataclass
from enum import IntEnum

from vigil.base.records import Health, HealthLevel
from vigil.vehicle.layout import MessageLayout, Raw

BAD_FRAMES = 3
"""Bad frames in a row that make the fields invalid, and good ones that make them valid again."""
STALE_CYCLES = 3
"""Cycles without a good frame that make a message stale."""
REMEMBER_S = 10.0
"""A fault stays a warning in the health this long: longer than one cycle of /diagnostics."""


class Judgement(IntEnum):
    """What a frame is worth."""

    GOOD = 0
    CORRUPT = 1  # the checksum is wrong
    SHORT = 2  # it lacks bytes of a mapped signal
    REPEATED = 3  # the counter stands still: the sender hangs


@dataclass
class Counts:
    """Frames of one message so far."""

    heard: int = 0
    corrupt: int = 0
    short: int = 0
    repeated: int = 0
    lost: int = 0
    """Frames that never came, by the counter."""

    @property
    def faults(self) -> int:
        """All that went wrong."""
        return self.corrupt + self.short + self.repeated + self.lost

    def sentence(self) -> str:
        """Return what went wrong, in words."""
        named = {
            "bad checksum": self.corrupt,
            "too short": self.short,
            "counter repeated": self.repeated,
            "lost": self.lost,
        }
        parts = [f"{count} {name}" for name, count in named.items() if count]
        return f"{', '.join(parts) or 'no fault'} of {self.heard} frames"


class Guard:
    """Follows one message."""

    def __init__(self, layout: MessageLayout) -> None:
        self._layout = layout
        self.counts = Counts()
        self.invalid = False
        self._in_a_row = 0
        """Good frames while invalid, bad frames while valid."""
        self._counter: int | None = None
        self._good_ns: int | None = None
        self._fault_ns: int | None = None

    def judge(self, data: bytes, raw: Raw | None, now_ns: int) -> Judgement:
        """Judge one frame and remember it."""
        faults = self.counts.faults
        judgement = self._judge(data, raw)
        self.counts.heard += 1
        if self.counts.faults > faults:
            self._fault_ns = now_ns
        good = judgement is Judgement.GOOD
        if good:
            self._good_ns = now_ns
        self._in_a_row = self._in_a_row + 1 if good is self.invalid else 0
        if self._in_a_row == BAD_FRAMES:
            self.invalid, self._in_a_row = not self.invalid, 0
        return judgement

    def _judge(self, data: bytes, raw: Raw | None) -> Judgement:
        if not self._layout.intact(data):
            self.counts.corrupt += 1
            return Judgement.CORRUPT
        if raw is None:
            self.counts.short += 1
            return Judgement.SHORT
        return self._follow_counter(raw)

    def _follow_counter(self, raw: Raw) -> Judgement:
        settings = self._layout.settings.counter
        if settings is None:
            return Judgement.GOOD
        counter, before = int(raw[settings.signal]), self._counter
        self._counter = counter
        if before is None:
            return Judgement.GOOD
        step = (counter - before) % self._layout.modulo
        if step == 0:
            self.counts.repeated += 1
            return Judgement.REPEATED
        self.counts.lost += step - 1
        return Judgement.GOOD

    def health(self, now_ns: int) -> Health:
        """Return how this message does."""
        level, message = self._verdict(now_ns)
        return Health(f"vehicle/{self._layout.bus}/{self._layout.name}", level, message)

    def _verdict(self, now_ns: int) -> tuple[HealthLevel, str]:
        cycle_ms, counts = self._layout.settings.cycle_ms, self.counts
        if self.invalid:
            return HealthLevel.ERROR, f"invalid: {BAD_FRAMES} bad in a row; {counts.sentence()}"
        if counts.heard == 0:
            return HealthLevel.STALE, f"never heard; expected every {cycle_ms:g} ms"
        if self._good_ns is None:
            return HealthLevel.STALE, f"no good frame; {counts.sentence()}"
        age_ms = (now_ns - self._good_ns) / 1e6
        if age_ms > STALE_CYCLES * cycle_ms:
            late = f"stale: {age_ms:.0f} ms old, cycle {cycle_ms:g} ms"
            return HealthLevel.STALE, f"{late}; {counts.sentence()}"
        unchecked = "" if self._layout.checked else "; unchecked: no checksum configured"
        recent = self._fault_ns is not None and (now_ns - self._fault_ns) / 1e9 <= REMEMBER_S
        level = HealthLevel.WARN if recent else HealthLevel.OK
        return level, counts.sentence() + unchecked
