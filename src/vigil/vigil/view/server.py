"""Serves the page and its stream on one port, in a thread of its own: nobody waits for it."""

import asyncio
import json
from collections.abc import Sequence
from threading import Event, Thread
from types import TracebackType
from typing import final

from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as listen
from websockets.exceptions import ConnectionClosed

from vigil.base.errors import OutputError
from vigil.view.feed import Feed, Slots
from vigil.view.files import answer
from vigil.view.settings import ViewSettings
from vigil.view.wire import batch_message, read_answer

LARGEST_ANSWER = 1024
"""What a page says is short; more bytes than this came from no page of ours."""


def serve(source: Feed, host: str = "127.0.0.1", port: int = 8090) -> None:
    """Show a feed until Ctrl-C."""
    with Server(source, ViewSettings(host=host, port=port)) as server:
        server.wait()


@final
class Server:
    """Shows a feed while it is open: `with Server(feed, settings) as server: server.url`."""

    def __init__(self, feed: Feed, settings: ViewSettings | None = None) -> None:
        self._feed, self._settings = feed, settings or ViewSettings()
        self._started, self._thread = Event(), Thread(target=self._run, name="view", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._error: OSError | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Where a browser finds the page."""
        return f"http://{self._settings.host}:{self.port}/"

    def open(self) -> None:
        """Begin to listen, or raise where that cannot be."""
        self._thread.start()
        self._started.wait()
        if self._error:
            raise OutputError(
                f"{self._settings.host}:{self._settings.port}: cannot listen there:"
                f" {self._error.strerror}; set view.port to a free one"
            ) from self._error

    def close(self) -> None:
        """Let go of the port and of every page."""
        if self._loop and self._stop and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    def wait(self) -> None:
        """Stay until Ctrl-C, or until the server is closed from elsewhere."""
        try:
            while self._thread.is_alive():
                self._thread.join(0.5)  # in pieces: a join without end would not see Ctrl-C
        except KeyboardInterrupt:
            return

    def __enter__(self) -> "Server":
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self) -> None:
        try:
            asyncio.run(self._listen())
        except OSError as error:
            self._error = error
        finally:
            self._started.set()

    async def _listen(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with listen(
            self._show,
            self._settings.host,
            self._settings.port,
            process_request=answer,
            compression=None,  # JPEG does not shrink, and trying costs milliseconds a picture
            max_size=LARGEST_ANSWER,
        ) as server:
            self.port = int(server.sockets[0].getsockname()[1])
            self._started.set()
            await self._stop.wait()

    async def _show(self, page: ServerConnection) -> None:
        """Serve one page until it goes away."""
        slots: Slots = Slots(asyncio.get_running_loop())
        drawn: asyncio.Queue[int] = asyncio.Queue()
        await page.send(self._hello())
        self._feed.open(slots)
        tasks = [
            asyncio.ensure_future(self._hear(page, drawn)),
            asyncio.ensure_future(_send(page, slots, drawn)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._feed.close(slots)
            await _end(tasks)

    def _hello(self) -> str:
        return json.dumps(
            {
                "kind": "hello",
                "stale_after_s": self._settings.stale_after_s,
                "plot_s": self._settings.plot_s,
                "quiet_s": self._feed.quiet_s,
            }
        )

    async def _hear(self, page: ServerConnection, drawn: "asyncio.Queue[int]") -> None:
        async for said in page:
            number, command = read_answer(said)
            if number is not None:
                drawn.put_nowait(number)
            if command is not None:
                self._feed.command(command)


async def _send(page: ServerConnection, slots: Slots, drawn: "asyncio.Queue[int]") -> None:
    """Send batch after batch, each only once the page has drawn the one before."""
    number = 0
    while True:
        for message in (await slots.take()).values():
            await page.send(message)
        number += 1
        await page.send(batch_message(number))
        while await drawn.get() < number:
            pass


async def _end(tasks: "Sequence[asyncio.Future[None]]") -> None:
    for task in tasks:
        task.cancel()
    for error in await asyncio.gather(*tasks, return_exceptions=True):
        expected = isinstance(error, (ConnectionClosed, asyncio.CancelledError, type(None)))
        if isinstance(error, BaseException) and not expected:
            raise error
