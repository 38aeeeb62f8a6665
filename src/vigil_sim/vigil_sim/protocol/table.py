"""From draws to lines: one for each grid point and noise, and one share for each protocol."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from vigil.base.errors import InputError
from vigil.base.records import Level
from vigil_sim.protocol.registry import PROTOCOLS
from vigil_sim.protocol.running import Measured, Scored
from vigil_sim.protocol.scoring import EVERY_FUNCTION

KMH = 3.6


@dataclass(frozen=True, slots=True)
class Line:
    """One grid point at one noise."""

    protocol: str
    name: str
    demand: str
    noise: float
    draws: int
    demanded: int
    passed: int
    """Of those demanded."""
    avoidable: bool
    ttcs_s: tuple[float, ...]
    """True time to collision at the first warning of each draw that had one, ascending."""
    first_level: str
    """What was said first, in most draws."""
    impact_kmh: float
    """Mean over all draws, 0 where avoided."""
    reduction: float | None
    """Mean reduction of the impact speed, share of what it is where nobody brakes."""
    lead_s: float | None
    """Median lead over the reference driver of R157."""
    wrong: int
    """Draws in which the brakes answered to nothing that is there."""
    why: str
    """What failed, in most draws."""
    settings: str

    @property
    def share(self) -> float:
        """Of the demanded draws that passed."""
        return self.passed / self.demanded if self.demanded else 1.0

    @property
    def passes(self) -> bool:
        """Whether the share of the protocol is reached here."""
        return self.share >= PROTOCOLS[self.protocol].share


@dataclass(frozen=True, slots=True)
class Share:
    """One protocol at one noise."""

    protocol: str
    noise: float
    points: int
    passed_points: int
    demanded: int
    passed: int
    unavoidable: tuple[str, ...]
    """Grid points that no braking can avoid: not counted."""
    reduction: float | None
    """Mean over all points where something was to be avoided."""
    wanted: float
    settings: str

    @property
    def reached(self) -> float:
        """Share of the demanded draws that passed."""
        return self.passed / self.demanded if self.demanded else 1.0

    @property
    def ratio(self) -> float:
        """Share reached over share demanded."""
        return self.reached / self.wanted


def line_of(one: Measured) -> Line:
    """Return the line of a grid point."""
    runs = [draw.run for draw in one.draws]
    counted = [draw.outcome for draw in one.draws if draw.outcome.demanded]
    leads_s = [draw.outcome.lead_s for draw in one.draws if draw.outcome.lead_s is not None]
    impact_mps = mean(run.impact_mps for run in runs)
    reductions = [draw.reduction for draw in one.draws if draw.reduction is not None]
    return Line(
        protocol=one.point.protocol,
        name=one.point.name,
        demand=one.point.test.demand,
        noise=one.scale,
        draws=len(runs),
        demanded=len(counted),
        passed=sum(outcome.passed for outcome in counted),
        avoidable=one.avoidable,
        ttcs_s=_ttcs_s(one.draws),
        first_level=_most(_first_level(draw) for draw in one.draws),
        impact_kmh=KMH * impact_mps,
        reduction=mean(reductions) if reductions else None,
        lead_s=median(leads_s) if leads_s else None,
        wrong=sum(run.braked_at_s is not None and not run.attributable for run in runs),
        why=_most(outcome.why for outcome in counted if not outcome.passed),
        settings=one_of(run.settings for run in runs),
    )


def shares(lines: Sequence[Line]) -> list[Share]:
    """Return one line for each protocol and noise; raise where settings differ: it is void."""
    one_of(line.settings for line in lines)
    keys = sorted({(list(PROTOCOLS).index(line.protocol), line.noise) for line in lines})
    return [_share(list(PROTOCOLS)[number], noise, lines) for number, noise in keys]


def lowest_ratio(found: Iterable[Share], noise: float = 1.0) -> float:
    """Return the lowest share reached over share demanded, over the protocols at one noise."""
    return min(share.ratio for share in found if share.noise == noise)


def one_of(fingerprints: Iterable[str]) -> str:
    """Return the one fingerprint of all, or raise: figures of two settings are not comparable."""
    found = sorted(set(fingerprints))
    if len(found) != 1:
        raise InputError(
            f"the table is void: its lines were made with settings {' and '.join(found)};"
            " run all of it again with one"
        )
    return found[0]


def _share(protocol: str, noise: float, lines: Sequence[Line]) -> Share:
    ours = [line for line in lines if line.protocol == protocol and line.noise == noise]
    counted = [line for line in ours if line.avoidable]
    reductions = [line.reduction for line in counted if line.reduction is not None]
    return Share(
        protocol=protocol,
        noise=noise,
        points=len(counted),
        passed_points=sum(line.passes for line in counted),
        demanded=sum(line.demanded for line in counted),
        passed=sum(line.passed for line in counted),
        unavoidable=tuple(line.name for line in ours if not line.avoidable),
        reduction=mean(reductions) if reductions else None,
        wanted=PROTOCOLS[protocol].share,
        settings=ours[0].settings,
    )


def _ttcs_s(draws: Iterable[Scored]) -> tuple[float, ...]:
    first = (draw.run.first(Level.WARNING) for draw in draws)
    found = (onset.strict_ttc_s for onset in first if onset is not None)
    return tuple(sorted(ttc_s for ttc_s in found if ttc_s is not None))


def _first_level(draw: Scored) -> str:
    onset = draw.run.first(Level.PRE_WARNING, EVERY_FUNCTION)
    return onset.level.name.lower().replace("_", "-") if onset else "none"


def _most(words: Iterable[str]) -> str:
    found = Counter(words).most_common(1)
    return found[0][0] if found else ""
