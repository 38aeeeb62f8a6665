"""Between whoever makes scenes and the pages that show them: the newest wins, nobody waits.

Without this a slow page fills socket buffers and shows the past: 3.6 s of it, measured.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from vigil.base.records import Scene, Targets
from vigil.geometry import CameraModel
from vigil.view.wire import Command, picture_message, player_message, scene_message

Message = str | bytes


class Slots:
    """What one page has yet to be sent: one slot a stream, newest wins."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._lock, self._filled = loop, Lock(), asyncio.Event()
        self._waiting: dict[str, Message] = {}
        self.superseded = 0

    def put(self, messages: Mapping[str, Message]) -> None:
        """Put messages by stream; from any thread."""
        with self._lock:
            self.superseded += len(self._waiting.keys() & messages.keys())
            self._waiting.update(messages)
        self._loop.call_soon_threadsafe(self._filled.set)

    async def take(self) -> dict[str, Message]:
        """Wait until something is there and take all of it."""
        await self._filled.wait()
        self._filled.clear()
        with self._lock:
            taken, self._waiting = self._waiting, {}
        return taken


@dataclass(frozen=True, slots=True)
class _Moment:
    stamp_ns: int
    jpegs: Mapping[str, bytes]
    scene: Scene
    targets: Targets
    pushed_s: float


class Feed:
    """Takes scenes from any thread and hands them to every page that is open."""

    def __init__(
        self,
        models: Mapping[str, CameraModel] | None = None,
        on_command: Callable[[Command], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`models` by camera: without one its road is not drawn; `clock` tells seconds."""
        self._models, self._clock, self.on_command = dict(models or {}), clock, on_command
        self._lock = Lock()
        self._pages: set[Slots] = set()
        self._last: _Moment | None = None
        self._player = ""

    def push(
        self, stamp_ns: int, jpegs: Mapping[str, bytes], scene: Scene, targets: Targets
    ) -> None:
        """Show a moment, with the pictures there are, by camera; returns at once."""
        moment = _Moment(stamp_ns, jpegs, scene, targets, self._clock())
        with self._lock:
            self._last = moment
            pages = tuple(self._pages)
        if pages:
            messages = self._messages(moment)
            for page in pages:
                page.put(messages)

    def push_player(self, position_s: float, length_s: float, *, playing: bool) -> None:
        """Show where the player of a bag is; to be said again and again, also while it rests."""
        said = player_message(position_s, length_s, playing=playing)
        with self._lock:
            self._player = said
            pages = tuple(self._pages)
        for page in pages:
            page.put({"player": said})

    def open(self, page: Slots) -> None:
        """Begin to fill the slots of a page, with the last moment first."""
        with self._lock:
            self._pages.add(page)
            last, player = self._last, self._player
        messages = self._messages(last) if last else {}
        page.put(messages | ({"player": player} if player else {}))

    def close(self, page: Slots) -> None:
        """Forget a page."""
        with self._lock:
            self._pages.discard(page)

    @property
    def quiet_s(self) -> float | None:
        """How long nothing was pushed, s; None: nothing ever was."""
        return self._clock() - self._last.pushed_s if self._last else None

    @property
    def is_watched(self) -> bool:
        """Whether a page is open: pictures for nobody need not be made."""
        return bool(self._pages)

    def command(self, command: Command) -> None:
        """Pass on what somebody at a page wants."""
        if self.on_command:
            self.on_command(command)

    def _messages(self, moment: _Moment) -> dict[str, Message]:
        said: dict[str, Message] = {
            f"camera/{name}": picture_message(name, moment.stamp_ns, jpeg)
            for name, jpeg in moment.jpegs.items()
        }
        said["scene"] = scene_message(moment.scene, moment.targets, self._models)
        return said
