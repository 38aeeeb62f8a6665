"""What pictures, page and report say, in the same words everywhere."""

from enum import Enum, IntEnum

from vigil.base.records import (
    Alert,
    Alerts,
    CameraReport,
    Level,
    Moment,
    ObjectClass,
    RoadObject,
    Signal,
    SignalState,
    Target,
    Targets,
    Verdict,
    WarningState,
)
from vigil.view.palette import LEVELS, SEES_WELL, STATES, Color

KMH_PER_MPS = 3.6
LONG_TTC_S = 10.0
"""A time to collision above this says nothing to anybody; FCW tests speak of 4 s and less."""


class Role(str, Enum):
    """Why an object matters; its value is the name of its colour."""

    EMERGENCY = "EMERGENCY"
    WARNING = "WARNING"
    PRE_WARNING = "PRE_WARNING"
    CUT_IN = "CUT_IN"
    LEAD = "LEAD"
    VULNERABLE = "VULNERABLE"
    OTHER = "OTHER"

    @property
    def color(self) -> Color:
        """The colour that stands for it."""
        return Color[self.value]


def spoken(value: IntEnum) -> str:
    """Return the name of an enumeration's value as one says it: 'pre warning'."""
    return value.name.lower().replace("_", " ")


def role(thing: RoadObject, targets: Targets) -> Role:
    """Return why an object matters most."""
    level = max((a.level for a in targets.alerts.alerts if a.object_id == thing.id), default=0)
    if level > Level.NONE:
        return Role[Level(level).name]
    if thing.id == targets.cut_in_id:
        return Role.CUT_IN
    if thing.id == targets.lead_id:
        return Role.LEAD
    if thing.kind.parent in {ObjectClass.CYCLE, ObjectClass.PEDESTRIAN}:
        return Role.VULNERABLE
    return Role.OTHER


def target_of(thing: RoadObject, targets: Targets) -> Target | None:
    """Return the object as the warnings see it, if they look at it."""
    return next((target for target in targets.targets if target.object_id == thing.id), None)


def most_urgent(targets: Targets) -> Target | None:
    """Return who would be hit first of those that matter: the lead, who cuts in, who is warned of.

    A time to collision with a car in another lane says nothing.
    """
    named = {alert.object_id for alert in targets.alerts.alerts if alert.level > Level.NONE}
    named |= {targets.lead_id, targets.cut_in_id}
    closing = [t for t in targets.targets if t.object_id in named and t.ttc_s is not None]
    return min(closing, key=lambda target: target.ttc_s or 0.0, default=None)


def title(thing: RoadObject) -> str:
    """Return '#12 car 23.4 ± 1.2 m'."""
    return f"#{thing.id} {spoken(thing.kind)} {thing.x_m:.1f} ±{thing.x_sd_m:.1f} m"


def detail(thing: RoadObject, target: Target | None) -> str:
    """Return '-3.2 m/s  TTC 2.1 ±0.3 s', without what is not known."""
    parts = [] if thing.vx_mps is None else [f"{thing.vx_mps:+.1f} m/s"]
    ttc_s = target.ttc_s if target else thing.ttc_s
    ttc_sd_s = target.ttc_sd_s if target else thing.ttc_sd_s
    if ttc_s is not None and ttc_s <= LONG_TTC_S:
        doubt = "" if ttc_sd_s is None else f" ±{ttc_sd_s:.1f}"
        parts.append(f"TTC {ttc_s:.1f}{doubt} s")
    return "  ".join(parts)


def speed(signal: Signal) -> str:
    """Return '83 km/h', and what is wrong with it."""
    if signal.value is None:
        return "speed unknown"
    good = signal.state in {SignalState.VALID, SignalState.EXTRAPOLATED}
    remark = "" if good else f" ({spoken(signal.state)})"
    return f"{signal.value * KMH_PER_MPS:.0f} km/h{remark}"


def loudest(alerts: Alerts) -> Alert | None:
    """Return the alert that speaks: the highest, the earlier of two equals; None: all quiet."""
    raised = [alert for alert in alerts.alerts if alert.level > Level.NONE]
    return min(raised, key=lambda a: (-a.level, a.since_ns)) if raised else None


def headline(alerts: Alerts) -> tuple[str, Color]:
    """Return the word of the alert bar; it is green only while warnings can be relied on."""
    if alerts.level > Level.NONE:
        return spoken(alerts.level), LEVELS[alerts.level]
    if alerts.state in {WarningState.ACTIVE, WarningState.DEGRADED}:
        return "no alert", STATES[alerts.state]
    return spoken(alerts.state), STATES[alerts.state]


def alert_line(alerts: Alerts) -> str:
    """Return the sentence of the alert bar: the function and its reason, or what is suppressed."""
    alert = loudest(alerts)
    if alert is not None:
        return f"{spoken(alert.function)}: {alert.reason}"
    held = next((a for a in alerts.alerts if a.suppressed_level > Level.NONE), None)
    if held is not None:
        return f"{spoken(held.function)} suppressed: {held.suppression}"
    if alerts.state in {WarningState.ACTIVE, WarningState.DEGRADED}:
        return "nothing to warn of"
    return f"no warnings: {'; '.join(alerts.state_reasons) or spoken(alerts.state)}"


def state_line(alerts: Alerts) -> str:
    """Return 'degraded: speed is stale; camera front is blocked'."""
    reasons = "; ".join(alerts.state_reasons)
    return spoken(alerts.state) + (f": {reasons}" if reasons else "")


def verdict_line(report: CameraReport) -> str:
    """Return 'on time', or the verdict and its reason; what dims the camera's view is added."""
    line = spoken(report.verdict)
    if report.verdict is not Verdict.ON_TIME and report.reason:
        line = f"{line}: {report.reason}"
    return line if report.failsafe in SEES_WELL else f"{line}, {spoken(report.failsafe)}"


def watermarked(moment: Moment) -> str:
    """Return 'INPUT IS NOT WHAT IT SEEMS: constant speed', or nothing."""
    marks = "; ".join(moment.watermarks)
    return f"INPUT IS NOT WHAT IT SEEMS: {marks}" if marks else ""
