"""False warnings in endless traffic, simulated without pixels, by truth alone.

    python benchmark/silence.py [--more 60] [--noise 2] [--jobs 2] [--store FILE]

Each seed from 1,000,000 on is another minute.  What was driven with the same settings is kept in
the store; each run of this adds minutes to it, and it can be stopped at any time.  The last line is
the 95 % upper bound of our false warnings in 10 000 km at noise x1; the goal is 1, which takes
30 000 km without any.  Where something that raises false warnings was met too rarely, the figure is
void.
"""

import argparse
import sys
import time
from itertools import count, islice
from pathlib import Path

from measure import BAD_INPUT, ROOT, Goal, finish, table

from vigil.base.errors import VigilError
from vigil.base.settings import Configuration
from vigil_sim.protocol.draws import FIRST_PUBLISHED
from vigil_sim.protocol.endless import basis_of, fill
from vigil_sim.protocol.running import Campaign
from vigil_sim.protocol.silence import (
    EXPOSURE_HEAD,
    JUDGES_HEAD,
    exposure_rows,
    judge_rows,
    sentences,
)
from vigil_sim.protocol.store import Store
from vigil_sim.run.result import OURS

GOAL = Goal(1.0)
SIMULATED_CAR = ROOT / "config/sim.yaml"
VOID = float("inf")


def driven(path: Path, campaign: Campaign, noise: float, given: argparse.Namespace) -> Store:
    """Add minutes to a store; return all that it holds of published seeds."""
    store = Store.open(path, basis_of(campaign, noise))
    lacking = tuple(islice(store.missing(count(FIRST_PUBLISHED)), given.more))
    for _ in fill(store, lacking, campaign, given.jobs):
        pass
    return store.of(seed for seed in store.entries if seed >= FIRST_PUBLISHED)


def main() -> int:
    """Print exposure, false and missed warnings; 0 when the bound is low enough."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--more", type=int, default=60, help="minutes to add to the store")
    parser.add_argument("--noise", type=float, default=2.0, help="the second factor, beside 1")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument(
        "--store", type=Path, default=Path("out/protocol/traffic.jsonl"), help="where they are kept"
    )
    given = parser.parse_args()
    campaign, began_s = Campaign.of(Configuration.read(SIMULATED_CAR)), time.monotonic()
    scales = dict.fromkeys((1.0, given.noise))
    stores = [driven(given.store, campaign, scale, given) for scale in scales]
    table(EXPOSURE_HEAD, exposure_rows(stores[0]))
    print()
    table(JUDGES_HEAD, (row for store in stores for row in judge_rows(store)))
    for store in stores:
        for sentence in sentences(store):
            print(sentence)
    ours = stores[0]
    took_s = time.monotonic() - began_s
    print(
        f"simulated, {ours.exposure.km:.1f} km in {len(ours.entries)} minutes, of them"
        f" {given.more} in {took_s:.0f} s now; {ours.basis}"
    )
    bound = VOID if ours.below_floor() else ours.upper_bound(OURS)
    return finish("silence_false_per_10000_km", bound, GOAL)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VigilError as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)
