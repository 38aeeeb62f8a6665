"""What belongs together in a bag is found together; the player goes where it is sent."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from vigil.bag import BagReader, BagWriter, topics
from vigil.base.errors import InputError
from vigil.base.records import Scene, Targets
from vigil.camera import CameraRig
from vigil.view import Feed, Moments, ViewSettings
from vigil.view.moments import stamp_of
from vigil.view.player import Player
from vigil.view.wire import Command

Drive = list[tuple[Scene, Targets]]
LOST = {50, 51}  # superseded in the made-up drive: never judged


def test_scene_targets_and_picture_are_of_one_moment(made_bag: Path, made_rig: CameraRig) -> None:
    with BagReader(made_bag) as reader:
        moments = Moments(reader, made_rig)
        assert moments.count == 98
        shown = list(moments.shown())
        assert [s.scene.moment.number for s in shown] == [n for n in range(100) if n not in LOST]
        for one in shown[::20]:
            assert one.scene.stamp_ns == one.targets.stamp_ns
            assert set(one.pictures) == {"front"}  # the bag holds none of the other camera
        image = moments.image("front", shown[0].pictures["front"])
    assert image is not None
    assert image.shape == (540, 960, 3)


def test_only_what_is_wanted_is_decoded(
    made_bag: Path, made_rig: CameraRig, made_drive: Drive
) -> None:
    wanted = {made_drive[7][0].stamp_ns, made_drive[70][0].stamp_ns}
    with BagReader(made_bag) as reader:
        found = [shown.scene.stamp_ns for shown in Moments(reader, made_rig).shown(wanted=wanted)]
    assert set(found) == wanted


def test_stamps_are_read_without_decoding(made_bag: Path, made_drive: Drive) -> None:
    with BagReader(made_bag) as reader:
        entry = next(reader.entries((topics.SCENE.name,)))
    assert stamp_of(entry.raw) == made_drive[0][0].stamp_ns


def test_a_jpeg_passes_as_it_is(made_bag: Path, made_rig: CameraRig) -> None:
    with BagReader(made_bag) as reader:
        moments = Moments(reader, made_rig)
        message = next(moments.shown()).pictures["front"]
        assert moments.jpeg("front", message, 100, 50) == bytes(message.data)


def test_another_picture_becomes_a_small_jpeg(made_bag: Path, made_rig: CameraRig) -> None:
    with BagReader(made_bag) as reader:
        moments = Moments(reader, made_rig)
        message = next(moments.shown()).pictures["front"]
        message.format = "bgr8; png compressed bgr8"
        jpeg = moments.jpeg("front", message, 100, 50)
    assert jpeg is not None
    assert len(jpeg) < 5000


def test_a_picture_that_is_broken_is_none(made_bag: Path, made_rig: CameraRig) -> None:
    with BagReader(made_bag) as reader:
        moments = Moments(reader, made_rig)
        message = next(moments.shown()).pictures["front"]
        message.data = np.zeros(10, np.uint8)
        assert moments.image("front", message) is None


def test_a_bag_that_was_never_judged_is_refused(tmp_path: Path, made_rig: CameraRig) -> None:
    with BagWriter(tmp_path / "bare", {}):
        pass
    with (
        BagReader(tmp_path / "bare") as reader,
        pytest.raises(InputError, match=f"{topics.SCENE.name} is not there"),
    ):
        Player(reader, made_rig, Feed(), ViewSettings())


class Recorded(Feed):
    """A feed that notes what is pushed, and sends the player somewhere after some moments."""

    def __init__(self, script: Mapping[int, tuple[Command, ...]]) -> None:
        super().__init__()
        self.numbers: list[int] = []
        self.playing: list[bool] = []
        self.player: Player | None = None
        self._script = script

    def push(
        self, stamp_ns: int, jpegs: Mapping[str, bytes], scene: Scene, targets: Targets
    ) -> None:
        super().push(stamp_ns, jpegs, scene, targets)
        self.numbers.append(scene.moment.number)
        for command in self._script.get(len(self.numbers), ()):
            self.command(command)
        if len(self.numbers) >= 8 and self.player:
            self.player.stop()

    def push_player(self, position_s: float, length_s: float, *, playing: bool) -> None:
        super().push_player(position_s, length_s, playing=playing)
        self.playing.append(playing)


def played(bag: Path, rig: CameraRig, script: Mapping[int, tuple[Command, ...]]) -> Recorded:
    """Return what a player showed whose clock runs so fast that every moment is due."""
    now_s = iter(np.arange(0.0, 1e6, 10.0).tolist())
    feed = Recorded(script)
    with BagReader(bag) as reader:
        feed.player = Player(reader, rig, feed, ViewSettings(), lambda: next(now_s))
        feed.player.run()
    return feed


def test_moments_are_played_in_order(made_bag: Path, made_rig: CameraRig) -> None:
    assert played(made_bag, made_rig, {}).numbers == list(range(8))


def test_the_player_goes_where_it_is_sent(made_bag: Path, made_rig: CameraRig) -> None:
    script = {3: (Command(seek_s=6.0),), 6: (Command(seek_s=1.0),)}
    numbers = played(made_bag, made_rig, script).numbers
    assert numbers[:3] == [0, 1, 2]
    assert numbers[3:6] == [60, 61, 62]
    assert numbers[6:] == [10, 11]


def test_of_many_places_only_the_last_is_sought(made_bag: Path, made_rig: CameraRig) -> None:
    script = {3: tuple(Command(seek_s=place) for place in (2.0, 4.0, 6.0))}
    assert played(made_bag, made_rig, script).numbers == [0, 1, 2, 60, 61, 62, 63, 64]


def test_at_rest_a_sought_place_is_shown_and_rested_at(made_bag: Path, made_rig: CameraRig) -> None:
    script = {
        2: (Command(play=False), Command(seek_s=6.0)),
        3: (Command(seek_s=3.0),),
        4: (Command(play=True),),
    }
    feed = played(made_bag, made_rig, script)
    assert feed.numbers == [0, 1, 60, 30, 31, 32, 33, 34]
    assert False in feed.playing
    assert feed.playing[-1]


def test_the_end_is_rested_at_and_play_begins_anew(made_bag: Path, made_rig: CameraRig) -> None:
    script = {1: (Command(seek_s=9.7),), 4: (Command(play=True),)}
    numbers = played(made_bag, made_rig, script).numbers
    assert numbers[:4] == [0, 97, 98, 99]
    assert numbers[4:] == [0, 1, 2, 3]
