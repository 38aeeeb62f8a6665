"""What a campaign leaves: a page with plots, and every draw as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from vigil.base.errors import OutputError
from vigil.view.palette import style_sheet
from vigil_sim.protocol.registry import PROTOCOLS, Protocol
from vigil_sim.protocol.running import Campaign, Measured
from vigil_sim.protocol.saying import HEAD, SHARE_HEAD, cells_of, share_cells, verdict
from vigil_sim.protocol.table import Line, Share
from vigil_sim.run.fingerprint import fingerprint

WIDTH_PX, LEFT_PX, RIGHT_PX, ROW_PX = 720, 300, 8, 15
MOST_TTC_S = 6.0


@dataclass(frozen=True, slots=True)
class Row:
    """One grid point in a plot, px."""

    y: int
    name: str
    verdict: str
    bar: float
    """Right end of its share of passed draws."""
    dots: tuple[float, ...]
    """Times to collision at its warnings."""


@dataclass(frozen=True, slots=True)
class Plot:
    """All grid points of a protocol at one noise."""

    noise: float
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]


def write_report(
    out: Path,
    campaign: Campaign,
    found: Sequence[Measured],
    lines: Sequence[Line],
    reached: Sequence[Share],
) -> tuple[Path, Path]:
    """Write report.html and draws.json into a folder; return their paths."""
    page, draws = out / "report.html", out / "draws.json"
    about = _about(campaign, reached)
    try:
        out.mkdir(parents=True, exist_ok=True)
        page.write_text(_page(about, lines, reached), encoding="utf-8")
        draws.write_text(json.dumps(_draws(about, found), indent=1, default=_plain), "utf-8")
    except OSError as error:
        raise OutputError(f"{out}: cannot write the report there: {error}") from error
    return page, draws


def _about(campaign: Campaign, reached: Sequence[Share]) -> dict[str, Any]:
    return {
        "level": campaign.depth,
        "draws": campaign.draws,
        "seed": campaign.seed,
        "settings": reached[0].settings,
        "noise_settings": fingerprint(campaign.noise),
    }


def _page(about: dict[str, Any], lines: Sequence[Line], reached: Sequence[Share]) -> str:
    loader = PackageLoader("vigil_sim", "protocol")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    parts = [
        {
            "protocol": PROTOCOLS[name],
            "demands": _demands(PROTOCOLS[name]),
            "plots": [
                plot for share in reached if share.protocol == name for plot in _plots(lines, share)
            ],
            "lines": [
                (verdict(line), cells_of(line), line) for line in lines if line.protocol == name
            ],
            "unavoidable": sorted(
                {n for s in reached if s.protocol == name for n in s.unavoidable}
            ),
        }
        for name in dict.fromkeys(share.protocol for share in reached)
    ]
    return environment.get_template("report.html").render(
        about=about, parts=parts, head=HEAD, share_head=SHARE_HEAD,
        shares=[(share, share_cells(share)) for share in reached],
        width=WIDTH_PX, left=LEFT_PX, palette=style_sheet(),
    )  # fmt: skip


def _demands(protocol: Protocol) -> list[tuple[tuple[str, str], list[str]]]:
    """Return the families of each demand and who brakes."""
    found: dict[tuple[str, str], list[str]] = {}
    for test in protocol.tests:
        found.setdefault((test.demand, test.mode), []).append(test.family)
    return list(found.items())


def _plots(lines: Iterable[Line], share: Share) -> list[Plot]:
    ours = [x for x in lines if x.protocol == share.protocol and x.noise == share.noise]
    scale = (WIDTH_PX - LEFT_PX - RIGHT_PX) / MOST_TTC_S
    rows = tuple(
        Row(
            y=ROW_PX * (number + 1),
            name=line.name,
            verdict=verdict(line),
            bar=(WIDTH_PX - LEFT_PX - RIGHT_PX) * line.share,
            dots=tuple(LEFT_PX + scale * min(ttc_s, MOST_TTC_S) for ttc_s in line.ttcs_s),
        )
        for number, line in enumerate(ours)
    )
    ticks = tuple((LEFT_PX + scale * s, f"{s}") for s in range(int(MOST_TTC_S) + 1))
    return [Plot(share.noise, ROW_PX * (len(rows) + 3), rows, ticks)]


def _draws(about: dict[str, Any], found: Sequence[Measured]) -> dict[str, Any]:
    return {
        **about,
        "points": [
            {
                "name": one.point.name,
                "noise": one.scale,
                "avoidable": one.avoidable,
                "draws": [asdict(draw) for draw in one.draws],
            }
            for one in found
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, IntEnum):
        return value.name
    raise TypeError(f"{value!r} has no place in a report")
