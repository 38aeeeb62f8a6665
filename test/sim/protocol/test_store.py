"""A store of seeds: killed while it wrote, started again, read with other settings."""

from dataclasses import replace
from pathlib import Path

import pytest

from vigil.base.errors import InputError
from vigil_sim.protocol.exposure import FLOORS, Exposure
from vigil_sim.protocol.store import Basis, Entry, Store, poisson_upper

BASIS = Basis("0123456789ab", "ba9876543210", 1.0)
MET = Exposure(km=1.5, cut_ins=1, brakings=1, queues=1, parked=2, curves=2, people=2)


def entry(seed: int, false: int = 0, basis: Basis = BASIS) -> Entry:
    """Return what a minute gave."""
    reasons = ("it was a sign",) * false
    said = {"vigil": false, "nads x1": 2}
    return Entry(seed, basis, MET, said, {"vigil": 0}, reasons)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a store may be; its folder does not exist yet."""
    return tmp_path / "out/traffic.jsonl"


def test_what_was_driven_is_not_driven_again(path: Path) -> None:
    store = Store.open(path, BASIS)
    for seed in (3, 5):
        store.add(entry(seed, false=1))
    again = Store.open(path, BASIS)
    assert again == store
    assert list(again.missing(range(3, 7))) == [4, 6]


def test_a_line_that_was_half_written_costs_that_seed_alone(path: Path) -> None:
    store = Store.open(path, BASIS)
    for seed in (1, 2):
        store.add(entry(seed))
    path.write_bytes(path.read_bytes()[:-40])
    killed = Store.open(path, BASIS)
    assert list(killed.missing((1, 2, 3))) == [2, 3]
    killed.add(entry(3))
    assert list(Store.open(path, BASIS).missing((1, 2, 3))) == [2]


@pytest.mark.parametrize(
    "other",
    [
        replace(BASIS, settings="ffffffffffff"),
        replace(BASIS, errors="ffffffffffff"),
        replace(BASIS, noise=2.0),
    ],
)
def test_other_settings_and_other_noise_are_another_table(path: Path, other: Basis) -> None:
    store = Store.open(path, BASIS)
    store.add(entry(1))
    assert Store.open(path, other).entries == {}
    with pytest.raises(InputError, match="void"):
        store.add(entry(2, basis=other))
    assert Store.open(path, BASIS).entries.keys() == {1}


def test_the_bound_of_none_is_three_and_one_in_ten_thousand_km_takes_thirty_thousand() -> None:
    assert poisson_upper(0) == pytest.approx(2.996, abs=0.001)
    assert poisson_upper(1) == pytest.approx(4.744, abs=0.001)
    assert poisson_upper(2) == pytest.approx(6.296, abs=0.001)
    far = replace(entry(1), exposure=replace(MET, km=30_000.0))
    store = Store(Path("nowhere"), BASIS, {1: far})
    assert store.upper_bound("vigil") == pytest.approx(1.0, abs=0.01)
    assert store.upper_bound("nads x1") == pytest.approx(6.296 / 3.0, abs=0.01)


def test_a_part_of_the_seeds_is_a_table_of_its_own(path: Path) -> None:
    store = Store(path, BASIS, {seed: entry(seed, false=seed) for seed in (1, 2)})
    assert store.false("vigil") == 3
    assert store.of((2, 3)).false("vigil") == 2
    assert store.exposure.km == pytest.approx(3.0)


def test_what_was_met_too_rarely_is_named() -> None:
    rare = replace(MET, people=0)
    store = Store(Path("nowhere"), BASIS, {1: replace(entry(1), exposure=rare)})
    assert store.below_floor() == ("people",)
    assert Store(Path("nowhere"), BASIS).below_floor() == tuple(FLOORS)
