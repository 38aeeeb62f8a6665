"""`vigil vehicle check`: what a log would give, what is wrong, and what could be mapped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vigil.base.errors import InputError
from vigil.base.records import CanFrame
from vigil.vehicle.survey import survey, survey_frames

Make = Callable[..., Any]


def drive(motion: Make, frame: Make) -> list[CanFrame]:
    """Ten seconds: MOTION with one corrupt frame, LEVER, PEDALS that nobody mapped, a stranger."""
    frames = []
    for n in range(500):
        t_s = n * 0.02
        frames.append(motion(5000 + n, n, t_s=t_s, broken=n == 100))
        frames.append(frame(0x101, b"\x04\x00", t_s=t_s))
        frames.append(frame(0x102, bytes((n % 2, n % 200)), t_s=t_s))
        frames.append(frame(0x7FF, b"", t_s=t_s))
    return frames


def test_each_field_says_whether_it_fills_and_why_not(car: Make, motion: Make, frame: Make) -> None:
    fields = car().fields
    mapped = {name: fields[name] for name in ("speed_mps", "gear", "steering_angle_rad")}
    mapped["engine_speed_rpm"] = fields["speed_mps"].model_copy(update={"signal": ("RPM",)})
    found = survey_frames(car().model_copy(update={"fields": mapped}), drive(motion, frame))
    reports = {one.field: one for one in found.fields}
    speed = reports["speed_mps"]
    assert (speed.fills, speed.samples, speed.checksum) == (True, 499, "499 of 500 right")
    assert speed.low == pytest.approx(50 / 3.6)
    assert speed.high == pytest.approx(54.99 / 3.6)
    assert speed.rate_hz == pytest.approx(50.0, abs=0.2)
    assert speed.age_s == 0.0
    assert reports["gear"].checksum == "unchecked"
    assert reports["steering_angle_rad"].reason == "message STEER (0x103) is not on can0"
    assert "no signal 'RPM'" in reports["engine_speed_rpm"].reason
    assert reports["wiper"].reason == "not mapped"


def test_messages_that_nobody_maps_are_listed(car: Make, motion: Make, frame: Make) -> None:
    found = survey_frames(car(), drive(motion, frame))
    assert [(one.can_id, one.mapped, one.frames) for one in found.traffic] == [
        (0x100, True, 500),
        (0x101, True, 500),
        (0x102, True, 500),
        (0x7FF, False, 500),
    ]
    assert found.frames == 2000
    assert found.duration_s == pytest.approx(9.98)


def test_a_signal_that_sounds_like_a_missing_field_is_suggested(
    car: Make, motion: Make, frame: Make
) -> None:
    kept = {"gear": car().fields["gear"]}
    found = survey_frames(car().model_copy(update={"fields": kept}), drive(motion, frame))
    first = next(one for one in found.suggestions if one.field == "speed_mps")
    assert (first.bus, first.message, first.signal, first.unit) == (
        "can0",
        "MOTION",
        "SPEED",
        "km/h",
    )
    assert first.low == pytest.approx(50.0)
    assert first.high == pytest.approx(54.99)
    suggested = {one.field for one in found.suggestions}
    assert "gear" not in suggested  # it fills
    assert "steering_angle_rad" not in suggested  # its message is not in the log


def test_a_checksum_that_fits_every_frame_is_pointed_out(
    car: Make, motion: Make, frame: Make
) -> None:
    open_car = car()
    message = open_car.messages["MOTION"].model_copy(
        update={"checksum": open_car.messages["LEVER"].checksum}
    )
    messages = {**open_car.messages, "MOTION": message}
    frames = [one for one in drive(motion, frame) if one.arrival_ns != 2_000_000_000]
    found = survey_frames(open_car.model_copy(update={"messages": messages}), frames)
    assert found.fields[0].checksum == "unchecked; crc8_j1850 would fit"


def test_a_database_given_beside_the_log_serves_every_bus(car: Make, tmp_path: Path) -> None:
    log = tmp_path / "drive.log"
    log.write_text("(1.0) vcan9 101#0400\n(2.0) can0 101#0400\n", encoding="ascii")
    found = survey(car(buses={"can0": {}, "can1": {}}), log, tmp_path / "car.dbc")
    reports = {one.field: one for one in found.fields}
    assert (reports["gear"].fills, reports["gear"].samples) == (True, 1)


def test_an_empty_log_and_a_missing_database_are_sentences(car: Make, tmp_path: Path) -> None:
    (tmp_path / "empty.log").write_text("", encoding="ascii")
    with pytest.raises(InputError, match="holds no CAN frame"):
        survey(car(), tmp_path / "empty.log")
    with pytest.raises(InputError, match=r"no\.dbc: there is no such CAN database"):
        survey(car(), tmp_path / "empty.log", tmp_path / "no.dbc")
