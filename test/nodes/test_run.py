"""How the commands of the graph end: by Ctrl-C, by bad input, by a thread that fails."""

import threading

import pytest
import rclpy
from rclpy.node import Node

from vigil.base.errors import InputError
from vigil_nodes import run


@pytest.fixture
def shutdowns(_context: None, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that fills when somebody ends ROS, which goes on for the other tests."""
    asked: list[bool] = []
    monkeypatch.setattr(rclpy, "init", lambda **_: None)
    monkeypatch.setattr(rclpy, "try_shutdown", lambda: asked.append(True))
    monkeypatch.setattr(rclpy, "ok", lambda: not asked)
    return asked


def test_bad_input_is_one_sentence_and_status_2(
    shutdowns: list[bool], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end, run.ros([]):
        raise InputError("road.mp4: is not there")
    assert end.value.code == run.BAD_INPUT
    assert capsys.readouterr().err == "road.mp4: is not there\n"
    assert shutdowns


def test_ctrl_c_is_the_ordinary_end(shutdowns: list[bool]) -> None:
    with run.ros([]):
        raise KeyboardInterrupt
    assert shutdowns


class Failing(Node):
    """A node whose first timer tick cannot go on."""

    def __init__(self) -> None:
        super().__init__("failing")
        self.create_timer(0.01, self._tick)

    def _tick(self) -> None:
        raise InputError("the database is not there")


@pytest.mark.usefixtures("shutdowns")
def test_a_node_that_fails_in_its_thread_ends_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as end, run.ros([]), run.spinning([Failing()]):
        run.spin([])
    assert end.value.code == run.BAD_INPUT
    assert capsys.readouterr().err == "the database is not there\n"


def work_and_fail() -> None:
    with run.ros([]):
        worker = threading.Thread(target=lambda: 1 / 0)
        worker.start()
        run.spin([])


@pytest.mark.usefixtures("shutdowns")
def test_a_worker_that_fails_ends_the_command() -> None:
    before = threading.excepthook
    with pytest.raises(ZeroDivisionError):
        work_and_fail()
    assert threading.excepthook is before
