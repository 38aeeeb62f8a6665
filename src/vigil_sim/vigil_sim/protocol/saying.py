"""Lines and shares as words: for the screen and for the report."""

from statistics import median

from vigil_sim.protocol.table import Line, Share

HEAD = (
    "grid point",
    "noise",
    "passed",
    "TTC s",
    "worst",
    "first level",
    "impact km/h",
    "reduced by",
    "pass",
    "settings",
    "mostly",
)
SHARE_HEAD = (
    "protocol",
    "noise",
    "grid points",
    "share reached",
    "demanded",
    "ratio",
    "impact speed reduced by",
    "unavoidable",
    "settings",
)


def cells_of(line: Line) -> tuple[str | None, ...]:
    """Return the cells of one grid point; None: there is nothing to say."""
    return (
        line.name,
        f"x{line.noise:g}",
        f"{line.passed}/{line.demanded}",
        f"{median(line.ttcs_s):.2f}" if line.ttcs_s else None,
        f"{line.ttcs_s[0]:.2f}" if line.ttcs_s else None,
        line.first_level,
        f"{line.impact_kmh:.1f}",
        percent(line.reduction),
        verdict(line),
        line.settings,
        line.why or None,
    )


def share_cells(share: Share) -> tuple[str | None, ...]:
    """Return the cells of one protocol."""
    return (
        share.protocol,
        f"x{share.noise:g}",
        f"{share.passed_points}/{share.points}",
        percent(share.reached),
        percent(share.wanted),
        f"{share.ratio:.3f}",
        percent(share.reduction),
        str(len(share.unavoidable)),
        share.settings,
    )


def verdict(line: Line) -> str:
    """Return what became of a grid point."""
    if not line.avoidable:
        return "unavoidable"
    if not line.demanded:
        return "not demanded"
    return "pass" if line.passes else "fail"


def percent(share: float | None) -> str | None:
    """Return a share as a reader wants it."""
    return None if share is None else f"{100.0 * share:.1f} %"
