"""Fields to frames and back: an encoded drive reads as a recorded one."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import CanFrames, Sample, SignalState
from vigil.vehicle import Vehicle
from vigil.vehicle.encode import Encoder

Make = Callable[..., Any]
PLAIN = ("speed_mps", "gear", "left_indicator", "right_indicator", "steering_angle_rad")


def plain(car: Make) -> Any:
    """Return the car without its multiplexed message."""
    from_car = car()
    fields = {name: from_car.fields[name] for name in PLAIN}
    return from_car.model_copy(update={"fields": fields})


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    speed_mps=st.floats(0.0, 100.0),
    angle_rad=st.floats(-7.0, 7.0),
    gear=st.integers(1, 4),
    turn=st.sampled_from([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]),
)
def test_what_is_encoded_is_what_the_vehicle_reads(
    car: Make, speed_mps: float, angle_rad: float, gear: int, turn: tuple[float, float]
) -> None:
    said = {
        "speed_mps": speed_mps,
        "steering_angle_rad": angle_rad,
        "gear": float(gear),
        "left_indicator": turn[0],
        "right_indicator": turn[1],
    }
    frames = Encoder(plain(car)).frames(said, 0)
    samples = Vehicle(plain(car)).update(CanFrames(0, frames)).samples
    heard = {sample.field: sample.value for sample in samples}
    assert heard.pop("speed_mps") == pytest.approx(speed_mps, abs=0.005 / 3.6 + 1e-9)
    assert heard.pop("steering_angle_rad") == pytest.approx(angle_rad, abs=math.radians(0.051))
    assert heard == {name: said[name] for name in heard}
    assert len(heard) == 3


def test_each_message_keeps_its_cycle_and_its_counter(car: Make) -> None:
    encoder = Encoder(plain(car))
    vehicle = Vehicle(plain(car))
    samples: list[Sample] = []
    for stamp_ns in range(0, 1_000_000_000, 10_000_000):
        frames = encoder.frames({"speed_mps": 20.0, "gear": "drive", "left_indicator": 0}, stamp_ns)
        samples += vehicle.update(CanFrames(stamp_ns, frames)).samples
    counts = {
        name: sum(sample.field == name for sample in samples) for name in ("speed_mps", "gear")
    }
    assert counts == {"speed_mps": 50, "gear": 10}  # 20 and 100 ms
    assert {sample.state for sample in samples if sample.field == "gear"} == {SignalState.VALID}
    (health,) = (one for one in vehicle.health(10**9) if one.name.endswith("MOTION"))
    assert "no fault of 50 frames" in health.message


def test_a_message_whose_fields_are_not_given_is_not_sent(car: Make) -> None:
    assert [f.can_id for f in Encoder(plain(car)).frames({"speed_mps": 1.0}, 0)] == [0x100]


def test_unknown_is_sent_as_not_available(car: Make) -> None:
    frames = Encoder(plain(car)).frames({"speed_mps": None}, 0)
    (sample,) = Vehicle(plain(car)).update(CanFrames(0, frames)).samples
    assert (sample.value, sample.state) == (None, SignalState.UNKNOWN)


@pytest.mark.parametrize(
    ("values", "kind", "sentence"),
    [
        pytest.param({"wiper": 1}, ConfigurationError, "'wiper' is not mapped", id="no mapping"),
        pytest.param(
            {"gear": 1, "left_indicator": 1, "right_indicator": 1},
            InputError,
            "no value of TURN says left_indicator 1, right_indicator 1",
            id="both indicators through one signal",
        ),
        pytest.param(
            {"steering_angle_rad": None}, InputError, "no raw value for 'not available'", id="none"
        ),
        pytest.param(
            {"gear": "park"},
            InputError,
            "message LEVER cannot be sent without left_indicator",
            id="a field of the same message would be invented",
        ),
        pytest.param({"speed_mps": 300.0}, ConfigurationError, "300.0 is outside", id="range"),
    ],
)
def test_what_cannot_be_said_is_refused(
    car: Make, values: dict[str, Any], kind: type[Exception], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence):
        Encoder(plain(car)).frames(values, 0)


def test_a_multiplexed_message_is_refused(car: Make) -> None:
    with pytest.raises(ConfigurationError, match="PEDALS: a multiplexed message"):
        Encoder(car())
