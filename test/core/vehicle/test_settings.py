"""The section `vehicle`: what is refused, and where databases are found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.base.errors import ConfigurationError
from vigil.base.records import VEHICLE_FIELDS
from vigil.base.settings import Configuration
from vigil.geometry import Body
from vigil.vehicle import Vehicle, VehicleSettings
from vigil.vehicle.dbc import find, read
from vigil.vehicle.fields import QUANTITIES

Make = Callable[..., Any]
CONFIG = Path(__file__).resolve().parents[3] / "config"


def test_every_field_of_the_vehicle_state_has_its_limits() -> None:
    assert tuple(QUANTITIES) == VEHICLE_FIELDS


def test_the_default_car_loads_and_ticks_without_its_database() -> None:
    configuration = Configuration.read(CONFIG / "vehicle.yaml")
    vehicle = Vehicle(VehicleSettings.of(configuration))
    assert vehicle.tick(0).samples == ()
    assert vehicle.watermarks == ()
    assert configuration.section("body", Body).steering_ratio == 16.88


def test_no_settings_at_all_are_a_car_without_a_bus() -> None:
    assert Vehicle(VehicleSettings()).health(0) == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param(
            {"fields": {"velocity": {"message": "MOTION", "signal": "SPEED"}}},
            "there is no vehicle field 'velocity'",
            id="field",
        ),
        pytest.param(
            {"fields": {"speed_mps": {"message": "NOTHING", "signal": "SPEED"}}},
            "'NOTHING' is not configured; there are MOTION",
            id="message",
        ),
        pytest.param(
            {"messages": {"MOTION": {"bus": "can7", "cycle_ms": 20.0}}, "fields": {}},
            "'can7' is not configured; there are can0, can1",
            id="bus",
        ),
        pytest.param({"assumed": {"gear": "fifth"}}, "'fifth' is no value of gear", id="name"),
        pytest.param({"assumed": {"speed_mps": 400.0}}, "400.0 is outside -15..120", id="range"),
        pytest.param(
            {"messages": {"MOTION": {"bus": "can0", "cycle_ms": 0.0}}},
            "messages.MOTION.cycle_ms: 0.0: it should be greater than 0",
            id="cycle",
        ),
        pytest.param({"buss": {}}, "there is no setting 'buss'", id="unknown name"),
        pytest.param(
            {
                "messages": {
                    "MOTION": {"bus": "can0", "cycle_ms": 1.0, "checksum": {"algorithm": "crc9"}}
                }
            },
            "'crc9'",
            id="algorithm",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(
    car: Make, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        car(**changes)


@pytest.mark.parametrize(
    ("broadcast", "sentence"),
    [
        pytest.param({"bus": "can9", "ids": [1440]}, "'can9' is not configured", id="no bus"),
        pytest.param({"bus": "can1", "ids": []}, "needs the ids", id="no ids"),
        pytest.param(
            {"bus": "can0", "ids": [1440]}, "fields are read from 'can0'", id="the car's own bus"
        ),
        pytest.param({"bus": "can1", "ids": [-1]}, "-1 is no CAN id", id="id"),
    ],
)
def test_sending_needs_every_permission(
    car: Make, broadcast: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        car(broadcast={"transmit": True, **broadcast})


def test_sending_on_an_input_bus_must_be_written_so(car: Make) -> None:
    allowed = {"transmit": True, "bus": "can0", "ids": [1440], "on_input_bus": True}
    assert car(broadcast=allowed).broadcast.on_input_bus


@pytest.mark.parametrize("place", ["absolute", "working folder", "dbc_path", "beside"])
def test_a_database_is_found_wherever_a_user_may_name_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, car: Make, place: str
) -> None:
    del car  # it wrote car.dbc into tmp_path
    below = tmp_path / "config"
    below.mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path if place == "working folder" else tmp_path / "elsewhere")
    name = str(tmp_path / "car.dbc") if place == "absolute" else "car.dbc"
    folder = below if place == "dbc_path" else tmp_path
    path_line = "  dbc_path: ['..']\n" if place == "dbc_path" else ""
    text = f"vehicle:\n{path_line}  buses: {{can0: {{dbc: ['{name}']}}}}\n"
    (folder / "my.yaml").write_text(text, encoding="utf-8")
    settings = VehicleSettings.of(Configuration.read(folder / "my.yaml"))
    assert find(settings.buses["can0"].dbc[0], settings.dbc_folders) == tmp_path / "car.dbc"


def test_our_own_database_is_found_without_being_told(tmp_path: Path) -> None:
    assert find("vigil_alerts.dbc", [tmp_path]).name == "vigil_alerts.dbc"


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "bad.dbc").write_text("this is a letter, dear reader", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"bad.dbc: is no CAN database"):
        read(tmp_path / "bad.dbc")


@given(value=st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_gets_past_the_limits_of_its_field(value: float) -> None:
    for known in QUANTITIES.values():
        held = known.plausible(value)
        assert held is None or min(known.low, 0) <= held <= known.high
