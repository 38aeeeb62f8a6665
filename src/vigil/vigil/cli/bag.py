"""`vigil bag make`, `check`, `repair`."""

from pathlib import Path
from typing import Annotated

import typer

from vigil.cli.options import Config, Sets, configuration, counted

app = typer.Typer(no_args_is_help=True)


@app.command()
def make(
    out: Annotated[Path, typer.Argument(help="The bag to write; it must not be there yet.")],
    pictures: Annotated[Path | None, typer.Option(help="A video or a folder of pictures.")] = None,
    camera: Annotated[str, typer.Option(help="The camera that took them.")] = "front",
    rate_hz: Annotated[float, typer.Option(help="Pictures a second, of a folder.")] = 25.0,
    can: Annotated[Path | None, typer.Option(help="candump, ASC, BLF, TRC or MF4.")] = None,
    can_offset_s: Annotated[
        float, typer.Option(help="First CAN frame minus first picture, in time.")
    ] = 0.0,
    constant: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="In place of a log, watermarked: speed_mps=25"),
    ] = None,
    encode: Annotated[
        bool, typer.Option(help="Send constants as CAN frames through the configured DBC.")
    ] = False,
    config: Config = None,
    sets: Sets = None,
) -> None:
    """Make a bag of a drive that was recorded outside ROS: pictures, and a CAN log or constants."""
    from vigil.bag.make import BagSettings, ConstantBus, LogBus, make_bag
    from vigil.pipeline import Rooms

    rooms = Rooms(configuration(config, sets)).check()
    source = rooms.camera_fed_by(camera, pictures, rate_hz) if pictures else None
    bus: LogBus | ConstantBus | None = LogBus(can, can_offset_s) if can else None
    if constant:
        values = dict(map(rooms.configuration.override, constant))
        bus = ConstantBus(values, rooms.vehicle if encode else None)
    settings = rooms.configuration.section("bag", BagSettings)
    with counted("making a bag") as progress:
        made = make_bag(out, source, bus, settings, progress)
    typer.echo(f"{made.path}: {made.pictures} pictures, {made.lost} lost, {made.bursts} of the bus")
    if made.watermark:
        typer.echo(f"watermark: {made.watermark}")


@app.command()
def check(bag: Annotated[Path, typer.Argument(help="MCAP or sqlite3, file or folder.")]) -> None:
    """Show what a bag holds and what is wrong with it; status 1 where something is."""
    from vigil.bag.check import check as look
    from vigil.cli.tables import rounded, show

    with counted("reading") as progress:
        report = look(bag, progress)
    show(
        f"{report.path}: {report.count} messages in {report.duration_s:.1f} s",
        ("topic", "type", "count", "promised", "rate Hz", "longest gap s", "out of order", "fault"),
        (
            (
                one.topic,
                one.kind,
                one.count,
                one.promised,
                rounded(one.rate_hz),
                rounded(one.longest_gap_s),
                one.disordered,
                one.fault,
            )
            for one in report.topics
        ),
    )
    for name, text in report.metadata.items():
        typer.echo(f"{name}: {text}")
    for problem in report.problems:
        typer.echo(f"problem: {problem}")
    if report.problems:
        raise typer.Exit(1)


@app.command()
def repair(
    bag: Annotated[Path, typer.Argument(help="A bag that was cut off or lost its metadata.")],
    out: Annotated[Path, typer.Argument(help="The bag to write.")],
) -> None:
    """Save what can still be read of a bag into a whole one."""
    from vigil.bag.repair import repair as save

    with counted("repairing") as progress:
        saved = save(bag, out, progress)
    missing = "" if saved.missing is None else f", {saved.missing} missing"
    typer.echo(f"{saved.path}: {saved.count} messages saved{missing}")
    for text in saved.damage:
        typer.echo(f"lost: {text}")
