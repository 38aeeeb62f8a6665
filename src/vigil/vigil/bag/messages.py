"""Writes the .msg files of vigil_msgs from the records: `python -m vigil.bag.messages FOLDER`."""

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from vigil.base import records

PLAIN = {bool: "bool", float: "float64", int: "int64", str: "string"}


def kinds() -> list[Any]:
    """Return every record that is a message: all but the picture, which stays in its process."""
    found = [getattr(records, name) for name in records.__all__]
    return [kind for kind in found if is_dataclass(kind) and kind is not records.Frame]


def message_texts() -> dict[str, str]:
    """Return the text of every message by its file name, one for each record."""
    return {f"{kind.__name__}.msg": "\n".join(_lines(kind)) + "\n" for kind in kinds()}


def traveling_hints(kind: Any) -> dict[str, Any]:
    """Return the type of each field that is part of the message, `stamp_ns` included."""
    hints = get_type_hints(kind, include_extras=True)
    local = {field.name for field in fields(kind) if field.metadata.get("local")}
    return {name: hint for name, hint in hints.items() if name not in local}


def _lines(kind: Any) -> Iterator[str]:
    yield f"# {(inspect.getdoc(kind) or '').splitlines()[0]}"
    hints, docs = traveling_hints(kind), _field_docs(inspect.getmodule(kind))[kind.__name__]
    if hints.pop("stamp_ns", None):
        yield f"# {docs['stamp_ns']}"
        yield "std_msgs/Header header"
    for name, hint in hints.items():
        yield f"# {docs[name]}"
        yield f"{_ros_type(hint)} {name}"
        if not get_args(hint) and issubclass(hint, Enum):
            yield from (f"uint8 {name.upper()}_{member.name}={member.value}" for member in hint)


def scalar_of(array: Any) -> Any:
    """Return what an NDArray holds: an alias of ndarray[shape, dtype], from numpy 2.5 on opaque."""
    last = get_args(array)[-1]
    return next(iter(get_args(last)), last)


@cache
def _field_docs(module: Any) -> dict[str, dict[str, str]]:
    """Return, by class and field, the text that stands under each field of a module's records."""
    docs: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            pairs = zip(node.body, node.body[1:], strict=False)
            docs[node.name] = {
                field.target.id: " ".join(str(text.value.value).split())
                for field, text in pairs
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
            }
    return docs


def _ros_type(hint: Any) -> str:
    inner = get_args(hint)
    if get_origin(hint) is Annotated:
        return f"{scalar_of(inner[0]).__name__}[]"
    if not inner:
        return PLAIN.get(hint) or ("uint8" if issubclass(hint, Enum) else hint.__name__)
    if inner == (float, type(None)):
        return "float64"
    return _ros_type(inner[0]) + ("[<=1]" if inner[1] is type(None) else "[]")


def main() -> None:
    """Write all messages into a folder, and remove those whose record is gone."""
    folder = Path(sys.argv[1])
    for old in folder.glob("*.msg"):
        old.unlink()
    for name, text in message_texts().items():
        folder.joinpath(name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
