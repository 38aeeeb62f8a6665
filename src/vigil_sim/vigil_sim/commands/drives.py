"""`vigil sim`: list, check, render, run, close."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vigil.cli.options import counted
from vigil.cli.tables import rounded, show
from vigil_sim.commands.choice import (
    OURS,
    Bonnet,
    CellNumber,
    Config,
    Name,
    Pixels,
    Seed,
    Sets,
    Sweep,
    darkroom_of,
    rooms_of,
    said,
    scenario_of,
)

if TYPE_CHECKING:
    from vigil_sim.run.result import Onset, Run

NOT_AS_WRITTEN = 1
"""Exit status of a drive that is not the one its scenario describes, or whose stack died."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def sim() -> None:
    """Drive on a road that does not exist."""


@app.command("list")
def list_scenarios() -> None:
    """Show the scenarios that are shipped."""
    from vigil_sim.scenario.read import read, shipped

    families = ((name, read(path)) for name, path in shipped().items())
    rows = ((name, len(family.cells), family.about) for name, family in families)
    show("shipped scenarios", ("name", "cells", "about"), rows)


@app.command()
def check(name: Name) -> None:
    """Check a scenario, everybody's place at the start included; status 2 where it cannot be."""
    from vigil.geometry import Body
    from vigil_sim.scenario.read import read
    from vigil_sim.world import World

    family = read(name)
    for cell in family.cells:
        World(cell.scenario, Body())
    typer.echo(f"{family.name}: {len(family.cells)} cells: {family.about or 'it says nothing'}")
    if len(family.cells) > 1:
        typer.echo(f"from {said(family.cells[0])} to {said(family.cells[-1])}")


@app.command()
def render(
    name: Name,
    at: Annotated[float, typer.Option(min=0.0, help="Seconds since the scenario began.")] = 3.0,
    out: Annotated[Path, typer.Option(help="The picture, PNG.")] = Path("out/picture.png"),
    boxes: Annotated[bool, typer.Option(help="Draw the boxes of the truth.")] = False,
    camera: Annotated[str, typer.Option(help="Which camera; unset: the leading one.")] = "",
    bonnet: Bonnet = False,
    cell: CellNumber = None,
    sweep: Sweep = None,
    seed: Seed = None,
    config: Config = OURS,
    sets: Sets = None,
) -> None:
    """Draw one picture of a scenario."""
    from vigil_sim.run.still import save, still

    scenario, rooms = scenario_of(name, cell, sweep, seed), rooms_of(config, sets)
    seen = still(scenario, rooms, at, camera, bonnet=bonnet)
    save(seen, out, boxes=boxes)
    typer.echo(f"{out}: at {at:g} s, things in sight: {len(seen.labels.views)}")


@app.command()
def run(
    name: Name,
    out: Annotated[Path | None, typer.Option(help="The bag; unset: out/sim/NAME.")] = None,
    pixels: Pixels = True,
    bonnet: Bonnet = False,
    labels: Annotated[bool, typer.Option(help="Masks and depth into the bag, too.")] = False,
    coco: Annotated[
        Path | None, typer.Option(help="Also files for training, beside those of earlier drives.")
    ] = None,
    cell: CellNumber = None,
    sweep: Sweep = None,
    seed: Seed = None,
    config: Config = OURS,
    sets: Sets = None,
) -> None:
    """Make the bag that a car with sensors would have recorded, with the truth beside it.

    Training data: drive scenarios, cells and seeds with one --coco FOLDER.
    Each drive adds pictures (images/), boxes and masks (annotations.json, as
    COCO has them), lanes (lanes.json), drivable area, classes, instances and
    depth.  Validate on other seeds, in a folder of their own, below 1000000:
    on those from there on figures are published.

        vigil sim run following --seed 1 --coco out/train
        vigil sim run cut_in_right --seed 2 --bonnet --coco out/train
    """
    from contextlib import ExitStack

    from vigil_sim.run.labels import Labelling
    from vigil_sim.run.open import record
    from vigil_sim.truth import CocoWriter

    scenario, rooms = scenario_of(name, cell, sweep, seed), rooms_of(config, sets)
    out, darkroom = (
        out or Path("out/sim") / scenario.name,
        darkroom_of(pixels=pixels, bonnet=bonnet),
    )
    with ExitStack() as stack:
        files = stack.enter_context(CocoWriter(coco)) if coco else None
        labelling = Labelling(masks=labels, coco=files) if pixels else None
        tell = stack.enter_context(counted("driving"))
        made = record(scenario, rooms, out, darkroom, labelling, tell)
    typer.echo(f"{made.path}: {made.pictures} pictures in {made.time_s:.1f} s, simulated road")
    if made.contact:
        typer.echo(f"it ends at {made.time_s:.2f} s: we touch {made.contact}")
    refuse_waiting(made.waiting)


@app.command()
def close(
    name: Name,
    out: Annotated[Path | None, typer.Option(help="The bag; unset: out/sim/NAME_closed.")] = None,
    mode: Annotated[
        Literal["none", "emergency", "driver", "both"],
        typer.Option(help="Who brakes: nobody, the car on emergency, a driver on a warning."),
    ] = "both",
    percepts: Annotated[
        Literal["auto", "networks", "truth"],
        typer.Option(help="Who sees; auto: the networks where their weights are found."),
    ] = "auto",
    pixels: Pixels = True,
    bonnet: Bonnet = False,
    noise: Annotated[float, typer.Option(min=1.0, help="On percepts made from truth.")] = 1.0,
    cell: CellNumber = None,
    sweep: Sweep = None,
    seed: Seed = None,
    config: Config = OURS,
    sets: Sets = None,
) -> None:
    """Let the stack see and warn, and the simulated car react, in lock step."""
    from vigil_sim.run.loop import close_loop

    scenario, rooms = scenario_of(name, cell, sweep, seed), rooms_of(config, sets)
    out = out or Path("out/sim") / f"{scenario.name}_closed"
    darkroom = darkroom_of(pixels=pixels, bonnet=bonnet)
    with counted("driving") as tell:
        outcome = close_loop(scenario, rooms, out, darkroom, mode, percepts, noise, tell)
    for line in outcome.seen_by:
        typer.echo(line)
    show_run(outcome.run)
    typer.echo(f"bag: {out}")
    if outcome.run.failure:
        typer.echo(outcome.run.failure, err=True)
        raise typer.Exit(NOT_AS_WRITTEN)
    refuse_waiting(outcome.run.waiting)


def show_run(run: "Run") -> None:
    """Print what a run left."""
    title = f"{run.scenario}, seed {run.seed}, {run.level}, noise x{run.noise:g}: {run.end}"
    rows = (
        ("touched", run.contact or "nothing"),
        ("impact speed, m/s", f"{run.impact_mps:.2f}"),
        ("speed at the start, m/s", f"{run.speed_mps:.2f}"),
        ("smallest gap in our path, m", rounded(run.smallest_gap_m)),
        ("brakes asked for at, s", rounded(run.braked_at_s)),
        ("time driven, s", f"{run.time_s:.2f}"),
        ("settings", run.settings),
    )
    show(title, ("what", "value"), rows)
    columns = ("at s", "level", "function", "about", "gap m", "TTC s", "why")
    show("what was said, as true at that time", columns, (_row(onset) for onset in run.onsets))


def _row(onset: "Onset") -> tuple[object, ...]:
    return (
        f"{onset.time_s:.2f}",
        onset.level.name.lower(),
        onset.function.name.lower(),
        onset.about or None,
        rounded(onset.gap_m),
        rounded(onset.ttc_s),
        onset.reason,
    )


def refuse_waiting(waiting: tuple[str, ...]) -> None:
    """Say which steps never began, and end with a status of its own: this proves nothing."""
    if waiting:
        typer.echo(f"not the drive that was written: never began {'; '.join(waiting)}", err=True)
        raise typer.Exit(NOT_AS_WRITTEN)
