"""What a receiver says, as any reader of NMEA takes it."""

from functools import reduce
from itertools import islice
from operator import xor
from typing import Any

import numpy as np
import pytest

from vigil.base.records import NmeaSentence
from vigil_sim.scenario.sensors import GnssSettings
from vigil_sim.sensors.gnss import Gnss, written_place
from vigil_sim.sensors.past import Past

START_NS = 1_000_000_000
EXACT: Any = {"drifting_sd_m": 0.0, "white_sd_m": 0.0, "speed_sd_mps": 0.0}


def fixes(past: Past, count: int, seed: int = 1, **settings: Any) -> list[tuple[NmeaSentence, ...]]:
    gnss = Gnss(GnssSettings(**settings), seed, START_NS)
    return [gnss.measure(beat.event, past) for beat in islice(gnss.timing, count)]


def degrees(text: str) -> float:
    point = text.index(".")
    return float(text[: point - 2]) + float(text[point - 2 :]) / 60


def test_every_sentence_carries_its_checksum(past: Past) -> None:
    for fix in fixes(past, 10):
        for one in fix:
            body, _, told = one.sentence[1:].partition("*")
            assert one.sentence.startswith("$GN")
            assert f"{reduce(xor, body.encode()):02X}" == told


def test_a_fix_says_where_when_how_fast_and_whither(past: Past) -> None:
    rmc, gga = (one.sentence.split(",") for one in fixes(past, 11, **EXACT)[10])
    assert rmc[0] == "$GNRMC"
    assert rmc[1] == gga[1] == "000002.000"
    assert rmc[9] == "010624"
    assert degrees(rmc[3]) == pytest.approx(48.1 - 1.75 / 111_195, abs=2e-7)  # 1.75 m south
    east_m = 20.0  # a second at 20 m/s; a degree of longitude is 74.5 km there
    assert degrees(rmc[5]) - 11.6 == pytest.approx(east_m / 74_500, rel=0.01)
    assert float(rmc[7]) * 0.514444 == pytest.approx(21.5, abs=0.001)
    assert float(rmc[8]) == pytest.approx(90.0 - np.degrees(0.1), abs=0.01)
    assert degrees(gga[2]) == degrees(rmc[3])
    assert gga[6] == "1"


def test_minutes_never_round_up_to_sixty() -> None:
    assert written_place(47.9999999999, -0.0000000001) == "4800.00000,N,00000.00000,W"
    assert written_place(-33.5, 151.25) == "3330.00000,S,15115.00000,E"


def test_the_error_wanders_slowly_and_jumps_a_little(past: Past) -> None:
    ends, steps = [], []
    for seed in range(60):
        heard = fixes(past, 20, seed, drifting_sd_m=1.2, white_sd_m=0.0)
        exact = fixes(past, 20, seed, drifting_sd_m=0.0, white_sd_m=0.0)
        north_m = [
            (degrees(a[0].sentence.split(",")[3]) - degrees(b[0].sentence.split(",")[3])) * 111_195
            for a, b in zip(heard, exact, strict=True)
        ]
        ends.append(north_m[-1])
        steps.append(np.diff(north_m))
    assert np.std(ends) == pytest.approx(1.2, rel=0.25)
    assert np.std(steps) == pytest.approx(1.2 * np.sqrt(2 * 0.1 / 60), rel=0.25)


def test_a_fix_comes_with_a_receivers_delay_and_the_stamp_of_its_clock(past: Past) -> None:
    gnss = Gnss(GnssSettings(offset_ms=20.0), 1, START_NS)
    event = next(iter(gnss.timing)).event
    assert event.arrival_ns - event.true_ns == 80_000_000
    assert [one.stamp_ns - event.true_ns for one in gnss.measure(event, past)] == [20_000_000] * 2
