"""Tables on the screen."""

import sys
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

WIDE = 220
"""Columns where no terminal says how many it has: a file or a pipe."""


def show(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a table; numbers are rounded by whoever makes the rows."""
    table = Table(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("-" if cell is None else str(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def rounded(value: float | None, digits: int = 3) -> str | None:
    """Return a number as it is shown, None where it is unknown."""
    return None if value is None else f"{value:.{digits}g}"
