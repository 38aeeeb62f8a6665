"""One camera as sync sees it: its frames judged, counted and kept until a set takes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vigil.base.records import CameraReport, Failsafe, Frame, Verdict
from vigil.sync.settings import SyncSettings

SECOND_NS = 1_000_000_000
VIEW_STEP_PX = 16
"""Frozen pictures are told by every 16th row: whole rows are copied ten times as fast as pixels."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A frame and what became of it."""

    frame: Frame
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the frames of one camera went: offered = used + all dropped + kept."""

    offered: int
    """Frames that came in."""
    used: int
    """Frames in sets that went out."""
    dropped: Mapping[Verdict, int]
    """Frames in no set, by the reason."""
    kept: int
    """Frames that wait for their set."""


@dataclass
class Camera:
    """What is known of one camera."""

    name: str
    settings: SyncSettings
    waiting: list[Judged] = field(default_factory=list)
    """Frames that no set has taken yet, oldest first."""
    newest_ns: int | None = None
    """Newest exposure, whatever became of it."""
    absent: int = 0
    """Sets since the last one that it delivered for."""
    complaint: str = ""
    """Why the stamp of its last frame cannot be; empty: it can."""
    _offered: int = 0
    _used: int = 0
    _dropped: dict[Verdict, int] = field(default_factory=dict)
    _last_drop: Judged | None = None
    _lost: int = 0
    _sequence: int | None = None
    _view: npt.NDArray[np.uint8] | None = None
    _repeats: int = 0

    @property
    def expected(self) -> bool:
        """Whether sets wait for it."""
        return self.absent < self.settings.patience_sets

    def judge(self, frame: Frame) -> Judged:
        """Count a frame and say what can be said of it alone: late is for others to tell."""
        self._offered += 1
        self._count_gap(frame.sequence)
        self.complaint = self._stamp_complaint(frame)
        if self.complaint:
            return Judged(frame, Verdict.STALE, self.complaint)
        self.newest_ns = frame.exposure_ns
        if frame.error or not frame.image.size:
            return Judged(frame, Verdict.CORRUPT, frame.error or "the picture is empty")
        if self._is_frozen(frame):
            return Judged(frame, Verdict.FROZEN, f"the same picture {self._repeats + 1} times")
        return Judged(frame, Verdict.ON_TIME)

    def drop(self, seen: Judged, verdict: Verdict, reason: str) -> None:
        """Account for a frame that no set uses."""
        self._dropped[verdict] = self._dropped.get(verdict, 0) + 1
        self._last_drop = Judged(seen.frame, verdict, reason)
        self._lost += 1

    def take(self, stamp_ns: int) -> Judged | None:
        """Return the waiting frame nearest to a moment, dropping those it leaves behind."""
        skew_ns = int(self.settings.max_skew_s * SECOND_NS)
        past = [seen for seen in self.waiting if seen.frame.exposure_ns <= stamp_ns + skew_ns]
        self.waiting = self.waiting[len(past) :]
        if not past:
            return None
        best = min(past, key=lambda seen: abs(seen.frame.exposure_ns - stamp_ns))
        fits = abs(best.frame.exposure_ns - stamp_ns) <= skew_ns
        for seen in past:
            if seen is not best or not fits:
                self.supersede(seen)
        return best if fits else None

    def leave_behind(self, until_ns: int) -> None:
        """Drop the waiting frames of a moment that has passed: sets go forward in time."""
        past = [seen for seen in self.waiting if seen.frame.exposure_ns <= until_ns]
        self.waiting = [seen for seen in self.waiting if seen.frame.exposure_ns > until_ns]
        for seen in past:
            self.supersede(seen)

    def supersede(self, seen: Judged) -> None:
        """Drop a frame because another one stands for its moment."""
        if seen.verdict is Verdict.ON_TIME:
            self.drop(seen, Verdict.STALE, "another frame was nearer to the moment of the set")
        else:
            self.drop(seen, seen.verdict, seen.reason)

    def restart(self) -> None:
        """Forget all stamps: the clock jumped."""
        for seen in self.waiting:
            self.drop(seen, Verdict.STALE, "the clock jumped")
        self.waiting, self.newest_ns, self.absent = [], None, 0

    def report(self, seen: Judged | None, stamp_ns: int, out_ns: int) -> CameraReport:
        """Say what became of this camera in a set, and begin to count for the next one."""
        if seen is not None and seen.verdict is Verdict.ON_TIME:
            self._used += 1
        elif seen is not None:
            self.drop(seen, seen.verdict, seen.reason)
        self.absent = 0 if seen is not None else self.absent + 1
        spoken, lost = seen or self._last_drop, self._lost
        self._last_drop, self._lost = None, 0
        if spoken is None:
            return self._missing(out_ns, lost)
        frame = spoken.frame
        return CameraReport(
            camera=self.name,
            verdict=spoken.verdict,
            exposure_ns=frame.exposure_ns,
            arrival_ns=frame.arrival_ns,
            sequence=frame.sequence,
            skew_s=(frame.exposure_ns - stamp_ns) / SECOND_NS,
            age_s=(out_ns - frame.exposure_ns) / SECOND_NS,
            lost=lost,
            failsafe=Failsafe.UNKNOWN,
            reason=spoken.reason,
        )

    def account(self, in_open_sets: int) -> Account:
        """Return where its frames went."""
        kept = len(self.waiting) + in_open_sets
        return Account(self._offered, self._used, dict(self._dropped), kept)

    def _missing(self, out_ns: int, lost: int) -> CameraReport:
        reason = "no frame has come yet"
        if self.newest_ns is not None:
            reason = f"no frame since {(out_ns - self.newest_ns) / SECOND_NS:.3f} s"
        return CameraReport(
            self.name, Verdict.MISSING, 0, 0, -1, None, None, lost, Failsafe.UNKNOWN, reason
        )

    def _count_gap(self, sequence: int) -> None:
        if self._sequence is not None and sequence > self._sequence + 1:
            self._lost += sequence - self._sequence - 1
        self._sequence = sequence

    def _stamp_complaint(self, frame: Frame) -> str:
        age_s = (frame.arrival_ns - frame.exposure_ns) / SECOND_NS
        if age_s < -self.settings.clock_tolerance_s:
            return f"exposure is stamped {-age_s:.3f} s after its arrival"
        if age_s > self.settings.max_age_s:
            return f"exposure is stamped {age_s:.3f} s before its arrival"
        if self.newest_ns is not None and frame.exposure_ns <= self.newest_ns:
            back_s = (self.newest_ns - frame.exposure_ns) / SECOND_NS
            return f"exposure went back by {back_s:.3f} s"
        return ""

    def _is_frozen(self, frame: Frame) -> bool:
        view = frame.image[::VIEW_STEP_PX].copy()
        same = self._view is not None and np.array_equal(view, self._view)
        self._view, self._repeats = view, self._repeats + 1 if same else 0
        return self._repeats >= self.settings.frozen_repeats
