"""Any record to its message and back, by field name, for rclpy and for a typestore of rosbags.

`stamp_ns` becomes the stamp of `header`; an unknown float NaN, any other optional a list of one or
none; an array is flat in a message, and the annotation of the record gives its shape back.
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import is_dataclass
from enum import Enum
from functools import cache, partial
from math import isnan, nan
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

import numpy as np

from vigil.bag.messages import traveling_hints

R = TypeVar("R")
Convert = Callable[[Any], Any]
FRAME_ID = "front_bumper"  # the ego frame of the records, as /tf calls it


class Mirror:
    """Works out once per type what its fields need; `find` maps a ROS type name to its class."""

    def __init__(self, find: Callable[[str], Any]) -> None:
        self._find = find
        self._plan: Callable[[type], Any] = cache(self._make_plan)

    def message(self, record: Any) -> Any:
        """Return the message that says what a record says."""
        make, names, pairs, stamped = self._plan(type(record))
        values = {name: getattr(record, name) for name in names}
        for name, outward, _ in pairs:
            values[name] = outward(values[name])
        if stamped:
            sec, nanosec = divmod(record.stamp_ns, 1_000_000_000)
            stamp = self._find("builtin_interfaces/msg/Time")(sec=sec, nanosec=nanosec)
            values["header"] = self._find("std_msgs/msg/Header")(stamp=stamp, frame_id=FRAME_ID)
        return make(**values)

    def record(self, message: Any, kind: type[R]) -> R:
        """Return the record that a message came from."""
        _, names, pairs, stamped = self._plan(kind)
        values = {name: getattr(message, name) for name in names}
        for name, _, inward in pairs:
            values[name] = inward(values[name])
        if stamped:
            stamp = message.header.stamp
            values["stamp_ns"] = stamp.sec * 1_000_000_000 + stamp.nanosec
        return kind(**values)

    def _make_plan(self, kind: type) -> Any:
        hints = traveling_hints(kind)
        stamped = hints.pop("stamp_ns", None) is not None
        make = self._find(f"vigil_msgs/msg/{kind.__name__}")
        pack = np.ravel if is_dataclass(make) else _array  # rosbags keeps numpy, rclpy does not
        pairs = {name: self._pair(hint, pack) for name, hint in hints.items()}
        return make, list(hints), [(name, *pair) for name, pair in pairs.items() if pair], stamped

    def _pair(self, hint: Any, pack: Convert) -> tuple[Convert, Convert] | None:
        """Return how a value goes out and comes in, or None where it passes as it is."""
        if is_dataclass(hint):
            return self.message, partial(self.record, kind=cast("type", hint))
        if not get_args(hint):
            return (int, hint) if issubclass(hint, Enum) else None
        first, second = get_args(hint)
        if get_origin(hint) is Annotated:
            return pack, lambda data: np.asarray(data).reshape(second)
        if hint == float | None:
            return lambda x: nan if x is None else x, lambda x: None if isnan(x) else x
        out, back = self._pair(first, pack) or (lambda x: x, first)
        if second is type(None):
            return lambda x: [] if x is None else [out(x)], lambda xs: back(xs[0]) if xs else None
        together = partial(_numbers, pack) if first is int else list
        return lambda xs: together(map(out, xs)), lambda xs: tuple(back(x) for x in xs)


def _numbers(pack: Convert, values: Iterable[int]) -> Any:
    """Return whole numbers as the array that a message wants."""
    return pack(np.fromiter(values, np.int64))


def _array(values: Any) -> Any:
    """Return the flat array that rclpy takes without looking at each number."""
    code = {"l": "q", "L": "Q"}.get(values.dtype.char, values.dtype.char)
    return array(code, np.ascontiguousarray(values).tobytes())
