"""Which files a bag is made of, and what its metadata.yaml promises."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

import zstandard

from vigil.base import yaml
from vigil.base.errors import ConfigurationError, InputError

METADATA = "metadata.yaml"
ROOT = "rosbag2_bagfile_information"
ENDINGS = (".mcap", ".db3", ".mcap.zstd", ".db3.zstd")


@dataclass(frozen=True, slots=True)
class Layout:
    """A bag before its files are opened."""

    files: tuple[Path, ...]
    promised: Mapping[str, int] | None = None
    """Messages by topic, as metadata.yaml says; None without it."""
    compressed_messages: bool = False
    """Each message is compressed by itself."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Its custom data."""


def find_layout(path: Path, *, damaged: bool) -> Layout:
    """Return the files of a bag: one file, or a folder with or without metadata.yaml."""
    if not path.exists():
        raise InputError(f"{path}: there is no such bag")
    if path.is_file():
        return Layout((path,))
    if (path / METADATA).exists():
        try:
            return _by_metadata(path)
        except InputError:
            if not damaged:
                raise
    files = tuple(sorted((p for p in path.iterdir() if p.name.endswith(ENDINGS)), key=_number))
    if not files:
        raise InputError(f"{path}: holds no .mcap and no .db3 file; a bag has at least one")
    return Layout(files)


def unpacked(files: tuple[Path, ...], stack: ExitStack) -> Iterator[Path]:
    """Yield files that can be read where they are; a compressed one is a copy while it is open."""
    for path in files:
        if path.suffix != ".zstd":
            yield path
            continue
        folder = stack.enter_context(TemporaryDirectory())
        copy = Path(folder, path.stem)
        with zstandard.open(path, "rb") as source, copy.open("wb") as target:
            try:
                shutil.copyfileobj(source, target)
            except zstandard.ZstdError as error:
                raise InputError(f"{path}: cannot be decompressed: {error}") from error
        yield copy


def _by_metadata(folder: Path) -> Layout:
    path = folder / METADATA
    try:
        told: dict[str, Any] = yaml.load(path)[ROOT]
        files = tuple(folder / PurePath(name).name for name in told["relative_file_paths"])
        promised: Counter[str] = Counter()
        for topic in told["topics_with_message_count"]:
            promised[topic["topic_metadata"]["name"]] += topic["message_count"]
        mode = str(told.get("compression_mode") or "").lower()
        custom = {str(key): str(text) for key, text in (told.get("custom_data") or {}).items()}
    except ConfigurationError as error:
        raise InputError(str(error)) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: lacks {error}, which rosbag2 always writes") from error
    for file in files:
        if not file.exists():
            raise InputError(f"{path}: names {file.name}, which is not in {folder}")
    return Layout(files, promised, mode == "message", custom)


def _number(path: Path) -> list[tuple[int, str]]:
    """Order bag_2 before bag_10."""
    parts = re.split(r"(\d+)", path.name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
