"""Options that commands of the simulator share, and what they choose."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vigil.base import yaml
from vigil.base.errors import ConfigurationError
from vigil.base.settings import Configuration, shipped
from vigil.pipeline import Rooms
from vigil_sim.scenario.read import Cell, Family, read
from vigil_sim.scenario.settings import Scenario

if TYPE_CHECKING:
    from vigil_sim.run.film import Darkroom

OURS = shipped("config/sim.yaml")
MOST_NAMED = 3
"""Cells named in a sentence: more would hide what it says."""

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="A shipped name, or a file.")]
Config = Annotated[
    Path,
    typer.Option(
        help="Configuration of the car; unset: the simulated one, 1280x720.", show_default=False
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.NAME=VALUE", help="Override one setting."),
]
Seed = Annotated[int | None, typer.Option(min=0, help="In place of the scenario's own.")]
Pixels = Annotated[bool, typer.Option(help="Draw what the cameras see.")]
Bonnet = Annotated[bool, typer.Option("--bonnet", help="Draw our bonnet where cameras see it.")]
CellNumber = Annotated[int | None, typer.Option("--cell", min=0, help="One of a family, from 0.")]
Sweep = Annotated[
    list[str] | None,
    typer.Option("--set-sweep", metavar="NAME=VALUE", help="One of a family, by its sweep."),
]


def rooms_of(config: Path, sets: Iterable[str] | None) -> Rooms:
    """Return the car of a configuration, with the overrides of the command line."""
    overrides = dict(map(Configuration.override, sets or ()))
    return Rooms(Configuration.read(config).changed(overrides)).check()


def darkroom_of(*, pixels: bool, bonnet: bool) -> "Darkroom | None":
    """Return what makes a renderer, or None where there are no pictures."""
    from vigil_sim.run.film import rendered

    if bonnet and not pixels:
        raise ConfigurationError("--bonnet is drawn in pictures: leave out --no-pixels")
    return partial(rendered, bonnet=bonnet) if pixels else None


def scenario_of(
    name: str, cell: int | None, sweep: Iterable[str] | None, seed: int | None
) -> Scenario:
    """Return the one scenario that is meant, or say what there is to choose from."""
    family = read(name)
    scenario = _chosen(family, cell, list(sweep or ())).scenario
    return scenario if seed is None else scenario.model_copy(update={"seed": seed})


def _chosen(family: Family, number: int | None, sweep: list[str]) -> Cell:
    count = len(family.cells)
    if number is not None and number >= count:
        raise ConfigurationError(
            f"{family.name} has {count} cells; --cell goes from 0 to {count - 1}"
        )
    cells = family.cells if number is None else (family.cells[number],)
    wanted = dict(_value(text, family) for text in sweep)
    met = [cell for cell in cells if wanted.items() <= cell.values.items()]
    if len(met) == 1:
        return met[0]
    shown = "; ".join(said(cell) for cell in (met or cells)[:MOST_NAMED])
    raise ConfigurationError(
        f"{family.name}: {len(met)} of its {count} cells are meant; choose one with --cell 0 to"
        f" {count - 1} or --set-sweep ({shown}{'; ...' if count > MOST_NAMED else ''})"
    )


def said(cell: Cell) -> str:
    """Return the values of a cell, as they are chosen."""
    return ", ".join(f"{name}={value}" for name, value in cell.values.items())


def _value(text: str, family: Family) -> tuple[str, float | str]:
    name, equals, value = text.partition("=")
    known = family.cells[0].values
    if not equals or name not in known:
        raise ConfigurationError(
            f"--set-sweep {text}: write NAME=VALUE; {family.name} sweeps"
            f" {', '.join(known) or 'nothing'}"
        )
    return name, yaml.parse(value, f"--set-sweep {name}")
