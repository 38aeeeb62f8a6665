"""`vigil view`."""

from pathlib import Path
from typing import Annotated

import typer

from vigil.cli.options import Config, Sets, configuration


def view(
    bag: Annotated[Path, typer.Argument(help="A bag that Vigil wrote.")],
    config: Config = None,
    sets: Sets = None,
) -> None:
    """Show a recorded drive in a browser (live: `vigil drive --page`)."""
    from vigil.pipeline import Rooms
    from vigil.view import ViewSettings
    from vigil.view.player import play

    rooms = Rooms(configuration(config, sets)).check()
    settings = rooms.configuration.section("view", ViewSettings)
    play(bag, rooms.rig, settings, lambda url: typer.echo(f"look at {url}"))
