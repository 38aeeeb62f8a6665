"""The stage: frames, samples and passing time in, judged frame sets out."""

from collections.abc import Mapping, Sequence

from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import (
    VEHICLE_FIELDS,
    Frame,
    FrameSet,
    Health,
    HealthLevel,
    Moment,
    Mounting,
    Signal,
    SignalState,
    VehicleSamples,
    VehicleState,
    Verdict,
)
from vigil.sync.cameras import SECOND_NS, Account, Camera, Judged
from vigil.sync.grouping import Grouping, OpenSet
from vigil.sync.settings import SyncSettings
from vigil.sync.signals import SignalHistory


class Sync:
    """Groups frames into sets, one verdict a camera; the first mounting is the leading camera's.

    Whoever calls hands over inputs in the order of their arrival, and promises with `tick(now_ns)`
    that all that arrived before now has been handed over.  A frame that arrives exactly at a
    deadline is late.  What goes out depends on the inputs alone, not on how often it is ticked,
    as long as no two calls lie more than `clock_ahead_s` apart.
    """

    def __init__(
        self, settings: SyncSettings, mountings: Sequence[Mounting], watermarks: Sequence[str] = ()
    ) -> None:
        if not mountings:
            raise ConfigurationError("sync: there is no camera; name at least one in 'cameras'")
        self._settings = settings
        self._mountings = {mounting.camera: mounting for mounting in mountings}
        self._cameras = {name: Camera(name, settings) for name in self._mountings}
        self._signals = SignalHistory(settings.stale_cycles)
        self._watermarks = (*settings.watermarks, *watermarks)
        self._grouping: Grouping | None = None
        self._now_ns = 0
        self._number = 0
        self._out: list[FrameSet] = []
        self._complaints: dict[str, Health] = {}

    @property
    def next_deadline_ns(self) -> int | None:
        """When the next set goes out at the latest: set a timer to it; None before any input."""
        return self._grouping.next_deadline_ns if self._grouping else None

    def offer_frame(self, frame: Frame) -> None:
        """Take one frame, at its arrival."""
        camera = self._cameras.get(frame.camera)
        if camera is None:
            raise InputError(
                f"sync: a frame of camera '{frame.camera}' came;"
                f" configured are {', '.join(self._cameras)}"
            )
        grouping = self._advance(frame.arrival_ns)
        seen = camera.judge(frame)
        if camera.complaint:
            self._complain(f"camera/{camera.name}", camera.complaint)
        grouping.add(seen, self._now_ns)
        while group := grouping.pop_complete():
            self._send(group, self._now_ns)

    def offer_samples(self, samples: VehicleSamples) -> None:
        """Take a burst of vehicle samples, at its arrival."""
        self._advance(samples.stamp_ns)
        self._signals.add(samples.samples)

    def offer_mounting(self, mounting: Mounting) -> None:
        """Take a better estimate of where a camera sits: the next set carries it."""
        if mounting.camera not in self._mountings:
            raise InputError(f"sync: a mounting of the unknown camera '{mounting.camera}' came")
        self._mountings[mounting.camera] = mounting

    def tick(self, now_ns: int) -> tuple[FrameSet, ...]:
        """Let time pass; return the sets that went out since the last tick."""
        self._advance(now_ns)
        out, self._out = tuple(self._out), []
        return out

    def accounts(self) -> Mapping[str, Account]:
        """Return where the frames of each camera went; none is ever lost from it."""
        grouping = self._grouping
        return {
            name: camera.account(grouping.kept(name) if grouping else 0)
            for name, camera in self._cameras.items()
        }

    def _advance(self, now_ns: int) -> Grouping:
        """Send all sets that were due before a moment, each as of its own deadline."""
        grouping = self._grouping
        if grouping is None or self._jumped(now_ns):
            grouping = self._restart(now_ns)
        self._now_ns = max(self._now_ns, now_ns)
        while (deadline_ns := grouping.next_deadline_ns) <= now_ns:
            if group := grouping.pop_due(now_ns):
                self._send(group, deadline_ns)
        return grouping

    def _jumped(self, now_ns: int) -> bool:
        step_s = (now_ns - self._now_ns) / SECOND_NS
        return not -self._settings.clock_back_s <= step_s <= self._settings.clock_ahead_s

    def _restart(self, now_ns: int) -> Grouping:
        if self._grouping is not None:
            step_s = (now_ns - self._now_ns) / SECOND_NS
            self._complain("sync/clock", f"the clock jumped by {step_s:+.3f} s: started anew")
            self._grouping.close()
        for camera in self._cameras.values():
            camera.restart()
        self._signals.clear()
        self._now_ns = now_ns
        self._grouping = Grouping(self._settings, self._cameras, now_ns)
        return self._grouping

    def _complain(self, name: str, message: str) -> None:
        self._complaints[name] = Health(name, HealthLevel.WARN, message)

    def _send(self, group: OpenSet, out_ns: int) -> None:
        reports = tuple(
            camera.report(group.slots.get(name), group.stamp_ns, out_ns)
            for name, camera in self._cameras.items()
        )
        vehicle = self._signals.state(group.stamp_ns)
        moment = Moment(
            number=self._number,
            cameras=reports,
            vehicle=vehicle,
            mountings=tuple(self._mountings.values()),
            health=self._health(vehicle),
            watermarks=(*self._watermarks, *self._signals.assumed()),
        )
        used = [seen.frame for seen in _in_order(group, self._cameras)]
        self._out.append(FrameSet(group.stamp_ns, moment, tuple(used)))
        self._signals.forget_before(group.stamp_ns)
        self._number += 1

    def _health(self, vehicle: VehicleState) -> tuple[Health, ...]:
        complaints, self._complaints = self._complaints, {}
        for name, camera in self._cameras.items():
            if not camera.expected:
                text = f"delivered nothing in time for {camera.absent} sets"
                complaints[f"camera/{name}"] = Health(f"camera/{name}", HealthLevel.ERROR, text)
        for name in VEHICLE_FIELDS:
            if health := _signal_health(name, getattr(vehicle, name)):
                complaints[health.name] = health
        return tuple(complaints.values())


def _in_order(group: OpenSet, cameras: Mapping[str, Camera]) -> list[Judged]:
    slots = (group.slots.get(name) for name in cameras)
    return [seen for seen in slots if seen is not None and seen.verdict is Verdict.ON_TIME]


def _signal_health(name: str, signal: Signal) -> Health | None:
    if signal.state is SignalState.STALE:
        text = f"the last sample is {signal.age_s:.3f} s old"
        return Health(f"vehicle/{name}", HealthLevel.STALE, text)
    if signal.state is SignalState.INVALID:
        return Health(f"vehicle/{name}", HealthLevel.ERROR, "checksum or counter failed")
    return None
