"""`vigil camera check` and `vigil camera calibrate`."""

from pathlib import Path
from typing import Annotated

import typer

from vigil.cli.options import Config, Sets, configuration

app = typer.Typer(no_args_is_help=True)


@app.command()
def check(
    camera: Annotated[str, typer.Argument(help="Its name in the configuration.")] = "front",
    out: Annotated[Path, typer.Option(help="Where the marked picture goes.")] = Path(
        "out/check.png"
    ),
    pictures: Annotated[
        Path | None, typer.Option(help="A video or picture folder in place of its source.")
    ] = None,
    config: Config = None,
    sets: Sets = None,
) -> None:
    """Draw the horizon and marks at 10, 20 and 40 m on the first picture of a camera."""
    from vigil.camera import first_picture, marks, write_picture
    from vigil.pipeline import Rooms

    rooms = Rooms(configuration(config, sets))
    settings = rooms.camera(camera) if pictures is None else rooms.camera_fed_by(camera, pictures)
    image = first_picture(settings)
    write_picture(out, marks(image, settings.model(), settings.mounting()))
    typer.echo(f"{out}: the horizon should lie on the horizon, the marks across our lane")


@app.command("calibrate")
def calibrate_command(
    pictures: Annotated[Path, typer.Argument(help="A video or a folder with views of a board.")],
    columns: Annotated[int, typer.Option(help="Inner corners across.")],
    rows: Annotated[int, typer.Option(help="Inner corners down.")],
    square_m: Annotated[float, typer.Option(help="Side of a square.")] = 0.03,
    fisheye: Annotated[bool, typer.Option(help="Use the equidistant model.")] = False,
) -> None:
    """Find intrinsics and distortion from views of a chessboard; prints what to paste."""
    from vigil.camera import Board, calibrate, pictures_of

    board = Board(columns=columns, rows=rows, square_m=square_m)
    found = calibrate(pictures_of(pictures), board, fisheye)
    typer.echo(found.yaml)
