"""The table of protocols: which families, who brakes, what counts as passed, what is demanded.

Numbers that are recalled are marked so in their sources, until they are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vigil_sim.protocol.scoring import (
    NO_COLLISION_WARNING,
    NO_DEPARTURE,
    NO_HEADWAY,
    NO_WARNING,
    Score,
    alert_by,
    avoided_and_warned,
    cut_in,
    departs,
    iso_approach,
    no_contact,
    too_close,
)
from vigil_sim.run.reaction import Mode


@dataclass(frozen=True, slots=True)
class Trial:
    """One family of scenarios and what it demands."""

    family: str
    """Name of the scenario file: 'nhtsa/stopped'."""
    score: Score
    demand: str
    """What is demanded, in words, its source in brackets."""
    mode: Mode = "none"
    one_of: int = 1
    """Of so many neighbouring grid points one is taken: a stated sample."""
    offset: int = 0
    """Which of them is the first."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Several tests that are reported together."""

    name: str
    title: str
    tests: tuple[Trial, ...]
    share: float = 1.0
    """Of the draws that must pass; a grid point passes with the same share of its own."""


CONTACT = "no contact"
CUT_INS = ("sedan", "van", "truck", "bus", "motorcycle")
SAMPLE = 7
"""Of the grid of cut-ins: prime to its 2, 3 and 6, so each value of each name is drawn evenly."""


def _tests(*families: str, score: Score, demand: str, mode: Mode = "none") -> tuple[Trial, ...]:
    return tuple(Trial(family, score, demand, mode) for family in families)


NHTSA = Protocol(
    "nhtsa",
    "NHTSA forward collision warning (recalled: 5 of 7 runs; here all draws)",
    (
        Trial("nhtsa/stopped", alert_by(2.1), "warning by TTC 2.1 s (recalled)"),
        Trial("nhtsa/decelerating", alert_by(2.4), "warning by TTC 2.4 s, the stricter (recalled)"),
        Trial("nhtsa/slower", alert_by(2.0), "warning by TTC 2.0 s (recalled)"),
    ),
)
FMVSS127 = Protocol(
    "fmvss127",
    "FMVSS 127",
    (
        *_tests(
            "fmvss127/stopped",
            "fmvss127/slower",
            "fmvss127/decelerating",
            "fmvss127/crossing",
            "fmvss127/standing",
            "fmvss127/along",
            score=no_contact,
            demand=CONTACT,
            mode="emergency",
        ),
        *_tests(
            "fmvss127/plate",
            "fmvss127/parked_pair",
            score=NO_WARNING,
            demand="no warning (ours; the rule allows 0.25 g, recalled)",
        ),
    ),
)
EURONCAP = Protocol(
    "euroncap",
    "Euro NCAP 2023 grids, share of the grid avoided",
    (
        *_tests(
            "euroncap/ccrs",
            "euroncap/ccrm",
            "euroncap/ccrb",
            "euroncap/motorcycle_stationary",
            "euroncap/motorcycle_braking",
            "euroncap/cpna_25",
            "euroncap/cpna_75",
            "euroncap/cpfa_50",
            "euroncap/cpnco_50",
            "euroncap/cpla_50",
            "euroncap/cbna_50",
            "euroncap/cbla_50",
            score=no_contact,
            demand=CONTACT,
            mode="emergency",
        ),
        *_tests(
            "euroncap/ccrs_fcw",
            "euroncap/cpla_25_fcw",
            "euroncap/cbla_25_fcw",
            score=no_contact,
            demand=f"{CONTACT}, with a driver who brakes on the warning (recalled)",
            mode="both",
        ),
    ),
    share=0.95,
)
R152 = Protocol(
    "r152",
    "UN R152 (recalled)",
    _tests(
        "r152/stopped",
        "r152/moving",
        score=avoided_and_warned,
        demand=f"warning 0.8 s before emergency braking, {CONTACT} (recalled)",
        mode="emergency",
    ),
)
CUTIN = Protocol(
    "cutin",
    f"Sweep of UN R157, one of {SAMPLE} grid points, side and model in turn",
    (
        *(
            Trial(
                f"cutin/{model}",
                cut_in,
                f"{CONTACT} where the reference driver has none, or TTC > v/(2·6) + 0.35 s",
                "both",
                SAMPLE,
                number,
            )
            for number, model in enumerate(CUT_INS)
        ),
        Trial("cutin/swerve", NO_WARNING, "no warning of a lead that swings ±1.5 m"),
    ),
)
ISO15623 = Protocol(
    "iso15623",
    "ISO 15623",
    (
        Trial("iso15623/approach", iso_approach, "warning after TTC 4 s, before 0.68 g is needed"),
        *_tests(
            "iso15623/pulling_away",
            "iso15623/next_lane",
            score=NO_COLLISION_WARNING,
            demand="no collision warning, not even a soft one",
        ),
    ),
)
LDW = Protocol(
    "ldw",
    "Lane departure, ISO 17361 (recalled)",
    (
        Trial(
            "ldw/departing",
            departs,
            "warning between 1.5 s x rate inside and 0.3 m outside (recalled)",
        ),
        Trial("ldw/keeping", NO_DEPARTURE, "1000 m without a warning (recalled)"),
        Trial("ldw/slow", NO_DEPARTURE, "no warning below 17 m/s (recalled)"),
    ),
)
HEADWAY = Protocol(
    "headway",
    "Headway (Mobileye's numbers)",
    (
        Trial("headway/close", too_close, "told within 3 s below 0.6 s"),
        Trial("headway/far", NO_HEADWAY, "nothing told at 1.2 s"),
        Trial("headway/slow", NO_HEADWAY, "nothing told below 40 km/h"),
        Trial("headway/pulling_away", NO_HEADWAY, "nothing told of a cut-in that pulls away"),
    ),
)
NEGATIVE = Protocol(
    "negative",
    "Silence: what looks like danger, and is none",
    _tests(
        "negative/swerving_lead",
        "negative/swerving_neighbour",
        "negative/overtaken",
        "negative/fast_cut_in",
        "negative/parked_beside",
        "negative/curve_oncoming",
        "negative/gantry",
        "negative/plate",
        "negative/parked_pair",
        "negative/turning_off",
        "negative/stop_and_go",
        "negative/red_light",
        score=NO_WARNING,
        demand="no warning; a pre-warning is shown and not counted",
    ),
)
PROTOCOLS: Mapping[str, Protocol] = MappingProxyType(
    {
        each.name: each
        for each in (NHTSA, FMVSS127, EURONCAP, R152, CUTIN, ISO15623, LDW, HEADWAY, NEGATIVE)
    }
)
"""By name, in the order of reports."""
