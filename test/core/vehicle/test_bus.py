"""Live buses: no frame is lost at full load, and a bus that fails is said to."""

import socket
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import can
import pytest
from can.interfaces.virtual import VirtualBus

from vigil.base.errors import InputError
from vigil.base.records import CanFrame, HealthLevel
from vigil.vehicle.bus import RECEIVE_BYTES, LiveBuses, open_bus

Make = Callable[..., Any]
FULL_BUS_FRAMES = 20_000
"""Two and a half seconds of 1 Mbit/s with the shortest frames, as fast as Python can send."""


@pytest.fixture
def ticks() -> Callable[[], int]:
    """Return a clock that advances by 1 ns a look."""
    return count(1).__next__


@pytest.fixture
def port() -> Iterator[can.BusABC]:
    """Open the other end of the virtual bus 'here'."""
    with can.Bus(channel="here", interface="virtual") as bus:
        yield bus


def until(done: Callable[[], bool], limit_s: float = 30.0) -> None:
    """Wait for a condition."""
    end_s = time.monotonic() + limit_s
    while not done():
        assert time.monotonic() < end_s, "waited in vain"
        time.sleep(0.001)


def live(car: Make, **bus: Any) -> Any:
    return car(
        buses={"can0": {"interface": "virtual", "channel": "here", **bus}, "can1": {}}, fields={}
    )


def test_a_full_bus_loses_no_frame_and_keeps_the_order(
    car: Make, port: can.BusABC, ticks: Callable[[], int]
) -> None:
    buses = LiveBuses(live(car), ticks)
    taken: list[CanFrame] = []

    def take() -> bool:
        burst = buses.take()
        taken.extend(burst.frames if burst else ())
        return len(taken) >= FULL_BUS_FRAMES

    for n in range(FULL_BUS_FRAMES):
        port.send(
            can.Message(arbitration_id=n % 0x800, data=n.to_bytes(8, "big"), is_extended_id=False)
        )
        if n % 100 == 0:
            take()
    until(take)
    buses.close()
    assert [int.from_bytes(frame.data.tobytes(), "big") for frame in taken] == list(
        range(FULL_BUS_FRAMES)
    )
    stamps = [frame.arrival_ns for frame in taken]
    assert stamps == sorted(stamps)
    assert {frame.bus for frame in taken} == {"can0"}
    assert buses.take() is None
    assert [one.level for one in buses.health()] == [HealthLevel.OK]


def test_what_is_never_taken_is_counted_as_lost(
    car: Make, port: can.BusABC, ticks: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.vehicle.bus.WAITING_FRAMES", 10)
    buses = LiveBuses(live(car), ticks)
    for n in range(25):
        port.send(can.Message(arbitration_id=n, is_extended_id=False))
    until(lambda: "25 frames" in buses.health()[0].message)
    burst = buses.take()
    buses.close()
    assert burst is not None
    assert [frame.can_id for frame in burst.frames] == list(range(15, 25))  # the newest stay
    assert "15 lost" in buses.health()[0].message


def test_a_bus_that_fails_is_reported_and_opened_again(
    car: Make, port: can.BusABC, ticks: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vigil.vehicle.bus.REOPEN_S", 0.01)
    healthy: Callable[..., can.Message | None] = VirtualBus.recv
    trouble = iter([can.CanOperationError("Network is down")])

    def recv(bus: can.BusABC, timeout: float | None = None) -> can.Message | None:
        for error in trouble:
            raise error
        return healthy(bus, timeout)

    monkeypatch.setattr(VirtualBus, "recv", recv)
    buses = LiveBuses(live(car), ticks)

    def heard() -> bool:
        port.send(can.Message(arbitration_id=1, is_extended_id=False))
        return buses.take() is not None

    until(heard)
    assert buses.health()[0].level is HealthLevel.OK
    buses.close()


def test_a_bus_that_cannot_be_opened_is_one_sentence(car: Make, ticks: Callable[[], int]) -> None:
    with pytest.raises(InputError, match=r"bus 'can0' \(abacus here\) cannot be opened"):
        LiveBuses(live(car, interface="abacus"), ticks)


def test_a_socket_is_given_room_for_the_time_we_are_held_up(
    car: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int, int]] = []

    class Port:
        def setsockopt(self, level: int, option: int, value: int) -> None:
            asked.append((level, option, value))

    monkeypatch.setattr(VirtualBus, "socket", Port(), raising=False)
    open_bus("can0", live(car).buses["can0"]).shutdown()
    assert asked == [(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)]


def test_a_configuration_without_channels_opens_nothing(
    car: Make, ticks: Callable[[], int]
) -> None:
    buses = LiveBuses(car(), ticks)
    assert buses.take() is None
    assert buses.health() == ()
