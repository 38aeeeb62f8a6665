"""Options that commands share, and the bar that shows how far long work is."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from vigil.base.settings import Configuration

T = TypeVar("T")
Config = Annotated[
    Path | None, typer.Option(help="Configuration; what it leaves out is the one we ship.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.NAME=VALUE", help="Override one setting."),
]


def configuration(path: Path | None, sets: Iterable[str] | None) -> Configuration:
    """Return the configuration of a file, with the overrides of the command line."""
    return Configuration.read(path).changed(dict(map(Configuration.override, sets or ())))


def progress(items: Iterable[T], total: int | None, doing: str) -> Iterator[T]:
    """Yield items and show how many have passed and how long the rest will take."""
    with counted(doing) as tell:
        for number, item in enumerate(items, start=1):
            yield item
            tell(number, total)


@contextmanager
def counted(doing: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar for as long as this is entered; tell it how many of how many are done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
