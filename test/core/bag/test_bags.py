"""Bags: what is written can be read, by us, by rosbags, by the mcap library; nothing is missing."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
import yaml
from mcap.reader import make_reader
from mcap.writer import Writer as PlainWriter
from rosbags.rosbag2 import CompressionFormat, CompressionMode, Reader, StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

from vigil.bag import BagReader, BagWriter, Channel, topics
from vigil.bag.storage import Entry
from vigil.bag.typestore import Types
from vigil.base.errors import InputError, OutputError
from vigil.base.records import (
    CanFrame,
    CanFrames,
    Mounting,
    Mountings,
    Sample,
    SignalState,
    VehicleSamples,
    difference,
)

SHARED = Path(__file__).parents[4] / "shared/data/ros2_bags"
MS = 1_000_000
STORE = get_typestore(Stores.ROS2_HUMBLE)
HELLO = "std_msgs/msg/String"


def burst(stamp_ns: int) -> CanFrames:
    """One frame on the bus."""
    return CanFrames(
        stamp_ns,
        (CanFrame(stamp_ns, "can0", 0xB4, False, False, False, np.arange(8, dtype=np.uint8)),),
    )


def speed(stamp_ns: int) -> VehicleSamples:
    """One sample of the speed."""
    return VehicleSamples(stamp_ns, (Sample("speed_mps", 25.0, stamp_ns, 0.02, SignalState.VALID),))


def mountings(stamp_ns: int) -> Mountings:
    """One camera behind the windscreen."""
    where = (-1.5, 0.0, 1.3, 0.0, 0.01, 0.0, 0.02, 0.01, 0.01, 0.01)
    return Mountings(stamp_ns, (Mounting("front", *where, True),))


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Two seconds of a drive."""
    path = tmp_path / "drive"
    with BagWriter(path, {"watermark": "constant speed; sun from the north", "car": "a"}) as writer:
        writer.write(topics.MOUNTING.name, 0, mountings(0))
        for stamp_ns in range(0, 2000 * MS, 20 * MS):
            writer.write(topics.CAN.name, stamp_ns, burst(stamp_ns))
            writer.write(topics.SAMPLES.name, stamp_ns + MS, speed(stamp_ns))
    return path


def hello(text: str) -> bytes:
    """Return the CDR bytes of a text."""
    return bytes(STORE.serialize_cdr(STORE.types[HELLO](text), HELLO))


def test_a_bag_says_again_what_was_written(bag: Path) -> None:
    with BagReader(bag) as reader:
        found = list(reader.records([topics.CAN.name, topics.MOUNTING.name]))
    assert [entry.log_ns for entry, _ in found] == [0, *range(0, 2000 * MS, 20 * MS)]
    assert difference(found[0][1], mountings(0)) == ""
    assert all(difference(record, burst(entry.log_ns)) == "" for entry, record in found[1:])


def test_a_bag_tells_what_is_in_it(bag: Path) -> None:
    with BagReader(bag) as reader:
        counts = {name: (info.kind, info.count) for name, info in reader.topics.items()}
        assert counts[topics.CAN.name] == ("vigil_msgs/msg/CanFrames", 100)
        assert reader.count == 201
        assert reader.span_ns == (0, 1981 * MS)
        assert reader.metadata["car"] == "a"
        assert reader.watermarks == ("constant speed", "sun from the north")


def test_rosbags_reads_every_message_of_our_bag(bag: Path) -> None:
    with BagReader(bag) as ours, Reader(bag) as theirs:
        assert theirs.message_count == ours.count
        assert [(c.topic, t, bytes(raw)) for c, t, raw in theirs.messages()] == [
            (entry.topic, entry.log_ns, entry.raw) for entry in ours.entries()
        ]


def test_metadata_and_file_say_the_same_as_rosbag2_writes_it(bag: Path) -> None:
    facts = yaml.safe_load((bag / "metadata.yaml").read_text())["rosbag2_bagfile_information"]
    with (bag / "drive_0.mcap").open("rb") as stream:
        reader = make_reader(stream)
        assert reader.get_header().profile == "ros2"
        (told,) = [m.metadata for m in reader.iter_metadata() if m.name == "rosbag2"]
        summary = reader.get_summary()
    assert yaml.safe_load(told["serialized_metadata"]) == facts
    assert facts["message_count"] == 201
    assert facts["custom_data"]["car"] == "a"
    assert summary is not None
    assert {schema.encoding for schema in summary.schemas.values()} == {"ros2msg"}
    profiles = {c.topic: c.metadata["offered_qos_profiles"] for c in summary.channels.values()}
    listed = {
        topic["topic_metadata"]["name"]: topic["topic_metadata"]["offered_qos_profiles"]
        for topic in facts["topics_with_message_count"]
    }
    assert profiles == listed
    assert yaml.safe_load(profiles[topics.MOUNTING.name])[0]["durability"] == 1  # transient local
    assert yaml.safe_load(profiles[topics.CAN.name])[0]["durability"] == 2


def test_our_types_have_the_hash_that_ros_gives_them() -> None:
    """The hash of std_msgs/msg/String as rosidl of Iron writes it."""
    known = "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18"
    assert Types().digest(HELLO) == known


@pytest.mark.parametrize("name", [".", "drive_0.mcap"], ids=["folder", "file"])
def test_a_bag_needs_no_metadata(bag: Path, name: str) -> None:
    (bag / "metadata.yaml").unlink()
    with BagReader(bag / name) as reader:
        assert len(list(reader.entries())) == 201
        assert reader.watermarks[0] == "constant speed"


def test_messages_come_in_the_order_of_their_arrival(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}) as writer:
        for log_ns in (5, 3, 3000 * MS, 4, 1):
            writer.write(topics.SAMPLES.name, log_ns, speed(log_ns))
    with BagReader(tmp_path / "bag") as reader:
        assert [entry.log_ns for entry in reader.entries()] == [1, 3, 4, 5, 3000 * MS]


def test_a_needed_topic_that_is_absent_is_named_beside_those_that_are_there(bag: Path) -> None:
    with BagReader(bag) as reader:
        reader.need([topics.CAN.name])
        with pytest.raises(InputError, match=r"scene is not there.*/vigil/vehicle/can") as error:
            reader.need([topics.CAN.name, topics.SCENE.name])
    assert str(bag) in str(error.value)


def test_a_topic_that_was_declared_and_stayed_silent_is_empty(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}) as writer:
        writer.declare(Channel(topics.SCENE.name, topics.SCENE.kind))
        writer.write(topics.SAMPLES.name, 1, speed(1))
    with BagReader(tmp_path / "bag") as reader, pytest.raises(InputError, match="scene is empty"):
        reader.need([topics.SCENE.name])


def test_fewer_messages_than_promised_are_an_error(bag: Path) -> None:
    path = bag / "metadata.yaml"
    path.write_text(path.read_text().replace("message_count: 100", "message_count: 101"))
    with pytest.raises(InputError, match=r"has 100 messages, its metadata\.yaml promises 101"):
        BagReader(bag)


def test_a_bag_is_never_overwritten(bag: Path) -> None:
    with pytest.raises(OutputError, match="is there already"):
        BagWriter(bag, {})


def test_a_topic_carries_one_type(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}) as writer:
        writer.write(topics.SAMPLES.name, 1, speed(1))
        with pytest.raises(OutputError, match="cannot take vigil_msgs/msg/CanFrames too"):
            writer.write(topics.SAMPLES.name, 2, burst(2))


def test_what_is_no_bag_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "text.mcap").write_text("not a bag")
    (tmp_path / "text.db3").write_text("not a bag either, and longer than a header" * 10)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "folder").mkdir()
    for name, words in {
        "text.mcap": "does not begin like one",
        "text.db3": "no whole sqlite3 bag",
        "notes.txt": "neither .mcap nor .db3",
        "folder": "holds no .mcap and no .db3",
        "nothing": "there is no such bag",
    }.items():
        with pytest.raises(InputError, match=words):
            BagReader(tmp_path / name)


def test_a_file_that_metadata_names_must_be_there(bag: Path) -> None:
    (bag / "drive_0.mcap").rename(bag / "other.mcap")
    with pytest.raises(InputError, match=r"names drive_0\.mcap, which is not in"):
        BagReader(bag)


def theirs(path: Path, plugin: StoragePlugin, mode: CompressionMode) -> None:
    """Write ten texts as rosbags does."""
    writer = Writer(path, version=8, storage_plugin=plugin)
    if mode is not CompressionMode.NONE:
        writer.set_compression(mode, CompressionFormat.ZSTD)
    with writer:
        connection = writer.add_connection("/chatter", HELLO, typestore=STORE)
        for number in range(10):
            writer.write(connection, number, hello(f"text {number}"))


@pytest.mark.parametrize(
    ("plugin", "mode"),
    [
        (StoragePlugin.SQLITE3, CompressionMode.NONE),
        (StoragePlugin.SQLITE3, CompressionMode.FILE),
        (StoragePlugin.SQLITE3, CompressionMode.MESSAGE),
        (StoragePlugin.MCAP, CompressionMode.NONE),
        (StoragePlugin.MCAP, CompressionMode.FILE),
        (StoragePlugin.MCAP, CompressionMode.MESSAGE),
        (StoragePlugin.MCAP, CompressionMode.STORAGE),
    ],
    ids=lambda value: value.name.lower(),
)
def test_bags_of_others_are_read_whole(
    tmp_path: Path, plugin: StoragePlugin, mode: CompressionMode
) -> None:
    theirs(tmp_path / "bag", plugin, mode)
    with BagReader(tmp_path / "bag") as reader:
        texts = [reader.message(entry).data for entry in reader.entries(["/chatter"])]
    assert texts == [f"text {number}" for number in range(10)]


@pytest.mark.parametrize("finished", [True, False])
def test_a_file_without_chunks_is_read_in_order(tmp_path: Path, finished: bool) -> None:
    """As the preset `fastwrite` of rosbag2 writes it."""
    path = tmp_path / "fast.mcap"
    with path.open("wb") as stream:
        writer = PlainWriter(stream, use_chunking=False)
        writer.start(profile="ros2")
        schema = writer.register_schema(HELLO, "ros2msg", b"string data")
        channel = writer.register_channel("/chatter", "cdr", schema)
        for log_ns in (2, 1, 3):
            writer.add_message(channel, log_ns, hello(f"text {log_ns}"), log_ns)
        if finished:
            writer.finish()
    with BagReader(path, damaged=not finished) as reader:
        assert [reader.message(entry).data[-1] for entry in reader.entries()] == ["1", "2", "3"]
        assert reader.span_ns == (1, 3)


def test_messages_still_in_the_log_of_a_killed_recorder_are_found(tmp_path: Path) -> None:
    theirs(tmp_path / "bag", StoragePlugin.SQLITE3, CompressionMode.NONE)
    path = tmp_path / "bag/bag.db3"
    recorder = sqlite3.connect(path)
    recorder.execute("PRAGMA journal_mode = WAL")
    recorder.execute("INSERT INTO messages SELECT 99, topic_id, 99, data FROM messages LIMIT 1")
    recorder.commit()
    before = path.read_bytes()
    with BagReader(path) as reader:
        assert [entry.log_ns for entry in reader.entries()][-1] == 99
    assert path.read_bytes() == before
    recorder.close()


def can_message(stamp_ns: int) -> tuple[str, bytes]:
    """Return type and bytes of a frame as ros_canopen publishes it."""
    types = Types()
    sec, nanosec = divmod(stamp_ns, 10**9)
    header = types.find("std_msgs/msg/Header")(
        types.find("builtin_interfaces/msg/Time")(sec, nanosec), "can"
    )
    kind = "can_msgs/msg/Frame"
    data = np.array([1, 2, 3, 4, 0, 0, 0, 0], np.uint8)
    return kind, types.encode(types.find(kind)(header, 0x123, False, False, False, 4, data))


@pytest.mark.parametrize(("stamp_ns", "arrival_ns"), [(7, 7), (0, 9)], ids=["stamped", "unstamped"])
def test_can_frames_of_others_become_ours(tmp_path: Path, stamp_ns: int, arrival_ns: int) -> None:
    kind, raw = can_message(stamp_ns)
    with BagWriter(tmp_path / "bag", {}) as writer:
        writer.write_raw("/sensing/can1/from_can_bus", kind, 9, raw)
    with BagReader(tmp_path / "bag") as reader:
        ((_, record),) = reader.records(["/sensing/can1/from_can_bus"])
    frame = CanFrame(
        arrival_ns, "can1", 0x123, False, False, False, np.array([1, 2, 3, 4], np.uint8)
    )
    assert difference(record, CanFrames(arrival_ns, (frame,))) == ""


def test_a_picture_is_a_message_and_no_record(tmp_path: Path) -> None:
    topic = topics.COMPRESSED.of("front")
    with BagWriter(tmp_path / "bag", {}) as writer:
        writer.write_picture(topic, "front", 50, 40, b"\xff\xd8 a picture")
    with BagReader(tmp_path / "bag") as reader:
        (entry,) = reader.entries()
        message = reader.message(entry)
        assert bytes(message.data) == b"\xff\xd8 a picture"
        assert (message.format, message.header.frame_id) == ("jpeg", "front_optical_frame")
        assert message.header.stamp.nanosec == 40
        with pytest.raises(InputError, match="which is no record"):
            reader.record(entry)


def test_a_bag_of_another_version_is_read_by_its_own_definitions_or_refused(tmp_path: Path) -> None:
    kind = topics.SAMPLES.kind
    old = Channel("/vigil/vehicle/samples", kind, definition="std_msgs/Header header\n")
    raw = STORE.serialize_cdr(
        STORE.types["std_msgs/msg/Header"](STORE.types["builtin_interfaces/msg/Time"](0, 0), ""),
        "std_msgs/msg/Header",
    )
    with BagWriter(tmp_path / "bag", {}) as writer:
        writer.declare(old)
        writer.write_raw(old.topic, kind, 1, bytes(raw))
    with BagReader(tmp_path / "bag") as reader, pytest.raises(InputError, match="another version"):
        list(reader.records([old.topic]))


def test_a_type_that_nobody_defines_is_named_when_it_is_asked_for(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag", {}) as writer:
        writer.write_raw("/lidar", "acme_msgs/msg/Scan", 1, b"\x00\x01\x00\x00\x07")
    with BagReader(tmp_path / "bag") as reader:
        (entry,) = reader.entries()
        assert entry == Entry("/lidar", 1, "acme_msgs/msg/Scan", b"\x00\x01\x00\x00\x07")
        with pytest.raises(InputError, match=r"acme_msgs/msg/Scan is unknown"):
            reader.message(entry)
    with Reader(tmp_path / "bag") as other:
        assert len(list(other.messages())) == 1


REAL = sorted(path.name for path in SHARED.iterdir() if path.is_dir()) if SHARED.exists() else []


@pytest.mark.skipif(not REAL, reason="the bags of rosbag2 are not at hand")
@pytest.mark.parametrize("name", REAL)
def test_real_bags_are_read_whole(name: str) -> None:
    """`rosbags` finds none of the 20 messages in rosbag2_talker_sqlite3."""
    with BagReader(SHARED / name) as reader:
        entries = list(reader.entries())
        assert len(entries) == reader.count
        assert reader.promised is None or len(entries) == sum(reader.promised.values())
        assert [e.log_ns for e in entries] == sorted(e.log_ns for e in entries)
        for entry in entries:
            reader.message(entry)
