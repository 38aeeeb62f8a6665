"""Alerts out on CAN: what is said arrives, and nothing is said without permission."""

from collections.abc import Callable, Iterator
from typing import Any

import can
import cantools
import pytest
from can.interfaces.virtual import VirtualBus

from vigil.base.records import (
    Alert,
    Alerts,
    Function,
    HeadwayLevel,
    HealthLevel,
    Level,
    Moment,
    StopAndGo,
    Target,
    Targets,
    VehicleState,
    WarningState,
    Zone,
    ZoneState,
)
from vigil.base.settings import shipped
from vigil.vehicle.broadcast import FUNCTIONS, Broadcast
from vigil.vehicle.checksum import CHECKSUMS
from vigil.vehicle.sender import Sender

Make = Callable[..., Any]
ALERTS, LEAD = 0x5A0, 0x5A1
OUT = {"transmit": True, "bus": "out", "ids": [ALERTS, LEAD], "restart_s": 1.0}


def lead_target(**changes: Any) -> Target:
    values: dict[str, Any] = {
        "object_id": 300,
        "in_path_probability": 0.9,
        "lead": True,
        "replaced": False,
        "gap_m": 31.26,
        "ttc_s": 2.4,
        "ttc_sd_s": 0.2,
        "headway_s": 1.25,
        "required_deceleration_mps2": 2.0,
        "required_deceleration_sd_mps2": 0.1,
        "in_danger_zone": False,
        "relative_speed_mps": -13.0,
    }
    return Target(**{**values, **changes})


def targets(*found: Target, counter: int = 0, judged: tuple[Function, ...] = ()) -> Targets:
    """Make one cycle: the forward collision warning is at its second level, held back."""
    level = {Function.FORWARD_COLLISION: Level.WARNING}
    alerts = tuple(
        Alert(
            one,
            level.get(one, Level.NONE),
            0,
            0,
            (),
            "",
            Level.NONE,
            "brake" if one in level else "",
        )
        for one in judged or tuple(FUNCTIONS)
    )
    return Targets(
        stamp_ns=5,
        moment=Moment(0, (), VehicleState(), ()),
        targets=found,
        lead_id=300,
        left_id=0,
        right_id=0,
        targets_ahead=40,
        headway_s=1.25,
        headway_level=HeadwayLevel.DANGEROUS,
        stop_and_go=StopAndGo.GO,
        cut_in_id=0,
        cut_in_ttc_s=None,
        left_zone=Zone(ZoneState.CLEAR, 0),
        right_zone=Zone(ZoneState.CUTTING_IN, 7),
        collision_warning=Level.WARNING,
        pedestrian_warning=Level.NONE,
        emergency_braking_warning=False,
        alerts=Alerts(5, counter, WarningState.ACTIVE, (), Level.WARNING, alerts),
    )


@pytest.fixture
def listener() -> Iterator[can.BusABC]:
    with can.Bus(channel="alerts", interface="virtual") as bus:
        yield bus


def allowed(car: Make, **changes: Any) -> Any:
    buses = {"can0": {}, "out": {"interface": "virtual", "channel": "alerts"}}
    return car(buses=buses, messages={}, fields={}, broadcast={**OUT, **changes})


def receive(bus: can.BusABC) -> list[can.Message]:
    return list(iter(lambda: bus.recv(0.0), None))


def test_what_is_sent_over_a_bus_is_decoded_as_meant(car: Make, listener: can.BusABC) -> None:
    settings = allowed(car)
    sender = Sender(settings)
    sender.send(Broadcast(settings).frames(targets(lead_target(), counter=18)), now_ns=0)
    sender.close()
    database = cantools.database.load_file(shipped("config/vigil_alerts.dbc"))
    heard = {m.arbitration_id: bytes(m.data) for m in receive(listener)}
    assert sorted(heard) == [ALERTS, LEAD]
    assert all(data[0] == CHECKSUMS["crc8_j1850"](0, data[1:], 0) for data in heard.values())
    said = {
        name: str(value) for name, value in database.decode_message(ALERTS, heard[ALERTS]).items()
    }
    assert said["STATE"] == "active"
    assert said["COUNTER"] == "2"  # 18 modulo 16
    assert (said["LEVEL"], said["FORWARD_COLLISION"], said["CUT_IN"]) == (
        "warning",
        "warning",
        "none",
    )
    assert (said["HEADWAY_LEVEL"], said["LEFT_ZONE"], said["RIGHT_ZONE"]) == (
        "dangerous",
        "clear",
        "cutting_in",
    )
    assert (said["STOP_AND_GO"], said["SUPPRESSED"], said["TARGETS_AHEAD"]) == ("go", "1", "15")
    assert float(said["CUT_IN_TTC"]) == 12.75  # not available
    lead = database.decode_message(LEAD, heard[LEAD])
    assert lead["DISTANCE"] == pytest.approx(31.3)
    assert lead["RELATIVE_SPEED"] == pytest.approx(-13.0)
    assert lead["TTC"] == pytest.approx(2.4)
    assert lead["TIME_GAP"] == pytest.approx(1.25)
    assert (lead["PRESENT"], lead["OBJECT_ID"]) == (1, 300 - 256)


def test_without_a_lead_its_quantities_are_not_available(car: Make) -> None:
    database = cantools.database.load_file(shipped("config/vigil_alerts.dbc"))
    data = Broadcast(allowed(car)).frames(targets())[1].data.tobytes()
    raw = database.decode_message(LEAD, data, scaling=False)
    assert (raw["PRESENT"], raw["DISTANCE"], raw["TTC"]) == (0, 0xFFF, 0xFF)


def test_a_number_too_large_is_the_largest_and_not_unknown(car: Make) -> None:
    database = cantools.database.load_file(shipped("config/vigil_alerts.dbc"))
    far = lead_target(gap_m=900.0, ttc_s=60.0, relative_speed_mps=None)
    raw = database.decode_message(
        LEAD, Broadcast(allowed(car)).frames(targets(far))[1].data.tobytes(), scaling=False
    )
    assert (raw["DISTANCE"], raw["TTC"], raw["RELATIVE_SPEED"]) == (0xFFE, 0xFE, 0xFFF)


def test_a_warning_that_was_not_judged_is_not_said_to_be_quiet(car: Make) -> None:
    database = cantools.database.load_file(shipped("config/vigil_alerts.dbc"))
    only = targets(judged=(Function.FORWARD_COLLISION,))
    said = database.decode_message(ALERTS, Broadcast(allowed(car)).frames(only)[0].data.tobytes())
    assert (str(said["FORWARD_COLLISION"]), str(said["HEADWAY"])) == ("warning", "not_judged")


def test_nothing_is_sent_by_default(car: Make, listener: can.BusABC) -> None:
    settings = allowed(car, transmit=False)
    sender = Sender(settings)
    sender.send(Broadcast(settings).frames(targets()), now_ns=0)
    assert receive(listener) == []
    assert sender.health().message == "listen-only: transmit is false"


def test_an_id_that_is_not_allowed_is_not_sent(car: Make, listener: can.BusABC) -> None:
    settings = allowed(car, ids=[ALERTS])
    sender = Sender(settings)
    sender.send(Broadcast(settings).frames(targets()), now_ns=0)
    sender.close()
    assert [message.arbitration_id for message in receive(listener)] == [ALERTS]
    assert sender.health().message == "1 sent, 0 dropped, 1 not allowed"


def test_after_bus_off_it_pauses_drops_and_starts_again(
    car: Make, listener: can.BusABC, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = allowed(car)
    sender, frames = Sender(settings), Broadcast(settings).frames(targets())
    with monkeypatch.context() as patch:

        def refuse(*_: object, **__: object) -> None:
            raise can.CanOperationError("bus-off")

        patch.setattr(VirtualBus, "send", refuse)
        sender.send(frames, now_ns=0)
    assert sender.health().level is HealthLevel.ERROR
    assert "cannot send: bus-off" in sender.health().message
    sender.send(frames, now_ns=500_000_000)  # still pausing: dropped, not queued
    assert receive(listener) == []
    sender.send(frames, now_ns=1_000_000_000)
    assert len(receive(listener)) == 2
    assert sender.health().level is HealthLevel.OK
    assert sender.health().message == "2 sent, 4 dropped, 0 not allowed"
    sender.close()
