"""One sqlite3 file of a bag, read by plain SQL: every version of its schema, finished or not."""

import shutil
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from vigil.bag.storage import REPAIR, Channel, Entry
from vigil.base.errors import InputError

Row = tuple[int, int, int]
"""Log time, id of the message, id of its topic."""


class SqliteFile:
    """Reads a .db3 file and never touches it."""

    def __init__(self, path: Path, *, damaged: bool) -> None:
        self._path = path
        self._folder: TemporaryDirectory[str] | None = None
        self.metadata: dict[str, str] = {}
        self.damage: tuple[str, ...] = ()
        self._rows: list[Row] | None = None  # of a damaged file alone: it has no index to trust
        self._database = self._open()
        try:
            # Else SQLite refuses a file that is shorter than its header says.
            self._database.execute(f"PRAGMA writable_schema = {damaged}")
            self._topics = self._read_topics()
            if damaged:
                self._rows = sorted(self._readable())
            counts, self.span_ns = self._count()
            self.channels = self._read_channels(counts)
        except sqlite3.DatabaseError as error:
            self.close()
            hint = "no topic can be read" if damaged else REPAIR
            raise InputError(f"{path}: is no whole sqlite3 bag: {error}; {hint}") from error

    def entries(self, topics: Collection[str]) -> Iterator[Entry]:
        """Yield the messages of some topics in order of log time."""
        wanted = {key: row for key, row in self._topics.items() if row[0] in topics}
        try:
            for log_ns, topic, raw in self._wanted(wanted):
                name, kind, _ = wanted[topic]
                yield Entry(name, log_ns, kind, raw)
        except sqlite3.DatabaseError as error:
            raise InputError(f"{self._path}: is broken: {error}; {REPAIR}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        if self._folder:
            self._folder.cleanup()

    def _open(self) -> sqlite3.Connection:
        """Open without locks; messages still in the log of a killed recorder need a copy."""
        path, log = self._path, Path(f"{self._path}-wal")
        if log.exists() and log.stat().st_size:
            self._folder = TemporaryDirectory()
            path = Path(self._folder.name, path.name)
            shutil.copy(self._path, path)
            shutil.copy(log, f"{path}-wal")
            return sqlite3.connect(path)
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def _columns(self, table: str) -> set[str]:
        return {row[1] for row in self._database.execute(f"PRAGMA table_info({table})")}

    def _read_topics(self) -> dict[int, tuple[str, str, str]]:
        qos = "offered_qos_profiles" if "offered_qos_profiles" in self._columns("topics") else "''"
        query = f"SELECT id, name, type, {qos} FROM topics"  # noqa: S608 - our own words
        return {row[0]: row[1:] for row in self._database.execute(query)}

    def _readable(self) -> Iterator[Row]:
        """Yield what a broken file still holds, in its own order, data read as a proof."""
        query = "SELECT timestamp, id, topic_id, data FROM messages NOT INDEXED"
        try:
            yield from (row[:3] for row in self._database.execute(query))
        except sqlite3.DatabaseError as error:
            self.damage = (f"{self._path}: {error}",)

    def _count(self) -> tuple[dict[int, int], tuple[int, int]]:
        counts = dict.fromkeys(self._topics, 0)
        if self._rows is not None:
            for _, _, topic in self._rows:
                counts[topic] += 1
            return counts, (self._rows[0][0], self._rows[-1][0]) if self._rows else (0, 0)
        query = "SELECT topic_id, COUNT(*), MIN(timestamp), MAX(timestamp) FROM messages GROUP BY 1"
        found = self._database.execute(query).fetchall()
        counts |= {row[0]: row[1] for row in found}
        return counts, (min(r[2] for r in found), max(r[3] for r in found)) if found else (0, 0)

    def _read_channels(self, counts: dict[int, int]) -> tuple[Channel, ...]:
        texts: dict[str, tuple[str, str]] = {}
        if self._columns("message_definitions"):
            what = "topic_type, encoded_message_definition, encoding"
            query = f"SELECT {what} FROM message_definitions"  # noqa: S608 - our own words
            texts = {row[0]: row[1:] for row in self._database.execute(query)}
        return tuple(
            Channel(topic, kind, counts[key], *texts.get(kind, ("", "")), qos or "")
            for key, (topic, kind, qos) in self._topics.items()
        )

    def _wanted(self, topics: Collection[int]) -> Iterator[tuple[int, int, bytes]]:
        if self._rows is None:
            marks = ",".join("?" * len(topics))
            query = (
                "SELECT timestamp, topic_id, data FROM messages"  # noqa: S608 - marks alone
                f" WHERE topic_id IN ({marks}) ORDER BY timestamp, id"
            )
            yield from self._database.execute(query, tuple(topics))
            return
        for log_ns, key, topic in self._rows:
            if topic in topics:
                query = "SELECT data FROM messages WHERE id = ?"
                yield log_ns, topic, self._database.execute(query, (key,)).fetchone()[0]
