"""A drive ends badly: killed, cut off, disk full.  What was written stays readable."""

import re
import resource
import signal
import subprocess
import sys
from errno import ENOSPC
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rosbags.rosbag2 import Reader, StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

from vigil.bag import BagReader, BagWriter
from vigil.bag.check import check
from vigil.bag.disk import RESERVE_BYTES, Disk
from vigil.bag.mcap_index import MAGIC
from vigil.bag.repair import repair
from vigil.base.errors import InputError, OutputError

HELLO = "std_msgs/msg/String"
SECOND_NS = 1_000_000_000


def noisy(writer: BagWriter, seconds: int) -> None:
    """Write ten messages a second, each of 40 kB that no compression makes smaller."""
    for number in range(seconds * 10):
        stamp_ns = number * SECOND_NS // 10
        noise = np.random.default_rng(number).bytes(40_000)
        writer.write_picture("/noise", "front", stamp_ns, stamp_ns, noise)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds, whole."""
    path = tmp_path_factory.mktemp("whole") / "drive"
    with BagWriter(path, {"watermark": "constant speed"}) as writer:
        noisy(writer, 5)
    return path


def count(path: Path) -> int:
    """Return how many messages can be read, damage or not."""
    with BagReader(path, damaged=True) as reader:
        return len(list(reader.entries()))


def test_a_file_that_was_cut_off_says_so_and_how_much_is_left(whole: Path, tmp_path: Path) -> None:
    data = (whole / "drive_0.mcap").read_bytes()
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(data[: len(data) * 7 // 10])
    words = rf"was cut off at byte {cut.stat().st_size}.*; 31 messages are left; `vigil bag repair`"
    with pytest.raises(InputError, match=words):
        BagReader(cut)
    assert count(cut) == 31


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(share=st.floats(0.0, 1.0))
def test_a_file_cut_anywhere_keeps_what_came_before(
    whole: Path, tmp_path: Path, share: float
) -> None:
    data = (whole / "drive_0.mcap").read_bytes()
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(data[: max(len(MAGIC), round(len(data) * share))])
    with BagReader(cut, damaged=True) as reader:
        kept = list(reader.entries())
        damage = reader.damage
    with BagReader(whole) as reader:
        assert kept == list(reader.entries())[: len(kept)]
    # Ten messages a chunk, of 0.4 MB each: less than a chunk is lost.
    assert len(kept) >= 50 * share - 11
    assert bool(damage) == (cut.stat().st_size < len(data))


def test_a_repaired_bag_is_whole_and_others_read_it(whole: Path, tmp_path: Path) -> None:
    data = (whole / "drive_0.mcap").read_bytes()
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(data[: len(data) // 2])
    done: list[tuple[int, int]] = []
    saved = repair(cut, tmp_path / "saved", lambda now, of: done.append((now, of)))
    assert saved.count == done[-1][0] == done[-1][1]
    assert "was cut off" in saved.damage[0]
    assert check(saved.path).problems == ()
    with BagReader(saved.path) as ours, Reader(saved.path) as theirs:
        assert ours.watermarks == ("constant speed",)
        assert len(list(theirs.messages())) == saved.count


@pytest.mark.parametrize("share", [0.05, 0.5], ids=["the first, with the types", "another"])
def test_a_chunk_that_was_damaged_costs_its_own_messages_alone(
    whole: Path, tmp_path: Path, share: float
) -> None:
    data = bytearray((whole / "drive_0.mcap").read_bytes())
    data[round(len(data) * share)] ^= 0xFF
    broken = tmp_path / "broken.mcap"
    broken.write_bytes(data)
    with pytest.raises(InputError, match="is broken"), BagReader(broken) as reader:
        list(reader.entries())
    saved = repair(broken, tmp_path / "saved")
    assert re.search(r"the record at byte \d+ is broken", saved.damage[0])
    assert 30 <= saved.count < 50


def test_a_bag_without_metadata_gets_it_back(whole: Path, tmp_path: Path) -> None:
    copy = tmp_path / "bag"
    copy.mkdir()
    (copy / "drive_0.mcap").write_bytes((whole / "drive_0.mcap").read_bytes())
    assert repair(copy, tmp_path / "saved").missing is None
    with BagReader(tmp_path / "saved") as reader:
        assert reader.promised == {"/noise": 50}


def test_a_cut_database_gives_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "bag"
    theirs(path, StoragePlugin.SQLITE3)
    data = (path / "bag.db3").read_bytes()
    (path / "bag.db3").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="no whole sqlite3 bag"):
        BagReader(path)
    saved = repair(path, tmp_path / "saved")
    assert 0 < saved.count < 200
    assert saved.missing == 200 - saved.count
    with BagReader(tmp_path / "saved") as reader:
        assert len(list(reader.entries())) == saved.count


def theirs(path: Path, plugin: StoragePlugin) -> None:
    """Write 200 texts as rosbags does."""
    store = get_typestore(Stores.ROS2_HUMBLE)
    with Writer(path, version=8, storage_plugin=plugin) as writer:
        connection = writer.add_connection("/chatter", HELLO, typestore=store)
        for number in range(200):
            raw = store.serialize_cdr(store.types[HELLO](f"text {number}" * 50), HELLO)
            writer.write(connection, number, raw)


KILLED = """
import os, signal, sys
from pathlib import Path
from vigil.bag import BagWriter
writer = BagWriter(Path(sys.argv[1]), {"car": "a"})
for number in range(55):
    stamp_ns = number * 100_000_000
    writer.write_picture("/quiet", "front", stamp_ns, stamp_ns, b"small")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_recorder_loses_its_last_second_at_most(tmp_path: Path) -> None:
    path = tmp_path / "drive"
    ended = subprocess.run([sys.executable, "-c", KILLED, path], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert [p.name for p in path.iterdir()] == ["drive_0.mcap"]
    with BagReader(path, damaged=True) as reader:
        assert reader.metadata == {"car": "a"}
    assert count(path) >= 55 - 10
    assert repair(path, tmp_path / "saved").count >= 55 - 10


class SmallDisk:
    """A file on a disk with some room left, and more of it once the reserve is given up."""

    def __init__(self, disk: Disk, room: int) -> None:
        self._file, self._reserve = disk._file, disk._reserve
        self._room = room

    def write(self, data: Any) -> int:
        room = self._room + RESERVE_BYTES * self._reserve.closed - self._file.tell()
        if room <= 0:
            raise OSError(ENOSPC, "No space left on device")
        return int(self._file.write(data[:room]))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_full_disk_is_said_once_and_leaves_a_whole_bag(tmp_path: Path) -> None:
    path = tmp_path / "drive"
    writer = BagWriter(path, {"car": "a"})
    disk = writer._disk
    small: Any = SmallDisk(disk, 1_500_000)
    disk._file = small
    with pytest.raises(OutputError, match="recording stopped after 41 messages") as error:
        noisy(writer, 10)
    assert "No space left on device" in str(error.value)
    assert writer.failure == str(error.value)
    noisy(writer, 1)  # nothing more happens: the drive goes on
    writer.close()
    assert check(path).problems == ()
    with Reader(path) as reader:
        assert len(list(reader.messages())) == 41


def test_a_limit_that_no_reserve_can_help_leaves_what_was_written(tmp_path: Path) -> None:
    """The system itself says no: the largest file that this process may write."""
    path = tmp_path / "drive"
    writer = BagWriter(path, {})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
    try:
        with pytest.raises(OutputError, match=r"recording stopped.*File too large"):
            noisy(writer, 10)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    noisy(writer, 1)
    writer.close()
    assert count(path) == 31
