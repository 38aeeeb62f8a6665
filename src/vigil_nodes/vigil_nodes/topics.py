"""Publishers and subscriptions, by the table of topics in `vigil.bag.topics`."""

from collections.abc import Callable
from typing import Any

from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import DurabilityPolicy, LivelinessPolicy, QoSProfile, ReliabilityPolicy

from vigil.bag.topics import PROFILES, Topic, record_of
from vigil_nodes.messages import find, mirror


def profile(name: str) -> QoSProfile:
    """Return a line of the table of QoS profiles as rclpy wants it, valid from Humble on."""
    qos = PROFILES[name]
    made = QoSProfile(
        depth=qos.depth,
        reliability=(ReliabilityPolicy.RELIABLE if qos.reliable else ReliabilityPolicy.BEST_EFFORT),
        durability=(DurabilityPolicy.TRANSIENT_LOCAL if qos.latched else DurabilityPolicy.VOLATILE),
        liveliness=LivelinessPolicy.AUTOMATIC,
    )
    if qos.deadline_s is not None:
        made.deadline = Duration(seconds=qos.deadline_s)
    if qos.lifespan_s is not None:
        made.lifespan = Duration(seconds=qos.lifespan_s)
    return made


def publisher(node: Node, topic: Topic, camera: str = "") -> Publisher:
    """Return a publisher of one line of the table."""
    return node.create_publisher(find(topic.kind), topic.of(camera), profile(topic.qos))


def announce(node: Node, topic: Topic, camera: str = "") -> Callable[[Any], None]:
    """Return what publishes a record on one line of the table, if anybody listens or may yet."""
    told, latched = publisher(node, topic, camera), PROFILES[topic.qos].latched

    def tell(record: Any) -> None:
        if latched or told.get_subscription_count():
            told.publish(mirror.message(record))

    return tell


def subscribe(
    node: Node,
    topic: Topic,
    hear: Callable[[Any], None],
    camera: str = "",
    raw: bool = False,
    depth: int | None = None,
) -> None:
    """Subscribe to one line of the table and hand over its messages, or their bytes.

    `depth` is for whoever wants to miss none: how many may wait on our side of the topic.
    """
    qos = profile(topic.qos)
    qos.depth = depth or qos.depth
    node.create_subscription(find(topic.kind), topic.of(camera), hear, qos, raw=raw)


def listen(node: Node, topic: Topic, hear: Callable[[Any], None]) -> None:
    """Subscribe to one line of the table and hand over the records that its messages say."""
    kind = record_of(topic.kind)
    subscribe(node, topic, lambda message: hear(mirror.record(message, kind)))
