"""`vigil replay` and `vigil report`."""

from pathlib import Path
from typing import Annotated

import typer

from vigil.cli.options import Config, Sets, configuration, progress


def replay(
    bag: Annotated[Path, typer.Argument(help="MCAP or sqlite3, file or folder.")],
    out: Annotated[Path, typer.Option(help="Folder for bag, video and report.")] = Path(
        "out/replay"
    ),
    config: Config = None,
    sets: Sets = None,
    as_driven: Annotated[
        bool, typer.Option(help="Perceive exactly the sets that the car perceived.")
    ] = False,
    video: Annotated[bool, typer.Option(help="Also make the annotated video.")] = True,
) -> None:
    """Run a bag through all stages, as fast as it goes; leaves a bag, a video and a report."""
    import time

    from vigil.bag import BagReader, BagWriter
    from vigil.pipeline import Chain, Rerun, Rooms
    from vigil.review import ReviewSettings
    from vigil.review import report as make_report
    from vigil.review import video as make_video

    rooms = Rooms(configuration(config, sets)).check()
    looks = rooms.configuration.section("review", ReviewSettings)
    bag_out = out / "bag"
    with BagReader(bag) as reader:
        chain = Chain(rooms, time.perf_counter_ns)
        for line in chain.describe():
            typer.echo(line)
        run = Rerun(reader, rooms, chain, as_driven=as_driven)
        with BagWriter(bag_out, run.metadata) as writer:
            for _ in progress(run.into(writer), run.count, "replaying"):
                pass
    typer.echo(f"bag: {bag_out}")
    made = make_report(bag_out, out / "report.html", rooms.rig, looks, progress)
    typer.echo(f"report: {made}")
    if video:
        typer.echo(f"video: {make_video(bag_out, out / 'video.mp4', rooms.rig, progress)}")


def report(
    bag: Annotated[Path, typer.Argument(help="A bag that Vigil wrote.")],
    out: Annotated[Path, typer.Option(help="The report.")] = Path("out/report.html"),
    config: Config = None,
    sets: Sets = None,
    video: Annotated[Path | None, typer.Option(help="Also make an annotated video.")] = None,
) -> None:
    """Make the report of a recorded drive: one HTML file that needs nothing else."""
    from vigil.pipeline import Rooms
    from vigil.review import ReviewSettings
    from vigil.review import report as make_report
    from vigil.review import video as make_video

    rooms = Rooms(configuration(config, sets)).check()
    looks = rooms.configuration.section("review", ReviewSettings)
    typer.echo(f"report: {make_report(bag, out, rooms.rig, looks, progress)}")
    if video is not None:
        typer.echo(f"video: {make_video(bag, video, rooms.rig, progress)}")
