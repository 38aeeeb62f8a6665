"""A file on a disk that may run full: it takes each record whole or not at all."""

import os
from pathlib import Path
from tempfile import TemporaryFile

RESERVE_BYTES = 8 << 20
"""Room kept for the end of the file: one chunk with a large picture, and the index."""


class Disk:
    """What the mcap library writes to.

    A hidden file holds some room.  When the disk is full that room is given up, so that the last
    chunk and the index still fit, and `full` says why nothing more should be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._size = 0
        self.full = ""
        try:
            self._reserve = TemporaryFile(dir=path.parent)  # noqa: SIM115 - held until close
            os.posix_fallocate(self._reserve.fileno(), 0, RESERVE_BYTES)
        except OSError:
            self._file.close()
            path.unlink()
            raise

    def write(self, data: bytes) -> int:
        """Append data whole, or raise with none of it in the file."""
        try:
            self._append(data)
        except OSError as error:
            if self.full:
                raise
            self.full = error.strerror or str(error)
            self._reserve.close()
            self._append(data)
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        """Return how much has been written."""
        return self._size

    def flush(self) -> None:
        """Do nothing: each write has gone to the system already."""

    def close(self) -> None:
        """Close the file and give up the room."""
        self._reserve.close()
        self._file.close()

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:  # near the end of a disk the system takes a part, and no more
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.truncate(self._size)
            self._file.seek(self._size)
            raise
