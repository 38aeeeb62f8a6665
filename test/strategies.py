"""Any record, with every field that travels filled: what mirrors of all kinds are tried on."""

from dataclasses import is_dataclass
from enum import Enum
from typing import Annotated, Any, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vigil.bag.messages import scalar_of, traveling_hints

SECONDS = 2**31 - 1
"""builtin_interfaces/Time counts seconds in an int32: until 2038."""
STAMPS = st.integers(-SECONDS * 10**9, SECONDS * 10**9)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(),
    # CDR ends a text with a NUL, and UTF-8 has no lone surrogates.
    str: st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Return everything that a field of this type may hold."""
    if is_dataclass(hint):
        return records(hint)
    if get_origin(hint) is Annotated:
        return arrays(*get_args(hint))
    if not get_args(hint):
        return st.sampled_from(hint) if issubclass(hint, Enum) else PLAIN[hint]
    inner, second = get_args(hint)
    if hint == float | None:
        return st.none() | st.floats(allow_nan=False)  # NaN is how None travels
    if second is type(None):
        return st.none() | values(inner)
    return st.lists(values(inner), max_size=2).map(tuple)


def arrays(array: Any, shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """Return arrays of up to three rows."""
    dtype = scalar_of(array)
    rows = st.integers(0, 3).map(lambda count: (count, *shape[1:]))
    return rows.flatmap(lambda size: hnp.arrays(dtype, size))


def records(kind: Any) -> st.SearchStrategy[Any]:
    """Return records with every field that travels filled."""
    hints = traveling_hints(kind)
    made = {name: values(hint) for name, hint in hints.items() if name != "stamp_ns"}
    if "stamp_ns" in hints:
        made["stamp_ns"] = STAMPS
    return st.builds(kind, **made)
