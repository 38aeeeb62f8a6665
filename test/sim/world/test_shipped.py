"""The scenarios that come with the package play as they say."""

import pytest

from vigil.geometry import Body
from vigil_sim.scenario import load, read, shipped
from vigil_sim.world import START_NS, World, gap_m


def played(name: str, body: Body) -> World:
    scenario = load(name)
    world = World(scenario, body)
    world.advance(START_NS + round(scenario.duration_s * 1e9))
    return world


@pytest.mark.parametrize("name", shipped())
def test_everybody_has_a_place_in_every_shipped_scenario(name: str, body: Body) -> None:
    cells = read(name).cells
    for cell in (cells[0], cells[-1]):
        assert World(cell.scenario, body).snapshot().ego.s_m > 0.0


@pytest.mark.parametrize("name", ["demo", "following", "works_day", "empty_road"])
def test_a_driver_who_looks_gets_through_and_every_step_begins(name: str, body: Body) -> None:
    world = played(name, body)
    assert world.contacts == ()
    assert world.waiting == ()
    assert world.snapshot().ego.s_m < world.road.length_m


@pytest.mark.parametrize("name", ["cut_in_right", "pedestrian_night"])
def test_a_driver_who_does_not_look_hits_the_target(name: str, body: Body) -> None:
    world = played(name, body)
    assert [contact.name for contact in world.contacts] == ["target"]
    assert world.waiting == ()


def test_the_demo_has_its_four_acts(body: Body) -> None:
    """Following, a lead that stops, a cut-in from the right, a pedestrian."""
    world = World(load("demo"), body)
    seen: list[tuple[float, float, float, float]] = []
    for second in range(61):
        world.advance(START_NS + second * 1_000_000_000)
        snapshot = world.snapshot()
        named = {thing.name: thing for thing in snapshot.things}
        lead, cutter, pedestrian = named["lead"], named["cutter"], named["pedestrian"]
        seen.append((gap_m(snapshot.ego, lead), lead.speed_mps, cutter.d_m, pedestrian.d_m))
    gaps, speeds, cutter_d, pedestrian_d = zip(*seen, strict=True)
    assert 25.0 < min(gaps[:10]) <= max(gaps[:10]) < 40.0
    assert min(speeds[10:16]) == 0.0
    assert min(gaps) < 15.0
    assert (cutter_d[20], cutter_d[40]) == pytest.approx((-5.25, -1.75))
    assert pedestrian_d[0] < -7.0
    assert pedestrian_d[60] > -1.75
