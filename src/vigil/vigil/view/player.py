"""Plays a recorded drive to the page at the speed at which it happened: play, rest, seek."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

from vigil.bag import BagReader
from vigil.camera import CameraRig
from vigil.view.feed import Feed
from vigil.view.moments import Moments, Shown
from vigil.view.server import Server
from vigil.view.settings import ViewSettings
from vigil.view.wire import Command

SAY_S = 0.3
"""Between two words of where we are: a page that hears nothing takes us for dead."""
S_PER_NS = 1e-9


def play(bag: Path, rig: CameraRig, settings: ViewSettings, opened: Callable[[str], None]) -> None:
    """Show a recorded drive until Ctrl-C; `opened` is told the address of the page."""
    feed = Feed({camera.name: camera.model() for camera in rig.cameras})
    with BagReader(bag) as reader, Server(feed, settings) as server:
        player = Player(reader, rig, feed, settings)
        opened(server.url)
        try:
            player.run()
        except KeyboardInterrupt:
            return


class Player:
    """One bag and where we are in it."""

    def __init__(
        self,
        reader: BagReader,
        rig: CameraRig,
        feed: Feed,
        settings: ViewSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader, self._rig, self._feed, self._settings = reader, rig, feed, settings
        self._clock = clock
        self._commands: Queue[Command | None] = Queue()
        first_ns, last_ns = reader.span_ns
        self._first_ns, self._length_s = first_ns, (last_ns - first_ns) * S_PER_NS
        self._position_s, self._playing = 0.0, True
        self._ended, self._stopped = False, False
        self._sought_s: float | None = 0.0
        self._anchor_s = 0.0
        Moments(reader, rig)  # a bag without scenes is refused before the page opens
        feed.on_command = self._commands.put

    def stop(self) -> None:
        """End `run`, from any thread."""
        self._commands.put(None)

    def run(self) -> None:
        """Play until stopped; at the end of the bag, rest there."""
        while not self._stopped:
            if self._sought_s is None:
                self._listen(SAY_S)
            else:
                self._play_from(self._sought_s)

    def _play_from(self, place_s: float) -> None:
        """Show one moment after the other until the end, or until somebody seeks."""
        self._sought_s, self._ended, sought = None, False, True
        moments = Moments(self._reader, self._rig)
        for shown in moments.shown(self._first_ns + round(place_s / S_PER_NS)):
            next_s = (shown.scene.stamp_ns - self._first_ns) * S_PER_NS
            if sought:  # the place that was asked for is shown at once, also while we rest
                self._anchor_s, sought = self._clock() - next_s, False
            else:
                self._wait_until_due(next_s)
            if self._is_called_away:
                return
            self._position_s = next_s
            self._push(moments, shown)
        self._playing, self._ended = False, True

    @property
    def _is_called_away(self) -> bool:
        return self._stopped or self._sought_s is not None

    def _wait_until_due(self, next_s: float) -> None:
        """Rest, or hear commands until it is time; at least once, for we may always be late."""
        due = False
        while not due and not self._is_called_away:
            left_s = self._anchor_s + next_s - self._clock()
            self._listen(min(max(left_s, 0.0), SAY_S) if self._playing else SAY_S)
            due = self._playing and self._anchor_s + next_s <= self._clock()

    def _push(self, moments: Moments, shown: Shown) -> None:
        width, quality = self._settings.picture_width_px, self._settings.jpeg_quality
        made = {
            camera: moments.jpeg(camera, message, width, quality)
            for camera, message in shown.pictures.items()
        }
        jpegs = {camera: jpeg for camera, jpeg in made.items() if jpeg is not None}
        self._feed.push(shown.scene.stamp_ns, jpegs, shown.scene, shown.targets)

    def _listen(self, most_s: float) -> None:
        """Wait for a command, obey all that came, and say where we are."""
        with suppress(Empty):
            self._obey(self._commands.get(timeout=most_s))
            while True:  # somebody who drags sends many; each place on the way costs a search
                self._obey(self._commands.get_nowait())
        self._feed.push_player(self._position_s, self._length_s, playing=self._playing)

    def _obey(self, command: Command | None) -> None:
        if command is None:
            self._stopped = True
            return
        if command.seek_s is not None:
            self._sought_s = min(max(command.seek_s, 0.0), self._length_s)
        if command.play is not None:
            if command.play and self._ended and self._sought_s is None:
                self._sought_s = 0.0
            self._playing = command.play
            self._anchor_s = self._clock() - self._position_s
