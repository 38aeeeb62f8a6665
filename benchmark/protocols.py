"""Warnings on every protocol, simulated without pixels: shares reached over shares demanded.

    python benchmark/protocols.py [--draws 20] [--jobs 2] [--noise 2] [--out out/protocols]

Each grid point is drawn with jitter and measured noise from seeds that no tuning has seen; noise x1
and x2 stand beside each other.  The last line is the lowest ratio over the protocols at noise x1;
the goal is 1.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from measure import BAD_INPUT, Goal, finish, table

from vigil.base.errors import VigilError
from vigil.base.settings import Configuration
from vigil_sim.protocol.draws import FIRST_PUBLISHED
from vigil_sim.protocol.grid import ALL, points, protocols
from vigil_sim.protocol.report import write_report
from vigil_sim.protocol.running import Campaign, in_order, measured
from vigil_sim.protocol.saying import SHARE_HEAD, share_cells
from vigil_sim.protocol.table import Line, line_of, lowest_ratio, shares

GOAL = Goal(1.0, most=False)
FAMILY_HEAD = ("family", "noise", "grid points", "passed", "share", "settings")
SIMULATED_CAR = Path(__file__).parents[1] / "config/sim.yaml"


def words(cells: tuple[str | None, ...]) -> list[str]:
    """Return cells with a dash where there is nothing to say."""
    return [cell or "-" for cell in cells]


def families(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each family and noise; its grid points stand in the report."""
    found: dict[tuple[str, float], list[Line]] = {}
    for line in lines:
        found.setdefault((line.name.split(" ")[0], line.noise), []).append(line)
    for (name, noise), group in found.items():
        passed, demanded = sum(one.passed for one in group), sum(one.demanded for one in group)
        share = f"{passed / demanded:.0%}" if demanded else "-"
        yield name, f"x{noise:g}", str(len(group)), f"{passed}/{demanded}", share, group[0].settings


def main() -> int:
    """Print every family and protocol; 0 when all demanded shares are reached."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=20, help="of each grid point")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--noise", type=float, default=2.0, help="the second factor, beside 1")
    parser.add_argument("--out", type=Path, default=Path("out/protocols"), help="report and draws")
    given = parser.parse_args()
    scales = tuple(dict.fromkeys((1.0, given.noise)))
    campaign = Campaign.of(
        Configuration.read(SIMULATED_CAR), draws=given.draws, scales=scales, seed=FIRST_PUBLISHED
    )
    grid, began_s = points(protocols(ALL)), time.monotonic()
    found = in_order(measured(grid, campaign, given.jobs), grid)
    lines = [line_of(one) for one in found]
    reached = shares(lines)
    table(FAMILY_HEAD, families(lines))
    print()
    table(SHARE_HEAD, (words(share_cells(share)) for share in reached))
    for path in write_report(given.out, campaign, found, lines, reached):
        print(path)
    runs = campaign.draws * len(grid) * len(scales)
    print(f"simulated, {runs} runs in {time.monotonic() - began_s:.0f} s")
    return finish("protocols_lowest_ratio", lowest_ratio(reached), GOAL, digits=3)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VigilError as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)
