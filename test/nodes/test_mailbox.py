"""The mailbox of one: the newest wins, and none is lost from the count."""

from threading import Thread

from vigil_nodes.mailbox import Mailbox


def test_the_newest_wins_and_the_replaced_are_counted() -> None:
    box: Mailbox[str] = Mailbox()
    for picture in ("first", "second", "third"):
        box.put(picture)
    assert box.take() == ("third", 2)


def test_counting_begins_anew_with_each_take() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.put(2)
    assert box.take() == (2, 1)
    box.put(3)
    assert box.take() == (3, 0)


def test_what_is_left_is_taken_before_the_end() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.close()
    assert box.take() == (1, 0)
    assert box.take() is None


def test_whoever_waits_is_let_go() -> None:
    box: Mailbox[int] = Mailbox()
    left: list[object] = []
    waiting = Thread(target=lambda: left.append(box.take()))
    waiting.start()
    box.close()
    waiting.join(timeout=30.0)
    assert left == [None]


def test_none_is_lost_between_threads() -> None:
    box: Mailbox[int] = Mailbox()
    taken: list[tuple[int, int]] = []

    def work() -> None:
        while one := box.take():
            taken.append(one)

    worker = Thread(target=work)
    worker.start()
    for number in range(5000):
        box.put(number)
    box.close()
    worker.join(timeout=30.0)
    numbers = [number for number, _ in taken]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == 4999
    assert len(taken) + sum(superseded for _, superseded in taken) == 5000
