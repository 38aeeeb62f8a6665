"""`vigil protocol`: list, run."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vigil.cli.options import counted
from vigil.cli.tables import show
from vigil_sim.commands.choice import OURS, Config, Sets, rooms_of

if TYPE_CHECKING:
    from vigil_sim.protocol.grid import Point
    from vigil_sim.protocol.running import Campaign

SHORT = 1
"""Exit status where a demanded share is not reached."""
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Grid = Annotated[str, typer.Argument(metavar="NAME", help="A protocol, or all.")]
Cells = Annotated[str, typer.Option(help="Only grid points whose name holds this.")]


@app.callback()
def protocol() -> None:
    """Prove the warnings on the protocols, simulated."""


@app.command("list")
def list_protocols(name: Grid = "all") -> None:
    """Show what can be run."""
    from vigil_sim.protocol.grid import ALL, TRAFFIC, points_of, protocols

    chosen = protocols(name)
    rows = [
        (each.name, test.family, len(points_of(each, test)), test.mode, test.demand)
        for each in chosen
        for test in each.tests
    ]
    if name in {ALL, TRAFFIC}:
        rows.append((TRAFFIC, "a minute for each seed", 0, "none", "no false warning"))
    show("protocols", ("protocol", "family", "grid points", "who brakes", "demanded"), rows)


@app.command()
def run(
    name: Grid = "all",
    level: Annotated[str, typer.Option(help="kinematic, or pixels.")] = "kinematic",
    draws: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="Of each grid point; unset: 20, with pixels 1."),
    ] = None,
    noise: Annotated[
        list[float] | None, typer.Option(min=1.0, help="Factors; unset: 1 and 2; not for pixels.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Below 1000000: tuning.")] = 1_000_000,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 2,
    out: Annotated[Path, typer.Option(help="Folder for report and draws.")] = Path("out/protocol"),
    cells: Cells = "",
    quick: Annotated[
        bool | None,
        typer.Option(
            "--quick/--whole",
            help="First and last grid point of each family, 5 draws; unset: with pixels alone.",
        ),
    ] = None,
    seeds: Annotated[
        str, typer.Option(metavar="FIRST:END", help="Minutes of traffic; unset: 60 from --seed.")
    ] = "",
    store: Annotated[
        Path | None, typer.Option(help="Of traffic, goes on; unset: traffic.jsonl in --out.")
    ] = None,
    config: Config = OURS,
    sets: Sets = None,
) -> None:
    """Run protocols over their grids; leaves a report and every draw; status 1 where short."""
    from vigil_sim.commands.traffic import refuse_pixels, run_traffic
    from vigil_sim.protocol.endless import MINUTES, seeds_of
    from vigil_sim.protocol.grid import ALL, TRAFFIC, points, protocols
    from vigil_sim.protocol.running import campaign_of

    if name == TRAFFIC:
        refuse_pixels(level)
    rooms, few = rooms_of(config, sets), quick if quick is not None else level == "pixels"
    campaign = campaign_of(rooms, level, draws, noise, seed=seed, quick=few)
    minutes = seeds_of(seeds or f"{seed}:{seed + MINUTES}")
    reached = name == TRAFFIC or _run_grid(
        points(protocols(name), cells, quick=few), campaign, jobs, out
    )
    if name == TRAFFIC or (name == ALL and campaign.depth == "kinematic"):
        path = store or out / "traffic.jsonl"
        reached = run_traffic(minutes, path, campaign, jobs) and reached
    if not reached:
        raise typer.Exit(SHORT)


def _run_grid(grid: "list[Point]", campaign: "Campaign", jobs: int, out: Path) -> bool:
    """Run grid points, show them and leave a report; tell whether every share is reached."""
    from vigil_sim.protocol.report import write_report
    from vigil_sim.protocol.running import in_order, measured
    from vigil_sim.protocol.saying import HEAD, SHARE_HEAD, cells_of, share_cells
    from vigil_sim.protocol.table import line_of, shares

    found = []
    with counted("running") as tell:
        for one in measured(grid, campaign, jobs):
            found.append(one)
            tell(len(found), len(grid) * len(campaign.scales))
    found = in_order(found, grid)
    lines = [line_of(one) for one in found]
    reached = shares(lines)
    show("grid points, simulated", HEAD, map(cells_of, lines))
    show("protocols, simulated", SHARE_HEAD, map(share_cells, reached))
    for path in write_report(out, campaign, found, lines, reached):
        typer.echo(path)
    return all(share.ratio >= 1.0 for share in reached)
