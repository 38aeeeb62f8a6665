"""Which frames belong to one moment, and when that moment has to go out.

The first camera that is alive leads: each of its frames opens a set, and the frames of the others
join the set that is nearest to their exposure.  A set closes when every camera that is expected
has delivered for it, or something newer (cameras deliver in order), or else at its deadline.
While the leader is silent, a set is due one period after the last one: with what the others
delivered, or with nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vigil.base.records import Frame, Verdict
from vigil.sync.cameras import SECOND_NS, Camera, Judged
from vigil.sync.settings import SyncSettings


@dataclass
class OpenSet:
    """A moment that still collects frames."""

    stamp_ns: int
    deadline_ns: int
    slots: dict[str, Judged] = field(default_factory=dict)


class Grouping:
    """Collects frames into sets and knows when the next one is due."""

    def __init__(self, settings: SyncSettings, cameras: Mapping[str, Camera], now_ns: int) -> None:
        self._cameras = cameras
        self._period_ns = round(SECOND_NS / settings.rate_hz)
        self._wait_ns = round(settings.wait_s * SECOND_NS)
        self._skew_ns = int(settings.max_skew_s * SECOND_NS)
        self._open: list[OpenSet] = []
        self._last: OpenSet | None = None
        self._expected_ns = now_ns
        self._delay_ns = 0

    @property
    def next_deadline_ns(self) -> int:
        """When a set goes out at the latest, whatever comes or does not come."""
        if self._open:
            return min(group.deadline_ns for group in self._open)
        return self._expected_ns + self._delay_ns + self._wait_ns

    def add(self, seen: Judged, now_ns: int) -> None:
        """Place one frame: in an open set, in a new one, among those that wait, or nowhere."""
        frame, camera = seen.frame, self._cameras[seen.frame.camera]
        group = self._nearest(frame)
        if seen.verdict is Verdict.STALE:
            camera.drop(seen, Verdict.STALE, seen.reason)
        elif self._belongs_to_the_last(frame, group):
            self._too_late(seen, now_ns)
        elif group is not None and frame.camera not in group.slots:
            group.slots[frame.camera] = seen
        elif camera is self._leader() and self._comes_after_the_last(frame):
            self._open_set(seen, now_ns)
        elif group is not None:
            self._keep_the_nearer(group, seen)
        elif self._last is not None and frame.exposure_ns <= self._last.stamp_ns + self._skew_ns:
            camera.supersede(seen)
        else:
            camera.waiting.append(seen)

    def pop_complete(self) -> OpenSet | None:
        """Return the oldest set if no camera is waited for."""
        if self._open and all(self._has_delivered(c, self._open[0]) for c in self._alive()):
            return self._pop()
        return None

    def pop_due(self, now_ns: int) -> OpenSet | None:
        """Return the set whose deadline has come, if any; its slots may be empty."""
        if self.next_deadline_ns > now_ns:
            return None
        if not self._open:
            self._open_expected(self.next_deadline_ns)
        return self._pop()

    def close(self) -> None:
        """Drop what has not gone out: the clock jumped."""
        for group in self._open:
            for name, seen in group.slots.items():
                self._cameras[name].drop(seen, Verdict.STALE, "the clock jumped")
        self._open = []

    def kept(self, camera: str) -> int:
        """Return how many frames of a camera are in open sets."""
        return sum(camera in group.slots for group in self._open)

    def _alive(self) -> list[Camera]:
        return [camera for camera in self._cameras.values() if camera.expected]

    def _leader(self) -> Camera:
        return next(iter(self._alive()), next(iter(self._cameras.values())))

    def _has_delivered(self, camera: Camera, group: OpenSet) -> bool:
        newest_ns = camera.newest_ns
        newer = newest_ns is not None and newest_ns > group.stamp_ns + self._skew_ns
        return newer or camera.name in group.slots

    def _comes_after_the_last(self, frame: Frame) -> bool:
        return self._last is None or frame.exposure_ns > self._last.stamp_ns

    def _nearest(self, frame: Frame) -> OpenSet | None:
        near = [g for g in self._open if abs(frame.exposure_ns - g.stamp_ns) <= self._skew_ns]
        return min(near, key=lambda g: abs(frame.exposure_ns - g.stamp_ns), default=None)

    def _belongs_to_the_last(self, frame: Frame, group: OpenSet | None) -> bool:
        """Whether the set of this frame went out without it."""
        last = self._last
        if last is None or frame.camera in last.slots:
            return False
        if group is not None:
            nearer = abs(frame.exposure_ns - last.stamp_ns)
            return nearer < abs(frame.exposure_ns - group.stamp_ns)
        return frame.exposure_ns <= last.stamp_ns + self._skew_ns

    def _too_late(self, seen: Judged, now_ns: int) -> None:
        last, camera = self._last, self._cameras[seen.frame.camera]
        assert last is not None  # noqa: S101 - only called for a frame of the last set
        if now_ns < last.deadline_ns:  # the set did not wait for it, but it would have been in time
            camera.absent = 0
        if not last.slots:  # all come later than they used to: wait longer for the next ones
            self._delay_ns = max(self._delay_ns, now_ns - seen.frame.exposure_ns)
        after_ms = (now_ns - last.deadline_ns) / 1e6
        reason = f"came {after_ms:.1f} ms after the deadline of its set, or of a later one"
        if after_ms < 0.0:
            reason = "came after its set had gone out, which no longer waited for this camera"
        camera.drop(seen, Verdict.LATE, reason)

    def _keep_the_nearer(self, group: OpenSet, seen: Judged) -> None:
        name, old = seen.frame.camera, group.slots[seen.frame.camera]
        nearer, other = sorted(
            (old, seen), key=lambda one: abs(one.frame.exposure_ns - group.stamp_ns)
        )
        group.slots[name] = nearer
        self._cameras[name].supersede(other)

    def _open_set(self, seen: Judged, now_ns: int) -> None:
        stamp_ns = seen.frame.exposure_ns
        group = OpenSet(stamp_ns, now_ns + self._wait_ns, {seen.frame.camera: seen})
        self._fill(group)
        self._delay_ns = max(now_ns - stamp_ns, 0)
        self._open.append(group)
        self._open.sort(key=lambda one: one.stamp_ns)

    def _open_expected(self, now_ns: int) -> None:
        """Open a set without the leader: at a frame that waits, or at the expected moment."""
        first = next((camera for camera in self._cameras.values() if camera.waiting), None)
        stamp_ns = first.waiting[-1].frame.exposure_ns if first else self._expected_ns
        group = OpenSet(stamp_ns, now_ns)
        self._fill(group)
        self._open.append(group)

    def _fill(self, group: OpenSet) -> None:
        for name, camera in self._cameras.items():
            if name not in group.slots and (seen := camera.take(group.stamp_ns)):
                group.slots[name] = seen

    def _pop(self) -> OpenSet:
        group = self._open.pop(0)
        for camera in self._cameras.values():
            camera.leave_behind(group.stamp_ns + self._skew_ns)
        self._last = group
        self._expected_ns = group.stamp_ns + self._period_ns
        return group
