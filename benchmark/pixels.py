"""Warnings in closed loop with rendered pictures and real networks: share of runs passed.

    python benchmark/pixels.py [--all] [--minutes 10] [--only TEXT] [--out out/pixels]
                               [--rate 20] [--detector-width 1280]

NHTSA, CCRs and CCRm to 60 km/h with overlaps of 50 to 100 % by day, at dusk and at night; five
cut-ins and one of each family of the negative set by day.  Draws of NHTSA's tests have five kinds
of car ahead.  Without --all a short list that fits into ten minutes of a free core.  Each run
leaves a file: what is there with the same settings is not driven again, so that a long list is gone
on with by the same command (--afresh: all anew).  Noise does not apply.  By day and at dusk
everything is demanded, at night 80 %.
The last line is the share of runs passed; it exits with 1 where a light is short, a wrong warning
was given, or runs are still to be made.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from measure import BAD_INPUT, MODELS, ROOT, Goal, finish, median, table

from vigil.base.errors import VigilError
from vigil.base.settings import Configuration
from vigil.evaluation.distance import Sample, between, bias_percent, median_error_percent
from vigil.evaluation.doubt import best_constant, log_likelihood, share_within
from vigil.pipeline import Rooms
from vigil_sim.noise import fitted
from vigil_sim.protocol.pixels import LIGHTS, Gallery, Look, Seen, looks
from vigil_sim.protocol.play import refuse_blind
from vigil_sim.run.fingerprint import judgement_fingerprint

GOAL = Goal(1.0, most=False)
NIGHT_SHARE = 0.8
SIMULATED_CAR = ROOT / "config/sim.yaml"
RANGES_M = ((5.0, 30.0), (30.0, 60.0), (60.0, 100.0))
WITHIN_ONE, WITHIN_TWO = (58.0, 78.0), 90.0
FAR_M = 75.0
"""A target that begins nearer says little of how far one sees."""
CAR_TO_CAR = ("nhtsa", "euroncap")
HEAD = (
    "run",
    "first seen m",
    "first level",
    "alert TTC s",
    "impact km/h",
    "pass",
    "settings",
    "why",
)
RANGE_HEAD = ("range m", "light", "n", "median error %", "bias %", "encounters")


def main() -> int:
    """Print every run, ranges and shares; 0 where everything demanded is reached."""
    given = arguments()
    values = {
        "inference.model_path": (str(given.shared.resolve() / MODELS),),
        "perception.networks.detector_width_px": given.detector_width,
    }
    rooms = Rooms(Configuration.read(SIMULATED_CAR).changed(values)).check()
    refuse_blind(rooms)
    gallery = Gallery(given.out, rooms, fitted(), rate_hz=given.rate)
    chosen = [look for look in looks(everything=given.all) if given.only in look.name]
    seen = gathered(chosen, gallery, given)
    table(HEAD, map(row, seen))
    missing = len(chosen) - len(seen)
    if missing:
        print(f"{missing} of {len(chosen)} runs are still to be made: the same command goes on")
    print(
        f"simulated, pictures at {given.rate:g} Hz, detector {given.detector_width} px wide, seeds"
        f" from {gallery.seed} on"
    )
    report_first_seen(seen)
    honest = report_ranges([one for one in seen if one.family.startswith(CAR_TO_CAR)])
    shares = report_shares(seen)
    met = honest and shares and not missing
    return max(finish("pixels_share_passed", share_passed(seen), GOAL, digits=3), int(not met))


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="networks")
    parser.add_argument("--all", action="store_true", help="everything, some hours")
    parser.add_argument("--only", default="", help="runs whose name holds this")
    parser.add_argument("--minutes", type=float, default=0.0, help="begin no run later; 0: no end")
    parser.add_argument("--rate", type=float, default=20.0, help="pictures a second")
    parser.add_argument(
        "--detector-width", type=int, default=1280, help="px; 960, as shipped, sees less at night"
    )
    parser.add_argument("--out", type=Path, default=Path("out/pixels"), help="a file for each run")
    parser.add_argument("--bags", type=Path, help="also keep each bag, in this folder")
    parser.add_argument("--afresh", action="store_true", help="drive again what is there")
    return parser.parse_args()


def gathered(chosen: Sequence[Look], gallery: Gallery, given: argparse.Namespace) -> list[Seen]:
    """Return the runs that are there or could be made in time."""
    until_s = time.monotonic() + 60.0 * given.minutes if given.minutes else float("inf")
    settings, found = judgement_fingerprint(gallery.rooms.configuration), []
    for number, look in enumerate(chosen):
        seen = None if given.afresh else gallery.kept(look, settings)
        if seen is None and time.monotonic() < until_s:
            bag = given.bags / f"{number:03d}" if given.bags else None
            seen = gallery.take(look, bag)
            print(f"{look.name}: {seen.why or 'passed'}", file=sys.stderr, flush=True)
        if seen is not None:
            found.append(seen)
    return found


def row(one: Seen) -> tuple[str, ...]:
    """Return a line of the table."""
    return (
        one.name,
        "-" if one.first_seen_m is None else f"{one.first_seen_m:.0f}",
        one.first_level,
        "-" if one.ttc_s is None else f"{one.ttc_s:.2f}",
        f"{3.6 * one.impact_mps:.1f}",
        "FAIL" if one.why else "yes",
        one.settings,
        one.why if one.demanded else f"not demanded: {one.why or 'nothing to avoid'}",
    )


def share_passed(seen: Iterable[Seen]) -> float:
    """Return the share of the demanded runs that passed."""
    passed = [not one.why for one in seen if one.demanded]
    return sum(passed) / len(passed) if passed else 0.0


def report_first_seen(seen: Sequence[Seen]) -> None:
    """Print at which range each light lets a target be tracked that begins far away."""
    far = [one for one in seen if one.family in {"nhtsa/stopped", "nhtsa/slower"}]
    for light in LIGHTS:
        there = [one.first_seen_m for one in far if one.light == light]
        ranges_m = [range_m for range_m in there if range_m is not None]
        if there:
            middle = f"median {median(ranges_m):.0f} m" if ranges_m else "never"
            least = f"least {min(ranges_m):.0f} m, " if ranges_m else ""
            print(f"first confirmed track, {light}: {middle}, {least}n {len(there)}")


def report_ranges(seen: Sequence[Seen]) -> bool:
    """Print errors of the lead's distance by range, and how honest its doubt is."""
    rows = []
    for near_m, far_m in RANGES_M:
        for light in LIGHTS:
            parts = [between(one.samples, near_m, far_m) for one in seen if one.light == light]
            drawn = [sample for part in parts for sample in part]
            rows.append(range_row(f"{near_m:g}-{far_m:g}", light, drawn, sum(map(bool, parts))))
    table(RANGE_HEAD, rows)
    return report_doubt(seen)


def range_row(span: str, light: str, drawn: Sequence[Sample], encounters: int) -> tuple[str, ...]:
    """Return a line of the table of ranges."""
    errors = median_error_percent(drawn, ours), bias_percent(drawn, ours)
    return (span, light, f"{len(drawn)}", f"{errors[0]:.1f}", f"{errors[1]:+.1f}", f"{encounters}")


def report_doubt(seen: Sequence[Seen]) -> bool:
    """Print how honest the deviations are, by encounter; return whether they are."""
    encounters = [between(one.samples, RANGES_M[0][0], RANGES_M[-1][1]) for one in seen]
    encounters = [one for one in encounters if one]
    if not encounters:
        print("distance: no lead was measured")
        return False
    one_sd, two_sd = share_within(encounters, 1.0), share_within(encounters, 2.0)
    said, (share, constant) = log_likelihood(encounters), best_constant(encounters)
    print(
        f"distance within one sd: {one_sd:.0f}% (goal {WITHIN_ONE[0]:.0f}-{WITHIN_ONE[1]:.0f}),"
        f" within two: {two_sd:.0f}% (goal {WITHIN_TWO:.0f}), by encounter, n {len(encounters)};"
        f" log likelihood {said:.2f}, of the best constant sd ({100 * share:.1f}%) {constant:.2f}"
    )
    return WITHIN_ONE[0] <= one_sd <= WITHIN_ONE[1] and two_sd >= WITHIN_TWO and said > constant


def report_shares(seen: Sequence[Seen]) -> bool:
    """Print the share of each light and of silence; return whether all are reached."""
    met = True
    tests = [one for one in seen if not one.family.startswith("negative")]
    parts = {str(light): [one for one in tests if one.light == light] for light in LIGHTS}
    parts["silence"] = [one for one in seen if one.family.startswith("negative")]
    for name, part in parts.items():
        demanded = [one for one in part if one.demanded]
        wanted = NIGHT_SHARE if name == "night" else 1.0
        met &= not demanded or share_passed(demanded) >= wanted
        passed = sum(not one.why for one in demanded)
        print(f"{name}: {passed} of {len(demanded)} passed, demanded {100 * wanted:.0f}%")
    return met


def ours(sample: Sample) -> float:
    """Return Vigil's distance."""
    return sample.x_m


if __name__ == "__main__":
    try:
        sys.exit(main())
    except VigilError as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_INPUT)
