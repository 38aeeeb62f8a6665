"""Tables on the screen."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table


def show(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a table; numbers are rounded by whoever makes the rows."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*("-" if cell is None else str(cell) for cell in row))
    Console().print(table)


def rounded(value: float | None, digits: int = 3) -> str | None:
    """Return a number as it is shown, None where it is unknown."""
    return None if value is None else f"{value:.{digits}g}"
