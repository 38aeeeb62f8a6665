"""Gathers the commands: ours, and those of other packages, imported only when they are called."""

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, entry_points, version

import typer

from vigil.base.errors import VigilError
from vigil.cli import bag, camera, replay, vehicle, view

Command = Callable[[Sequence[str]], None]
GROUP = "vigil.commands"
PASS_ALL = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
BAD_INPUT = 2

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(bag.app, name="bag", help="Make, check, repair and show bags.")
app.add_typer(camera.app, name="camera", help="Check and calibrate cameras.")
app.add_typer(vehicle.app, name="vehicle", help="Check what a CAN log says of the car.")
app.command()(replay.replay)
app.command()(replay.report)
app.command()(view.view)


@app.callback()
def vigil() -> None:
    """Watch the road through cameras and warn the driver."""


@app.command("version")
def show_version() -> None:
    """Print the version."""
    typer.echo(version("vigil"))


def _add(entry: EntryPoint) -> None:
    @app.command(entry.name, context_settings=PASS_ALL, help=f"See vigil {entry.name} --help.")
    def call(context: typer.Context) -> None:
        command: Command = entry.load()
        command(context.args)


def main() -> None:
    """Run one command; what a user can mend is one sentence and exit status 2."""
    for entry in sorted(entry_points(group=GROUP)):
        _add(entry)
    try:
        app(args=sys.argv[1:], prog_name="vigil")
    except VigilError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(BAD_INPUT) from error
