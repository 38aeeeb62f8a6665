"""One file of a bag: what both formats tell of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

WATERMARK = "watermark"
"""Key of a bag's metadata that says where an input is not what it seems, parted by '; '."""
REPAIR = "`vigil bag repair` saves what can be read"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it lies in a bag."""

    topic: str
    log_ns: int
    """When it arrived at the recorder, car clock, ns."""
    kind: str
    """ROS type, as 'sensor_msgs/msg/Image'."""
    raw: bytes
    """CDR."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One topic of a bag."""

    topic: str
    kind: str
    count: int = 0
    definition: str = ""
    """Text of its type and of all types within; empty where the bag does not tell."""
    encoding: str = ""
    """Language of the definition: ros2msg or ros2idl."""
    qos: str = ""
    """Profiles of its publishers, YAML of rosbag2."""


class Storage(Protocol):
    """One open file."""

    channels: tuple[Channel, ...]
    metadata: dict[str, str]
    """What its writer noted, by name."""
    span_ns: tuple[int, int]
    """Log time of the first and the last message; (0, 0) where there is none."""
    damage: tuple[str, ...]
    """What could not be read; not empty only where damage was allowed."""

    def entries(self, topics: Collection[str]) -> Iterator[Entry]:
        """Yield the messages of some topics in order of log time."""

    def close(self) -> None:
        """Let go of the file."""
