"""From the table of protocols to the page: every family can be driven, and a short one is."""

import json
from pathlib import Path

import pytest

from vigil.base.errors import InputError
from vigil.base.settings import Configuration
from vigil.geometry import Body
from vigil_sim.protocol.grid import points, protocols
from vigil_sim.protocol.physics import avoidable
from vigil_sim.protocol.play import depth_of
from vigil_sim.protocol.registry import PROTOCOLS, SAMPLE
from vigil_sim.protocol.report import write_report
from vigil_sim.protocol.running import Campaign, Measured, in_order, measured
from vigil_sim.protocol.saying import HEAD, SHARE_HEAD, cells_of, share_cells
from vigil_sim.protocol.scoring import no_contact
from vigil_sim.protocol.table import line_of, shares
from vigil_sim.run.result import TARGET
from vigil_sim.scenario.read import read
from vigil_sim.world import World

SIM = Path(__file__).parents[3] / "config/sim_small.yaml"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    """Return two draws of everything, with tuning seeds."""
    return Campaign.of(Configuration.read(SIM), draws=2, seed=0, scales=(1.0, 2.0))


@pytest.fixture(scope="module")
def found(campaign: Campaign) -> list[Measured]:
    """Return two short grid points of one protocol, driven here."""
    grid = points(protocols("headway"), "headway/close both_kmh 50")
    return in_order(measured(grid, campaign, jobs=1), grid)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_grid_point_can_be_placed_and_has_a_name_of_its_own(name: str) -> None:
    grid = points(protocols(name))
    assert len({point.name for point in grid}) == len(grid)
    for point in grid:
        World(point.scenario, Body())
        if point.test.score is no_contact:
            assert point.scenario.actors[0].name == TARGET


def test_the_first_and_last_grid_point_of_every_collision_test_can_be_avoided() -> None:
    grid = points(PROTOCOLS.values(), quick=True)
    told = [point for point in grid if point.test.score is no_contact]
    assert len(told) > 20
    assert all(avoidable(point.scenario, Body()) for point in told)


def test_the_sample_of_cut_ins_takes_every_value_of_every_name() -> None:
    whole = read("cutin/sedan").cells
    taken = points(protocols("cutin"), "cutin/")
    sedans = [point for point in taken if point.family == "cutin/sedan"]
    assert len(sedans) == -(-len(whole) // SAMPLE)
    for name in whole[0].values:
        values = {cell.values[name] for cell in whole}
        assert all(any(f"{name} {value}" in point.values for point in taken) for value in values)


def test_an_unknown_protocol_grid_point_or_level_is_refused() -> None:
    with pytest.raises(InputError, match="there is no protocol 'ncap'; there are nhtsa"):
        protocols("ncap")
    with pytest.raises(InputError, match="no grid point is called 'ego_kmh 999'"):
        points(protocols("nhtsa"), "ego_kmh 999")
    with pytest.raises(InputError, match="there is no level 'pixel'"):
        depth_of("pixel")


def test_draws_of_both_noises_are_run_and_told_with_one_hash(found: list[Measured]) -> None:
    assert [one.scale for one in found] == [1.0, 2.0]
    assert {draw.run.noise for one in found for draw in one.draws} == {1.0, 2.0}
    assert all(len({draw.run.seed for draw in one.draws}) == 2 for one in found)
    lines = [line_of(one) for one in found]
    assert all(len(cells_of(line)) == len(HEAD) for line in lines)
    reached = shares(lines)
    assert all(len(share_cells(share)) == len(SHARE_HEAD) for share in reached)
    assert {share.settings for share in reached} == {lines[0].settings}


def test_in_other_processes_the_same_is_found(campaign: Campaign, found: list[Measured]) -> None:
    grid = [found[0].point]
    again = in_order(measured(grid, campaign, jobs=2), grid)
    assert again == found


def test_the_page_tells_what_it_is_and_uses_no_word_of_a_rating(
    campaign: Campaign, found: list[Measured], tmp_path: Path
) -> None:
    lines = [line_of(one) for one in found]
    page, draws = write_report(tmp_path / "out", campaign, found, lines, shares(lines))
    text = page.read_text(encoding="utf-8")
    assert "Simulated road" in text
    assert lines[0].settings in text
    assert "tuning seeds" in text
    assert "<circle" in text or "<rect" in text
    for word in ("points</th>", "compliant", " points"):
        assert word not in text.replace("grid points", "")
    told = json.loads(draws.read_text(encoding="utf-8"))
    assert told["settings"] == lines[0].settings
    assert len(told["points"]) == 2
    assert len(told["points"][0]["draws"]) == 2


def test_recalled_numbers_are_called_so() -> None:
    for name in ("nhtsa", "r152", "ldw"):
        title = PROTOCOLS[name].title
        assert "(recalled)" in title or "(recalled:" in title
