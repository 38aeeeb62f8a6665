"""Decoding a few signals of a message gives what decoding all of it gives."""

import random
from pathlib import Path

import cantools
import pytest

from vigil.base.settings import checked
from vigil.vehicle import VehicleSettings
from vigil.vehicle.layout import MessageLayout, Place

CAN = Path(__file__).parents[4] / "shared/data/can"
DATABASES = ("toyota_new_mc_pt_generated.dbc", "dbc_samples_cantools/motohawk.dbc",
             "dbc_samples_cantools/floating_point.dbc", "dbc_samples_cantools/multiplex_2.dbc",
             "dbc_samples_cantools/vehicle.dbc")  # fmt: skip


@pytest.mark.parametrize(
    ("place", "covered", "written"),
    [
        pytest.param(Place(-1, 0, 0xFF), b"\x12\x34", b"\x12\x34\x07", id="last byte"),
        pytest.param(Place(0, 0, 0xFF), b"\x34\x56", b"\x07\x34\x56", id="first byte"),
        pytest.param(Place(-1, 0, 0xF), b"\x12\x34\x50", b"\x12\x34\x57", id="low half"),
        pytest.param(Place(1, 4, 0xF), b"\x12\x04\x56", b"\x12\x74\x56", id="high half"),
    ],
)
def test_a_checksum_covers_all_but_itself(place: Place, covered: bytes, written: bytes) -> None:
    data = b"\x12\x34\x56"
    assert place.covered(data) == covered
    assert place.written(data, 7) == written
    assert place.read(written) == 7


@pytest.mark.skipif(not CAN.exists(), reason="needs the databases of shared/data")
@pytest.mark.parametrize("name", DATABASES)
def test_each_signal_alone_reads_as_in_the_whole_message(name: str) -> None:
    database = cantools.database.load_file(CAN / name, strict=False)
    chance = random.Random(3)
    for message in database.messages:
        data = chance.randbytes(message.length)
        try:
            whole = message.decode(data, decode_choices=False, scaling=False)
        except cantools.database.DecodeError:
            continue  # a multiplexer that chance gave no page
        for signal in message.signals:
            values = {
                "buses": {"can0": {"dbc": [str(CAN / name)]}},
                "messages": {message.name: {"bus": "can0", "cycle_ms": 1.0}},
                "fields": {
                    "speed_mps": {"message": message.name, "signal": signal.name, "unit": "m/s"}
                },
            }
            settings = checked(VehicleSettings, values, "test")
            raw = MessageLayout(settings, message.name, ["speed_mps"]).raw(data)
            assert raw is not None
            if signal.name in whole:
                assert str(raw[signal.name]) == str(whole[signal.name])  # NaN equals itself
            else:
                assert signal.name not in raw
