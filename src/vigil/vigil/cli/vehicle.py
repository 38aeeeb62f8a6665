"""`vigil vehicle check`."""

from pathlib import Path
from typing import Annotated

import typer

from vigil.cli.options import Config, Sets, configuration

app = typer.Typer(no_args_is_help=True)


@app.callback()
def vehicle() -> None:
    """Check what a CAN log says of the car."""


@app.command()
def check(
    dbc: Annotated[Path, typer.Argument(help="Database, in place of the configured ones.")],
    log: Annotated[Path, typer.Argument(help="candump, ASC, BLF, TRC or MF4.")],
    config: Config = None,
    sets: Sets = None,
) -> None:
    """Show which fields a log fills, at what rate and how sure, and what the database could add."""
    from vigil.cli.tables import rounded, show
    from vigil.vehicle import VehicleSettings
    from vigil.vehicle.survey import survey

    found = survey(VehicleSettings.of(configuration(config, sets)), log, dbc)
    show(
        f"{log.name}: {found.frames} frames in {found.duration_s:.1f} s",
        (
            "field",
            "message",
            "bus",
            "fills",
            "rate Hz",
            "age s",
            "low",
            "high",
            "checksum",
            "why not",
        ),
        (
            (
                one.field,
                one.message,
                one.bus,
                "yes" if one.fills else "no",
                rounded(one.rate_hz),
                rounded(one.age_s),
                rounded(one.low),
                rounded(one.high),
                one.checksum,
                one.reason,
            )
            for one in found.fields
        ),
    )
    mapped = sum(one.mapped for one in found.traffic)
    typer.echo(f"{mapped} of {len(found.traffic)} messages of the log are mapped")
    if found.suggestions:
        show(
            "could be mapped",
            ("field", "bus", "message", "signal", "unit", "low", "high"),
            (
                (
                    one.field,
                    one.bus,
                    one.message,
                    one.signal,
                    one.unit,
                    rounded(one.low),
                    rounded(one.high),
                )
                for one in found.suggestions
            ),
        )
