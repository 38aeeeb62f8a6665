"""Alerts over time: from the cycles that raised one, each with the numbers of its peak."""

from dataclasses import dataclass, replace

from vigil.base.records import Alert, Evidence, Function, Level, Targets


@dataclass(frozen=True, slots=True)
class Episode:
    """One alert, or one that was suppressed, from its rise to its fall."""

    function: Function
    suppressed: bool
    level: Level
    """The highest that it reached."""
    start_s: float
    end_s: float
    peak_s: float
    """When it first reached its level."""
    peak_ns: int
    """The stamp of that moment."""
    object_id: int
    reason: str
    """Of the peak; of a suppressed one why it was suppressed."""
    evidence: tuple[Evidence, ...]


class Episodes:
    """Joins the alerts of one cycle after the other."""

    def __init__(self, same_alert_s: float) -> None:
        self._same_s = same_alert_s
        self._open: dict[tuple[Function, bool], Episode] = {}
        self._done: list[Episode] = []

    def take(self, time_s: float, targets: Targets) -> None:
        """Add what one cycle said."""
        for alert in targets.alerts.alerts:
            if alert.level > Level.NONE:
                self._extend(time_s, targets.stamp_ns, alert, suppressed=False)
            if alert.suppressed_level > Level.NONE:
                self._extend(time_s, targets.stamp_ns, alert, suppressed=True)
        for key in [k for k, e in self._open.items() if time_s - e.end_s > self._same_s]:
            self._done.append(self._open.pop(key))

    def all(self) -> tuple[Episode, ...]:
        """Return all of them in order of their rise."""
        both = (*self._done, *self._open.values())
        return tuple(sorted(both, key=lambda e: (e.start_s, e.function)))

    def _extend(self, time_s: float, stamp_ns: int, alert: Alert, *, suppressed: bool) -> None:
        key = (alert.function, suppressed)
        level = alert.suppressed_level if suppressed else alert.level
        before = self._open.get(key)
        if before is not None and level <= before.level:
            self._open[key] = replace(before, end_s=time_s)
            return
        self._open[key] = Episode(
            function=alert.function,
            suppressed=suppressed,
            level=level,
            start_s=before.start_s if before else time_s,
            end_s=time_s,
            peak_s=time_s,
            peak_ns=stamp_ns,
            object_id=alert.object_id,
            reason=alert.suppression if suppressed else alert.reason,
            evidence=alert.evidence,
        )
