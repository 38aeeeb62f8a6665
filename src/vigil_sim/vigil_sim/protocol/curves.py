"""Hits against false warnings as a table, as sentences and as a page with the curves."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import log10
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vigil.base.errors import OutputError
from vigil.view.palette import style_sheet
from vigil_sim.protocol.rivalry import AS_SHIPPED, Standing, Tally, gain, points_of_curve
from vigil_sim.protocol.rivals import RIVALS
from vigil_sim.run.result import OURS

COLORS = {
    OURS: "good",
    "openpilot": "lead",
    "autoware": "warning",
    "nads": "cut-in",
    "ttc": "vulnerable",
}
PUBLISHED = {AS_SHIPPED, *(f"{name} x1" for name in RIVALS)}
WIDTH_PX, HEIGHT_PX = 860, 460
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 50, 740, 30, 410
TICKS = (0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)


@dataclass(frozen=True, slots=True)
class About:
    """What a comparison was made of."""

    settings: str
    errors: str
    noise: float
    runs: int
    km: float
    first: int
    """Seeds of the figures."""
    tuning: int
    """Seeds that thresholds were chosen on."""


def head(published: Tally) -> tuple[str, ...]:
    """Return the names of columns."""
    return ("judge", "hits", *published.chances, "false", "negative set", "traffic", "as")


def rows(found: Sequence[Standing], published: Tally) -> Iterator[tuple[str, ...]]:
    """Yield every point of every curve, ours first."""
    roles: dict[str, list[str]] = {judge: ["published"] for judge in PUBLISHED}
    roles[AS_SHIPPED] = ["configured"]
    for one in found:
        roles.setdefault(one.tuned, []).append("tuned")
        if one.best:
            roles.setdefault(one.best, []).append("counted")
    for name in (OURS, *RIVALS):
        for judge in points_of_curve(name):
            hits = published.hits_of(judge)
            yield (
                judge,
                f"{published.share(judge):.1f} %",
                *(f"{hits[name]}/{most}" for name, most in published.chances.items()),
                f"{published.false(judge)}",
                f"{published.staged[judge]}",
                f"{published.traffic[judge]}",
                ", ".join(roles.get(judge, [])) or "-",
            )


def verdict(found: Sequence[Standing], published: Tally) -> Iterator[str]:
    """Yield how ours stands beside each rival, and where it is not first, why."""
    ours, false = published.share(AS_SHIPPED), published.false(AS_SHIPPED)
    for one in found:
        if one.best is None:
            yield (
                f"{one.name}: as published and at every point no earlier than tuned"
                f" ({one.tuned}) it has more false warnings than our {false}"
            )
            continue
        share = published.share(one.best)
        yield (
            f"{one.name}: {one.best} has {share:.1f} % hits and {published.false(one.best)} false"
            f" warnings, ours {ours:.1f} % and {false}"
        )
        if share > ours:
            yield f"ours is not first beside {one.best}: {_behind(one.best, published)}"
    yield f"hits of ours beside the best rival: {gain(found, published):+.1f} percentage points"


def _behind(rival: str, published: Tally) -> str:
    """Return in which protocols a rival has more hits."""
    more = published.hits_of(rival)
    more.subtract(published.hits_of(AS_SHIPPED))
    said = (f"{n} more of {published.chances[name]} in {name}" for name, n in more.items() if n > 0)
    return "it has " + ", ".join(said)


def write_curves(path: Path, about: About, found: Sequence[Standing], published: Tally) -> Path:
    """Write the page; return its path."""
    loader = PackageLoader("vigil_sim", "protocol")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    most = max(published.false(judge) for name in COLORS for judge in points_of_curve(name))
    page = environment.get_template("rivals.html").render(
        about=asdict(about), palette=style_sheet(), head=head(published),
        rows=list(rows(found, published)), verdict=list(verdict(found, published)),
        curves=[_curve(name, published, most) for name in COLORS],
        across=[(_x(tick, most), f"{tick}") for tick in TICKS if tick <= max(most, 1)],
        up=[(_y(share), f"{share}") for share in range(0, 101, 20)],
        width=WIDTH_PX, height=HEIGHT_PX, left=LEFT_PX, right=RIGHT_PX, top=TOP_PX,
        bottom=BOTTOM_PX,
    )  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: cannot write the report there: {error}") from error
    return path


def _curve(name: str, published: Tally, most: int) -> dict[str, object]:
    dots = [
        {
            "judge": judge,
            "hits": published.share(judge),
            "false": published.false(judge),
            "x": _x(published.false(judge), most),
            "y": _y(published.share(judge)),
            "published": judge in PUBLISHED,
        }
        for judge in points_of_curve(name)
    ]
    path = " ".join(f"{dot['x']},{dot['y']}" for dot in dots)
    return {"name": name, "color": COLORS[name], "dots": dots, "path": path}


def _x(false: int, most: int) -> float:
    """Return where a number of false warnings is drawn: by the logarithm of one more."""
    share = log10(1 + false) / log10(1 + max(most, 1))
    return round(LEFT_PX + share * (RIGHT_PX - LEFT_PX), 1)


def _y(share: float) -> float:
    return round(BOTTOM_PX - share / 100.0 * (BOTTOM_PX - TOP_PX), 1)
