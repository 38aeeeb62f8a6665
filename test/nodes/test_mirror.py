"""Records cross the graph without losing a bit, and bags read what the graph says."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rclpy.serialization import deserialize_message

from strategies import records
from vigil.bag.messages import kinds
from vigil.bag.mirror import Mirror
from vigil.bag.topics import Topic, kind_of
from vigil.bag.typestore import Types
from vigil.base.records import difference
from vigil_nodes.messages import find, mirror
from vigil_nodes.topics import announce, subscribe

TYPES = Types()
BAG = Mirror(TYPES.find)


@pytest.fixture
def cross(graph: Any) -> Callable[[Any], bytes]:
    """Return what sends a record over a topic and gives the bytes that came."""
    came: list[bytes] = []
    tell: dict[type, Callable[[Any], None]] = {}

    def send(record: Any) -> bytes:
        kind = type(record)
        if kind not in tell:
            topic = Topic(f"/test/{kind.__name__.lower()}", kind_of(kind), "records", "test")
            subscribe(graph.stranger, topic, came.append, raw=True)
            tell[kind] = announce(graph.stranger, topic)
        came.clear()
        tell[kind](record)
        graph.until(lambda: came)
        return came[0]

    return send


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_record_crosses_graph_and_bag_bit_for_bit(
    cross: Callable[[Any], bytes], kind: Any, data: st.DataObject
) -> None:
    record = data.draw(records(kind))
    said, name = cross(record), kind_of(kind)
    heard = mirror.record(deserialize_message(said, find(name)), kind)
    recorded = BAG.record(TYPES.decode(said, name), kind)
    written = TYPES.encode(BAG.message(record))
    played = mirror.record(deserialize_message(written, find(name)), kind)
    for back in (heard, recorded, played):
        assert difference(record, back, ignore=frozenset()) == ""
