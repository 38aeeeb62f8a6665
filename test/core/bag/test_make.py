"""`vigil bag make`: a drive that was recorded outside ROS becomes a bag."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
import pytest

from vigil.bag import BagReader, topics
from vigil.bag.check import check
from vigil.bag.make import LEAD_NS, START_NS, BagSettings, ConstantBus, LogBus, make_bag
from vigil.base.errors import ConfigurationError, InputError
from vigil.base.records import SignalState
from vigil.camera import CameraSettings, decode_compressed, open_source
from vigil.camera.settings import MountingSettings, SourceSettings
from vigil.vehicle import Vehicle, VehicleSettings
from vigil.vehicle.settings import BusSettings, FieldSettings, MessageSettings

SIZE = (64, 48)
PICTURES = topics.COMPRESSED.of("front")
DBC = """VERSION ""
BU_: CAR
BO_ 180 WHEELS: 8 CAR
 SG_ SPEED : 7|16@0+ (0.01,0) [0|250] "km/h" CAR
"""
LOG = "({:.6f}) can0 0B4#0000000000009DC5\n"


def scene(number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Make a picture that can be told from the others."""
    image = np.full((SIZE[1], SIZE[0], 3), 40, np.uint8)
    cv2.rectangle(image, (4 * number, 10), (4 * number + 12, 30), (200, 180, 90), -1)
    return image


def camera(
    kind: Literal["video", "images"], address: Path, *, rectify: bool = False
) -> CameraSettings:
    """Configure a small camera."""
    source = SourceSettings(kind=kind, address=str(address), rate_hz=10.0)
    return CameraSettings(
        name="front", source=source, width_px=SIZE[0], height_px=SIZE[1],
        fx_px=60.0, fy_px=60.0, cx_px=31.5, cy_px=23.5,
        mounting=MountingSettings(z_m=1.3), rectify=rectify,
    )  # fmt: skip


def video(path: Path, codec: str, pixels: str, frames: int = 10) -> Path:
    """Write a video of ten pictures a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *SIZE, pixels
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(scene(number), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.fixture
def clip(tmp_path: Path) -> CameraSettings:
    """One second of video."""
    return camera("video", video(tmp_path / "clip.mp4", "mpeg4", "yuv420p"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures of three kinds, whose names sort otherwise as text."""
    path = tmp_path / "pictures"
    path.mkdir()
    for number, ending in ((9, "jpg"), (10, "png"), (11, "bmp"), (100, "jpg")):
        cv2.imwrite(str(path / f"frame{number}.{ending}"), scene(number % 10))
    return path


@pytest.fixture
def log(tmp_path: Path) -> Callable[[float], Path]:
    """Return a maker of logs: the wheel speeds, ten times a second, from some moment on."""

    def make(start_s: float, seconds: float = 1.0) -> Path:
        path = tmp_path / "drive.log"
        lines = [LOG.format(start_s + 0.1 * n) for n in range(round(10 * seconds))]
        path.write_text("".join(lines))
        return path

    return make


def times_ns(bag: Path, topic: str) -> list[int]:
    """Return when the messages of a topic arrived."""
    with BagReader(bag) as reader:
        return [entry.log_ns for entry in reader.entries([topic])]


def pictures(bag: Path) -> list[bytes]:
    """Return the compressed pictures of a bag."""
    with BagReader(bag) as reader:
        return [bytes(reader.message(entry).data) for entry in reader.entries([PICTURES])]


def test_a_video_becomes_pictures_at_the_times_of_its_frames(
    clip: CameraSettings, tmp_path: Path
) -> None:
    done: list[tuple[int, int | None]] = []
    made = make_bag(tmp_path / "bag", clip, None, progress=lambda *now: done.append(now))
    assert (made.pictures, made.lost, made.bursts, made.watermark) == (10, 0, 0, "")
    start_ns = START_NS + LEAD_NS
    assert times_ns(made.path, PICTURES) == [start_ns + n * 100_000_000 for n in range(10)]
    assert check(made.path).problems == ()
    assert done[-1] == (10, 10)


def test_a_picture_is_compressed_once_at_the_quality_of_the_settings(
    clip: CameraSettings, tmp_path: Path
) -> None:
    make_bag(tmp_path / "bag", clip, None)
    with open_source(clip) as source:
        for frame, data in zip(source, pictures(tmp_path / "bag"), strict=True):
            _, wanted = cv2.imencode(".jpg", frame.image, [cv2.IMWRITE_JPEG_QUALITY, 95])
            assert data == wanted.tobytes()


def test_motion_jpeg_is_not_compressed_again(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.avi", "mjpeg", "yuvj420p")
    make_bag(tmp_path / "bag", camera("video", path), None)
    with av.open(str(path)) as container:
        packets = [bytes(p) for p in container.demux(container.streams.video[0]) if p.size]
    assert pictures(tmp_path / "bag") == packets


def test_pictures_of_a_folder_stay_as_they_are_in_the_order_of_their_numbers(
    folder: Path, tmp_path: Path
) -> None:
    make_bag(tmp_path / "bag", camera("images", folder), None)
    data = pictures(tmp_path / "bag")
    assert data[0] == (folder / "frame9.jpg").read_bytes()
    assert data[1] == (folder / "frame10.png").read_bytes()
    assert data[2].startswith(b"\xff\xd8")  # no bag takes a BMP
    assert data[3] == (folder / "frame100.jpg").read_bytes()
    with open_source(camera("images", folder)) as source:
        for frame, kept in zip(source, data, strict=True):
            # Two frames apart the bar has moved by 8 px: another picture differs by 10 and more.
            assert np.abs(decode_compressed(kept).astype(int) - frame.image).mean() < 2.0


def test_a_bag_holds_what_the_camera_saw_not_what_was_rectified(
    folder: Path, tmp_path: Path
) -> None:
    make_bag(tmp_path / "bag", camera("images", folder, rectify=True), None)
    assert pictures(tmp_path / "bag")[0] == (folder / "frame9.jpg").read_bytes()


def test_an_unreadable_picture_is_kept_or_counted(folder: Path, tmp_path: Path) -> None:
    (folder / "frame12.jpg").write_bytes(b"\xff\xd8 cut off")
    (folder / "frame13.bmp").write_bytes(b"BM cut off")
    made = make_bag(tmp_path / "bag", camera("images", folder), None)
    assert (made.pictures, made.lost) == (5, 1)
    assert pictures(made.path)[3] == b"\xff\xd8 cut off"


def test_a_video_that_was_cut_short_is_an_error(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.avi", "mjpeg", "yuvj420p")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    with pytest.raises(InputError, match=r"clip\.avi"):
        make_bag(tmp_path / "bag", camera("video", path), None)


def test_log_and_pictures_share_the_clock_of_the_log(
    clip: CameraSettings, log: Callable[[float], Path], tmp_path: Path
) -> None:
    made = make_bag(tmp_path / "bag", clip, LogBus(log(1_533_151_000.0), offset_s=0.25))
    first_ns = 1_533_151_000_000_000_000
    assert times_ns(made.path, topics.CAN.name)[0] == first_ns
    assert times_ns(made.path, PICTURES)[0] == first_ns - 250_000_000
    with BagReader(made.path) as reader:
        (_, burst), *_ = reader.records([topics.CAN.name])
        assert (burst.frames[0].bus, burst.frames[0].can_id) == ("can0", 0xB4)
        assert reader.metadata == {"made_from": "clip.mp4, drive.log"}


def test_the_bus_goes_little_beyond_the_pictures(
    clip: CameraSettings, log: Callable[..., Path], tmp_path: Path
) -> None:
    made = make_bag(tmp_path / "bag", clip, LogBus(log(1000.0, seconds=9.0), offset_s=-3.0))
    said, shown = times_ns(made.path, topics.CAN.name), times_ns(made.path, PICTURES)
    assert shown[0] - LEAD_NS <= said[0] <= shown[0]
    assert shown[-1] <= said[-1] <= shown[-1] + LEAD_NS


def test_a_log_that_starts_at_zero_moves_to_where_stamps_mean_something(
    clip: CameraSettings, log: Callable[[float], Path], tmp_path: Path
) -> None:
    made = make_bag(tmp_path / "bag", clip, LogBus(log(0.0), offset_s=0.5))
    said, shown = times_ns(made.path, topics.CAN.name), times_ns(made.path, PICTURES)
    assert shown[0] == START_NS + LEAD_NS
    assert said[0] - shown[0] == 500_000_000


def test_a_log_beside_the_pictures_is_an_error(
    clip: CameraSettings, log: Callable[[float], Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"no frame falls into the time.*; 60 s between the two"):
        make_bag(tmp_path / "bag", clip, LogBus(log(1000.0), offset_s=60.0))


def test_a_log_alone_is_a_bag_too(log: Callable[[float], Path], tmp_path: Path) -> None:
    made = make_bag(tmp_path / "bag", None, LogBus(log(1000.0)))
    assert (made.pictures, made.bursts) == (0, 10)


def test_a_constant_speed_is_assumed_and_watermarked(clip: CameraSettings, tmp_path: Path) -> None:
    made = make_bag(tmp_path / "bag", clip, ConstantBus({"speed_mps": 25.2, "gear": "drive"}))
    with BagReader(made.path) as reader:
        assert reader.watermarks == ("constant speed_mps 25.2, gear drive",)
        (entry, first), *_, (last, _) = reader.records([topics.SAMPLES.name])
        assert [(s.field, s.value) for s in first.samples] == [("speed_mps", 25.2), ("gear", 4)]
        assert {sample.state for sample in first.samples} == {SignalState.ASSUMED}
    shown = times_ns(made.path, PICTURES)
    assert entry.log_ns == shown[0] - LEAD_NS
    assert last.log_ns == shown[-1] + LEAD_NS


def test_a_constant_goes_over_the_bus_where_the_car_is_known(
    clip: CameraSettings, tmp_path: Path
) -> None:
    (tmp_path / "car.dbc").write_text(DBC)
    bus = BusSettings(dbc=("car.dbc",))
    car = VehicleSettings(
        dbc_path=(str(tmp_path),),
        buses={"can0": bus},
        messages={"WHEELS": MessageSettings(bus="can0", cycle_ms=20.0)},
        fields={"speed_mps": FieldSettings(message="WHEELS", signal=("SPEED",))},
    )
    made = make_bag(tmp_path / "bag", clip, ConstantBus({"speed_mps": 25.2}, car))
    with BagReader(made.path) as reader:
        assert topics.SAMPLES.name not in reader.topics
        assert reader.watermarks == ("constant speed_mps 25.2",)
        said = [burst for _, burst in reader.records([topics.CAN.name])]
    steps = np.diff([burst.stamp_ns for burst in said])
    assert set(steps.tolist()) == {20_000_000}
    heard = [Vehicle(car).update(burst).samples[0].value for burst in said]
    assert heard == pytest.approx([25.2] * len(said), abs=0.005 / 3.6)


def test_a_constant_of_no_such_name_is_an_error(clip: CameraSettings, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="speed_kmh"):
        make_bag(tmp_path / "bag", clip, ConstantBus({"speed_kmh": 90.0}))


def test_constants_need_pictures_to_know_how_long(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a video, a folder of pictures or a CAN log; name one"):
        make_bag(tmp_path / "bag", None, ConstantBus({"speed_mps": 25.0}))


def test_a_coarser_picture_is_a_smaller_bag(clip: CameraSettings, tmp_path: Path) -> None:
    make_bag(tmp_path / "fine", clip, None)
    make_bag(tmp_path / "coarse", clip, None, BagSettings(jpeg_quality=50))
    sizes = [sum(map(len, pictures(tmp_path / name))) for name in ("fine", "coarse")]
    assert sizes[1] < 0.8 * sizes[0]
