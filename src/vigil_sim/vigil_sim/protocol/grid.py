"""Grid points of protocols: what is run, each by its own name."""

from collections.abc import Iterable
from dataclasses import dataclass

from vigil.base.errors import InputError
from vigil_sim.protocol.registry import PROTOCOLS, Protocol, Trial
from vigil_sim.scenario.read import Cell, read
from vigil_sim.scenario.settings import Scenario

ALL, TRAFFIC = "all", "traffic"
"""Every protocol; endless traffic, which has no grid (`endless.py`)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One grid point of one test."""

    protocol: str
    family: str
    values: str
    """What its sweep stands for: 'ego_kmh 10, overlap 0.5'; empty: it has none."""
    scenario: Scenario

    @property
    def name(self) -> str:
        """Its own name: 'euroncap/ccrs ego_kmh 10, overlap 0.5'."""
        return f"{self.family} {self.values}".strip()

    @property
    def test(self) -> Trial:
        """The test that it belongs to: a score does not travel between processes."""
        tests = PROTOCOLS[self.protocol].tests
        return next(test for test in tests if test.family == self.family)


def protocols(name: str) -> tuple[Protocol, ...]:
    """Return the protocols with a grid that a word of the command line means."""
    if name == ALL:
        return tuple(PROTOCOLS.values())
    if name == TRAFFIC:
        return ()
    if name not in PROTOCOLS:
        raise InputError(
            f"there is no protocol '{name}'; there are {', '.join(PROTOCOLS)}, {TRAFFIC} and {ALL}"
        )
    return (PROTOCOLS[name],)


def points(chosen: Iterable[Protocol], part: str = "", *, quick: bool = False) -> list[Point]:
    """Return all grid points whose name holds a text; quick: one or two of each test."""
    found = []
    for protocol in chosen:
        for test in protocol.tests:
            those = [point for point in points_of(protocol, test) if part in point.name]
            found += those[:: max(len(those) - 1, 1)] if quick else those
    if not found:
        raise InputError(f"no grid point is called '{part}'; leave it out to see all names")
    return found


def points_of(protocol: Protocol, test: Trial) -> list[Point]:
    """Return the grid points of one test, of a large grid its sample."""
    cells = read(test.family).cells[test.offset :: test.one_of]
    return [Point(protocol.name, test.family, _said(cell), cell.scenario) for cell in cells]


def _said(cell: Cell) -> str:
    return ", ".join(f"{name} {value}" for name, value in cell.values.items())
