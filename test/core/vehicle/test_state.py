"""Frames to samples: which may be believed, which not, and who says so."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from vigil.base.errors import ConfigurationError
from vigil.base.records import Gear, HealthLevel, Sample, SignalState
from vigil.vehicle import Vehicle

Make = Callable[..., Any]


def values(samples: tuple[Sample, ...]) -> dict[str, float | None]:
    return {sample.field: sample.value for sample in samples}


def states(samples: tuple[Sample, ...]) -> list[SignalState]:
    return [sample.state for sample in samples]


def test_a_speed_comes_in_our_unit_with_its_stamp_and_cycle(
    car: Make, motion: Make, burst: Make
) -> None:
    (sample,) = Vehicle(car()).update(burst(motion(9072, 0, t_s=1.5))).samples
    assert sample.field == "speed_mps"
    assert sample.value == pytest.approx(25.2)  # 90.72 km/h
    assert (sample.sampled_ns, sample.cycle_s) == (1_500_000_000, 0.02)
    assert sample.state is SignalState.VALID


def test_the_same_id_on_another_bus_is_another_message(car: Make, frame: Make, burst: Make) -> None:
    vehicle = Vehicle(car())
    assert vehicle.update(burst(frame(0x101, b"\x04\x00", bus="can1"))).samples == ()
    assert vehicle.update(burst(frame(0x101, b"\x04\x00"))).samples != ()


def test_an_extended_id_of_the_same_number_is_another_message(
    car: Make, frame: Make, burst: Make
) -> None:
    extended = dataclasses.replace(frame(0x101, b"\x04\x00"), extended=True)
    assert Vehicle(car()).update(burst(extended)).samples == ()


def test_gear_and_indicators_are_read_through_their_tables(
    car: Make, frame: Make, burst: Make
) -> None:
    samples = Vehicle(car()).update(burst(frame(0x101, b"\x02\x02"))).samples
    assert values(samples) == {
        "gear": Gear.REVERSE,
        "left_indicator": 0.0,
        "right_indicator": 1.0,
    }


def test_a_raw_value_that_the_table_lacks_is_unknown(car: Make, frame: Make, burst: Make) -> None:
    samples = Vehicle(car()).update(burst(frame(0x101, b"\x0f\x03"))).samples
    assert states(samples) == [SignalState.UNKNOWN] * 3
    assert set(values(samples).values()) == {None}


def test_not_available_is_unknown_and_never_a_number(car: Make, motion: Make, burst: Make) -> None:
    (sample,) = Vehicle(car()).update(burst(motion(0xFFFF, 0))).samples
    assert (sample.value, sample.state) == (None, SignalState.UNKNOWN)


def test_a_speed_that_no_car_can_have_is_unknown(car: Make, motion: Make, burst: Make) -> None:
    (sample,) = Vehicle(car()).update(burst(motion(60_000, 0))).samples  # 600 km/h
    assert (sample.value, sample.state) == (None, SignalState.UNKNOWN)


def test_a_coarse_and_a_fine_signal_add_up(car: Make, frame: Make, burst: Make) -> None:
    # -2 x 1.5 degrees and 3 x 0.1 degrees.
    (sample,) = Vehicle(car()).update(burst(frame(0x103, bytes((0x0F, 0xFE, 0x03, 0))))).samples
    assert sample.value == pytest.approx(-2.7 * 3.14159265 / 180)


def test_a_fault_bit_makes_its_field_unknown(car: Make, frame: Make, burst: Make) -> None:
    (sample,) = Vehicle(car()).update(burst(frame(0x103, bytes((0x0F, 0xFE, 0x03, 1))))).samples
    assert (sample.value, sample.state) == (None, SignalState.UNKNOWN)


def test_a_multiplexed_field_comes_only_with_its_page(car: Make, frame: Make, burst: Make) -> None:
    vehicle = Vehicle(car())
    gas = vehicle.update(burst(frame(0x102, b"\x00\x64"))).samples
    brake = vehicle.update(burst(frame(0x102, b"\x01\xc8"))).samples
    assert (values(gas), values(brake)) == ({"accelerator": 0.5}, {"brake": 1.0})


def test_a_bad_checksum_drops_the_frame_and_the_third_makes_the_field_invalid(
    car: Make, motion: Make, burst: Make
) -> None:
    vehicle = Vehicle(car())
    vehicle.update(burst(motion(5000, 0)))
    bad = [vehicle.update(burst(motion(5000, n, broken=True))).samples for n in (1, 2, 3, 4)]
    assert bad[:2] == [(), ()]
    assert states(bad[2] + bad[3]) == [SignalState.INVALID] * 2
    assert values(bad[2]) == {"speed_mps": None}


def test_an_invalid_field_needs_three_good_frames_to_be_believed_again(
    car: Make, motion: Make, burst: Make
) -> None:
    vehicle = Vehicle(car())
    vehicle.update(burst(*(motion(5000, n, broken=True) for n in range(3))))
    found = states(vehicle.update(burst(*(motion(5000, n) for n in range(4)))).samples)
    assert found == [SignalState.INVALID] * 2 + [SignalState.VALID] * 2


def test_one_good_frame_between_bad_ones_starts_the_count_anew(
    car: Make, motion: Make, burst: Make
) -> None:
    vehicle = Vehicle(car())
    pattern = (True, True, False, True, True, False)
    frames = [motion(5000, n, broken=broken) for n, broken in enumerate(pattern)]
    assert states(vehicle.update(burst(*frames)).samples) == [SignalState.VALID] * 2


def test_a_counter_that_stands_still_gives_no_sample_and_then_fails(
    car: Make, motion: Make, burst: Make
) -> None:
    vehicle = Vehicle(car())
    samples = vehicle.update(burst(*(motion(5000, 7) for _ in range(4)))).samples
    assert states(samples) == [SignalState.VALID, SignalState.INVALID]
    (health,) = (one for one in vehicle.health(0) if one.name.endswith("MOTION"))
    assert health.level is HealthLevel.ERROR
    assert "3 counter repeated" in health.message


def test_a_counter_that_jumps_is_believed_and_its_losses_counted(
    car: Make, motion: Make, burst: Make
) -> None:
    vehicle = Vehicle(car())
    samples = vehicle.update(burst(motion(5000, 14), motion(5000, 15), motion(5000, 3))).samples
    assert states(samples) == [SignalState.VALID] * 3
    (health,) = (one for one in vehicle.health(0) if one.name.endswith("MOTION"))
    assert (health.level, "3 lost" in health.message) == (HealthLevel.WARN, True)


def test_a_short_frame_is_dropped_and_counted(car: Make, frame: Make, burst: Make) -> None:
    vehicle = Vehicle(car())
    assert vehicle.update(burst(frame(0x101, b"\x04"))).samples == ()
    (health,) = (one for one in vehicle.health(0) if one.name.endswith("LEVER"))
    assert "1 too short" in health.message


def test_an_empty_frame_with_a_checksum_is_dropped(car: Make, frame: Make, burst: Make) -> None:
    assert Vehicle(car()).update(burst(frame(0x100, b""))).samples == ()


def test_an_error_frame_carries_nothing_and_is_counted(car: Make, frame: Make, burst: Make) -> None:
    vehicle = Vehicle(car())
    broken = dataclasses.replace(frame(0x101, b"\x04\x00"), error=True)
    assert vehicle.update(burst(broken)).samples == ()
    assert any("error frames: 1" in one.message for one in vehicle.health(0))


def test_health_tells_unchecked_stale_and_never_heard_apart(
    car: Make, frame: Make, burst: Make
) -> None:
    vehicle = Vehicle(car())
    vehicle.update(burst(frame(0x101, b"\x04\x00"), frame(0x103, bytes(4))))
    health = {one.name.split("/")[-1]: one for one in vehicle.health(200_000_000)}
    assert (health["LEVER"].level, "unchecked" in health["LEVER"].message) == (0, True)
    assert health["STEER"].level is HealthLevel.STALE
    assert "200 ms old, cycle 10 ms" in health["STEER"].message
    assert "never heard" in health["MOTION"].message


def test_frames_from_a_bus_of_another_name_are_pointed_out(
    car: Make, frame: Make, burst: Make
) -> None:
    vehicle = Vehicle(car())
    vehicle.update(burst(frame(0x101, b"\x04\x00", bus="vcan3")))
    assert any(
        "'vcan3', which is not configured (can0, can1)" in h.message for h in vehicle.health(0)
    )


def test_an_assumed_value_wins_over_the_bus_and_is_watermarked(
    car: Make, motion: Make, burst: Make
) -> None:
    vehicle = Vehicle(car(assumed={"speed_mps": 25.2, "gear": "drive"}))
    assert vehicle.watermarks == ("assumed speed_mps 25.2", "assumed gear 4")
    assert vehicle.update(burst(motion(5000, 0))).samples == ()
    samples = vehicle.tick(7).samples
    assert values(samples) == {"speed_mps": 25.2, "gear": 4.0}
    assert {(sample.state, sample.sampled_ns) for sample in samples} == {(SignalState.ASSUMED, 7)}


def test_a_missing_database_is_one_sentence_at_the_first_frame_of_its_bus(
    car: Make, motion: Make, frame: Make, burst: Make
) -> None:
    vehicle = Vehicle(car(buses={"can0": {"dbc": ["nowhere.dbc"]}, "can1": {}}))
    vehicle.tick(0)
    vehicle.update(burst(frame(0x101, b"\x04\x00", bus="can1")))
    with pytest.raises(ConfigurationError, match=r"'nowhere.dbc' is not in .*dbc_path"):
        vehicle.update(burst(motion(0, 0)))


def test_a_missing_database_of_a_live_bus_stops_the_start(car: Make) -> None:
    buses = {"can0": {"dbc": ["nowhere.dbc"], "interface": "virtual", "channel": "x"}}
    with pytest.raises(ConfigurationError, match=r"nowhere.dbc"):
        Vehicle(car(buses=buses))


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        pytest.param(
            {"message": "MOTION", "signal": "SPED"},
            r"speed_mps: message MOTION has no signal 'SPED'; did you mean SPEED",
            id="signal missing, one comes close",
        ),
        pytest.param(
            {"message": "MOTION", "signal": "VELOCITY"},
            r"no signal 'VELOCITY'; it has SPEED, COUNTER, CHECKSUM",
            id="signal missing",
        ),
        pytest.param(
            {"message": "LEVER", "signal": "TURN"}, r"unit '' of TURN is none of", id="no unit"
        ),
    ],
)
def test_a_database_that_does_not_fit_the_mapping_says_where(
    car: Make, field: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Vehicle(car(fields={"speed_mps": field})).check()


def test_a_database_without_a_mapped_message_says_which(car: Make) -> None:
    messages = {"MOTOIN": {"bus": "can0", "cycle_ms": 20.0}}
    fields = {"speed_mps": {"message": "MOTOIN", "signal": "SPEED"}}
    sentence = r"car.dbc of bus 'can0' has no message 'MOTOIN'; did you mean MOTION"
    with pytest.raises(ConfigurationError, match=sentence):
        Vehicle(car(messages=messages, fields=fields)).check()
