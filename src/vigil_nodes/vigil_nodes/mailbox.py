"""A mailbox of one: the newest wins, and whoever takes it learns how many it replaced."""

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hands the newest of something from one thread to another."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._content: T | None = None
        self._superseded = 0
        self._closed = False

    def put(self, content: T) -> None:
        """Leave something; what was not taken is superseded."""
        with self._changed:
            self._superseded += self._content is not None
            self._content = content
            self._changed.notify()

    def take(self) -> tuple[T, int] | None:
        """Wait for something; return it with the number superseded before, None once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._content is not None)
            if self._content is None:
                return None
            taken, superseded = self._content, self._superseded
            self._content, self._superseded = None, 0
            return taken, superseded

    def close(self) -> None:
        """Let whoever waits go, after what is left was taken."""
        with self._changed:
            self._closed = True
            self._changed.notify()
