"""Message types: the usual ones of ROS, ours, and those that a bag brings along."""

from functools import cache, cached_property
from typing import Any

from rosbags.serde import SerdeError
from rosbags.typesys import (
    Stores,
    TypesysError,
    get_types_from_idl,
    get_types_from_msg,
    get_typestore,
)
from rosbags.typesys.store import Typestore

from vigil.bag.messages import message_texts
from vigil.bag.topics import OUR_PACKAGE
from vigil.base.errors import InputError

FOREIGN = {
    # https://github.com/ros-industrial/ros_canopen/blob/dashing-devel/can_msgs/msg/Frame.msg
    "can_msgs/msg/Frame": "std_msgs/Header header\nuint32 id\nbool is_rtr\nbool is_extended\n"
    "bool is_error\nuint8 dlc\nuint8[8] data\n",
    # https://github.com/autowarefoundation/ros2_socketcan, ros2_socketcan_msgs/msg/FdFrame.msg
    "ros2_socketcan_msgs/msg/FdFrame": "std_msgs/Header header\nuint32 id\nbool is_extended\n"
    "bool is_error\nuint8 len\nuint8[<=64] data\n",
}
"""CAN frames as others publish them; sqlite3 bags before Iron bring no definitions."""


class Types:
    """All types that are known here; what a bag says of a type is tried first."""

    def __init__(self) -> None:
        self._store = _usual()

    @cached_property
    def _before(self) -> Typestore:
        """The types as they are without what a bag says of them."""
        return _usual()

    def learn(self, kind: str, text: str, encoding: str = "ros2msg") -> str:
        """Take a definition and all within it; return why it cannot be read, or an empty text."""
        try:
            _register(self._store, kind, text, encoding)
        except (TypesysError, ValueError, KeyError) as error:
            return f"the definition of {kind} cannot be read: {' '.join(str(error).split())}"
        return ""

    def find(self, kind: str) -> Any:
        """Return the class of a type, as `Mirror` asks for it."""
        try:
            return self._store.types[kind]
        except KeyError:
            raise InputError(f"the type {kind} is unknown, and the bag does not tell") from None

    def decode(self, raw: bytes, kind: str) -> Any:
        """Return the message that CDR bytes hold."""
        self.find(kind)
        try:
            return self._store.deserialize_cdr(raw, kind)
        except (SerdeError, KeyError, IndexError) as error:
            # A definition can be wrong or half: what ROS itself says of the type is the judge.
            if self._differs(kind):
                return self._decode_as_usual(raw, kind)
            raise InputError(f"{len(raw)} bytes are no {kind}: {error}") from error

    def encode(self, message: Any) -> bytes:
        """Return the CDR bytes of a message."""
        return bytes(self._store.serialize_cdr(message, message.__msgtype__))

    def definition(self, kind: str) -> str:
        """Return the text of a type and of all types within it; empty where it is not known."""
        known = kind in self._store.types
        return self._store.generate_msgdef(kind, ros_version=2)[0] if known else ""

    def digest(self, kind: str) -> str:
        """Return the hash of a type that ROS compares since Iron (REP-2011, RIHS01)."""
        return self._store.hash_rihs01(kind) if kind in self._store.types else ""

    def _differs(self, kind: str) -> bool:
        usual = self._before.fielddefs.get(kind)
        return usual is not None and usual[1] != self._store.fielddefs[kind][1]

    def _decode_as_usual(self, raw: bytes, kind: str) -> Any:
        try:
            return self._before.deserialize_cdr(raw, kind)
        except (SerdeError, IndexError) as error:
            raise InputError(f"{len(raw)} bytes are no {kind}: {error}") from error


def _usual() -> Typestore:
    store = get_typestore(Stores.ROS2_KILTED)  # knows every type of Humble and Jazzy
    store.register(_ours())
    return store


@cache
def _ours() -> Any:
    texts = {
        OUR_PACKAGE + name.removesuffix(".msg"): text for name, text in message_texts().items()
    }
    parsed = [get_types_from_msg(text, kind) for kind, text in (texts | FOREIGN).items()]
    return {name: fields for found in parsed for name, fields in found.items()}


def _register(store: Typestore, kind: str, text: str, encoding: str) -> None:
    """Put a definition and all within it into a store, in the place of others of the same name."""
    found = get_types_from_idl(text) if "idl" in encoding else get_types_from_msg(text, kind)
    known = store.fielddefs
    new = {n: f for n, f in found.items() if n not in known or known[n][1] != f[1]}
    for name in new:
        known.pop(name, None)
        store.types.pop(name, None)
    if new:
        store.register(new)
        store.cache.clear()
