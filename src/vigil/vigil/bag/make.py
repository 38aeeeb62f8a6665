"""Makes a bag of a drive that was recorded outside ROS: pictures, and a CAN log or constants.

All runs on one clock: the log's where there is one.  A picture arrives when it was exposed: what
happened between the two on that drive, nobody recorded.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count, dropwhile
from operator import itemgetter
from pathlib import Path

from pydantic import Field

from vigil.bag import topics
from vigil.bag.pictures import Pictures
from vigil.bag.storage import WATERMARK
from vigil.bag.write import BagWriter
from vigil.base.errors import InputError
from vigil.base.records import CanFrames, Frame, Sample, SignalState, VehicleSamples
from vigil.base.settings import Settings
from vigil.camera import CameraSettings
from vigil.vehicle import VehicleSettings
from vigil.vehicle.encode import Encoder
from vigil.vehicle.fields import number
from vigil.vehicle.logs import batched, open_log

START_NS = 1_000_000_000
"""Where a drive without a clock of its own begins: a stamp of 0 means 'none' in ROS and in ours."""
LEAD_NS = 100_000_000
"""How much of the bus goes before the first picture and after the last: ten bursts, a state."""
STEP_NS = 10_000_000
"""How often constants look whether a message is due: the shortest cycle that cars use."""
Said = CanFrames | VehicleSamples
Progress = Callable[[int, int | None], None]
"""Is told how many of how many pictures (None: unknown) are done."""


class BagSettings(Settings):
    """Section `bag`."""

    jpeg_quality: int = Field(
        default=95,
        ge=50,
        le=100,
        description="of pictures that are not JPEG or PNG yet: 95 keeps 47.6 dB of a highway"
        " clip of 960x540 at 89 kB a picture, 85 keeps 44.9 dB at 47 kB",
    )
    burst_s: float = Field(
        default=0.01, ge=0.001, le=0.1, description="CAN frames in one message, as live"
    )


@dataclass(frozen=True, slots=True)
class LogBus:
    """A CAN log; `offset_s` is the time of its first frame minus that of the first picture."""

    path: Path
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ConstantBus:
    """A car that keeps its state, by names of VehicleState; on CAN where a mapping is given."""

    values: Mapping[str, float | str]
    vehicle: VehicleSettings | None = None

    @property
    def watermark(self) -> str:
        """What must be said wherever this drive is shown."""
        said = ", ".join(f"{name} {value}" for name, value in self.values.items())
        return f"constant {said}"


@dataclass(frozen=True, slots=True)
class Made:
    """What went into a bag."""

    path: Path
    pictures: int
    lost: int
    """Frames that could not be decoded."""
    bursts: int
    watermark: str


def make_bag(
    out: Path,
    camera: CameraSettings | None,
    bus: LogBus | ConstantBus | None,
    settings: BagSettings | None = None,
    progress: Progress | None = None,
) -> Made:
    """Write pictures and bus into a new bag; a log needs no pictures, constants do."""
    settings = settings or BagSettings()
    if camera is None and not isinstance(bus, LogBus):
        raise InputError("a bag is made of a video, a folder of pictures or a CAN log; name one")
    pictures = Pictures(camera, settings.jpeg_quality) if camera else None
    start_ns, said = _bus(bus, settings.burst_s, alone=camera is None)
    watermark = bus.watermark if isinstance(bus, ConstantBus) else ""
    shown = bursts = 0
    with BagWriter(out, _metadata(camera, bus, watermark)) as writer:
        for log_ns, thing in _in_order(said, pictures, start_ns):
            if isinstance(thing, (CanFrames, VehicleSamples)):
                topic = topics.CAN if isinstance(thing, CanFrames) else topics.SAMPLES
                writer.write(topic.name, log_ns, thing)
                bursts += 1
                continue
            frame, data = thing
            name = topics.COMPRESSED.of(frame.camera)
            writer.write_picture(name, frame.camera, log_ns, start_ns + frame.exposure_ns, data)
            shown += 1
            if progress and pictures:
                progress(shown, pictures.expected)
    if isinstance(bus, LogBus) and not bursts:
        raise InputError(
            f"{bus.path}: no frame falls into the time of the pictures; {bus.offset_s:g} s between"
            " the two is wrong"
        )
    return Made(out, shown, pictures.lost if pictures else 0, bursts, watermark)


def _in_order(
    said: Iterator[Said], pictures: Pictures | None, start_ns: int
) -> Iterator[tuple[int, Said | tuple[Frame, bytes]]]:
    """Yield bus and pictures by arrival, the bus first, until shortly after the last picture."""
    bus = ((burst.stamp_ns, burst) for burst in said)
    if pictures is None:
        yield from bus
        return
    for log_ns, thing in heapq.merge(bus, _shown(pictures, start_ns), key=itemgetter(0)):
        if thing is None:
            return
        yield log_ns, thing


def _shown(pictures: Pictures, start_ns: int) -> Iterator[tuple[int, tuple[Frame, bytes] | None]]:
    """Yield pictures at their arrival, then None where the bag ends."""
    last_ns = 0
    for frame, data in pictures:
        last_ns = frame.arrival_ns
        yield start_ns + frame.arrival_ns, (frame, data)
    yield start_ns + last_ns + LEAD_NS, None


def _bus(
    bus: LogBus | ConstantBus | None, burst_s: float, *, alone: bool
) -> tuple[int, Iterator[Said]]:
    """Return when the first picture is shown, and what the bus says from shortly before it on."""
    if isinstance(bus, LogBus):
        return _logged(bus, burst_s, alone=alone)
    return START_NS + LEAD_NS, iter(()) if bus is None else _constant(bus)


def _logged(bus: LogBus, burst_s: float, *, alone: bool) -> tuple[int, Iterator[Said]]:
    frames = open_log(bus.path)
    first = next(frames, None)
    if first is None:
        raise InputError(f"{bus.path}: holds no CAN frame")
    start_ns = first.arrival_ns - round(bus.offset_s * 1e9)
    shift_ns = max(0, START_NS + LEAD_NS - start_ns)
    since_ns = 0 if alone else start_ns - LEAD_NS
    wanted = dropwhile(lambda frame: frame.arrival_ns < since_ns, chain((first,), frames))
    moved = (replace(frame, arrival_ns=frame.arrival_ns + shift_ns) for frame in wanted)
    return start_ns + shift_ns, batched(moved if shift_ns else wanted, burst_s)


def _constant(bus: ConstantBus) -> Iterator[Said]:
    """Say the same without end, on CAN where the car's mapping is known, else as assumed."""
    encoder = Encoder(bus.vehicle) if bus.vehicle else None
    values = {name: number(name, value, "constant") for name, value in bus.values.items()}
    for stamp_ns in count(START_NS, STEP_NS):
        if encoder is None:
            assumed = SignalState.ASSUMED
            samples = (Sample(n, v, stamp_ns, STEP_NS / 1e9, assumed) for n, v in values.items())
            yield VehicleSamples(stamp_ns, tuple(samples))
        elif frames := encoder.frames(values, stamp_ns):
            yield CanFrames(stamp_ns, frames)


def _metadata(
    camera: CameraSettings | None, bus: LogBus | ConstantBus | None, watermark: str
) -> dict[str, str]:
    """Return what the bag says of its making: names of files, never where they lay."""
    made_from = [Path(camera.source.address).name] if camera else []
    made_from += [bus.path.name] if isinstance(bus, LogBus) else []
    said = {WATERMARK: watermark} if watermark else {}
    return {"made_from": ", ".join(made_from), **said}
