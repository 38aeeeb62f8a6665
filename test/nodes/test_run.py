"""How the commands of the graph end: by Ctrl-C, by bad input, by a thread that fails."""

import threading
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
import rclpy
from rclpy.node import Node

from vigil.base.errors import InputError
from vigil_nodes import run
from vigil_nodes.room_node import RoomNode


@pytest.fixture(autouse=True)
def shut(_context: None, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that fills when ROS is ended, which goes on for the other tests."""
    asked: list[bool] = []
    monkeypatch.setattr(rclpy, "init", lambda **_: None)
    monkeypatch.setattr(rclpy, "try_shutdown", lambda: asked.append(True))
    return asked


def run_and_raise(error: BaseException) -> None:
    with run.ros([]):
        raise error


def test_bad_input_is_one_sentence_and_status_2(
    shut: list[bool], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run_and_raise(InputError("road.mp4: is not there"))
    assert ended.value.code == run.BAD_INPUT
    assert capsys.readouterr().err == "road.mp4: is not there\n"
    assert shut


def test_ctrl_c_is_the_ordinary_end(shut: list[bool]) -> None:
    run_and_raise(KeyboardInterrupt())
    assert shut


def test_what_cannot_be_published_after_ctrl_c_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError):
        run_and_raise(RuntimeError("publisher's context is invalid"))
    monkeypatch.setattr(rclpy, "ok", lambda: False)
    run_and_raise(RuntimeError("publisher's context is invalid"))


class Failing(Node):
    """A node whose first timer tick cannot go on."""

    def __init__(self) -> None:
        super().__init__("failing")
        self.create_timer(0.01, self._tick)

    def _tick(self) -> None:
        raise InputError("the database is not there")


def beside(start: Callable[[Event], Any]) -> None:
    """Run a command while something else runs beside it."""
    with run.ros([]) as end:
        start(end)
        run.spin([], end)


def test_a_node_that_fails_in_its_thread_ends_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        beside(lambda end: threading.Thread(target=run.spin, args=([Failing()], end)).start())
    assert ended.value.code == run.BAD_INPUT
    assert capsys.readouterr().err == "the database is not there\n"


def test_a_worker_that_fails_ends_the_command() -> None:
    before = threading.excepthook
    with pytest.raises(ZeroDivisionError):
        beside(lambda _: threading.Thread(target=lambda: 1 / 0).start())
    assert threading.excepthook is before


class Half(RoomNode):
    """A node whose making ends half way."""

    def __init__(self, closed: list[str]) -> None:
        super().__init__("half")
        self.opened.callback(closed.append, "first")
        self.opened.callback(closed.append, "second")
        raise InputError("the third cannot be opened")


def test_a_half_made_node_closes_what_it_opened_once() -> None:
    closed: list[str] = []
    made = Half.__new__(Half)
    with pytest.raises(InputError):
        made.__init__(closed)  # type: ignore[misc]
    made.destroy_node()
    made.destroy_node()
    assert closed == ["second", "first"]
