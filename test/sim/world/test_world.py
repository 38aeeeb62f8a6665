"""The world as a whole: time, contact, the same bits."""

from collections.abc import Callable
from typing import Any

import pytest

from vigil_sim.world import START_NS, STEP_NS, Placed, World, gap_m, touches

Drive = Callable[..., World]
BUSY: dict[str, Any] = {
    "road": {"pieces": [[100.0, 0.0], [200.0, 0.005], [300.0, -0.004]]},
    "ego": {"driver": "idm"},
    "actors": [
        {"name": "lead", "gap_m": 30.0, "kmh": 60.0, "do": [{"when": {"t_s": 1.0}, "kmh": 20.0}]},
        {
            "name": "cutter",
            "gap_m": 12.0,
            "kmh": 60.0,
            "lane": 1,
            "do": [{"when": {"ttc_s": 4.0}, "lane": 0}, {"when": {"t_s": 2.0}, "lane": 0}],
        },
        {"name": "oncoming", "s_m": 300.0, "kmh": 60.0, "lane": -1, "follow": True},
    ],
}


def test_time_begins_at_one_second_and_goes_where_it_is_told(drive: Drive) -> None:
    world = drive()
    assert world.time_ns == world.snapshot().time_ns == START_NS == 1_000_000_000
    world.advance(START_NS + 123_456_789)
    assert world.time_ns == world.snapshot().time_ns == START_NS + 123_456_789


def test_time_cannot_go_back(drive: Drive) -> None:
    world = drive()
    world.advance(START_NS + STEP_NS)
    with pytest.raises(ValueError, match="cannot go back"):
        world.advance(START_NS)


def test_the_same_drive_is_the_same_in_every_bit_however_it_is_cut(drive: Drive) -> None:
    whole, cut = drive(**BUSY), drive(**BUSY)
    whole.advance(START_NS + 8_000_000_000)
    while cut.time_ns < START_NS + 8_000_000_000:
        cut.advance(min(cut.time_ns + 33_333_333, START_NS + 8_000_000_000))
        cut.snapshot()
    assert cut.snapshot() == whole.snapshot()
    assert cut.events == whole.events


def test_looking_between_two_steps_shows_what_the_next_step_makes(drive: Drive) -> None:
    world = drive(**BUSY)
    world.advance(START_NS + 5_000_000_000 + STEP_NS - 1)
    between = world.snapshot()
    world.advance(START_NS + 5_000_000_000 + STEP_NS)
    then = world.snapshot()
    for early, late in zip((between.ego, *between.things), (then.ego, *then.things), strict=True):
        for name in ("s_m", "d_m", "x_m", "y_m", "yaw_rad"):
            assert getattr(early, name) == pytest.approx(getattr(late, name), abs=2e-3)


def first_contact(world: World, until_s: float = 10.0) -> tuple[Placed, Placed]:
    while not world.touching and world.time_ns < START_NS + until_s * 1e9:
        world.advance(world.time_ns + STEP_NS)
    snapshot = world.snapshot()
    return snapshot.ego, snapshot.things[0]


@pytest.mark.parametrize("model", ["hatch", "bus", "motorcycle", "adult"])
def test_contact_is_when_the_gap_is_gone(model: str, drive: Drive) -> None:
    world = drive(actors=[{"name": "target", "model": model, "gap_m": 30.0, "kmh": 18.0}])
    ego, target = first_contact(world)
    assert world.touching == (1,)
    assert touches(ego, target)
    assert -0.16 < gap_m(ego, target) <= 0.0
    assert world.contacts[0].closing_mps == pytest.approx(15.0)
    assert (world.contacts[0].time_ns - START_NS) / 1e9 == pytest.approx(2.0, abs=0.011)


def test_a_narrow_miss_is_no_contact(drive: Drive, body: Any) -> None:
    beside = body.width_m / 2.0 + 1.76 / 2.0
    for room, hits in ((0.02, False), (-0.02, True)):
        actor = {"name": "target", "model": "hatch", "gap_m": 30.0, "d_m": -beside - room}
        world = drive(actors=[actor])
        world.advance(START_NS + 5_000_000_000)
        assert bool(world.contacts) == hits


def test_contact_that_ends_is_over_but_not_forgotten(drive: Drive) -> None:
    world = drive(actors=[{"name": "target", "gap_m": 30.0}])
    world.advance(START_NS + 5_000_000_000)
    assert world.touching == ()
    assert [contact.name for contact in world.contacts] == ["target"]
    assert world.events[-1].text == "touches us, closing at 20.00 m/s"


def test_bodies_touch_in_bends_as_they_do_on_the_straight(drive: Drive) -> None:
    world = drive(
        road={"pieces": [[1000.0, 0.01]]}, actors=[{"name": "target", "gap_m": 30.0, "kmh": 18.0}]
    )
    ego, target = first_contact(world)
    assert gap_m(ego, target) == pytest.approx(0.0, abs=0.25)
