"""Databases of CAN messages (DBC, KCD, ARXML, SYM: what cantools reads), found and read once."""

import difflib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import cantools
from cantools.database import Message
from cantools.database.can.database import Database

from vigil.base.errors import ConfigurationError
from vigil.base.settings import shipped
from vigil.vehicle.settings import VehicleSettings


def find(name: str, folders: Sequence[Path]) -> Path:
    """Return where a database lies, or say where it was looked for."""
    given = Path(name).expanduser()
    places = (given, *(folder / given for folder in (*folders, shipped("config"))))
    for place in places:
        if place.is_file():
            return place.resolve()
    looked = ", ".join(str(folder) for folder in (Path.cwd(), *folders))
    raise ConfigurationError(
        f"the CAN database '{name}' is not in {looked}; give its path under vehicle.buses,"
        " or its folder as vehicle.dbc_path"
    )


@lru_cache(maxsize=16)
def read(path: Path) -> Database:
    """Return a database; overlapping signals are let through, as real databases have them."""
    try:
        database = cantools.database.load_file(path, strict=False)
    except (cantools.database.Error, OSError, ValueError, KeyError) as error:
        sentence = " ".join(str(error).split())
        raise ConfigurationError(f"{path}: is no CAN database: {sentence}") from error
    if not isinstance(database, Database):
        raise ConfigurationError(f"{path}: holds diagnostics, a database of messages is needed")
    return database


def of_bus(settings: VehicleSettings, bus: str) -> tuple[Database, ...]:
    """Return the databases of a bus, first choice first."""
    names = settings.buses[bus].dbc
    return tuple(read(find(name, settings.dbc_folders)) for name in names)


def message_of(settings: VehicleSettings, bus: str, name: str) -> Message:
    """Return a message by name, or say which of the bus come close."""
    known: list[str] = []
    for database in of_bus(settings, bus):
        for message in database.messages:
            if message.name == name:
                return message
            known.append(message.name)
    files = ", ".join(settings.buses[bus].dbc) or "no database"
    raise ConfigurationError(
        f"vehicle.messages: {files} of bus '{bus}' has no message '{name}'{_close(name, known)}"
    )


def require_signals(message: Message, names: Iterable[str], wanted_by: str) -> None:
    """Raise where a mapped signal is not in its message."""
    known = [signal.name for signal in message.signals]
    for name in names:
        if name not in known:
            raise ConfigurationError(
                f"{wanted_by}: message {message.name} has no signal '{name}'"
                f"{_close(name, known) or '; it has ' + (', '.join(known) or 'none')}"
            )


def _close(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=3)
    return f"; did you mean {' or '.join(close)}?" if close else ""
