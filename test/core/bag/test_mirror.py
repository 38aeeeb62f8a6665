"""Every record crosses a topic without losing a bit, and every field says what it means."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from strategies import records
from vigil.bag.messages import kinds, message_texts, traveling_hints
from vigil.bag.mirror import FRAME_ID, Mirror
from vigil.bag.topics import kind_of
from vigil.bag.typestore import Types
from vigil.base.records import (
    EgoPath,
    Evidence,
    Frame,
    FrameSet,
    Moment,
    PathSource,
    PredictedPath,
    Scene,
    VehicleState,
    difference,
)

TYPES = Types()
MIRROR = Mirror(TYPES.find)


def crossed(record: Any) -> Any:
    """Send a record through its message and the bytes of it."""
    return MIRROR.record(TYPES.decode(sent(record), kind_of(type(record))), type(record))


def sent(record: Any) -> bytes:
    """Return the bytes that a record travels as."""
    return TYPES.encode(MIRROR.message(record))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_record_crosses_a_topic_bit_for_bit(kind: Any, data: st.DataObject) -> None:
    record = data.draw(records(kind))
    back = crossed(record)
    assert difference(record, back, ignore=frozenset()) == ""
    assert sent(back) == sent(record)  # the sign of a zero, which no comparison sees, included


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_field_says_what_it_means(kind: Any) -> None:
    lines = message_texts()[f"{kind.__name__}.msg"].splitlines()
    for name in traveling_hints(kind):
        field = "header" if name == "stamp_ns" else name
        place = next(i for i, line in enumerate(lines) if line.split(" ")[1:] == [field])
        assert lines[place - 1].startswith("# "), f"{kind.__name__}.{name}"
        assert len(lines[place - 1]) > len("# x."), f"{kind.__name__}.{name}"


def test_a_stamp_is_the_stamp_of_the_header_in_our_frame() -> None:
    message = MIRROR.message(FrameSet(1_700_000_000_123_456_789, Moment(0, (), VehicleState(), ())))
    assert (message.header.stamp.sec, message.header.stamp.nanosec) == (1_700_000_000, 123_456_789)
    assert message.header.frame_id == FRAME_ID


def test_unknown_travels_as_nan_and_comes_back_as_none() -> None:
    evidence = Evidence("ttc_s", None, 3.0)
    assert np.isnan(MIRROR.message(evidence).value)
    assert crossed(evidence) == evidence


def test_an_absent_driver_travels_as_an_empty_list() -> None:
    path = EgoPath(PathSource.STRAIGHT, 0.0, 0.0, 0.0, 0.01, 3.5, 0.5)
    scene = Scene(1, Moment(0, (), VehicleState(), ()), (), (), path, ())
    assert MIRROR.message(scene).driver == []
    assert crossed(scene).driver is None


def test_an_array_gets_its_shape_back() -> None:
    path = PredictedPath(np.array([0.0, 1.0]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((2, 3)))
    assert_array_equal(crossed(path).gap_offset_m, path.gap_offset_m)
    assert MIRROR.message(path).gap_offset_m.shape == (4,)


def test_pixels_stay_in_their_process() -> None:
    picture = Frame("front", 0, 0, 0, np.zeros((2, 2, 3), np.uint8))
    frame_set = FrameSet(1, Moment(0, (), VehicleState(), ()), (picture,))
    assert not hasattr(MIRROR.message(frame_set), "frames")
    assert crossed(frame_set).frames == ()
