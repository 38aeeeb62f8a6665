"""Our vehicle's state at an exposure: interpolated, held, carried on, or not to be trusted."""

import pytest

from vigil.base.records import Gear, Sample, Signal, SignalState
from vigil.sync.signals import SignalHistory

MS = 1_000_000


def sample(
    at_ms: int,
    value: float | None,
    field: str = "speed_mps",
    state: SignalState = SignalState.VALID,
) -> Sample:
    return Sample(field, value, at_ms * MS, 0.020, state)


def signal(at_ms: int, *samples: Sample) -> Signal:
    history = SignalHistory(3.0)
    history.add(samples)
    found: Signal = getattr(history.state(at_ms * MS), samples[0].field)
    return found


def test_an_exposure_between_two_samples_is_interpolated() -> None:
    found = signal(5, sample(0, 20.0), sample(20, 22.0))
    assert found == Signal(20.5, -0.015, SignalState.VALID)


def test_the_last_sample_is_carried_on_when_the_later_one_has_not_come() -> None:
    assert signal(30, sample(0, 19.0), sample(20, 20.0)) == Signal(
        20.0, 0.010, SignalState.EXTRAPOLATED
    )


def test_an_exposure_exactly_at_a_sample_takes_it() -> None:
    assert signal(20, sample(20, 20.0), sample(40, 30.0)).value == 20.0


@pytest.mark.parametrize(
    ("age_ms", "state"), [(60, SignalState.EXTRAPOLATED), (61, SignalState.STALE)]
)
def test_a_signal_is_stale_after_three_cycles(age_ms: int, state: SignalState) -> None:
    found = signal(age_ms, sample(0, 20.0))
    assert found.state is state
    assert (found.trusted is None) == (state is SignalState.STALE)


def test_a_hole_longer_than_three_cycles_is_not_bridged() -> None:
    assert signal(90, sample(0, 10.0), sample(100, 30.0)).state is SignalState.STALE


def test_an_enumeration_is_never_mixed() -> None:
    reverse, drive = float(Gear.REVERSE), float(Gear.DRIVE)
    found = signal(10, sample(0, reverse, "gear"), sample(20, drive, "gear"))
    assert found == Signal(reverse, 0.010, SignalState.VALID)


def test_an_enumeration_holds_within_its_cycle() -> None:
    assert signal(20, sample(0, 4.0, "gear")).state is SignalState.VALID
    assert signal(21, sample(0, 4.0, "gear")).state is SignalState.EXTRAPOLATED


@pytest.mark.parametrize("state", [SignalState.UNKNOWN, SignalState.INVALID])
def test_what_the_bus_does_not_vouch_for_is_no_number(state: SignalState) -> None:
    found = signal(10, sample(0, 20.0), sample(5, None, state=state), sample(20, 20.0))
    assert (found.value, found.state) == (None, state)


def test_an_assumed_constant_never_grows_stale() -> None:
    found = signal(5000, sample(0, 25.2, state=SignalState.ASSUMED))
    assert (found.trusted, found.state) == (25.2, SignalState.ASSUMED)


def test_an_exposure_before_the_first_sample_says_that_it_is_a_guess() -> None:
    assert signal(0, sample(20, 20.0)) == Signal(20.0, -0.020, SignalState.EXTRAPOLATED)


def test_a_field_that_was_never_heard_of_is_unknown() -> None:
    assert SignalHistory(3.0).state(0).wiper == Signal()


def test_what_no_later_exposure_needs_is_forgotten() -> None:
    history = SignalHistory(3.0)
    history.add(sample(k * 20, float(k)) for k in range(100))
    before = history.state(1970 * MS)
    history.forget_before(1970 * MS)
    assert history.state(1970 * MS) == before
    assert len(history._samples["speed_mps"]) == 2
