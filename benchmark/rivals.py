"""Hits of ours against those of four rivals at equal false warnings, simulated without pixels.

    python benchmark/rivals.py [--draws 2] [--every 4] [--minutes 20] [--noise 1] [--jobs 2]
                               [--out out/rivals.html]

openpilot-like (its planner replaced by the deceleration that is needed), Autoware's RSS-like AEB,
NADS and a plain time to collision judge the very scenes that ours judges, each with its published
settings and at every other point of its curve.  A rival's threshold is chosen on seeds below
1,000,000: the most hits at no more false warnings than ours; figures are of seeds from 1,000,000
on.  Hits are alerts in time on NHTSA, FMVSS 127, CCRs, CCRm, CCRb and cut-ins; false ones are those
of the negative set, and by truth those of traffic.  The last line is hits of ours minus hits of the
best rival that has no more false warnings, in percentage points; the goal is 0.
"""

import argparse
import sys
import time
from pathlib import Path

from measure import BAD_INPUT, ROOT, Goal, finish, table

from vigil.base.errors import VigilError
from vigil.base.settings import Configuration
from vigil_sim.protocol.curves import About, head, rows, verdict, write_curves
from vigil_sim.protocol.draws import FIRST_PUBLISHED
from vigil_sim.protocol.endless import basis_of
from vigil_sim.protocol.rivalry import Tally, gain, standings, tallied, tasks_of
from vigil_sim.protocol.running import Campaign

GOAL = Goal(0.0, most=False)
SIMULATED_CAR = ROOT / "config/sim.yaml"
TUNING = 0
"""First seed that thresholds are chosen on."""


def driven(given: argparse.Namespace, campaign: Campaign, first: int) -> Tally:
    """Return what all runs of a range of seeds came to."""
    tasks, whole = tasks_of(given.draws, given.every, given.minutes, first), Tally()
    for tally in tallied(tasks, campaign, given.noise, given.jobs):
        whole.add(tally)
    return whole


def main() -> int:
    """Print every point of every curve; 0 when no rival is better."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--draws", type=int, default=2, help="of each grid point")
    parser.add_argument("--every", type=int, default=4, help="one of so many grid points")
    parser.add_argument("--minutes", type=int, default=20, help="of traffic")
    parser.add_argument("--noise", type=float, default=1.0, help="factor on the measured noise")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, default=Path("out/rivals.html"), help="page of curves")
    given = parser.parse_args()
    campaign, began_s = Campaign.of(Configuration.read(SIMULATED_CAR)), time.monotonic()
    tuning, published = (driven(given, campaign, first) for first in (TUNING, FIRST_PUBLISHED))
    found, basis = standings(tuning, published), basis_of(campaign, given.noise)
    table(head(published), rows(found, published))
    for sentence in verdict(found, published):
        print(sentence)
    about = About(
        basis.settings, basis.errors, basis.noise, published.runs, published.km,
        FIRST_PUBLISHED, TUNING,
    )  # fmt: skip
    print(write_curves(given.out, about, found, published))
    runs = tuning.runs + published.runs
    print(f"simulated, {runs} runs in {time.monotonic() - began_s:.0f} s; {basis}")
    return finish("rivals_hits_gain", gain(found, published), GOAL, digits=1)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VigilError as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)
