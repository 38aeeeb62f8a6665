"""What rosbag2 wants to read beside the messages: metadata.yaml and the profiles of publishers.

Version 8, the last that says profiles in numbers: Humble to Kilted read it
(rosbag2_storage/yaml.hpp takes a field only where the version is high enough).
"""

from collections.abc import Collection, Mapping
from typing import Any

import yaml

from vigil.bag.storage import Channel
from vigil.bag.topics import Qos

VERSION = 8
FOREVER = {"sec": 9223372036, "nsec": 854775807}  # RMW_DURATION_INFINITE
KEEP_LAST, RELIABLE, BEST_EFFORT, TRANSIENT_LOCAL, VOLATILE, AUTOMATIC = 1, 1, 2, 1, 2, 1
"""Numbers of rmw/types.h."""


def qos_yaml(qos: Qos) -> str:
    """Return one profile as `ros2 bag play` reads it, to offer again what was offered."""
    profile = {
        "history": KEEP_LAST,
        "depth": qos.depth,
        "reliability": RELIABLE if qos.reliable else BEST_EFFORT,
        "durability": TRANSIENT_LOCAL if qos.latched else VOLATILE,
        "deadline": _duration(qos.deadline_s),
        "lifespan": _duration(qos.lifespan_s),
        "liveliness": AUTOMATIC,
        "liveliness_lease_duration": _duration(None),
        "avoid_ros_namespace_conventions": False,
    }
    return yaml.safe_dump([profile], sort_keys=False).strip()


def bag_facts(
    file: str,
    channels: Collection[Channel],
    digests: Mapping[str, str],
    span_ns: tuple[int, int],
    custom: Mapping[str, str],
) -> dict[str, Any]:
    """Return what metadata.yaml says of a bag of one file."""
    return {
        "version": VERSION,
        "storage_identifier": "mcap",
        **_span(channels, span_ns),
        "topics_with_message_count": [_topic(c, digests[c.kind]) for c in channels],
        "compression_format": "",
        "compression_mode": "",
        "relative_file_paths": [file],
        "files": [{"path": file, **_span(channels, span_ns)}],
        "custom_data": dict(custom),
        "ros_distro": "",
    }


def as_yaml(facts: Mapping[str, Any]) -> str:
    """Return the text of facts."""
    return yaml.safe_dump(dict(facts), sort_keys=False, allow_unicode=True)


def _span(channels: Collection[Channel], span_ns: tuple[int, int]) -> dict[str, Any]:
    return {
        "starting_time": {"nanoseconds_since_epoch": span_ns[0]},
        "duration": {"nanoseconds": span_ns[1] - span_ns[0]},
        "message_count": sum(channel.count for channel in channels),
    }


def _topic(channel: Channel, digest: str) -> dict[str, Any]:
    return {
        "topic_metadata": {
            "name": channel.topic,
            "type": channel.kind,
            "serialization_format": "cdr",
            "offered_qos_profiles": channel.qos,
            "type_description_hash": digest,
        },
        "message_count": channel.count,
    }


def _duration(seconds: float | None) -> dict[str, int]:
    if seconds is None:
        return dict(FOREVER)
    sec, nsec = divmod(round(seconds * 1e9), 1_000_000_000)
    return {"sec": sec, "nsec": nsec}
