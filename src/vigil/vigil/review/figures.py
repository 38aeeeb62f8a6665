"""What the report prints of a drive: numbers, rows, and the data of its plots."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from vigil.base.records import Evidence, Level, Series
from vigil.review.drive import FROM_EXPOSURE, WHOLE, Drive
from vigil.review.episodes import Episode
from vigil.review.pictures import Pictures
from vigil.review.sets import SignalFacts
from vigil.review.spans import Span, spans
from vigil.view.palette import LEVELS, STATES, VERDICTS, Color
from vigil.view.words import KMH_PER_MPS, LONG_TTC_S, spoken

UNKNOWN = "–"  # noqa: RUF001 - the typographic sign for nothing to say
QUANTILES = (50.0, 95.0, 100.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at the top."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """One alert with its picture."""

    time_s: float
    title: str
    level: str
    color: Color
    span: str
    reason: str
    evidence: tuple[tuple[str, str, str], ...]
    picture: str


@dataclass(frozen=True, slots=True)
class LatencyRow:
    """One stage: ms, and its bars as shares of the longest p95."""

    stage: str
    p50_ms: float
    p95_ms: float
    worst_ms: float
    shares: list[float]


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One quantity of our vehicle, in words."""

    name: str
    rate: str
    age: str
    range: str
    state: str
    known: bool


def key_figures(drive: Drive) -> list[Figure]:
    """Return the numbers that one looks for first."""
    raised = [episode for episode in drive.episodes if not episode.suppressed]
    closing = drive.ttc_s[np.isfinite(drive.ttc_s)]
    total = drive.latency_ms.get(FROM_EXPOSURE, drive.latency_ms.get(WHOLE))
    name = FROM_EXPOSURE if FROM_EXPOSURE in drive.latency_ms else WHOLE
    lost = sum(camera.lost for camera in drive.sets.cameras())
    return [
        Figure(_clock(drive.length_s), "duration"),
        Figure(f"{drive.travelled_m / 1000:.2f} km", "driven"),
        Figure(str(len(raised)), "alerts"),
        Figure(f"{closing.min():.1f} s" if len(closing) else UNKNOWN, "lowest TTC"),
        Figure(UNKNOWN if total is None else f"{np.percentile(total, 95):.0f} ms", f"{name}, p95"),
        Figure(str(lost), "frames unused"),
    ]


def timeline(drive: Drive, pictures: Pictures) -> dict[str, Any]:
    """Return the data of the plots; times in s, unknown numbers null."""
    start_ns = drive.start_ns
    return {
        "times": _rounded(drive.times_s, 3),
        "speed": _rounded(drive.speed_mps * KMH_PER_MPS, 1),
        "distance": _rounded(drive.distance_m, 1),
        "distance_low": _rounded(np.maximum(drive.distance_m - drive.distance_sd_m, 0.0), 1),
        "distance_high": _rounded(drive.distance_m + drive.distance_sd_m, 1),
        "ttc": _rounded(np.where(drive.ttc_s <= LONG_TTC_S, drive.ttc_s, np.nan), 2),
        "ttc_low": _rounded(_near(drive, -1.0), 2),
        "ttc_high": _rounded(_near(drive, 1.0), 2),
        "levels": [_band(s, spoken(s.value), LEVELS[s.value]) for s in _levels(drive)],
        "strips": _strips(drive),
        "pictures": [
            [round((stamp_ns - start_ns) / 1e9, 3), jpeg]
            for stamp_ns, jpeg in sorted(pictures.small.items())
        ],
    }


def alert_cards(drive: Drive, pictures: Pictures) -> list[Card]:
    """Return alerts in order of time; where there was none, pictures along the way."""
    if drive.episodes:
        return [_card(episode, pictures) for episode in drive.episodes]
    quiet = sorted(pictures.large.items())
    return [
        Card((ns - drive.start_ns) / 1e9, "No alert", "none", Color.GOOD, "", "", (), jpeg)
        for ns, jpeg in quiet
    ]


def latency_rows(drive: Drive) -> list[LatencyRow]:
    """Return each stage in the order of the flow, the whole way last."""
    totals = [name for name in (WHOLE, FROM_EXPOSURE) if name in drive.latency_ms]
    order = [stage for stage in drive.latency_ms if stage not in totals] + totals
    found = {stage: np.percentile(drive.latency_ms[stage], QUANTILES).tolist() for stage in order}
    longest_ms = max((p95_ms for _, p95_ms, _ in found.values()), default=0.0) or 1.0
    return [
        LatencyRow(
            stage,
            p50_ms,
            p95_ms,
            worst_ms,
            [min(ms / longest_ms, 1.0) for ms in (p50_ms, p95_ms, worst_ms)],
        )
        for stage, (p50_ms, p95_ms, worst_ms) in found.items()
    ]


def signal_rows(drive: Drive) -> list[SignalRow]:
    """Return each quantity of our vehicle in words."""
    return [_signal_row(facts) for facts in drive.sets.signals(drive.length_s)]


def _signal_row(facts: SignalFacts) -> SignalRow:
    low, high = facts.low, facts.high
    values = UNKNOWN if low is None or high is None else f"{low:.2f} … {high:.2f} {facts.unit}"
    ages = (facts.mean_age_s, facts.worst_age_s)
    return SignalRow(
        name=facts.name,
        rate=UNKNOWN if facts.rate_hz is None else f"{facts.rate_hz:.1f} Hz",
        age=" / ".join(UNKNOWN if age is None else f"{1000 * age:.0f}" for age in ages) + " ms",
        range=values,
        state=", ".join(f"{spoken(state)} {100 * share:.3g} %" for state, share in facts.shares),
        known=facts.low is not None,
    )


def _card(episode: Episode, pictures: Pictures) -> Card:
    suppressed = " (suppressed)" if episode.suppressed else ""
    return Card(
        time_s=episode.peak_s,
        title=spoken(episode.function) + suppressed,
        level=spoken(episode.level),
        color=Color.FAINT if episode.suppressed else LEVELS[episode.level],
        span=f"{_clock(episode.start_s)} to {_clock(episode.end_s)}",
        reason=episode.reason,
        evidence=tuple(_evidence(row) for row in episode.evidence),
        picture="" if episode.suppressed else pictures.large.get(episode.peak_ns, ""),
    )


def _evidence(row: Evidence) -> tuple[str, str, str]:
    numbers = (row.value, row.threshold)
    value, threshold = (UNKNOWN if number is None else f"{number:.3g}" for number in numbers)
    return (row.name, value, threshold)


def _levels(drive: Drive) -> Iterable[Span[Level]]:
    return (s for s in spans(drive.times_s.tolist(), drive.levels) if s.value > Level.NONE)


def _strips(drive: Drive) -> list[dict[str, Any]]:
    """Return bands of warning state and of each camera's verdicts."""
    states = spans(drive.times_s.tolist(), drive.states)
    rows = [
        {
            "name": "warnings",
            "bands": [
                _band(
                    s,
                    f"{spoken(s.value[0])}{': ' if s.value[1] else ''}{s.value[1]}",
                    STATES[s.value[0]],
                )
                for s in states
            ],
        }
    ]
    for camera, column in drive.sets.verdicts.items():
        found = spans(drive.sets.times_s, column)
        bands = [_band(s, spoken(s.value), VERDICTS[s.value]) for s in found]
        rows.append({"name": camera, "bands": bands})
    return rows


def _band(span: Span[Any], words: str, color: Color) -> list[Any]:
    return [round(span.start_s, 3), round(span.end_s, 3), words, color.value]


def _near(drive: Drive, side: float) -> Series:
    """Return the time to collision one standard deviation off, where it is plotted."""
    plotted = drive.ttc_s <= LONG_TTC_S
    return np.where(plotted, np.maximum(drive.ttc_s + side * drive.ttc_sd_s, 0.0), np.nan)


def _rounded(series: Series, digits: int) -> list[float | None]:
    return [None if np.isnan(v) else round(float(v), digits) for v in series]


def _clock(time_s: float) -> str:
    """Return '9:59.5': minutes, and seconds with a tenth."""
    tenths = round(time_s * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"
